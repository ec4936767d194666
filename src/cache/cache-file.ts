// The cache of one root as a file: a header, an index, and one line of facts for each reading of each file. Lines are kept as text
// until somebody asks for them, and go back as they came.
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { type Reading, readings } from '../parsers/facts-memory.js';

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
export type Loaded =
  | { readonly is: 'loaded'; readonly entries: Entries }
  | { readonly is: 'absent' }
  /** Of another version or another root: nothing is wrong with it. */
  | { readonly is: 'foreign' }
  | { readonly is: 'damaged'; readonly because: string };

const format = 'hoplint-cache-1';
/** Larger than any cache that is written. */
const largestFile = 512 * 1024 * 1024;

interface Header {
  readonly format: string;
  readonly key: string;
  readonly checksum: number;
}
type IndexRow = readonly [path: string, hash: string, unseen: number, stamp: Stamp | 0];

export function loadCache(file: string, key: string): Loaded {
  const text = readText(file);
  if (typeof text !== 'string') return text;
  try {
    const end = text.indexOf('\n');
    const header = JSON.parse(text.slice(0, end)) as Header;
    if (header.format !== format || header.key !== key) return { is: 'foreign' };
    const body = text.slice(end + 1);
    if (crc32(Buffer.from(body, 'latin1')) !== header.checksum)
      return { is: 'damaged', because: 'its checksum does not fit' };
    const [first = '', ...lines] = body.split('\n');
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
function readText(file: string): string | Exclude<Loaded, { is: 'loaded' }> {
  let handle: number;
  try {
    handle = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const isLink = error instanceof Error && 'code' in error && (error.code === 'ELOOP' || error.code === 'EMLINK');
    return isLink ? { is: 'damaged', because: 'it is a link' } : { is: 'absent' };
  }
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile() || stat.size > largestFile) return { is: 'damaged', because: 'it is no file of ours' };
    return readFileSync(handle, 'latin1');
  } catch (error) {
    return { is: 'damaged', because: error instanceof Error ? error.message : String(error) };
  } finally {
    closeSync(handle);
  }
}

/** Whole or not at all: a run beside this one reads the old file or the new one. False where the folder takes no file. */
export function saveCache(file: string, key: string, entries: Entries): boolean {
  const rows = Array.from(entries, ([path, { hash, unseen, stamp }]): IndexRow => [path, hash, unseen, stamp ?? 0]);
  const lines = Array.from(entries.values(), ({ lines: own }) =>
    readings.map((reading) => own[reading] ?? '').join('\n'),
  );
  const body = Buffer.from([ascii(JSON.stringify(rows)), ...lines].join('\n'), 'latin1');
  const header: Header = { format, key, checksum: crc32(body) };
  const folder = dirname(file);
  const temporary = join(folder, `.${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!lstatSync(folder).isDirectory()) return false;
    writeFileSync(temporary, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body]), {
      flag: 'wx',
      mode: 0o600,
    });
    renameSync(temporary, file);
    return true;
  } catch {
    removeQuietly(temporary);
    return false;
  }
}
function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It was never made.
  }
}

/** One byte for each character keeps reading fast; JSON has escapes for the rest. */
export function ascii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
