// A git checkout at other moments: the files and texts of a commit, and of the index that is about to be committed.
import { createHash } from 'node:crypto';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { fieldsOf, runGit } from './git.js';
import { readBytes } from './read-file.js';

export interface Checkout {
  readonly cwd: string;
  /** Absolute; the folder that git's paths are relative to. */
  readonly top: string;
}
/** Object ids of regular files, by shown path. Links and submodules are no texts, and of a conflict there is no one text. */
export type Tree = ReadonlyMap<string, string>;
export type Told<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

export function openCheckout(cwd: string): Told<Checkout> {
  // The way up rather than the absolute path: that one has links resolved, and `cwd` may not.
  const up = runGit(cwd, ['rev-parse', '--show-cdup']);
  if (!up.ok) return { ok: false, message: `git cannot tell what changed here: ${up.reason}` };
  return { ok: true, value: { cwd, top: resolve(cwd, up.output.toString('utf8').replace(/\n$/, '')) } };
}

// ---------------------------------------------------------------- moments

/** Where this branch left the base: what came to the base since then is nobody's change here. */
export function forkOf({ cwd }: Checkout, base: string): Told<string> {
  const commit = commitOf(cwd, base);
  if (commit === undefined) {
    const advice = 'Fetch it first, or name another one, such as origin/main';
    return { ok: false, message: `git knows no commit "${base}" here. ${advice}` };
  }
  const fork = runGit(cwd, ['merge-base', commit, 'HEAD']);
  const found = fork.ok ? fork.output.toString('utf8').split('\n')[0] : undefined;
  if (found !== undefined && found !== '') return { ok: true, value: found };
  const shallow = runGit(cwd, ['rev-parse', '--is-shallow-repository']);
  const isShallow = shallow.ok && shallow.output.toString('utf8').trim() === 'true';
  const advice = isShallow
    ? 'This clone is shallow: fetch more of its history (git fetch --unshallow, or fetch-depth: 0 in a workflow)'
    : 'Name a commit that this branch was made from';
  return { ok: false, message: `"${base}" and HEAD have no commit in common here. ${advice}` };
}
/** Undefined before the first commit. */
export function headOf({ cwd }: Checkout): string | undefined {
  return commitOf(cwd, 'HEAD');
}
function commitOf(cwd: string, name: string): string | undefined {
  const found = runGit(cwd, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`]);
  return found.ok ? found.output.toString('utf8').trim() : undefined;
}

// ---------------------------------------------------------------- files

export function commitTree(checkout: Checkout, commit: string): Told<Tree> {
  return treeOf(checkout, ['ls-tree', '-r', '-z', commit], /^(\d+) blob (?<object>[0-9a-f]+)\t(?<path>[\s\S]+)$/);
}
export function indexTree(checkout: Checkout): Told<Tree> {
  return treeOf(checkout, ['ls-files', '-s', '-z'], /^(\d+) (?<object>[0-9a-f]+) 0\t(?<path>[\s\S]+)$/);
}
function treeOf({ cwd, top }: Checkout, command: readonly string[], entry: RegExp): Told<Tree> {
  const listed = runGit(top, command);
  if (!listed.ok) return { ok: false, message: `git cannot list the files: ${listed.reason}` };
  const tree = new Map<string, string>();
  for (const field of fieldsOf(listed.output)) {
    const { object, path } = entry.exec(field)?.groups ?? {};
    if (object !== undefined && path !== undefined && field.startsWith('100')) tree.set(shown(cwd, top, path), object);
  }
  return { ok: true, value: tree };
}
function shown(cwd: string, top: string, path: string): string {
  return relative(cwd, join(top, path)).split(sep).join('/');
}

/** New shown path to old one, of what is committed or staged since then. Only objects are compared: no filter runs. */
export function renamesSince({ cwd, top }: Checkout, commit: string): ReadonlyMap<string, string> {
  const args = ['diff-index', '--cached', '--name-status', '-z', '-M', '--no-ext-diff', '--no-textconv'];
  const told = runGit(top, [...args, '--diff-filter=R', commit]);
  const fields = told.ok ? fieldsOf(told.output) : [];
  const found = new Map<string, string>();
  for (let index = 0; index + 2 < fields.length; index += 3) {
    const [from, to] = [fields[index + 1], fields[index + 2]];
    if (from !== undefined && to !== undefined) found.set(shown(cwd, top, to), shown(cwd, top, from));
  }
  return found;
}

/** Whether the file on disk holds other bytes than the object. Hashed here: git would start the filters of the repository. */
export function differsFromDisk({ cwd }: Checkout, path: string, object: string): boolean {
  const content = readBytes(join(cwd, path));
  if (!content.ok) return true;
  const hash = createHash(object.length === 64 ? 'sha256' : 'sha1');
  return hash.update(`blob ${content.bytes.length}\0`).update(content.bytes).digest('hex') !== object;
}
export function isInside({ cwd, top }: Checkout, path: string): boolean {
  const way = relative(top, join(cwd, path));
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

/** Objects at a time: together they stay far below what git may answer. */
const batch = 200;

/** The texts of objects by whatever key they are asked under; what does not exist or is not text is left out. */
export function readTexts(
  { cwd }: Checkout,
  wanted: readonly (readonly [key: string, object: string])[],
): Told<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (let start = 0; start < wanted.length; start += batch) {
    const some = wanted.slice(start, start + batch);
    const told = runGit(cwd, ['cat-file', '--batch'], some.map(([, object]) => `${object}\n`).join(''));
    if (!told.ok) return { ok: false, message: `git cannot read the files of that commit: ${told.reason}` };
    readBatch(told.output, some, found);
  }
  return { ok: true, value: found };
}
function readBatch(output: Buffer, asked: readonly (readonly [string, string])[], found: Map<string, string>): void {
  let at = 0;
  for (const [key] of asked) {
    const end = output.indexOf('\n', at);
    if (end < 0) return;
    const size = / blob (\d+)$/.exec(output.toString('utf8', at, end))?.[1];
    at = end + 1;
    if (size === undefined) continue;
    found.set(key, output.toString('utf8', at, at + Number(size)).replace(/^\uFEFF/, ''));
    at += Number(size) + 1;
  }
}
