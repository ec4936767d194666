// Programs of other people that client tests run: installed when they are missing, and an error when they cannot be had.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { root } from './checkout.js';

const cache = join(root, 'node_modules/.cache/clients');

/** The path of a program from a Debian package. */
export function debianProgram(program: string, debianPackage = program): string {
  const found = onPath(program);
  if (found !== undefined) return found;
  const isRoot = process.getuid?.() === 0;
  const advice = `This test needs ${program}: apt-get install ${debianPackage}`;
  if (process.platform !== 'linux' || !isRoot) throw new Error(advice);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['update', '-q'],
    ['install', '-qy', '--no-install-recommends', debianPackage],
  ]) {
    const { status, stderr, error } = spawnSync('apt-get', args, { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`${advice}, and apt-get ${args.join(' ')} failed:\n${error?.message ?? stderr}`);
  }
  const installed = onPath(program);
  if (installed === undefined) throw new Error(`${debianPackage} is installed and has no program ${program}`);
  return installed;
}
function onPath(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, program)).find((path) => existsSync(path));
}

/** @public A folder with exactly these npm packages in its node_modules; `scripts` lets them run what they install with, on `node`. */
export function npmPackages(
  versions: Readonly<Record<string, string>>,
  scripts = false,
  node: string | undefined = undefined,
): string {
  const wanted = Object.entries(versions).map(([name, version]) => `${name}@${version}`);
  const identity = JSON.stringify([wanted.sort(), scripts, node ?? process.version]);
  const key = createHash('sha256').update(identity).digest('hex');
  const folder = join(cache, key.slice(0, 16));
  if (existsSync(folder)) return folder;
  const unfinished = `${folder}.${process.pid}`;
  mkdirSync(unfinished, { recursive: true });
  writeFileSync(join(unfinished, 'package.json'), '{ "private": true }\n');
  const args = ['install', '--no-audit', '--no-fund', '--save-exact', ...(scripts ? [] : ['--ignore-scripts'])];
  const path = node === undefined ? process.env.PATH : `${dirname(node)}${delimiter}${process.env.PATH}`;
  // What the npm that started the tests told its children is not true for this one.
  const own = Object.entries(process.env).filter(([name]) => !name.startsWith('npm_'));
  const env = { ...Object.fromEntries(own), PATH: path };
  const npm = spawnSync('npm', [...args, ...wanted], { cwd: unfinished, encoding: 'utf8', env });
  if (npm.status !== 0) {
    rmSync(unfinished, { recursive: true, force: true });
    throw new Error(`npm could not install ${wanted.join(' ')}:\n${npm.stderr}`);
  }
  renameSync(unfinished, folder);
  return folder;
}
