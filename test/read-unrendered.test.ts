// Charts and kustomizations always say something: with the tool, without it, and where it refuses.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Scan, scan } from '../src/lint.js';
import { optionsFor } from './kit/options.js';

const deployment = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      terminationGracePeriodSeconds: {{ .Values.grace }}
      containers:
        - name: web
          image: shop/web
`;
const files: Readonly<Record<string, string>> = {
  'chart/Chart.yaml': 'name: web\nversion: 1.0.0\n',
  'chart/values.yaml': 'grace: 30\n',
  'chart/templates/web.yaml': deployment,
  'deploy/staging.yaml': 'grace: 90\n',
  'deploy/Makefile': 'staging:\n\thelm upgrade -i eu ../chart -f staging.yaml --set extra=1\n',
  'base/kustomization.yaml': 'resources: [api.yaml]\nnamePrefix: eu-\n',
  'base/api.yaml': deployment.replace('{{ .Release.Name }}', 'api').replace('{{ .Values.grace }}', '45'),
};
let top = '';
const root = (): string => join(top, 'repository');

beforeAll(() => {
  top = mkdtempSync(join(tmpdir(), 'hoplint-unrendered-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root(), path)), { recursive: true });
    writeFileSync(join(root(), path), text);
  }
});
afterAll(() => rmSync(top, { recursive: true, force: true }));

function read(searchPath: string | undefined): Promise<Scan> {
  return scan({ ...optionsFor(root()), searchPath });
}
const graces = ({ facts }: Scan): readonly string[] =>
  facts
    .flatMap((each) => each.facts)
    .flatMap((fact) => (fact.kind === 'workload' ? [fact] : []))
    .map(({ name, grace, scope }) => {
      const at = grace === undefined ? '' : `${grace.at.file}:${grace.at.line}`;
      return `${scope} ${name} ${grace !== undefined && 'value' in grace ? grace.value : '?'} ${at}`;
    })
    .sort();
const withoutTools = [
  'helm:chart web 30 chart/values.yaml:1',
  'helm:chart#deploy/Makefile, staging.yaml eu 90 deploy/staging.yaml:1',
  'kustomize:base#base eu-api 45 base/api.yaml:10',
];

it('is read without a tool, as it is and as a command installs it', async () => {
  const scanned = await read('');
  expect(graces(scanned)).toEqual(withoutTools);
  expect(scanned.notes.map(({ message }) => message)).toEqual([
    'chart was read without helm (not on PATH): what only the tool can work out is unknown.',
    'base was read without kustomize or kubectl (not on PATH): what only the tool can work out is unknown.',
  ]);
});
it('is read the same with --no-render, which is no news', async () => {
  const scanned = await read(undefined);
  expect(graces(scanned)).toEqual(withoutTools);
  expect(scanned.notes).toEqual([]);
});
it.skipIf(process.platform === 'win32')('is read where the tool refuses, with its reason', async () => {
  const tools = join(top, 'tools');
  mkdirSync(tools);
  for (const name of ['helm', 'kustomize']) {
    writeFileSync(join(tools, name), `#!/bin/sh\necho "Error: ${name} is not in the mood" >&2\nexit 1\n`);
    chmodSync(join(tools, name), 0o755);
  }
  const scanned = await read(tools);
  expect(graces(scanned)).toEqual(withoutTools);
  expect(scanned.notes.map(({ message }) => message)).toEqual([
    'chart was read without the tool, which refused it: helm is not in the mood.',
    'base was read without the tool, which refused it: kustomize is not in the mood.',
  ]);
});
it.skipIf(process.platform === 'win32')('is read where the tool cannot render one of its templates', async () => {
  const tools = join(top, 'choosy');
  mkdirSync(tools);
  const script =
    '[ -s "$3/templates/web.yaml" ] || exit 0\necho "Error: template: web/templates/web.yaml:9:3: nil pointer" >&2';
  writeFileSync(join(tools, 'helm'), `#!/bin/sh\n${script}\nexit 1\n`);
  chmodSync(join(tools, 'helm'), 0o755);
  expect(graces(await read(tools))).toEqual(withoutTools);
});
