// Templates of a library chart that is not here (Bitnami's `common` and charts written like it), by what their names promise.
import { markedParts } from '../model/marked-parts.js';

const callOfTemplate = /(?<![.\w$-])(?:include|template)\s+"([^"]+)"/g;
const definition = /(?<![.\w$-])(?:define|block)\s+"([^"]+)"/g;

/** Text of templates for the names that a chart calls and nobody defines; undefined where one of them promises nothing we can stand in for. */
export function standIns(templates: readonly string[]): string | undefined {
  const actions = templates.flatMap((text) =>
    markedParts(text, '{{', '}}').map(({ start, end }) => text.slice(start, end)),
  );
  const defined = new Set(actions.flatMap((text) => namesIn(text, definition)));
  const called = new Set(actions.flatMap((text) => namesIn(text, callOfTemplate)));
  const missing = [...called, ...[...called].flatMap(renderingOf)].filter((name) => !defined.has(name)).sort();
  const bodies = [...new Set(missing)].map((name) => [name, bodyOf(name)] as const);
  if (missing.length === 0 || bodies.some(([, body]) => body === undefined)) return undefined;
  return bodies.map(([name, body]) => `{{- define "${name}" -}}\n${body}\n{{- end }}\n`).join('');
}
/** What one stand-in calls. */
const renderingOf = (name: string): readonly string[] => (/\.merge$/.test(name) ? [siblingOf(name, 'render')] : []);
const siblingOf = (name: string, last: string): string => name.replace(/(?<![^.])[^.]+$/, last);
function namesIn(text: string, pattern: RegExp): readonly string[] {
  return Array.from(text.matchAll(pattern), ([, name = '']) => name);
}

/** The chart's own context, whether it was handed over alone or in a dict. */
const context = '{{- $own := . }}{{- if hasKey . "context" }}{{- $own = .context }}{{- end }}';
const release = `${context}{{- $name := $own.Values.nameOverride | default $own.Chart.Name }}`;
const fullname = `${release}{{- if $own.Values.fullnameOverride }}{{ $own.Values.fullnameOverride }}{{- else if contains $name $own.Release.Name }}{{ $own.Release.Name }}{{- else }}{{ $own.Release.Name }}-{{ $name }}{{- end }}`;
const labels = `${release}app.kubernetes.io/name: {{ $name }}\napp.kubernetes.io/instance: {{ $own.Release.Name }}`;
const image = `{{- $root := .imageRoot }}{{- $registry := $root.registry }}{{- if .global }}{{- $registry = .global.imageRegistry | default $registry }}{{- end }}
{{- $tag := $root.tag }}{{- if .chart }}{{- $tag = $tag | default .chart.AppVersion }}{{- end }}
{{- if $registry }}{{ $registry }}/{{ end }}{{ $root.repository }}{{ if $tag }}:{{ $tag }}{{ end }}`;
const rendered = `{{- $text := .value }}{{- if not (typeIs "string" .value) }}{{- $text = .value | toYaml }}{{- end }}
{{- if contains "{{" $text }}{{ tpl $text .context }}{{- else }}{{ $text }}{{- end }}`;
const backend = `service:
  name: {{ .serviceName }}
  port:
    {{ if typeIs "string" .servicePort }}name{{ else }}number{{ end }}: {{ .servicePort }}`;
const dependency = '{{- .context.Release.Name }}-{{ (.chartValues).nameOverride | default .chartName }}';

const versions: Readonly<Record<string, string>> = {
  cronjob: 'batch/v1',
  job: 'batch/v1',
  daemonset: 'apps/v1',
  deployment: 'apps/v1',
  statefulset: 'apps/v1',
  ingress: 'networking.k8s.io/v1',
  networkpolicy: 'networking.k8s.io/v1',
  policy: 'policy/v1',
  hpa: 'autoscaling/v2',
  vpa: 'autoscaling.k8s.io/v1',
  rbac: 'rbac.authorization.k8s.io/v1',
  crd: 'apiextensions.k8s.io/v1',
  apiservice: 'apiregistration.k8s.io/v1',
  psp: 'policy/v1beta1',
};
/** Words for secrets, affinities, warnings and the like: what no request depends on is left empty. */
const ofNoConcern =
  /\.(?:affinities|secrets|warnings|validations|storage|errors|resources|compatibility|utils)\.|\.images\.(?:render)?[pP]ullSecrets$|\.storage\.class$/;

function bodyOf(name: string): string | undefined {
  const words = name.split('.');
  const last = words.at(-1) ?? '';
  if (ofNoConcern.test(name)) return '';
  switch (last) {
    case 'name':
      return `${release}{{ $name }}`;
    case 'fullname':
      return words.at(-2) === 'dependency' ? dependency : fullname;
    case 'chart':
      return `${context}{{ $own.Chart.Name }}-{{ $own.Chart.Version }}`;
    case 'namespace':
      if (words.at(-2) === 'fullname') return `${fullname}-{{ $own.Release.Namespace }}`;
      return `${context}{{ $own.Values.namespaceOverride | default $own.Release.Namespace }}`;
    case 'apiVersion':
      return versions[words.at(-2)?.toLowerCase() ?? ''];
    case 'kubeVersion':
      return `${context}{{ $own.Capabilities.KubeVersion.Version }}`;
    case 'image':
      return words.at(-2) === 'images' ? image : undefined;
    case 'version':
      return words.at(-2) === 'images' ? '{{ .imageRoot.tag | default .chart.AppVersion }}' : undefined;
    case 'render':
      return rendered;
    case 'merge':
      return `{{- $all := dict }}{{- range .values }}{{- $all = merge $all (include "${siblingOf(name, 'render')}" (dict "value" . "context" $.context) | fromYaml) }}{{- end }}{{ toYaml $all }}`;
    case 'backend':
      return backend;
    case 'supportsIngressClassname':
    case 'supportsPathType':
      return 'true';
    case 'certManagerRequest':
      return '';
    default:
      return /^(?:standard|labels|matchLabels|selectorLabels)$/i.test(last) ? labels : undefined;
  }
}
