// Installs the tools the benchmark compares with: Go ones with `go install`, checkov with pip, below node_modules/.cache.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { peerFolder, peers } from './bench/peers.js';

const folder = peerFolder(join(import.meta.dirname, '..'));
mkdirSync(folder, { recursive: true });

function run(command: string, args: readonly string[], env: Readonly<Record<string, string>> = {}): boolean {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit', env: { ...process.env, ...env } });
  return error === undefined && status === 0;
}
function installWithPip(name: string): boolean {
  const python = join(folder, 'python');
  return run('python3', ['-m', 'venv', python]) && run(join(python, 'bin/pip'), ['install', '--quiet', name]);
}

const missing: string[] = [];
for (const { name, install } of peers) {
  process.stdout.write(`${name}\n`);
  const done =
    'go' in install
      ? run('go', ['install', `${install.go}@latest`], { GOBIN: join(folder, 'bin') })
      : installWithPip(install.pip);
  if (!done) missing.push(name);
}
if (missing.length > 0) {
  process.stdout.write(`Not installed: ${missing.join(', ')}. The benchmark goes on without them.\n`);
}
