// A chart read without helm: what is certain is known where it was written, what only helm can work out is unknown, and nothing takes long.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileFacts } from '../../../src/model/facts.js';
import type { Location } from '../../../src/model/location.js';
import { pointAt } from '../../../src/model/location.js';
import { type ChartReading, readChartTemplates } from '../../../src/parsers/helm/chart-reading.js';
import { Budget } from '../../../src/parsers/helm/template/budget.js';
import { compose } from '../../../src/parsers/kit/composed.js';
import { sourcedValues } from '../../../src/parsers/kit/install-values.js';
import { get, readYaml, type YamlNode } from '../../../src/parsers/kit/yaml/read-yaml.js';
import { parse } from '../../../src/parsers/kubernetes/parse.js';
import { textAt } from '../../kit/show-facts.js';

type Chart = Readonly<Record<string, string>>;

const chartFile = 'name: shop\nversion: 1.2.0\nappVersion: 3\n';
const helpers = `{{- define "shop.fullname" -}}
{{- if contains .Chart.Name .Release.Name }}{{ .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" }}{{ end -}}
{{- end }}
{{- define "shop.labels" -}}
app: {{ include "shop.fullname" . }}
{{- end }}
`;

function read(
  chart: Chart,
  values: readonly string[] = [],
  release = 'web',
): ChartReading & { text: string; place(facts: FileFacts): FileFacts } {
  const files: Chart = { 'Chart.yaml': chartFile, 'templates/_helpers.tpl': helpers, ...chart };
  const textOf = (path: string): string | undefined => files[path];
  const below = (directory: string): readonly string[] =>
    Object.keys(files)
      .filter((path) => path.startsWith(`${directory}/`))
      .sort();
  const given = values.map((text, index) => sourcedValues(`given-${index}.yaml`, text));
  const reading = readChartTemplates(
    { directory: '', release, namespace: undefined, values: given },
    { below, textOf },
    new Budget(50_000),
  );
  const composed = compose(reading.pieces, textOf, pointAt('Chart.yaml', 1));
  return { ...reading, text: composed.text, place: (facts) => composed.place(facts) };
}
function roots(chart: Chart, values?: readonly string[], release?: string): readonly YamlNode[] {
  return readYaml(read(chart, values, release).text).flatMap(({ root }) => root ?? []);
}
/** The only document's value at a path: as YAML has it, or `unknown` with what a person reads. */
function value(template: string, values = '', path: readonly string[] = ['a'], given: readonly string[] = []): unknown {
  const [root] = roots({ 'templates/x.yaml': template, 'values.yaml': values }, given);
  return plain(get(root, ...path));
}
function plain(node: YamlNode | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.filledIn === true) return node.kind === 'scalar' ? `unknown ${node.text}` : 'unknown';
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'seq') return node.items.map(plain);
  return Object.fromEntries(node.entries.map(({ key, value: held }) => [key.text, plain(held)]));
}

describe('what is certain is known', () => {
  it.each([
    ['a value', 'a: {{ .Values.x }}', 'x: 5', 5],
    ['a value in quotes', 'a: {{ .Values.x | quote }}', 'x: 5', '5'],
    ['a default for what is empty', 'a: {{ .Values.x | default 30 }}', 'x: 0', 30],
    ['a default that is not needed', 'a: {{ .Values.x | default 30 }}', 'x: 7', 7],
    ['a number out of text', 'a: {{ .Values.x | int }}', 'x: "7"', 7],
    ['a large number, as Go prints it', 'a: "{{ .Values.x }}"', 'x: 10000000', '1e+07'],
    ['a unit behind a value', 'a: {{ printf "%ss" .Values.x }}', 'x: "30"', '30s'],
    ['a sum', 'a: {{ add .Values.x 5 | mul 2 }}', 'x: 10', 30],
    ['a map', 'a:{{ toYaml .Values.x | nindent 2 }}', 'x: { b: 1, c: [d, "true"] }', { b: 1, c: ['d', 'true'] }],
    ['what a condition allows', '{{- if .Values.x.on }}\na: 1\n{{- else }}\na: 2\n{{- end }}', 'x: { on: false }', 2],
    ['both of two conditions', '{{- if and .Values.x (not .Values.y) }}\na: 1\n{{- end }}', 'x: true', 1],
    ['a value below', 'a: {{ with .Values.x }}{{ .b }}{{ end }}', 'x: { b: 3 }', 3],
    [
      'elements',
      'a:\n{{- range $k, $v := .Values.x }}\n  {{ $k }}: {{ $v }}\n{{- end }}',
      'x: { c: 2, b: 1 }',
      { b: 1, c: 2 },
    ],
    [
      'a variable that a loop changes',
      '{{ $n := 0 }}{{ range .Values.x }}{{ $n = add $n . }}{{ end }}a: {{ $n }}',
      'x: [1, 2, 3]',
      6,
    ],
    ['a template inside a value', 'a: {{ tpl .Values.x . }}', 'x: "{{ .Release.Name }}-db"', 'web-db'],
    ['a block of text', 'a: {{ toYaml .Values.x | nindent 2 }}', 'x: |\n  b;\n  c;\n', 'b;\nc;\n'],
    [
      'an API that every cluster has',
      'a: {{ .Capabilities.APIVersions.Has "networking.k8s.io/v1/Ingress" }}',
      '',
      true,
    ],
    [
      'a version that every cluster has',
      'a: {{ semverCompare ">=1.19-0" .Capabilities.KubeVersion.GitVersion }}',
      '',
      true,
    ],
    ['a file of the chart', 'a: {{ .Files.Get "Chart.yaml" | trunc 4 }}', '', 'name'],
  ])('%s', (_, template, values, expected) => {
    expect(value(template, values)).toEqual(expected);
  });

  it('the values of an installation win, and null takes one away', () => {
    const template = 'a: { b: {{ .Values.x.b }}, c: {{ .Values.x.c | default 9 }} }';
    expect(value(template, 'x: { b: 1, c: 2 }', ['a'], ['x: { b: 5, c: null }'])).toEqual({ b: 5, c: 9 });
  });

  it('what a chart names with one helper has one name', () => {
    const named = (kind: string): string =>
      `kind: ${kind}\nname: {{ include "shop.fullname" . }}\nlabels: {{- include "shop.labels" . | nindent 2 }}\n`;
    const chart = { 'templates/a.yaml': named('Service'), 'templates/b.yaml': named('Deployment') };
    expect(roots(chart).map(plain)).toEqual([
      { kind: 'Service', name: 'web-shop', labels: { app: 'web-shop' } },
      { kind: 'Deployment', name: 'web-shop', labels: { app: 'web-shop' } },
    ]);
    expect(roots(chart, [], 'shop-eu').map((root) => plain(get(root, 'name')))).toEqual(['shop-eu', 'shop-eu']);
  });
});

describe('what only helm can work out is unknown', () => {
  it.each([
    ['what the cluster holds', 'a: {{ (lookup "v1" "Secret" "x" "y").data }}'],
    ['the version of the cluster', 'a: {{ .Capabilities.KubeVersion.Minor }}'],
    ['a newer API', 'a: {{ .Capabilities.APIVersions.Has "example.com/v1" }}'],
    ['chance', 'a: {{ randAlphaNum 8 }}'],
    ['a function that is not ours', 'a: {{ regexSplit "x" "axb" -1 | first }}'],
    ['a helper of a chart that is not here', 'a: {{ include "common.names.fullname" . }}'],
    ['a required value that is not there', 'a: {{ required "give x" .Values.x }}'],
    ['what stands below nothing', 'a: {{ .Values.x.y }}'],
    ['one of two texts', 'a: {{ if (lookup "v1" "Secret" "x" "y") }}1{{ else }}2{{ end }}'],
    ['lines under a condition', 'b: 1\n{{- if (lookup "v1" "Secret" "x" "y") }}\na: 1\n{{- end }}'],
    ['a value in both branches', '{{- if (lookup "v1" "Secret" "x" "y") }}\na: 1\n{{- else }}\na: 2\n{{- end }}'],
    [
      'a variable set under a condition',
      '{{ $n := 1 }}{{ if (lookup "v1" "Secret" "x" "y") }}{{ $n = 2 }}{{ end }}a: {{ $n }}',
    ],
    [
      'a block of text with a condition in it',
      'a: |\n  b\n  {{- if (lookup "v1" "Secret" "x" "y") }}\n  c\n  {{- end }}\n  d',
    ],
  ])('%s', (_, template) => {
    expect(value(`${template}\nz: 1`)).toMatch(/^unknown /);
    expect(value(`${template}\nz: 1`, '', ['z'])).toBe(1);
  });

  it('two values of chance are never the same', () => {
    const found = value('a: {{ randAlphaNum 8 }}\nb: {{ randAlphaNum 8 }}\nc: 1', '', []);
    expect(found).toEqual({ a: expect.stringContaining('unknown'), b: expect.stringContaining('unknown'), c: 1 });
    expect(new Set(Object.values(found as object)).size).toBe(3);
  });

  it('a document whose lines come from somewhere else says so, and hides no other', () => {
    const reading = read({
      'templates/a.yaml':
        'apiVersion: v1\nkind: Service\nspec:\n  a: 1\n  {{- include "common.spec" . | nindent 2 }}\n---\nb: 2\n',
      'templates/b.yaml': 'c: {{ .Values.x',
    });
    const documents = readYaml(reading.text).filter(
      ({ root, templated }) => root !== undefined || templated !== undefined,
    );
    expect(documents.map(({ root, templated }) => templated?.engine ?? plain(root))).toEqual(['helm', { b: 2 }]);
    expect(reading.unread).toEqual(['templates/b.yaml']);
  });
});

describe('subcharts', () => {
  const child = {
    'charts/db/Chart.yaml': 'name: db\n',
    'charts/db/templates/x.yaml': 'port: {{ .Values.port }}\nzone: {{ .Values.global.zone }}\n',
    'charts/db/values.yaml': 'port: 1\n',
  };

  it('get their own values, those of their parent, and the global ones', () => {
    const chart = { ...child, 'values.yaml': 'db: { port: 2 }\nglobal: { zone: a }\n' };
    expect(roots(chart).map(plain)).toEqual([{ port: 2, zone: 'a' }]);
    expect(roots(chart, ['db: { port: 3 }']).map(plain)).toEqual([{ port: 3, zone: 'a' }]);
  });
  it('go by another name where their parent gives them one', () => {
    const chart = {
      'Chart.yaml': 'name: shop\ndependencies:\n  - { name: db, alias: orders }\n  - { name: db, alias: carts }\n',
      'charts/db/Chart.yaml': 'name: db\n',
      'charts/db/templates/x.yaml': 'name: {{ .Chart.Name }}\nport: {{ .Values.port }}\n',
      'values.yaml': 'orders: { port: 1 }\ncarts: { port: 2 }\n',
    };
    expect(roots(chart).map(plain)).toEqual([
      { name: 'orders', port: 1 },
      { name: 'carts', port: 2 },
    ]);
  });
  it('are left out where their condition says so, and named where they are not here', () => {
    const listed = 'name: shop\ndependencies:\n  - { name: db, condition: db.enabled }\n  - { name: redis }\n';
    const chart = { ...child, 'Chart.yaml': listed };
    expect(roots({ ...chart, 'values.yaml': 'db: { enabled: false }\n' })).toEqual([]);
    expect(read({ ...chart, 'values.yaml': 'db: { enabled: true }\n' }).missing).toEqual(['redis']);
  });
  it('that are only there as archives are named, whether they are listed or not', () => {
    const chart = {
      'Chart.yaml': 'name: shop\ndependencies:\n  - { name: redis }\n',
      'charts/redis-20.1.7.tgz': '',
      'charts/rate-limit-v1.0.0.tgz': '',
    };
    expect(read(chart).missing).toEqual(['redis', 'rate-limit']);
  });
});

describe('places', () => {
  const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "shop.fullname" . }}
spec:
  template:
    spec:
      terminationGracePeriodSeconds: {{ .Values.grace }}
      containers:
        - name: api
          image: "{{ .Values.image.name }}:{{ .Values.image.tag }}"
          env:
            - { name: KEEP_ALIVE, value: {{ .Values.keepAlive | quote }} }
          {{- with .Values.probe }}
          readinessProbe:
            {{- toYaml . | nindent 12 }}
          {{- end }}
`;
  const values =
    'grace: 45\nimage: { name: shop/api, tag: "2" }\nkeepAlive: 65\nprobe:\n  periodSeconds: 7\n  tcpSocket: { port: 80 }\n';
  const files: Chart = {
    'Chart.yaml': chartFile,
    'templates/_helpers.tpl': helpers,
    'templates/api.yaml': deployment,
    'values.yaml': values,
  };
  const reading = read(files);
  const placed = reading.place(parse({ path: 'rendered.yaml', text: reading.text }));
  const [workload] = placed.facts.flatMap((fact) => (fact.kind === 'workload' ? [fact] : []));
  const container = workload?.containers[0];
  const shown = (at: Location | undefined): string =>
    at === undefined ? 'nowhere' : `${at.file}: ${textAt(at, new Map(Object.entries(files)))}`;

  it('a value stands in the values file, and what a template works out where it does', () => {
    expect(shown(workload?.nameAt)).toBe('templates/api.yaml: {{ include "shop.fullname" . }}');
    expect(workload?.name).toBe('web-shop');
    expect(workload?.grace).toMatchObject({ value: 45 });
    expect(shown(workload?.grace?.at)).toBe('values.yaml: 45');
    expect(shown(container?.image?.at)).toBe('templates/api.yaml: "{{ .Values.image.name }}:{{ .Values.image.tag }}"');
    expect(container?.image).toMatchObject({ value: 'shop/api:2' });
  });
  it('an object stands in the template from its first line to its last', () => {
    expect(shown(workload?.at)).toBe(
      `templates/api.yaml: ${deployment.slice(0, deployment.indexOf('\n          {{- end }}'))}`,
    );
  });
});

describe('hostile charts', () => {
  const bomb = (body: string): Chart => ({ 'templates/x.yaml': body });
  it.each([
    [
      'a helper that includes itself',
      '{{ define "a" }}x{{ include "a" . }}{{ include "a" . }}{{ end }}a: {{ include "a" . }}',
    ],
    ['loops in loops', `${'{{ range until 1000 }}'.repeat(8)}x{{ ${'end }}{{ '.repeat(7)}end }}`],
    ['text that doubles', `{{ $x := repeat 1000 "x" }}${'{{ $x = cat $x $x }}'.repeat(40)}a: {{ $x }}`],
    ['a template that fills in itself', '{{ tpl "{{ tpl .Values.t . }}{{ tpl .Values.t . }}" . }}'],
    ['brackets in brackets', `a: {{ ${'('.repeat(5000)}1${')'.repeat(5000)} }}`],
    ['branches in branches', `${'{{ if true }}'.repeat(5000)}x${'{{ end }}'.repeat(5000)}`],
    ['values again and again', `${'{{ $x := toYaml .Values | sha256sum }}'.repeat(5000)}a: 1`],
    ['patterns', 'a: {{ regexMatch "(a+)+$" "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!" }}'],
  ])('%s ends soon', (_, template) => {
    const values = `t: "{{ tpl .Values.t . }}{{ tpl .Values.t . }}"\nmany: [${'1, '.repeat(5000)}1]\n`;
    const { text } = read({ ...bomb(template), 'values.yaml': values });
    expect(readYaml(text).length).toBeLessThan(100);
  });

  const words = fc.constantFrom(
    '{{',
    '}}',
    '{{-',
    '-}}',
    ' if ',
    ' end ',
    ' else ',
    ' range ',
    ' with ',
    'define "a"',
    'include "a" .',
    '.Values.x',
    '$x := ',
    '|',
    '(',
    ')',
    '"',
    '\n',
    'a: ',
    '- ',
    ' default 1',
    'toYaml .',
    'nindent 2',
    '/*',
    '*/',
    '1',
    'ü',
  );
  it('no text makes it throw, and what it says is as long as the text that holds it', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 40 }), fc.array(words, { maxLength: 10 }), (template, values) => {
        const reading = read({ ...bomb(template.join('')), 'values.yaml': values.join('') });
        for (const { start, end } of readYaml(reading.text)) expect(end).toBeGreaterThanOrEqual(start);
        reading.place(parse({ path: 'rendered.yaml', text: reading.text }));
      }),
    );
  });
  it('text without expressions comes out as it is, each character in its place', () => {
    fc.assert(
      fc.property(
        fc.string({ maxLength: 200 }).map((text) => text.replaceAll('{{', '').replaceAll(/[\ue000-\ue0ff]/g, '')),
        (text) => {
          const [, ...pieces] = read(bomb(text)).pieces;
          const exact = pieces.flatMap((piece) => (piece.kind === 'text' ? [piece] : []));
          expect(exact.map((piece) => piece.text).join('')).toBe(text.trimEnd());
          for (const piece of exact) expect(text.slice(piece.from?.start, piece.from?.end)).toBe(piece.text);
        },
      ),
    );
  });
});
