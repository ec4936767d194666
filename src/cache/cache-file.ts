// The cache of one root as a file: a header, an index, and one line of facts for each reading of each file. Lines are kept as text
// until somebody asks for them, and go back as they came.
import { type Reading, readings } from '../parsers/facts-memory.js';
import type { Stamp } from './seen-files.js';
import { ascii, loadStored, type Stored, saveStored } from './stored-file.js';

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

const format = 'hoplint-cache-2';

/** `lengths` of its lines, in the order of `readings`; a reading that was not made has none. */
type IndexRow = readonly [path: string, hash: string, unseen: number, stamp: Stamp | 0, ...lengths: number[]];

/** Its lines are cut out of the body when somebody asks for them: a run that finds nothing changed asks for none. */
class StoredEntry implements Entry {
  readonly hash: string;
  unseen: number;
  stamp: Stamp | undefined;
  #lines: Entry['lines'] | undefined;
  readonly #cut: () => Entry['lines'];

  constructor([, hash, unseen, stamp]: IndexRow, cut: () => Entry['lines']) {
    this.hash = hash;
    this.unseen = unseen;
    this.stamp = stamp === 0 ? undefined : stamp;
    this.#cut = cut;
  }
  get lines(): Entry['lines'] {
    this.#lines ??= this.#cut();
    return this.#lines;
  }
}
function cutLines(body: Buffer, start: number, [, , , , ...lengths]: IndexRow): Entry['lines'] {
  const lines: Entry['lines'] = {};
  let from = start;
  for (const [column, reading] of readings.entries()) {
    const length = lengths[column] ?? 0;
    if (length > 0) lines[reading] = body.toString('latin1', from, from + length);
    from += length;
  }
  return lines;
}

export function loadCache(file: string, key: string): Loaded {
  const stored = loadStored(file, format, key);
  if (stored.is !== 'loaded') return stored;
  const { body } = stored;
  try {
    const end = body.indexOf('\n');
    const rows = JSON.parse(body.toString('latin1', 0, Math.max(end, 0))) as readonly IndexRow[];
    const entries: Entries = new Map();
    let start = end + 1;
    for (const row of rows) {
      const from = start;
      entries.set(row[0], new StoredEntry(row, () => cutLines(body, from, row)));
      for (let column = firstLength; column < row.length; column += 1) start += row[column] as number;
    }
    return { is: 'loaded', entries };
  } catch (error) {
    return { is: 'damaged', because: error instanceof Error ? error.message : String(error) };
  }
}
const firstLength = 4;

export function saveCache(file: string, key: string, entries: Entries): boolean {
  const lines: string[] = [];
  const rows = Array.from(entries, ([path, { hash, unseen, stamp, lines: own }]): IndexRow => {
    const written = readings.map((reading) => own[reading] ?? '');
    lines.push(...written);
    return [path, hash, unseen, stamp ?? 0, ...written.map((line) => line.length)];
  });
  return saveStored(file, format, key, `${ascii(JSON.stringify(rows))}\n${lines.join('')}`);
}
