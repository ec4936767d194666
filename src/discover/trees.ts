// What lies in folders, as far as a tool could read it: equal words, equal content.
import { createHash, hash } from 'node:crypto';
import { type Dirent, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';

export interface Tree {
  readonly word: string;
  readonly files: number;
  readonly bytes: number;
}

/** Larger ones cost as much to compare as the run of a tool does. */
const largest = { files: 3000, bytes: 48 * 1024 * 1024 };
export function isTooLarge(trees: readonly Tree[]): boolean {
  const sum = (size: 'files' | 'bytes'): number => trees.reduce((all, tree) => all + tree[size], 0);
  return sum('files') > largest.files || sum('bytes') > largest.bytes;
}

/** Nothing is looked at twice, so that all that is asked of it speaks of the same moment. */
export class Trees {
  /** By real path. */
  readonly #known = new Map<string, Tree | undefined>();

  /** A folder with all below it, or a file. Undefined where that cannot be told: too large, not to be read, or a folder in itself. */
  at(path: string): Tree | undefined {
    try {
      const real = realpathSync(path);
      if (this.#known.has(real)) return this.#known.get(real);
      // Until it is told otherwise.
      this.#known.set(real, undefined);
      return this.#look(real, statSync(real).isDirectory(), { ...largest }, new Set());
    } catch {
      return undefined;
    }
  }

  #look(real: string, isFolder: boolean, room: Room, above: ReadonlySet<string>): Tree {
    const known = this.#known.get(real);
    if (above.has(real)) throw new RangeError('a folder in itself');
    const tree = known ?? (isFolder ? this.#lookInto(real, room, new Set([...above, real])) : contentOf(real, room));
    if (known !== undefined) take(room, known);
    this.#known.set(real, tree);
    return tree;
  }
  #lookInto(folder: string, room: Room, above: ReadonlySet<string>): Tree {
    const words: string[] = [];
    let [files, bytes] = [0, 0];
    for (const entry of entriesOf(folder)) {
      const place = placeOf(folder, entry);
      if (place === undefined) {
        words.push(`${entry.name}\0broken`);
        continue;
      }
      const inner = this.#look(place.real, place.isFolder, room, above);
      words.push(`${entry.name}\0${place.isFolder ? 'folder' : 'file'}\0${place.link}\0${inner.word}`);
      files += inner.files;
      bytes += inner.bytes;
    }
    return { word: createHash('sha256').update(JSON.stringify(words)).digest('base64url'), files, bytes };
  }
}

interface Room {
  files: number;
  bytes: number;
}
function take(room: Room, { files, bytes }: Pick<Tree, 'files' | 'bytes'>): void {
  room.files -= files;
  room.bytes -= bytes;
  if (room.files < 0 || room.bytes < 0) throw new RangeError('too much to compare');
}
function contentOf(file: string, room: Room): Tree {
  const stat = statSync(file);
  if (!stat.isFile()) throw new RangeError('no plain file');
  const size = { files: 1, bytes: stat.size };
  take(room, size);
  return { word: hash('sha256', readFileSync(file), 'base64url'), ...size };
}

/** Where it really lies; undefined for a link that leads nowhere. */
function placeOf(
  folder: string,
  entry: Dirent,
): { readonly real: string; readonly isFolder: boolean; readonly link: string } | undefined {
  const path = join(folder, entry.name);
  if (!entry.isSymbolicLink()) return { real: path, isFolder: entry.isDirectory(), link: '' };
  try {
    const real = realpathSync(path);
    return { real, isFolder: statSync(real).isDirectory(), link: real };
  } catch {
    return undefined;
  }
}
/** Sorted. What git keeps, and packages of Node, no chart is made of. */
function entriesOf(folder: string): readonly Dirent[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== '.git' && name !== 'node_modules')
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/**
 * A word that stays as long as the file system says the same of all that lies at these paths. Undefined where it says nothing of some of it:
 * `stampOf` gives undefined, or a link leads elsewhere.
 */
export function wordOfStamps(
  paths: readonly string[],
  stampOf: (absolute: string) => readonly number[] | undefined,
): string | undefined {
  const words: (string | number)[] = [];
  const addFile = (path: string): void => {
    const stamp = stampOf(path);
    if (stamp === undefined) throw new RangeError('nothing to tell it by');
    files += 1;
    if (files > largest.files) throw new RangeError('too much to compare');
    words.push(path, ...stamp);
  };
  let files = 0;
  const addFolder = (folder: string): void => {
    words.push(folder);
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) addFolder(path);
      else addFile(path);
    }
  };
  try {
    for (const path of paths) {
      files = 0;
      if (statSync(path).isDirectory()) addFolder(path);
      else addFile(path);
    }
  } catch {
    return undefined;
  }
  return hash('sha256', JSON.stringify(words), 'base64url');
}
