// Facts of rendered charts stand where a person would change them: in the template, or in the values file.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FileFacts } from '../../../src/model/facts.js';
import { type Location, pointAt } from '../../../src/model/location.js';
import { mapKustomized } from '../../../src/parsers/helm/map-kustomized.js';
import { mapRendered, type RenderedOutput } from '../../../src/parsers/helm/map-rendered.js';
import { compose } from '../../../src/parsers/kit/composed.js';
import { parse } from '../../../src/parsers/kubernetes/parse.js';
import { buildKustomization } from '../../../src/parsers/kustomize/build.js';
import { textAt } from '../../kit/show-facts.js';
import { fuzz } from '../kit/fuzz.js';

const template = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ include "shop.fullname" . }}
  labels:
    {{- include "shop.labels" . | nindent 4 }}
spec:
  {{- if not .Values.autoscaling.enabled }}
  replicas: {{ .Values.replicaCount }}
  {{- end }}
  template:
    spec:
      terminationGracePeriodSeconds: {{ .Values.grace | default 30 }}
      containers:
        - name: api
          image: "{{ .Values.image.repository }}:{{ .Values.image.tag }}"
          env:
            {{- range $name, $value := .Values.env }}
            - name: {{ $name }}
              value: {{ $value | quote }}
            {{- end }}
            - name: FIXED
              value: "as it stands"
          lifecycle:
            preStop:
              exec:
                command: ["sleep", "5"] # {{ .Chart.Name }}
          {{- with .Values.readinessProbe }}
          readinessProbe:
            {{- toYaml . | nindent 12 }}
          {{- end }}
          resources: {{- toYaml .Values.resources | nindent 12 }}
`;
const values = `replicaCount: 2
autoscaling: { enabled: false }
image:
  repository: shop/api
  tag: 1.4.0
env:
  HOST: shop.example
  KEEP_ALIVE_MS: 5000
readinessProbe:
  httpGet:
    path: /ready
    port: 3000
  periodSeconds: 5
resources:
  limits:
    memory: 512Mi
`;
const production = `replicaCount: 6
`;
const rendered = `---
# Source: shop/templates/deployment.yaml
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  labels:
    app: shop
    chart: shop-1.0
spec:
  replicas: 6
  template:
    spec:
      terminationGracePeriodSeconds: 30
      containers:
        - name: api
          image: "shop/api:1.4.0"
          env:
            - name: HOST
              value: "shop.example"
            - name: KEEP_ALIVE_MS
              value: "5000"
            - name: FIXED
              value: "as it stands"
          lifecycle:
            preStop:
              exec:
                command: ["sleep", "5"] # shop
          readinessProbe:
            httpGet:
              path: /ready
              port: 3000
            periodSeconds: 5
          resources:
            limits:
              memory: 512Mi
---
# Source: shop/charts/cache/templates/service.yaml
apiVersion: v1
kind: Service
metadata:
  name: cache
spec:
  ports: [{ port: 6379 }]
`;
const files = new Map([
  ['chart/templates/deployment.yaml', template],
  ['chart/values.yaml', values],
  ['chart/values-prod.yaml', production],
  ['chart/Chart.yaml', 'name: shop\n'],
]);
const fallback = pointAt('chart/Chart.yaml', 1);

function map(facts: FileFacts, text: string, whole: Pick<RenderedOutput, 'fallback'> = { fallback }): FileFacts {
  return mapRendered(facts, {
    text,
    ...whole,
    lookup: (source) => {
      const path = source.replace(/^shop\//, 'chart/');
      const found = files.get(path);
      if (found === undefined) return undefined;
      const valuesFiles = ['chart/values.yaml', 'chart/values-prod.yaml'];
      return {
        template: { path, text: found },
        values: valuesFiles.map((file) => ({ path: file, text: files.get(file) ?? '' })),
      };
    },
  });
}
const show = (at: Location | undefined): string =>
  at === undefined ? 'nowhere' : `${at.file.replace(/^.*\//, '')}:${at.line} ${textAt(at, files)}`;

describe('a rendered chart', () => {
  const facts = map(parse({ path: 'rendered.yaml', text: rendered }), rendered).facts;
  const workload = facts.find((fact) => fact.kind === 'workload');
  const container = workload?.containers[0];
  const expressionAt = (expression: { readonly at: Location } | undefined): string => show(expression?.at);

  it('keeps its objects in the template', () => {
    expect(workload?.at).toMatchObject({ file: 'chart/templates/deployment.yaml', line: 1 });
    expect(show(workload?.nameAt)).toBe('deployment.yaml:4 {{ include "shop.fullname" . }}');
    expect(show(container?.at)).toMatch(/^deployment\.yaml:15 name: api\n/);
  });

  it('has values where they were written, the strongest file first', () => {
    expect(expressionAt(workload?.replicas)).toBe('values-prod.yaml:1 6');
    expect(show(container?.memoryLimit?.at)).toBe('values.yaml:16 512Mi');
  });

  it('has a value of a block at the same path of the values', () => {
    expect(show(container?.readiness?.period?.at)).toBe('values.yaml:13 5');
    expect(show(container?.readiness?.path?.at)).toBe('values.yaml:11 /ready');
  });

  it('has what no values file gives in the template', () => {
    expect(expressionAt(workload?.grace)).toBe('deployment.yaml:13 {{ .Values.grace | default 30 }}');
    expect(expressionAt(container?.image)).toBe(
      'deployment.yaml:16 "{{ .Values.image.repository }}:{{ .Values.image.tag }}"',
    );
  });

  it('has what comes of a loop at the lines of the loop', () => {
    expect(container?.env.map(({ value }) => expressionAt(value))).toEqual([
      'deployment.yaml:20 {{ $value | quote }}',
      'deployment.yaml:20 {{ $value | quote }}',
      'deployment.yaml:23 "as it stands"',
    ]);
  });

  it('has literal text where it stands', () => {
    expect(show(container?.preStop?.at)).toMatch(/^deployment\.yaml:26 exec:/);
  });

  it('stands at the chart where its template is not in the scan', () => {
    expect(facts.find((fact) => fact.kind === 'service')).toMatchObject({ at: fallback, nameAt: fallback });
  });
});

describe('committed output of other values', () => {
  const other = rendered.replace('replicas: 6', 'replicas: 9');
  const replicasOf = (text: string): Location | undefined => {
    const { facts } = map(parse({ path: 'install.yaml', text }), text, {});
    return facts.find((fact) => fact.kind === 'workload')?.replicas?.at;
  };
  it('has values where they were written, and those of other values files in itself', () => {
    expect(show(replicasOf(rendered))).toBe('values-prod.yaml:1 6');
    expect(replicasOf(other)).toMatchObject({ file: 'install.yaml', line: 11 });
  });
});

describe('a value behind a variable of the template', () => {
  const path = 'chart/templates/api.yaml';
  const text = [
    '{{- $worker := .Values.worker }}',
    '{{- $api := include "shop.api" . | fromYaml -}}',
    'apiVersion: apps/v1',
    'kind: Deployment',
    'metadata: { name: api }',
    'spec:',
    '  replicas: {{ $worker.replicas }}',
    '  minReadySeconds: {{ $api.settle }}',
    '  template:',
    '    spec:',
    '      terminationGracePeriodSeconds: {{ $api.grace }}',
  ];
  const own = ['worker:', '  replicas: 3', 'api:', '  grace: 45', '  settle: 9', ''].join('\n');
  const output = ['# Source: shop/templates/api.yaml', ...text.slice(2)]
    .join('\n')
    .replace('{{ $worker.replicas }}', '3')
    .replace('{{ $api.settle }}', '11')
    .replace('{{ $api.grace }}', '45');

  it('stands in the values; behind a named template only where they agree', () => {
    const template = { path, text: text.join('\n') };
    const { facts } = mapRendered(parse({ path: 'rendered.yaml', text: output }), {
      text: output,
      fallback,
      lookup: () => ({ template, values: [{ path: 'chart/values.yaml', text: own }] }),
    });
    const workload = facts.find((fact) => fact.kind === 'workload');
    const place = (at: Location | undefined) => `${at?.file}:${at?.line}`;
    expect(place(workload?.replicas?.at)).toBe('chart/values.yaml:2');
    expect(place(workload?.grace?.at)).toBe('chart/values.yaml:4');
    expect(place(workload?.minReadySeconds?.at)).toBe(`${path}:8`);
  });
});

describe('documents of one template', () => {
  const path = 'chart/templates/web.yaml';
  const document = (name: string): string => `apiVersion: v1
kind: Service
metadata:
  name: {{ include "shop.${name}.fullname" . }}
  annotations:
    {{- if .Values.owner }}
    shop.example/owner: {{ .Values.owner | quote }}
    {{- end }}
    {{- with .Values.${name}.annotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
`;
  const output = (name: string): string => `---
# Source: shop/templates/web.yaml
apiVersion: v1
kind: Service
metadata:
  name: shop-${name}
  annotations:
    shop.example/owner: "ours"
    shop.example/read-timeout: "60"
    shop.example/send-timeout: "60"
`;
  const annotations = (name: string): string =>
    `${name}:\n  annotations:\n${['read', 'send'].map((way) => `    shop.example/${way}-timeout: "60"\n`).join('')}`;

  it('have their values each in its own place, those behind a short one too', () => {
    const text = output('api') + output('admin');
    const template = { path, text: `${document('api')}---\n${document('admin')}` };
    const own = `owner: ours\n${annotations('api')}${annotations('admin')}`;
    const { facts } = mapRendered(parse({ path: 'rendered.yaml', text }), {
      text,
      fallback,
      lookup: () => ({ template, values: [{ path: 'chart/values.yaml', text: own }] }),
    });
    const places = facts.flatMap((fact) => (fact.kind === 'service' ? fact.annotations.map(({ at }) => at) : []));
    expect(places.map(({ file, line }) => `${file}:${line}`)).toEqual(
      [1, 4, 5, 1, 8, 9].map((line) => `chart/values.yaml:${line}`),
    );
  });
});

describe('output that is a file of the scan', () => {
  const graceOf = (text: string): Location | undefined => {
    const { facts } = map(parse({ path: 'all.yaml', text }), text, {});
    return facts.find((fact) => fact.kind === 'workload')?.grace?.at;
  };
  it('stands in the template that wrote it', () => {
    expect(graceOf(rendered)).toMatchObject({ file: 'chart/templates/deployment.yaml' });
    // What only some values bring may be missing, and quotes are a matter of taste.
    const bare = rendered.replace(/ {10}readinessProbe:\n(?: {12}.*\n)+/, '').replace('"as it stands"', 'as it stands');
    expect(bare).not.toContain('readinessProbe');
    expect(graceOf(bare)).toMatchObject({ file: 'chart/templates/deployment.yaml' });
  });
  it('keeps its own lines where the template has learned something since', () => {
    const older = rendered.replace(/ {12}- name: FIXED\n.*\n/, '');
    expect(older).not.toContain('FIXED');
    expect(graceOf(older)).toMatchObject({ file: 'all.yaml' });
  });
  it('keeps its own lines and comments where its chart is not here', () => {
    const lines = ['---', '# Source: other/templates/web.yaml', 'apiVersion: apps/v1', 'kind: Deployment', 'metadata:'];
    const ignore = '# hoplint-ignore replicas-minimum -- one is enough';
    const text = [...lines, '  name: web', 'spec:', `  replicas: 1 ${ignore}`, `  ${ignore}`, ''].join('\n');
    const parsed = parse({ path: 'all.yaml', text });
    const { facts, suppressions } = mapRendered(parsed, { text, lookup: () => undefined });
    expect(facts).toEqual(parsed.facts);
    expect(suppressions).toEqual(parsed.suppressions);
    expect(suppressions.length).toBeGreaterThan(0);
  });
});

describe('any template and any output', () => {
  const piece = fc.constantFrom(
    ...template.split('\n'),
    ...rendered.split('\n'),
    '{{- range .Values.x }}',
    '{{- end }}',
    '{{',
    '}}',
    '{{/* a',
    'b */}}',
    '# Source: shop/templates/deployment.yaml',
  );
  const text = fc.array(piece, { maxLength: 60 }).map((lines) => lines.join('\n'));

  it('give places inside the files there are', () => {
    fc.assert(
      fc.property(text, text, (output, other) => {
        const sources = new Map([
          ['t.yaml', other],
          ['values.yaml', values],
        ]);
        const facts = mapRendered(parse({ path: 'r.yaml', text: output }), {
          text: output,
          fallback,
          lookup: () => ({
            template: { path: 't.yaml', text: other },
            values: [{ path: 'values.yaml', text: values }],
          }),
        });
        for (const at of everyPlace(facts)) {
          if (at.file === fallback.file) continue;
          const lines = sources.get(at.file)?.split('\n');
          expect(lines).toBeDefined();
          expect(at.line).toBeLessThanOrEqual(at.endLine);
          expect(at.endLine).toBeLessThanOrEqual(lines?.length ?? 0);
          expect(at.endColumn).toBeLessThanOrEqual((lines?.[at.endLine - 1]?.length ?? 0) + 1);
        }
      }),
      fuzz(300),
    );
  });
});

function everyPlace(value: unknown, found: Location[] = []): Location[] {
  if (typeof value !== 'object' || value === null) return found;
  if ('endColumn' in value) found.push(value as Location);
  else for (const each of Object.values(value)) everyPlace(each, found);
  return found;
}

describe('a kustomization that was built', () => {
  const base =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: api }\nspec:\n  replicas: 1\n  template:\n    spec:\n      containers:\n        - { name: side, image: side }\n        - name: api\n          image: api\n';
  const patch = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: api }\nspec:\n  replicas: 4\n';
  const built =
    'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: prod-api\nspec:\n  replicas: 4\n  template:\n    spec:\n      containers:\n      - image: api:2\n        name: api\n      - image: side\n        name: side\n---\napiVersion: v1\nkind: Service\nmetadata:\n  name: new\n';
  const facts = mapKustomized(parse({ path: 'built.yaml', text: built }), {
    text: built,
    sources: [
      { path: 'base/api.yaml', text: base },
      { path: 'prod/patch.yaml', text: patch },
    ],
    fallback,
  }).facts;
  const workload = facts.find((fact) => fact.kind === 'workload');

  it('has each value in the last file that gives it, and objects in the first', () => {
    expect(workload?.at).toMatchObject({ file: 'base/api.yaml', line: 1 });
    expect(workload?.replicas?.at).toMatchObject({ file: 'prod/patch.yaml', line: 5 });
    expect(workload?.containers.map(({ at }) => [at.file, at.line])).toEqual([
      ['base/api.yaml', 10],
      ['base/api.yaml', 9],
    ]);
  });

  it('has what the kustomization changed at the place it changed, and what it made at the kustomization', () => {
    expect(workload?.containers[0]?.image?.at).toMatchObject({ file: 'base/api.yaml', line: 11 });
    expect(facts.find((fact) => fact.kind === 'service')?.at).toEqual(fallback);
  });

  it('leaves an object whose name begins another to its own file', () => {
    const one = (name: string): string =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ${name}\nspec:\n  template:\n    spec:\n      containers:\n      - image: shop\n        name: shop\n`;
    const both = `${one('shop')}---\n${one('shop-admin')}`;
    const read = mapKustomized(parse({ path: 'built.yaml', text: both }), {
      text: both,
      sources: [
        { path: 'shop.yaml', text: one('shop') },
        { path: 'admin.yaml', text: one('shop-admin') },
      ],
      fallback,
    }).facts.filter((fact) => fact.kind === 'workload');
    expect(read.map(({ name, containers }) => [name, containers[0]?.at.file])).toEqual([
      ['shop', 'shop.yaml'],
      ['shop-admin', 'admin.yaml'],
    ]);
  });

  it('has values of patches and generators of any form at their own lines', () => {
    const files: Readonly<Record<string, string>> = {
      'base/api.yaml': base,
      'base/kustomization.yaml': 'resources: [api.yaml]\nnamePrefix: prod-\n',
      'prod/kustomization.yaml': `resources: [../base]
nameSuffix: -eu
configMapGenerator:
  - name: times
    literals:
      - IDLE=30
patches:
  - target: { kind: Deployment }
    patch: |-
      - op: replace
        path: /spec/replicas
        value: 4
`,
    };
    const output = `${built.slice(0, built.indexOf('---')).replace('prod-api', 'prod-api-eu')}---
apiVersion: v1
data:
  IDLE: "30"
kind: ConfigMap
metadata:
  name: times-eu-7g2ht9b4kc
`;
    const textOf = (path: string): string | undefined => files[path];
    const read = mapKustomized(parse({ path: 'built.yaml', text: output }), {
      text: output,
      sources: [{ path: 'base/api.yaml', text: base }],
      own: compose(buildKustomization('prod', { textOf }).pieces, textOf, fallback),
      fallback,
    }).facts;
    expect(read.find((fact) => fact.kind === 'workload')?.replicas?.at).toMatchObject({
      file: 'prod/kustomization.yaml',
      line: 12,
    });
    const prefixed = read.find((fact) => fact.kind === 'workload');
    expect(new Set(prefixed?.containers.map(({ at }) => at.file))).toEqual(new Set(['base/api.yaml']));
    expect(read.find((fact) => fact.kind === 'configmap')?.data[0]?.at).toMatchObject({
      file: 'prod/kustomization.yaml',
      line: 6,
    });
  });
});

it('finds each document of a template, whatever order Helm prints them in', () => {
  const source = `kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  replicas: 2
---
kind: Service
metadata:
  name: api
---
kind: Service
metadata:
  name: api
`;
  const text = `---
# Source: shop/templates/all.yaml
kind: Service
metadata:
  name: api
---
# Source: shop/templates/all.yaml
kind: Service
metadata:
  name: api
---
# Source: shop/templates/all.yaml
kind: Deployment
metadata:
  name: api
spec:
  replicas: 2
`;
  const lines = [3, 5, 8, 10, 13, 15, 17];
  const marks: FileFacts = {
    file: 'rendered.yaml',
    facts: [],
    suppressions: [],
    problems: lines.map((line) => ({
      kind: 'skipped',
      code: 'mark',
      message: '',
      at: pointAt('rendered.yaml', line, 3),
    })),
  };
  const { problems } = mapRendered(marks, {
    text,
    lookup: () => ({ template: { path: 'templates/all.yaml', text: source }, values: [] }),
    fallback: pointAt('Chart.yaml', 1),
  });
  expect(problems.map(({ at }) => at.line)).toEqual([7, 9, 11, 13, 1, 3, 5]);
});
