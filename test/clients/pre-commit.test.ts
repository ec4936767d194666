// The hooks in a real pre-commit: installed from a git revision of this checkout into somebody's repository.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { deployment, server } from '../cli/kit/hoplint.js';
import { git, publishedRepository, temporaryFolder, writeFiles } from './kit/checkout.js';
import { debianProgram } from './kit/install.js';

let preCommit = '';
let published: ReturnType<typeof publishedRepository>;
let home = '';

beforeAll(() => {
  preCommit = debianProgram('pre-commit');
  published = publishedRepository();
  home = temporaryFolder();
});

interface Ran {
  readonly code: number | null;
  readonly output: string;
}
function environment(): NodeJS.ProcessEnv {
  return { ...process.env, HOME: home, PRE_COMMIT_HOME: join(home, 'pre-commit'), NO_COLOR: '1' };
}
function run(folder: string, ...args: readonly string[]): Ran {
  const ran = spawnSync(preCommit, args, { cwd: folder, env: environment(), encoding: 'utf8' });
  return { code: ran.status, output: `${ran.stdout}${ran.stderr}${ran.error?.message ?? ''}` };
}

/** A repository whose server closes idle connections after that time, all of it committed but the server. */
function shopRepository(hook: string, keepAlive: number): string {
  const folder = temporaryFolder();
  git(folder, 'init', '--quiet');
  writeFiles(folder, {
    'deploy/api.yaml': deployment,
    'app/server.js': server(75_000),
    'app/package.json': '{ "name": "api", "type": "module", "main": "server.js", "engines": { "node": "22" } }\n',
    'app/Dockerfile': 'FROM node:22-bookworm-slim\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n',
    'compose.yaml': 'services:\n  api:\n    image: registry.example/api:1\n    build: ./app\n',
    '.pre-commit-config.yaml': `repos:\n  - repo: ${published.folder}\n    rev: ${published.revision}\n    hooks: [{ id: ${hook} }]\n`,
  });
  git(folder, 'add', '--all');
  git(folder, 'commit', '--quiet', '--message', 'a shop');
  const ran = run(folder, 'install');
  expect(ran.code, ran.output).toBe(0);
  stage(folder, 'app/server.js', server(keepAlive));
  return folder;
}
function stage(folder: string, file: string, text: string): void {
  writeFiles(folder, { [file]: text });
  git(folder, 'add', file);
}
/** As a person commits, with the hooks that are installed. */
function commit(folder: string): Ran {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
  const ran = spawnSync('git', [...identity, 'commit', '--message', 'work'], {
    cwd: folder,
    env: environment(),
    encoding: 'utf8',
  });
  return { code: ran.status, output: `${ran.stdout}${ran.stderr}` };
}

describe('the hook hoplint', () => {
  it('stops a commit that has a finding, and lets it pass after --fix', () => {
    const folder = shopRepository('hoplint', 5000);
    const stopped = commit(folder);
    expect(stopped.output).toContain('keepalive-race');
    expect(stopped.code).toBe(1);
    const fixed = spawnSync(process.execPath, [hookProgram(), '--fix'], { cwd: folder, encoding: 'utf8' });
    expect(fixed.stderr).toContain('1 fix applied');
    git(folder, 'add', '--all');
    const passed = commit(folder);
    expect(passed.output).toContain('Passed');
    expect(passed.code).toBe(0);
  });

  it('sleeps when nothing changes that hoplint reads', () => {
    const folder = shopRepository('hoplint', 75_000);
    git(folder, 'reset', '--quiet', '--hard');
    stage(folder, 'README.md', '# Shop\n');
    expect(commit(folder).output).toMatch(/no files to check.*Skipped/);
  });
});

describe('the hook hoplint-staged', () => {
  it('sees what is staged and not what is on disk', () => {
    const folder = shopRepository('hoplint-staged', 5000);
    writeFiles(folder, { 'app/server.js': server(75_000) });
    const stopped = commit(folder);
    expect(stopped.output).toContain('server.keepAliveTimeout = 5000;');
    expect(stopped.code).toBe(1);
    expect(readFileSync(join(folder, 'app/server.js'), 'utf8')).toBe(server(75_000));
    git(folder, 'add', '--all');
    writeFiles(folder, { 'app/server.js': server(5000) });
    stage(folder, 'compose.yaml', 'services:\n  api:\n    image: registry.example/api:1\n    build: ./app\n# v2\n');
    expect(commit(folder).code).toBe(0);
  });

  it('is quiet about what the commit does not touch', () => {
    const folder = shopRepository('hoplint-staged', 5000);
    git(folder, 'commit', '--quiet', '--no-verify', '--message', 'in a hurry');
    stage(folder, 'app/other.js', 'export const answer = 42;\n');
    const passed = commit(folder);
    expect(passed.output).toContain('Passed');
    expect(passed.code).toBe(0);
    stage(folder, 'app/server.js', server(6000));
    expect(commit(folder).code).toBe(1);
  });

  it('works for a commit of one file', () => {
    const folder = shopRepository('hoplint-staged', 75_000);
    writeFiles(folder, { 'app/server.js': server(5000), 'app/package.json': '{ "name": "api", "type": "module" }\n' });
    const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com'];
    const args = [...identity, 'commit', '--message', 'one', 'app/server.js'];
    const ran = spawnSync('git', args, { cwd: folder, env: environment(), encoding: 'utf8' });
    expect(`${ran.stdout}${ran.stderr}`).toContain('keepalive-race');
    expect(ran.status).toBe(1);
  });
});

/** What pre-commit installed. */
function hookProgram(): string {
  const store = join(home, 'pre-commit');
  const found = readdirSync(store, { recursive: true, encoding: 'utf8' }).find((path) =>
    path.replaceAll('\\', '/').endsWith('lib/node_modules/hoplint/dist/cli/main.cjs'),
  );
  if (found === undefined) throw new Error('pre-commit installed no hoplint');
  return join(store, found);
}
