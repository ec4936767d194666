// The Action on a pull request: the checkout as actions/checkout leaves it, the event as GitHub sends it, no token.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildAction } from '../../scripts/build-action.js';
import { shopFiles } from '../reporters/kit/scanned.js';
import { mergeGroup, pullRequest, push } from './events.js';
import { type ActionResult, installedAction, removeActions, runAction } from './kit.js';

removeActions();
const folder = mkdtempSync(join(tmpdir(), 'hoplint-pull-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function git(cwd: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
  const ran = spawnSync('git', [...identity, ...args], { cwd, encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`git ${args.join(' ')}: ${ran.stderr}`);
  return ran.stdout.trim();
}
function commit(files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(origin, path)), { recursive: true });
    writeFileSync(join(origin, path), text);
  }
  git(origin, 'add', '--all');
  git(origin, 'commit', '--quiet', '--message', 'a change');
  return git(origin, 'rev-parse', 'HEAD');
}

const origin = join(folder, 'origin');
const brokenManifest = (files: Readonly<Record<string, string>>): string =>
  (files['deploy/api.yaml'] ?? '').replace(
    'kind: Ingress\nmetadata: { name: api }',
    'kind: Ingress\nmetadata: { name: api, annotations: { nginx.ingress.kubernetes.io/proxy-read-timeout: "30s" } }',
  );
let action = '';
let base = '';
let head = '';
let merge = '';
beforeAll(async () => {
  action = await installedAction(buildAction);
  mkdirSync(origin);
  git(origin, 'init', '--quiet', '--initial-branch=main');
  git(origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
  // An old mistake is there before; the request brings a new one.
  const files = shopFiles(75_000);
  commit({ ...files, 'deploy/api.yaml': brokenManifest(files) });
  git(origin, 'checkout', '--quiet', '-b', 'fix');
  head = commit({ 'app/server.js': shopFiles(5000)['app/server.js'] ?? '' });
  // Meanwhile the base moved on.
  git(origin, 'checkout', '--quiet', 'main');
  base = commit({ 'README.md': 'a shop\n' });
  git(origin, 'merge', '--quiet', '--no-ff', '--message', 'merge', 'fix');
  merge = git(origin, 'rev-parse', 'HEAD');
});

function checkout(name: string, depth: number): string {
  const workspace = join(folder, name);
  mkdirSync(workspace);
  git(workspace, 'init', '--quiet');
  const depths = depth === 0 ? [] : [`--depth=${depth}`];
  git(workspace, 'fetch', '--quiet', ...depths, pathToFileURL(origin).href, merge);
  git(workspace, 'checkout', '--quiet', 'FETCH_HEAD');
  return workspace;
}
const titles = ({ commands }: ActionResult): readonly (string | undefined)[] =>
  commands.map((each) => each.properties.title).sort();

describe('on a pull request from a fork', () => {
  const env = (): Record<string, string> => ({ GITHUB_SHA: merge, GITHUB_REF: 'refs/pull/7/merge' });

  it.each([
    ['two commits deep', 2],
    ['whole', 0],
  ])('reports what it touches, in a checkout that is %s', (name, depth) => {
    const workspace = checkout(`pull-${name}`, depth);
    const ran = runAction({ action, workspace, event: ['pull_request', pullRequest(base, head)], env: env() });
    expect(titles(ran)).toEqual(['hoplint keepalive-race']);
    expect([ran.code, ran.outputs.errors]).toEqual([1, '1']);
    expect(ran.commands[0]?.properties).toMatchObject({ file: 'app/server.js', line: '4' });
    expect(ran.summary).toContain('Only what the change touches is reported');
  });

  it('takes the place the request touched, the other end too', () => {
    const workspace = checkout('other-end', 0);
    git(workspace, 'checkout', '--quiet', '-b', 'other', base);
    const path = join(workspace, 'deploy/api.yaml');
    writeFileSync(join(workspace, 'app/server.js'), shopFiles(5000)['app/server.js'] ?? '');
    git(workspace, 'commit', '--quiet', '--all', '--message', 'the race was there before');
    const before = git(workspace, 'rev-parse', 'HEAD');
    writeFileSync(
      path,
      readFileSync(path, 'utf8').replace(
        'kind: Ingress\nmetadata: { name: api,',
        'kind: Ingress\nmetadata: { name: api , ',
      ),
    );
    git(workspace, 'commit', '--quiet', '--all', '--message', 'the ingress is touched');
    const now = git(workspace, 'rev-parse', 'HEAD');
    const ran = runAction({
      action,
      workspace,
      event: ['pull_request', pullRequest(before, now)],
      inputs: { 'sarif-file': 'x.sarif' },
    });
    const race = ran.commands.find((each) => each.properties.title === 'hoplint keepalive-race');
    expect(race?.properties.file).toBe('deploy/api.yaml');
    // Code scanning takes what is missing for fixed, so it is told everything.
    const sarif = JSON.parse(readFileSync(join(workspace, 'x.sarif'), 'utf8'));
    const results: readonly {
      ruleId: string;
      locations: readonly { physicalLocation: { artifactLocation: { uri: string } } }[];
    }[] = sarif.runs[0].results;
    expect(results.length).toBeGreaterThan(ran.commands.length - 1);
    expect(
      results.find((each) => each.ruleId === 'keepalive-race')?.locations[0]?.physicalLocation.artifactLocation.uri,
    ).toBe('deploy/api.yaml');
  });

  it('reports everything, and says why, where the checkout has no base', () => {
    const workspace = checkout('shallow', 1);
    const ran = runAction({ action, workspace, event: ['pull_request', pullRequest(base, head)], env: env() });
    expect(titles(ran)).toContain('hoplint invalid-setting');
    expect(titles(ran)).toContain('hoplint keepalive-race');
    expect(ran.summary).toContain('fetch-depth: 2');
  });

  it('takes a base that is given, and says so when it cannot', () => {
    const workspace = checkout('given', 0);
    const ran = runAction({ action, workspace, inputs: { base: head } });
    expect(ran.outputs.errors).toBe('0');
    const unknown = runAction({ action, workspace, inputs: { base: 'no-such-branch' } });
    expect(unknown.code).toBe(1);
    expect(unknown.commands[0]?.text).toMatch(/^input base: .*no-such-branch/);
  });
});

describe('on other events', () => {
  it('compares a merge group with its base, and reports everything on a push', () => {
    const workspace = checkout('others', 0);
    const queued = runAction({ action, workspace, event: ['merge_group', mergeGroup(base, merge)] });
    expect(titles(queued)).toEqual(['hoplint keepalive-race']);
    const pushed = runAction({ action, workspace, event: ['push', push(base, merge)] });
    expect(titles(pushed)).toContain('hoplint invalid-setting');
    expect(pushed.summary).toContain('All findings are reported.');
  });

  it.each([
    ['an array', []],
    ['nothing', null],
    ['odd types', { pull_request: { base: { sha: ['a'] } } }],
    ['an option', { pull_request: { base: { sha: '--upload-pack=x' } } }],
  ])('survives a payload that is %s', (name, payload) => {
    const workspace = checkout(`odd-${name}`, 0);
    const ran = runAction({ action, workspace, event: ['pull_request', payload] });
    expect(titles(ran)).toContain('hoplint keepalive-race');
    expect(titles(ran)).toContain('hoplint invalid-setting');
  });
});
