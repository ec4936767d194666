// A folder is linted alike wherever hoplint is run: inside it, or in a folder beside it.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { deployment, hoplint, project, removeProjects } from './kit/hoplint.js';

removeProjects();
const fixtures = join(import.meta.dirname, '../../fixtures');
const json = ['--format', 'json', '--fail-on', 'never', '--no-render'];

const projects = ['projects/shop', 'projects/tickets', 'projects/library'];
// What tells where it lies by paths from its root: of Flux, of Dockerfiles, of settings beside it.
const rooted = [
  'rules/grace-budget/fire-patch-of-flux',
  'rules/grace-budget/fire-variable-of-flux',
  'rules/deregistration-delay/fire-slowest-request-is-cut',
  'rules/keepalive-race/fire-balancer-as-the-api-describes-it',
];
describe.each([...projects, ...rooted])('%s', (name) => {
  const folder = join(fixtures, name);

  it('says the same from a folder beside it', async () => {
    const beside = project();
    const path = relative(beside, folder);
    const [outside, inside] = [
      await hoplint([...json, path], { cwd: beside }),
      await hoplint([...json, '.'], { cwd: folder }),
    ];
    expect(JSON.parse(inside.out).findings).not.toEqual([]);
    expect(JSON.parse(outside.out.replaceAll(`${path}/`, ''))).toEqual(JSON.parse(inside.out));
    expect(outside.out).toContain(`"${path}/`);
  });
});

const dockerfile = 'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD npm start\n';
const shop = (files: Readonly<Record<string, string>> = {}): string =>
  project({
    'here/empty.txt': '',
    'shop/Dockerfile': dockerfile,
    'shop/package.json': '{ "scripts": { "start": "node server.js" } }',
    'shop/server.js': "require('node:http').createServer().listen(3000);\n",
    'shop/k8s.yaml': deployment.replace('registry.example/api:1', 'shop'),
    ...files,
  });
const rulesOf = async (root: string, args: readonly string[] = []): Promise<readonly string[]> => {
  const { out } = await hoplint([...json, '../shop', ...args], { cwd: join(root, 'here') });
  const { findings }: { findings: { ruleId: string }[] } = JSON.parse(out);
  return findings.map(({ ruleId }) => ruleId);
};

it('leads to files with spaces in their names, in sentences and in addresses', async () => {
  const files = { 'shop/to deploy/the shop (live).yaml': deployment.replace('registry.example/api:1', 'shop') };
  const root = project({ 'here/empty.txt': '', ...files });
  const run = (...args: string[]) => hoplint([...args, '../shop'], { cwd: join(root, 'here') });
  const { out } = await run(...json);
  expect(out).toContain('../shop/to deploy/the shop (live).yaml:');
  expect(out).not.toMatch(/(?<!shop\/)to deploy/);
  const sarif = await run('--format', 'sarif', '--fail-on', 'never', '--no-render');
  expect(sarif.out).toContain('"../shop/to%20deploy/');
  expect(sarif.out).not.toMatch(/"to%20deploy/);
});

describe('hoplint.yaml', () => {
  const off = 'rules:\n  sigterm-undelivered: off\n';

  it('is that of the folder', async () => {
    expect(await rulesOf(shop())).toContain('sigterm-undelivered');
    expect(await rulesOf(shop({ 'shop/hoplint.yaml': off }))).not.toContain('sigterm-undelivered');
    expect(await rulesOf(shop({ 'shop/hoplint.yaml': '{}', 'here/hoplint.yaml': off }))).toContain(
      'sigterm-undelivered',
    );
  });
  it('is that of the working directory where the folder has none, or one is named', async () => {
    expect(await rulesOf(shop({ 'here/hoplint.yaml': off }))).not.toContain('sigterm-undelivered');
    const named = shop({ 'shop/hoplint.yaml': '{}', 'here/other.yaml': off });
    expect(await rulesOf(named, ['--config', 'other.yaml'])).not.toContain('sigterm-undelivered');
  });
});

it('names files as they are reached from here, and leaves words of a sentence alone', async () => {
  const root = shop();
  const { out } = await hoplint(['../shop'], { cwd: join(root, 'here') });
  expect(out).toContain('\n../shop/Dockerfile\n');
  expect(out).toContain('(../shop/Dockerfile:4)');
  expect(out).not.toMatch(/[ (]Dockerfile:\d/);
  const { out: paths } = await hoplint(['paths', '../shop'], { cwd: join(root, 'here') });
  expect(paths).toContain('../shop/server.js:1');
  const code = /sigterm-undelivered +([0-9a-f]+)/.exec(out)?.[1] ?? '';
  const { out: explained } = await hoplint(['explain', code, '../shop'], { cwd: join(root, 'here') });
  expect(explained).toContain('../shop/Dockerfile:4');
});

it('prints the same again', async () => {
  const root = shop({ 'caches/.keep': '' });
  const run = () => hoplint(['../shop'], { cwd: join(root, 'here'), env: { XDG_CACHE_HOME: join(root, 'caches') } });
  const [first, second] = [await run(), await run()];
  expect(first.out).toContain('../shop/Dockerfile');
  expect(second).toEqual(first);
});

it('fixes nothing there', async () => {
  const root = shop();
  const { err } = await hoplint(['../shop', '--fix-unsafe'], { cwd: join(root, 'here') });
  expect(err).toContain('outside the folder hoplint was started in');
  expect(readFileSync(join(root, 'shop/Dockerfile'), 'utf8')).toBe(dockerfile);
});

it('judges what is joined by its place below its own root', async () => {
  const root = shop({
    'shop/k8s.yaml': '',
    'shop/Dockerfile': `${dockerfile}EXPOSE 3000\n`,
    'shop/tools/Dockerfile': 'FROM alpine\n',
    'here/k8s.yaml': deployment.replace('registry.example/api:1', '$IMAGE'),
  });
  const { out } = await hoplint(['paths', '.', '--with', '../shop', '--explain'], { cwd: join(root, 'here') });
  expect(out).toContain('it builds the project at the root of the repository');
});
