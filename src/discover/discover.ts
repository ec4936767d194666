// Finds the files to read: every path the user names, less what git ignores and what is left alone by default.
import { statSync } from 'node:fs';
import { isAbsolute, resolve, sep } from 'node:path';
import { whyLeftAlone } from './left-alone.js';
import { type DiscoveryNote, type Listing, listFiles, type NamesByFolder } from './list-files.js';
import { shownPath } from './posix.js';

export interface DiscoverOptions {
  /** Absolute; shown paths are relative to it. */
  readonly cwd: string;
  /** Files or folders, relative to `cwd` or absolute. */
  readonly paths: readonly string[];
  /** Tests on the path relative to the named folder, and as shown: bring back what is left alone, or leave out more. */
  readonly includes: (path: string, shown: string) => boolean;
  readonly excludes: (path: string, shown: string) => boolean;
  readonly moment?: Moment;
  /** What lies in folders, where that is known already. */
  readonly names?: NamesByFolder;
}
/** The files of another moment (a commit, the index), in place of those on disk. */
export interface Moment {
  /** Absolute folder that it knows all about. */
  readonly top: string;
  /** Shown paths. */
  readonly files: ReadonlySet<string>;
}
export interface DiscoveredFile {
  /** As shown: POSIX, relative to `cwd`. */
  readonly path: string;
  readonly absolute: string;
}
export interface Discovery {
  readonly files: readonly DiscoveredFile[];
  /** Paths that do not exist: a usage error of the caller. */
  readonly missing: readonly string[];
  /** How many files were left alone, by reason. */
  readonly leftAlone: ReadonlyMap<string, number>;
  readonly notes: readonly DiscoveryNote[];
  /** Folders that were named and lie outside the working directory, as they are shown. */
  readonly roots: readonly string[];
}

export function discover(options: DiscoverOptions): Discovery {
  const found = new Map<string, DiscoveredFile>();
  const missing: string[] = [];
  const leftAlone = new Map<string, number>();
  const notes: DiscoveryNote[] = [];
  const roots: string[] = [];
  for (const named of options.paths) {
    const absolute = resolve(options.cwd, named);
    const moment = options.moment !== undefined && isBelow(absolute, options.moment.top) ? options.moment : undefined;
    const kind = kindOf(absolute, options.cwd, moment);
    if (kind === 'missing') {
      missing.push(named);
    } else if (kind === 'file') {
      add(found, absolute, shownPath(absolute, options.cwd));
    } else {
      const listing =
        moment === undefined
          ? (options.names?.get(absolute)?.listing() ?? listFiles(absolute))
          : listMoment(absolute, options.cwd, moment);
      notes.push(...listing.notes);
      const folder = shownPath(absolute, options.cwd);
      if (isAbsolute(folder) || folder.startsWith('..')) roots.push(folder);
      for (const file of listing.files) {
        const shown = folder === '.' ? file.path : `${folder}/${file.path}`;
        if (options.excludes(file.path, shown)) continue;
        const reason = whyLeftAlone(file.path);
        if (reason !== undefined && !options.includes(file.path, shown)) {
          count(leftAlone, reason);
        } else {
          add(found, file.absolute, shown);
        }
      }
    }
  }
  const files = [...found.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return { files, missing, leftAlone, notes, roots };
}

/** Whether a text that an editor holds belongs to the scan: its file is listed, or would be once it is saved. */
export function wouldRead(path: string, options: DiscoverOptions, { files }: Discovery): boolean {
  if (files.some((file) => file.path === path)) return true;
  const isLeftAlone = whyLeftAlone(path) !== undefined && !options.includes(path, path);
  return (
    !isLeftAlone &&
    !options.excludes(path, path) &&
    kindOf(resolve(options.cwd, path), options.cwd, undefined) === 'missing'
  );
}

function listMoment(folder: string, cwd: string, { files }: Moment): Listing {
  const below = [...files].map((file) => resolve(cwd, file)).filter((file) => isBelow(file, folder));
  return { files: below.map((absolute) => ({ path: shownPath(absolute, folder), absolute })), notes: [] };
}
function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

function add(found: Map<string, DiscoveredFile>, absolute: string, path: string): void {
  if (!found.has(absolute)) found.set(absolute, { path, absolute });
}
function count(counts: Map<string, number>, key: string): void {
  const before = counts.get(key);
  counts.set(key, before === undefined ? 1 : before + 1);
}
/** A path the user types may be a link; only links inside a tree are not followed. */
function kindOf(absolute: string, cwd: string, moment: Moment | undefined): 'file' | 'folder' | 'missing' {
  // A file that is not there yet is nothing to read, and nobody's mistake.
  if (moment !== undefined) return moment.files.has(shownPath(absolute, cwd)) ? 'file' : 'folder';
  try {
    return statSync(absolute).isDirectory() ? 'folder' : 'file';
  } catch {
    return 'missing';
  }
}
