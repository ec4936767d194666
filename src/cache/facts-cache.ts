// Facts of earlier runs on disk, by content: a file is parsed again only when its bytes or hoplint changed. Links and rules always run.
import { hash } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { FileFacts } from '../model/facts.js';
import type { RunNote } from '../model/report.js';
import type { AnswerMemory, FileToParse, ReadElsewhere, Reading, SavedMemory } from '../parsers/facts-memory.js';
import {
  allLinesOf,
  type Base,
  besides,
  type Entries,
  type Entry,
  loadCache,
  readingsOf,
  saveBesides,
  saveCache,
} from './cache-file.js';
import { fileOfRoot, keepNewest } from './cache-folder.js';
import { factsOf, lineOf, longestLine, survivesJson } from './facts-line.js';
import { isSame, SeenFiles } from './seen-files.js';
import { ascii } from './stored-file.js';

export interface FactsCache extends SavedMemory {
  /** What a person should know about the cache. */
  readonly notes: readonly RunNote[];
  /** Stands for the bytes of the file; undefined when it cannot be read. */
  contentOf(file: FileToParse): string | undefined;
  /** Stands for what was read of the file when its bytes were these. Undefined where the cache keeps not all of it. */
  saidBy(path: string, content: string): string | undefined;
  /** Which readings were made of it then. */
  readingsBy(path: string, content: string): readonly Reading[] | undefined;
  /** Paths of the files that somebody asked for. */
  asked(): Iterable<string>;
}
export interface CachePlace {
  /** Absolute: the folder that is linted. One file of the cache stands for it. */
  readonly root: string;
  /** Absolute: the folder of the user's caches of hoplint. */
  readonly folder: string;
  /** Whatever facts depend on besides the bytes of a file. */
  readonly key: readonly string[];
  /** What the run has seen of files. */
  readonly seen?: SeenFiles;
}

/** Runs without a sight of a file until it is forgotten: people also lint parts of a tree. */
const mostUnseen = 20;
const largestCache = 160 * 1024 * 1024;
const mostRoots = 60;

/** Undefined where the folder lies in the tree that is linted. */
export function openFactsCache({ root, folder, key, seen = new SeenFiles() }: CachePlace): FactsCache | undefined {
  const file = fileOfRoot(folder, root, '.facts');
  if (file === undefined) return undefined;
  const id = hashOf(JSON.stringify([root, ...key]));
  const loaded = loadCache(file, id);
  const notes: RunNote[] = loaded.is === 'damaged' ? [damagedNote(file, loaded.because)] : [];
  return new DiskCache({ file, key: id }, loaded.is === 'loaded' ? loaded : { entries: new Map() }, notes, seen);
}
/** One that knows nothing yet, and keeps nothing. */
export function emptyFactsCache(seen: SeenFiles): FactsCache {
  return new DiskCache(undefined, { entries: new Map() }, [], seen);
}

interface DiskPlace {
  readonly file: string;
  readonly key: string;
}
interface Held {
  readonly entries: Entries;
  readonly base?: Base;
}

class DiskCache implements FactsCache {
  readonly notes: RunNote[];
  readonly answers: AnswerMemory;
  readonly #place: DiskPlace | undefined;
  readonly #base: Base | undefined;
  readonly #entries: Entries;
  readonly #seen: SeenFiles;
  readonly #checked = new Map<string, Entry | undefined>();
  /** Files of which something was read that the cache does not keep. */
  readonly #unkept = new Set<string>();
  /** Paths of entries that are not on disk as they are here. */
  readonly #changed = new Set<string>();

  constructor(place: DiskPlace | undefined, { entries, base }: Held, notes: RunNote[], seen: SeenFiles) {
    this.#place = place;
    this.#base = base;
    this.#entries = entries;
    this.notes = notes;
    this.#seen = seen;
    this.answers = {
      recall: (key) => this.#recallAnswer(key),
      remember: (key, answer) => this.#rememberAnswer(key, answer),
    };
  }

  contentOf(file: FileToParse): string | undefined {
    return this.#entryOf(file)?.hash;
  }
  saidBy(path: string, content: string): string | undefined {
    const entry = this.#entryBy(path, content);
    return entry && hashOf(allLinesOf(entry));
  }
  readingsBy(path: string, content: string): readonly Reading[] | undefined {
    const entry = this.#entryBy(path, content);
    return entry && readingsOf(entry);
  }
  #entryBy(path: string, content: string): Entry | undefined {
    const entry = this.#entries.get(path);
    return entry?.hash !== content || this.#unkept.has(path) ? undefined : entry;
  }
  asked(): Iterable<string> {
    return this.#checked.keys();
  }

  recall(file: FileToParse, reading: Reading): FileFacts | undefined {
    const entry = this.#entryOf(file);
    const line = entry?.lines[reading];
    if (entry === undefined || line === undefined) return undefined;
    try {
      return factsOf(file.path, line);
    } catch {
      if (this.notes.length === 0)
        this.notes.push(damagedNote(this.#place?.file ?? '', `what it says of ${file.path} is not JSON`));
      delete entry.lines[reading];
      return undefined;
    }
  }
  remember(file: FileToParse, reading: Reading, facts: FileFacts): FileFacts {
    const entry = this.#entryOf(file);
    const line = entry === undefined ? undefined : lineOf(facts);
    if (entry === undefined || line === undefined) {
      this.#unkept.add(file.path);
      return facts;
    }
    entry.lines[reading] = line;
    this.#changed.add(file.path);
    return facts;
  }

  isNew({ path }: FileToParse): boolean {
    return !this.#entries.has(path) && !this.#checked.has(path);
  }
  adopt({ path, absolute = path }: FileToParse, { facts, line, content }: ReadElsewhere): FileFacts {
    if (content === undefined) return facts;
    this.#seen.learn(absolute, content);
    const stamp = this.#seen.lastingStampOf(absolute);
    const entry = { stamp, hash: content.word, unseen: 0, lines: { facts: line } };
    this.#entries.set(path, entry);
    this.#checked.set(path, entry);
    this.#changed.add(path);
    return facts;
  }

  save(): void {
    if (this.#place === undefined || this.#changed.size === 0) return;
    const { file } = this.#place;
    if (this.#saveBesides(this.#place) || this.#saveWhole(this.#place)) forgetOldRoots(dirname(file));
    this.#changed.clear();
  }
  #saveBesides({ file, key }: DiskPlace): boolean {
    return this.#base !== undefined && saveBesides(file, key, this.#base, this.#pick(this.#base));
  }
  #saveWhole({ file, key }: DiskPlace): boolean {
    for (const [path, entry] of this.#entries) {
      if (this.#checked.has(path)) entry.unseen = 0;
      else entry.unseen += 1;
      if (entry.unseen > mostUnseen) this.#entries.delete(path);
    }
    keepWithin(largestCache, this.#entries);
    return saveCache(file, key, this.#entries);
  }
  #pick({ added }: Base): Entries {
    const picked: Entries = new Map();
    for (const path of [...added, ...this.#changed]) {
      const entry = this.#entries.get(path);
      if (entry !== undefined) picked.set(path, entry);
    }
    return picked;
  }

  #recallAnswer(key: string): unknown {
    const path = answerPath(key);
    const entry = this.#entries.get(path);
    const line = entry?.lines.facts;
    if (line === undefined) return undefined;
    this.#checked.set(path, entry);
    try {
      return JSON.parse(line);
    } catch {
      this.#entries.delete(path);
      return undefined;
    }
  }
  #rememberAnswer(key: string, answer: object): void {
    if (!survivesJson(answer)) return;
    const line = ascii(JSON.stringify(answer));
    if (line.length > longestLine) return;
    const entry: Entry = { stamp: undefined, hash: key, unseen: 0, lines: { facts: line } };
    this.#entries.set(answerPath(key), entry);
    this.#checked.set(answerPath(key), entry);
    this.#changed.add(answerPath(key));
  }

  /** The entry for the bytes that the file has now; undefined for what is not on disk or cannot be read. */
  #entryOf(file: FileToParse): Entry | undefined {
    if (file.absolute === undefined) return undefined;
    const { path } = file;
    if (this.#checked.has(path)) return this.#checked.get(path);
    const entry = this.#check(file, file.absolute);
    this.#checked.set(path, entry);
    return entry;
  }
  #check(file: FileToParse, absolute: string): Entry | undefined {
    const stamp = this.#seen.stampOf(absolute);
    const known = this.#entries.get(file.path);
    if (stamp === undefined) return undefined;
    if (known?.stamp !== undefined && isSame(known.stamp, stamp)) return known;
    const hash = this.#seen.contentOf(file);
    if (hash === undefined) return undefined;
    const lasting = this.#seen.lastingStampOf(absolute);
    if (known?.hash === hash) {
      if (lasting !== undefined) this.#changed.add(file.path);
      known.stamp = lasting;
      return known;
    }
    const fresh: Entry = { stamp: lasting, hash, unseen: 0, lines: {} };
    this.#entries.set(file.path, fresh);
    return fresh;
  }
}
/** No file is called so. */
const answerPath = (key: string): string => `\0${key}`;
function hashOf(content: string | Uint8Array): string {
  return hash('sha256', content, 'base64url');
}

// ---------------------------------------------------------------- room

function keepWithin(most: number, entries: Entries): void {
  let size = 0;
  const sized = Array.from(entries, ([path, { lines, unseen }]) => {
    const length = path.length + 120 + Object.values(lines).reduce((sum, line) => sum + line.length, 0);
    size += length;
    return { path, length, unseen };
  });
  if (size <= most) return;
  // Long unseen ones go first, then the longest.
  sized.sort((a, b) => b.unseen - a.unseen || b.length - a.length);
  for (const { path, length } of sized) {
    if (size <= most) return;
    entries.delete(path);
    size -= length;
  }
}
function forgetOldRoots(folder: string): void {
  removeAbandoned(folder);
  for (const path of keepNewest(folder, '.facts', mostRoots)) {
    rmSync(path.replace(/facts$/, 'report'), { force: true });
    rmSync(besides(path), { force: true });
  }
}

/** What runs that were killed had begun to write. */
function removeAbandoned(folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (name.endsWith('.tmp') && Date.now() - statSync(path).mtimeMs > longestWrite) rmSync(path, { force: true });
    }
  } catch {
    // Another run tidies up as well.
  }
}
const longestWrite = 60 * 60 * 1000;

function damagedNote(file: string, because: string): RunNote {
  return {
    code: 'cache',
    message: `The cache ${file} was not used: ${because}.`,
    settle: 'Nothing needs to be done: it is written anew.',
  };
}
