// Gets the real programs: nginx from Debian's packages, Node of several majors from npm, the machine's own Go.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Tools } from './stage.js';

export interface Prepared {
  readonly tools: Tools;
  readonly missing: ReadonlyMap<'nginx' | 'go' | 'unshare', string>;
  readonly versions: readonly string[];
}

export function prepareTools(): Prepared {
  const missing = new Map<'nginx' | 'go' | 'unshare', string>();
  const versions = [`Node ${process.versions.node} (this one)`];
  const nginx = onPath('nginx') ?? installed('nginx-light', 'nginx');
  if (nginx === undefined) missing.set('nginx', "nginx is not installed and Debian's package could not be");
  else versions.push(said('nginx', ['-v']));
  const go = onPath('go');
  if (go === undefined) missing.set('go', 'there is no go on PATH');
  else versions.push(said('go', ['version']));
  if (spawnSync('unshare', ['--fork', '--pid', 'true']).status !== 0)
    missing.set('unshare', 'this user may not make a PID namespace');
  return { tools: { node: nodeOf, go }, missing, versions };
}

function onPath(name: string): string | undefined {
  const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.trim() : undefined;
}
function installed(pack: string, program: string): string | undefined {
  process.stderr.write(`installing ${pack} with apt-get\n`);
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'ignore' });
  spawnSync('apt-get', ['install', '-y', '-qq', pack], { stdio: 'ignore' });
  return onPath(program);
}
function said(program: string, args: readonly string[]): string {
  const run = spawnSync(program, args, { encoding: 'utf8' });
  return `${run.stdout}${run.stderr}`.trim().split('\n')[0] ?? program;
}

/** `node@22.19.0` of npm is the real binary; kept in a folder of its own between runs. */
function nodeOf(version: string): string {
  const folder = join(tmpdir(), 'hoplint-reproduce-node', version);
  const binary = join(folder, 'node_modules/node/bin/node');
  if (existsSync(binary)) return binary;
  mkdirSync(folder, { recursive: true });
  process.stderr.write(`installing node@${version} from npm\n`);
  const install = spawnSync('npm', ['install', '--no-save', '--prefix', folder, `node@${version}`], {
    encoding: 'utf8',
  });
  if (!existsSync(binary)) throw new Error(`node@${version} could not be installed: ${install.stderr.slice(-400)}`);
  return binary;
}
