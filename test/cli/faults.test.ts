// What goes wrong around hoplint: disks, permissions, signals, links, other runs. Nothing is lost, and the exit code says how it went.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { deployment, hoplint, project, removeProjects } from './kit/hoplint.js';

removeProjects();
const linux = process.platform === 'linux';
const parsed = (out: string): { findings: { location: { file: string } }[] } => JSON.parse(out);
const broken = 'apiVersion: v1\nkind: Service\nmetadata: [\n';

describe('the disk', () => {
  it.runIf(linux)('is full: said in one line, exit 2', async () => {
    const cwd = project({ 'api.yaml': deployment });
    const { code, err } = await hoplint(['--format', 'json', '-o', '/dev/full'], { cwd });
    expect([code, err]).toEqual([2, 'hoplint: /dev/full cannot be written: the disk is full.\n']);
  });

  it.runIf(linux)('holds files that cannot be read: a finding each, and the rest is linted', async () => {
    const cwd = project({ 'api.yaml': deployment, 'broken.yaml': broken });
    // A pipe nobody writes to, a folder with the name of a file, a link to nowhere, a link out of the tree.
    spawnSync('mkfifo', [join(cwd, 'pipe.yaml')]);
    mkdirSync(join(cwd, 'folder.yaml'));
    symlinkSync('nowhere', join(cwd, 'dangling.yaml'));
    symlinkSync('/etc/passwd', join(cwd, 'outside.yaml'));
    const { code, out } = await hoplint(['--format', 'json', '--fail-on', 'never'], { cwd });
    expect(code).toBe(0);
    expect(parsed(out).findings.map((each) => each.location.file)).toContain('broken.yaml');
    expect(out).not.toContain('root:');
  });

  it.runIf(linux)('has a folder behind a link in place of one that git knows: it is not read', async () => {
    const outside = project({ 'api.yaml': broken });
    const cwd = project({ 'deploy/api.yaml': deployment, 'other.yaml': deployment });
    const git = (...args: string[]): unknown =>
      spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd });
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'a');
    rmSync(join(cwd, 'deploy'), { recursive: true });
    symlinkSync(outside, join(cwd, 'deploy'));
    const { out } = await hoplint(['--format', 'json', '--fail-on', 'never'], { cwd });
    expect(parsed(out).findings.map((each) => each.location.file)).not.toContain('deploy/api.yaml');
  });

  it('loses files between listing and reading: the others are linted', async () => {
    const cwd = project({ 'broken.yaml': broken, 'gone.yaml': deployment });
    const git = (...args: string[]): unknown => spawnSync('git', args, { cwd });
    git('init', '-q');
    git('add', '.');
    // git still lists it.
    rmSync(join(cwd, 'gone.yaml'));
    const { code, out } = await hoplint(['--format', 'json', '--fail-on', 'warning'], { cwd });
    expect(code).toBe(1);
    expect(parsed(out).findings.map((each) => each.location.file)).toContain('broken.yaml');
  });
});

describe('a signal', () => {
  it.runIf(linux).each([
    ['SIGINT', 100],
    ['SIGINT', 300],
    ['SIGTERM', 100],
    ['SIGTERM', 300],
  ] as const)('%s after %i ms ends the run and leaves no half-written file', async (signal, delay) => {
    const cwd = project(Object.fromEntries(Array.from({ length: 400 }, (_, index) => [`a/${index}.yaml`, deployment])));
    writeFileSync(join(cwd, 'out.json'), 'before\n');
    const args = [inject('commandLine'), '--format', 'json', '-o', join(cwd, 'out.json'), cwd];
    const child = spawn(process.execPath, args, { cwd: join(import.meta.dirname, '../..') });
    await once(child, 'spawn');
    await new Promise((resolve) => setTimeout(resolve, delay));
    child.kill(signal);
    const [code, ended] =
      child.exitCode === null && child.signalCode === null
        ? await once(child, 'exit')
        : [child.exitCode, child.signalCode];
    expect(ended === signal || typeof code === 'number').toBe(true);
    const text = readFileSync(join(cwd, 'out.json'), 'utf8');
    if (text !== 'before\n') expect(() => JSON.parse(text)).not.toThrow();
    expect(readdirSync(cwd).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});

describe('two runs at once', () => {
  it('say the same', async () => {
    const cwd = project({ 'api.yaml': deployment, 'broken.yaml': broken });
    const env = { XDG_CACHE_HOME: join(cwd, '.cache') };
    const runs = await Promise.all(
      Array.from({ length: 3 }, () => hoplint(['--format', 'json', '--fail-on', 'warning'], { cwd, env })),
    );
    expect(new Set(runs.map((run) => run.out)).size).toBe(1);
    expect(runs.map((run) => run.code)).toEqual([1, 1, 1]);
  });
});

describe("a repository's own git configuration", () => {
  it.runIf(linux)('starts no program', async () => {
    const cwd = project({ 'api.yaml': deployment });
    const witness = join(cwd, 'ran');
    spawnSync('git', ['init', '-q'], { cwd });
    const program = join(cwd, 'evil.sh');
    writeFileSync(program, `#!/bin/sh\necho ran > ${witness}\n`, { mode: 0o755 });
    for (const key of ['core.fsmonitor', 'diff.external', 'core.pager', 'core.editor', 'core.sshCommand'])
      spawnSync('git', ['config', key, program], { cwd });
    for (const hook of ['post-index-change', 'pre-commit', 'post-checkout'])
      writeFileSync(join(cwd, '.git/hooks', hook), `#!/bin/sh\necho ran > ${witness}\n`, { mode: 0o755 });
    await hoplint(['--format', 'json'], { cwd });
    expect(existsSync(witness)).toBe(false);
  });
});
