// The cache of one root as a file: a header, an index, and one line of facts for each reading of each file. Lines are kept as text
// until somebody asks for them, and go back as they came. What few files say anew stands in a second file beside it: a hook need not write
// the whole again.
import { rmSync, utimesSync } from 'node:fs';
import { type Reading, readings, type Stamp } from '../parsers/facts-memory.js';
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
export type Loaded =
  | { readonly is: 'loaded'; readonly entries: Entries; readonly base: Base }
  | Exclude<Stored, { is: 'loaded' }>;
/** The file as it was loaded. */
export interface Base {
  readonly checksum: number;
  /** In bytes. */
  readonly length: number;
  /** Paths whose entries came from the second file. */
  readonly added: ReadonlySet<string>;
}

const format = 'hoplint-cache-3';

/** `lengths` of its lines, in the order of `readings`; a reading that was not made has none. */
type IndexRow = readonly [path: string, hash: string, unseen: number, stamp: Stamp | 0, ...lengths: number[]];

/** Its lines are cut out of the body when somebody asks for them: a run that finds nothing changed asks for none. */
class StoredEntry implements Entry {
  stamp: Stamp | undefined;
  unseen: number;
  readonly #row: IndexRow;
  readonly #body: Buffer;
  readonly #start: number;
  #lines: Entry['lines'] | undefined;

  constructor(row: IndexRow, body: Buffer, start: number) {
    const [, , unseen, stamp] = row;
    this.unseen = unseen;
    this.stamp = stamp === 0 ? undefined : stamp;
    this.#row = row;
    this.#body = body;
    this.#start = start;
  }
  get hash(): string {
    return this.#row[1];
  }
  get lines(): Entry['lines'] {
    this.#lines ??= cutLines(this.#body, this.#start, this.#row);
    return this.#lines;
  }
  get allLines(): string | Uint8Array {
    if (this.#lines !== undefined) return joined(this.#lines);
    const length = this.#row.slice(firstLength).reduce<number>((sum, each) => sum + Number(each), 0);
    return this.#body.subarray(this.#start, this.#start + length);
  }
  get readings(): readonly Reading[] {
    if (this.#lines !== undefined) return readingsIn(this.#lines);
    return readings.filter((_, column) => (this.#row[firstLength + column] ?? 0) !== 0);
  }
}
const readingsIn = (lines: Entry['lines']): readonly Reading[] =>
  readings.filter((reading) => lines[reading] !== undefined);
/** What lines it has; none is cut out for that. */
export const readingsOf = (entry: Entry): readonly Reading[] =>
  entry instanceof StoredEntry ? entry.readings : readingsIn(entry.lines);

/** Its lines one after the other, in the order of `readings`: none is cut out for that. */
export const allLinesOf = (entry: Entry): string | Uint8Array =>
  entry instanceof StoredEntry ? entry.allLines : joined(entry.lines);
const joined = (lines: Entry['lines']): string => readings.map((reading) => lines[reading] ?? '').join('');

function cutLines(body: Buffer, start: number, row: IndexRow): Entry['lines'] {
  const lines: Entry['lines'] = {};
  let from = start;
  let column = firstLength;
  for (const reading of readings) {
    const length = (row[column] as number | undefined) ?? 0;
    if (length > 0) lines[reading] = body.toString('latin1', from, from + length);
    from += length;
    column += 1;
  }
  return lines;
}

export function loadCache(file: string, key: string): Loaded {
  const whole = loadStored(file, format, key);
  if (whole.is !== 'loaded') return whole;
  const { body, checksum } = whole;
  const more = loadStored(besides(file), format, `${key} ${checksum}`);
  if (more.is === 'damaged') return more;
  try {
    const entries = entriesIn(body);
    const added = more.is === 'loaded' ? entriesIn(more.body) : new Map<string, Entry>();
    for (const [path, entry] of added) entries.set(path, entry);
    return { is: 'loaded', entries, base: { checksum, length: body.length, added: new Set(added.keys()) } };
  } catch (error) {
    return { is: 'damaged', because: error instanceof Error ? error.message : String(error) };
  }
}
function entriesIn(body: Buffer): Entries {
  const end = Math.max(body.indexOf('\n'), 0);
  const rows = JSON.parse(body.toString('latin1', 0, end)) as readonly IndexRow[];
  const entries: Entries = new Map();
  let start = end + 1;
  for (const row of rows) {
    entries.set(row[0], new StoredEntry(row, body, start));
    for (let column = firstLength; column < row.length; column += 1) start += row[column] as number;
  }
  return entries;
}
const firstLength = 4;

export function saveCache(file: string, key: string, entries: Entries): boolean {
  const isSaved = saveStored(file, format, key, bytesOf(entries));
  // It belonged to what was there before.
  if (isSaved) rmSync(besides(file), { force: true });
  return isSaved;
}
/** False where so much is new that the whole is better written again. */
export function saveBesides(file: string, key: string, { checksum, length }: Base, entries: Entries): boolean {
  if (lengthOf(entries) > length * largestShare) return false;
  if (!saveStored(besides(file), format, `${key} ${checksum}`, bytesOf(entries))) return false;
  // Caches that were not used for long are forgotten, by this time.
  utimesSync(file, new Date(), new Date());
  return true;
}
const largestShare = 1 / 8;
/** Of the lines, which are most of it, in bytes. */
function lengthOf(entries: Entries): number {
  let length = 0;
  for (const { lines } of entries.values()) for (const line of Object.values(lines)) length += line.length;
  return length;
}
export const besides = (file: string): string => `${file}-more`;

function bytesOf(entries: Entries): Buffer {
  const lines: string[] = [];
  let length = 0;
  const rows = Array.from(entries, ([path, { hash, unseen, stamp, lines: own }]): IndexRow => {
    const lengths = readings.map((reading) => {
      const line = own[reading];
      if (line === undefined) return 0;
      lines.push(line);
      length += line.length;
      return line.length;
    });
    return [path, hash, unseen, stamp ?? 0, ...lengths];
  });
  const index = `${ascii(JSON.stringify(rows))}\n`;
  const bytes = Buffer.allocUnsafeSlow(index.length + length);
  let at = 0;
  for (const text of [index, ...lines]) at += bytes.write(text, at, 'latin1');
  return bytes;
}
