// Lists the files of a tree: through git where it is a checkout, else by walking; never through links, never outside the root.
import { hash } from 'node:crypto';
import { type Dirent, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import ignore from 'ignore';
import { folderOf } from '../model/file-paths.js';
import { fieldsOf, type GitAnswer, runGit, startGit } from './git.js';

export interface ListedFile {
  /** POSIX path relative to the root. */
  readonly path: string;
  readonly absolute: string;
}
export interface DiscoveryNote {
  readonly message: string;
  readonly file?: string;
}
export interface Listing {
  readonly files: readonly ListedFile[];
  readonly notes: readonly DiscoveryNote[];
}

/** The names in a folder, of which nothing has been chosen yet. */
export interface Names {
  /** Equal where the same names are listed. A folder that git knew may have become a link since. */
  readonly fingerprint: string;
  listing(): Listing;
}

/** By absolute path. */
export type NamesByFolder = ReadonlyMap<string, Names>;

const deepestFolder = 60;

export function listFiles(root: string): Listing {
  return namesIn(root).listing();
}
export function namesIn(root: string): Names {
  return namesOf(root, runGit(root, listing));
}
/** The same of those of `paths` that are folders, by absolute path, while this process does something else. */
export async function startNaming(cwd: string, paths: readonly string[]): Promise<NamesByFolder> {
  const folders = paths.map((path) => resolve(cwd, path)).filter((path) => isFolder(path));
  return new Map(
    await Promise.all(folders.map(async (root) => [root, namesOf(root, await startGit(root, listing))] as const)),
  );
}
const listing = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--deduplicate'];

function namesOf(root: string, git: GitAnswer): Names {
  if (git.ok) {
    let listed: Listing | undefined;
    return {
      fingerprint: `git ${hashOf(git.output)}`,
      listing() {
        listed ??= listingOf(root, fieldsOf(git.output));
        return listed;
      },
    };
  }
  const walked = walk(root);
  return { fingerprint: `walk ${hashOf(JSON.stringify(walked))}`, listing: () => walked };
}
function hashOf(content: string | Uint8Array): string {
  return hash('sha256', content, 'base64url');
}

function listingOf(root: string, paths: readonly string[]): Listing {
  const start = join(root, sep);
  // git names files plainly, without `.` and `..`.
  const absolute = (path: string): string => start + (sep === '/' ? path : path.replaceAll('/', sep));
  const behind = linkAbove((folder) => isLink(absolute(folder)));
  const links = new Set(paths.flatMap((path) => behind(path) ?? []));
  const seen = links.size === 0 ? paths : paths.filter((path) => behind(path) === undefined);
  return {
    files: seen.map((path) => ({ path, absolute: absolute(path) })),
    notes: [...links].sort().map((file) => ({ file, message: 'is a link to a folder, and links are not followed' })),
  };
}
/** Absolute: the folders of these files, up to the one that was listed, which is not among them. */
export function foldersOf(root: string, { files }: Listing): readonly string[] {
  const folders = new Set<string>();
  for (const { absolute } of files) {
    for (let end = absolute.lastIndexOf(sep); end > root.length; end = absolute.lastIndexOf(sep, end - 1)) {
      const folder = absolute.slice(0, end);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return [...folders];
}
/** git may know a file in what has become a link since: the first folder of a path that is one. */
function linkAbove(isLinked: (folder: string) => boolean): (path: string) => string | undefined {
  const known = new Map<string, string | undefined>([['', undefined]]);
  const check = (folder: string): string | undefined => {
    if (!known.has(folder)) known.set(folder, check(folderOf(folder)) ?? (isLinked(folder) ? folder : undefined));
    return known.get(folder);
  };
  return (path) => check(folderOf(path));
}
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
/** Absolute; false for what is not there. */
export function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  } catch {
    // What was a folder above it may be a file by now.
    return false;
  }
}

function walk(root: string): Listing {
  const files: ListedFile[] = [];
  const notes: DiscoveryNote[] = [];
  const visit = (
    folder: string,
    rules: readonly { readonly base: string; readonly matcher: ReturnType<typeof ignore> }[],
    depth: number,
  ): void => {
    if (depth > deepestFolder) {
      notes.push({ message: `folders deeper than ${deepestFolder} levels were left out`, file: folder });
      return;
    }
    let entries: Dirent[];
    try {
      entries = readdirSync(join(root, folder), { withFileTypes: true });
    } catch (error) {
      notes.push({ message: `could not be opened: ${reasonOf(error)}`, file: folder });
      return;
    }
    const own = entries.some((entry) => entry.name === '.gitignore' && entry.isFile())
      ? [{ base: folder, matcher: readIgnore(join(root, folder, '.gitignore')) }]
      : [];
    const all = [...rules, ...own];
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.name === '.git' || entry.name === 'node_modules') continue;
      const asIgnored = entry.isDirectory() ? `${path}/` : path;
      if (all.some(({ base, matcher }) => matcher.ignores(base === '' ? asIgnored : asIgnored.slice(base.length + 1))))
        continue;
      if (entry.isDirectory()) visit(path, all, depth + 1);
      else if (entry.isFile()) files.push({ path, absolute: join(root, path) });
    }
  };
  visit('', [], 0);
  return { files, notes };
}
function readIgnore(path: string): ReturnType<typeof ignore> {
  const matcher = ignore();
  try {
    matcher.add(readFileSync(path, 'utf8'));
  } catch {
    // An unreadable .gitignore ignores nothing.
  }
  return matcher;
}

export function reasonOf(error: unknown): string {
  if (typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string') {
    const words: Readonly<Record<string, string>> = {
      EACCES: 'permission denied',
      ENOENT: 'it is no longer there',
      EISDIR: 'it is a folder',
      EMFILE: 'too many open files',
      EIO: 'the disk reports an error',
    };
    return words[error.code] ?? error.code;
  }
  return error instanceof Error ? error.message : String(error);
}
