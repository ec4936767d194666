// The cache of one root as a file: a header, an index, and one line of facts for each reading of each file. Lines are kept as text
// until somebody asks for them, and go back as they came.
import { type Reading, readings } from '../parsers/facts-memory.js';
import { ascii, loadStored, type Stored, saveStored } from './stored-file.js';

/** What the file system says of a file: while it says the same, so does the file. */
export type Stamp = readonly [modified: number, changed: number, size: number, inode: number];

export interface Entry {
  /** Undefined when the file was too young to be told from a later one of the same moment. */
  stamp: Stamp | undefined;
  readonly hash: string;
  /** Runs that wrote the cache without having seen the file. */
  unseen: number;
  /** JSON in ASCII. */
  readonly lines: Partial<Record<Reading, string>>;
}
export type Entries = Map<string, Entry>;
export type Loaded = { readonly is: 'loaded'; readonly entries: Entries } | Exclude<Stored, { is: 'loaded' }>;

const format = 'hoplint-cache-1';

type IndexRow = readonly [path: string, hash: string, unseen: number, stamp: Stamp | 0];

export function loadCache(file: string, key: string): Loaded {
  const stored = loadStored(file, format, key);
  if (stored.is !== 'loaded') return stored;
  try {
    const [first = '', ...lines] = stored.body.split('\n');
    const rows = JSON.parse(first) as readonly IndexRow[];
    const entries: Entries = new Map();
    rows.forEach(([path, hash, unseen, stamp], place) => {
      const own: Partial<Record<Reading, string>> = {};
      readings.forEach((reading, column) => {
        const line = lines[place * readings.length + column];
        if (line !== undefined && line !== '') own[reading] = line;
      });
      entries.set(path, { hash, unseen, stamp: stamp === 0 ? undefined : stamp, lines: own });
    });
    return { is: 'loaded', entries };
  } catch (error) {
    return { is: 'damaged', because: error instanceof Error ? error.message : String(error) };
  }
}

export function saveCache(file: string, key: string, entries: Entries): boolean {
  const rows = Array.from(entries, ([path, { hash, unseen, stamp }]): IndexRow => [path, hash, unseen, stamp ?? 0]);
  const lines = Array.from(entries.values(), ({ lines: own }) =>
    readings.map((reading) => own[reading] ?? '').join('\n'),
  );
  return saveStored(file, format, key, [ascii(JSON.stringify(rows)), ...lines].join('\n'));
}
