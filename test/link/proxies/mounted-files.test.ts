// Where files that stand in ConfigMaps lie in containers, and where their values are written: in manifests, charts and kustomizations.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isHidden, mountedEntries } from '../../../src/link/proxies/container-files.js';
import { scan } from '../../../src/lint.js';
import type { MountFact } from '../../../src/model/facts.js';
import { pointAt } from '../../../src/model/location.js';
import { mapKustomized } from '../../../src/parsers/helm/map-kustomized.js';
import { optionsFor } from '../../kit/options.js';

const at = pointAt('k8s.yaml', 1);
const mount = (target: string, rest: Partial<MountFact> = {}): MountFact => ({
  from: 'configmap',
  source: 'edge',
  target,
  at,
  ...rest,
});

describe('an entry of a volume lies', () => {
  const items = [
    { key: 'site', path: 'conf.d/site.conf' },
    { key: 'main', path: 'nginx.conf' },
  ];
  it.each<readonly [string, MountFact, string, string | undefined]>([
    ['in the folder, under its own name', mount('/etc/nginx/conf.d/'), 'a.conf', '/etc/nginx/conf.d/a.conf'],
    ['where the items say', mount('/etc/nginx', { items }), 'site', '/etc/nginx/conf.d/site.conf'],
    ['nowhere when the items leave it out', mount('/etc/nginx', { items }), 'other', undefined],
    ['at the target itself', mount('/etc/nginx/nginx.conf', { subPath: 'main' }), 'main', '/etc/nginx/nginx.conf'],
    ['nowhere when another one is chosen', mount('/etc/nginx/nginx.conf', { subPath: 'main' }), 'site', undefined],
    ['at the target under the path of an item', mount('/x', { items, subPath: 'nginx.conf' }), 'main', '/x'],
    ['in a folder of the volume', mount('/x', { items, subPath: 'conf.d' }), 'site', '/x/site.conf'],
    ['nowhere when its key is no path', mount('/x', { items, subPath: 'main' }), 'main', undefined],
  ])('%s', (_, given, key, path) => {
    const found = mountedEntries(given, ['site', 'main', 'other', 'a.conf']).find((each) => each.key === key);
    expect(found?.path).toBe(path);
  });
});

it('a mount hides all that lies below it, but for what is mounted deeper', () => {
  const folder = mount('/etc/nginx/conf.d');
  const file = mount('/etc/nginx/conf.d/a.conf', { subPath: 'a.conf' });
  const container = { name: 'nginx', at, env: [], envFrom: [], ports: [], sidecar: false, mounts: [folder, file] };
  expect(isHidden(container, '/etc/nginx/nginx.conf')).toBe(false);
  expect(isHidden(container, '/etc/nginx/conf.d/b.conf')).toBe(true);
  expect(isHidden(container, '/etc/nginx/conf.d/b.conf', folder)).toBe(false);
  expect(isHidden(container, '/etc/nginx/conf.d/a.conf', folder)).toBe(true);
  expect(isHidden(container, '/etc/nginx/conf.d/a.conf', file)).toBe(false);
  expect(isHidden(container, '/etc/nginx/conf.d.old/a.conf')).toBe(false);
});

const site = [
  'upstream api { server api:3000; keepalive 8; }',
  'server {',
  '  listen 8080;',
  '  location / {',
  '    proxy_pass http://api;',
  '    proxy_read_timeout 7s;',
  '  }',
  '}',
  '',
].join('\n');
const indented = (text: string, depth: number): string => text.replaceAll(/^(?=.)/gm, ' '.repeat(depth));
const workload = `apiVersion: apps/v1
kind: Deployment
metadata: { name: edge }
spec:
  template:
    metadata: { labels: { app: edge } }
    spec:
      containers:
        - name: nginx
          image: nginx:1.27
          ports: [{ containerPort: 8080 }]
          volumeMounts: [{ name: conf, mountPath: /etc/nginx/conf.d }]
      volumes: [{ name: conf, configMap: { name: edge } }]
---
apiVersion: v1
kind: Service
metadata: { name: edge }
spec: { selector: { app: edge }, ports: [{ port: 8080 }] }
`;
const configMap = (data: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: edge }\n${data}`;

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
/** Every hop of nginx, with the place of its response timeout. */
async function timeouts(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const cwd = mkdtempSync(join(tmpdir(), 'hoplint-mounted-'));
  folders.push(cwd);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, path)), { recursive: true });
    writeFileSync(join(cwd, path), text);
  }
  const { model } = await scan(optionsFor(cwd));
  const hops = model.paths.flatMap(({ nodes }) => nodes.flatMap((node) => (node.is === 'hop' ? [node] : [])));
  return hops.flatMap(({ product, settings }) => {
    const waits = settings.get('outbound.responseTimeout');
    if (product.id !== 'nginx' || waits.state === 'unknown' || waits.origin.kind === 'default') return [];
    const { file, line, column } = waits.origin.at;
    return [`${file}:${line}:${column}`];
  });
}

describe('the value of a mounted file stands', () => {
  const written = `  site.conf: |\n${indented(site, 4)}`;
  it.each<readonly [string, Readonly<Record<string, string>>, string]>([
    ['in its ConfigMap', { 'edge.yaml': configMap(`data:\n${written}`), 'app.yaml': workload }, 'edge.yaml'],
    [
      'in a ConfigMap in JSON',
      {
        'edge.json': JSON.stringify(
          { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'edge' }, data: { 'a.conf': site } },
          undefined,
          2,
        ),
        'app.yaml': workload,
      },
      'edge.json',
    ],
    [
      'in the manifest that a kustomization takes',
      {
        'kustomization.yaml': 'resources: [edge.yaml, app.yaml]\nnamePrefix: eu-\n',
        'edge.yaml': configMap(`data:\n${written}`),
        'app.yaml': workload,
      },
      'edge.yaml',
    ],
    [
      'in the file of a generator, and nowhere else',
      {
        'kustomization.yaml':
          'resources: [app.yaml]\nconfigMapGenerator:\n  - name: edge\n    files: [site.conf=nginx/edge.conf]\n',
        'nginx/edge.conf': site,
        'app.yaml': workload,
      },
      'nginx/edge.conf',
    ],
    [
      'in a template of a chart',
      {
        'Chart.yaml': 'name: edge\nversion: 1.0.0\n',
        'templates/edge.yaml': `{{- if true }}\n${configMap(`data:\n${written}`)}{{- end }}\n`,
        'templates/app.yaml': workload,
      },
      'templates/edge.yaml',
    ],
    [
      'in a file of a chart',
      {
        'Chart.yaml': 'name: edge\nversion: 1.0.0\n',
        'templates/edge.yaml': configMap('data:\n  site.conf: |-\n    {{- .Files.Get "files/a.conf" | nindent 4 }}\n'),
        'templates/app.yaml': workload,
        'files/a.conf': site,
      },
      'files/a.conf',
    ],
    [
      'in a file of a chart that is a template',
      {
        'Chart.yaml': 'name: edge\nversion: 1.0.0\n',
        'values.yaml': 'port: 8080\n',
        'templates/edge.yaml': configMap('data:\n  site.conf: |\n{{ tpl (.Files.Get "files/a.conf") . | indent 4 }}\n'),
        'templates/app.yaml': workload,
        'files/a.conf': site.replace('8080', '{{ .Values.port }}'),
      },
      'files/a.conf',
    ],
  ])('%s', async (_, files, file) => {
    const before = (files[file] ?? '').split('7s;')[0]?.split('\n') ?? [];
    expect(await timeouts(files)).toEqual([`${file}:${before.length}:${(before.at(-1) ?? '').length + 1}`]);
  });
});

it('places inside a text that kustomize printed anew lead to the lines of its source', () => {
  const source = configMap(`data:\n  site.conf: "server {\\n  listen 80;\\n}\\n"\n`);
  const output = configMap(`data:\n  site.conf: |\n    server {\n      listen 80;\n    }\n`);
  const inner = { file: 'out.yaml', line: 7, column: 7, endLine: 7, endColumn: 13 };
  const facts = {
    file: 'out.yaml',
    facts: [],
    suppressions: [],
    problems: [{ kind: 'syntax' as const, code: 'nginx-syntax', message: '', at: inner }],
  };
  const { problems } = mapKustomized(facts, {
    text: output,
    sources: [{ path: 'edge.yaml', text: source }],
    fallback: pointAt('kustomization.yaml', 1),
  });
  const column = (source.split('\n')[4] ?? '').indexOf('listen') + 1;
  expect(problems.map((each) => each.at)).toEqual([
    { file: 'edge.yaml', line: 5, column, endLine: 5, endColumn: column + 6 },
  ]);
});
