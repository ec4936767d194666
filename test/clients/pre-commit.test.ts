// The hooks in a real pre-commit: installed from a git revision of this checkout into somebody's repository.
import { spawnSync } from 'node:child_process';
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
function run(folder: string, ...args: readonly string[]): Ran {
  const env = { ...process.env, HOME: home, PRE_COMMIT_HOME: join(home, 'pre-commit'), NO_COLOR: '1' };
  const ran = spawnSync(preCommit, args, { cwd: folder, env, encoding: 'utf8' });
  return { code: ran.status, output: `${ran.stdout}${ran.stderr}${ran.error?.message ?? ''}` };
}

/** A repository whose server closes idle connections too early, all of it staged. */
function shopRepository(hook: string): string {
  const folder = temporaryFolder();
  git(folder, 'init', '--quiet');
  writeFiles(folder, {
    'deploy/api.yaml': deployment,
    'app/server.js': server(5000),
    'app/package.json': '{ "name": "api", "type": "module", "main": "server.js", "engines": { "node": "22" } }\n',
    'app/Dockerfile': 'FROM node:22-bookworm-slim\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n',
    'compose.yaml': 'services:\n  api:\n    image: registry.example/api:1\n    build: ./app\n',
    '.pre-commit-config.yaml': `repos:\n  - repo: ${published.folder}\n    rev: ${published.revision}\n    hooks: [{ id: ${hook} }]\n`,
  });
  git(folder, 'add', '--all');
  return folder;
}

describe('the hook hoplint', () => {
  it('stops a commit that has a finding', () => {
    const folder = shopRepository('hoplint');
    const ran = run(folder, 'run');
    expect(ran.output).toContain('keepalive-race');
    expect(ran.code).toBe(1);
  });
});
