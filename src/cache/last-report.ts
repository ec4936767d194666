// What the last run about a root printed, and what that rests on: the same question about files that say the same has the same answer.
//
//   JSON     the report, what the files were listed as, and how long the parts below are
//   text     paths of files and folders, one after the other
//   doubles  the stamps of the files, four numbers each; NaN where there is none
//   JSON     the rest of what it rests on, which is read only when a file has changed
import type { Stamp } from '../parsers/facts-memory.js';
import { loadStored, saveStored } from './stored-file.js';

export interface SavedReport {
  /** One for each report asked for, in that order. */
  readonly texts: readonly string[];
  /** What people were told besides; undefined when nothing. */
  readonly told?: string;
  readonly exitCode: number;
}
export interface ReportGrounds<Basis, Rendered> {
  readonly report: SavedReport;
  /** Equal where the same files are listed. */
  readonly listed: string;
  /** Absolute; those of the listed files, which were no links. */
  readonly folders: readonly string[];
  /** Absolute; those whose content may change the report. */
  readonly files: readonly string[];
  /** In the order of `files`; undefined for one that was too young. */
  readonly stamps: readonly (Stamp | undefined)[];
  /** What renderers read, for JSON; undefined where there was nothing to render. */
  readonly rendered: Rendered | undefined;
  /** Undefined when it is damaged. */
  basis(): Basis | undefined;
}

const format = 'hoplint-report-5';
/** A longer report is quicker to make than to keep. */
const longest = 32 * 1024 * 1024;

interface Head<Rendered> {
  readonly report: SavedReport;
  readonly rendered?: Rendered;
  readonly listed: string;
  /** In bytes. */
  readonly folders: number;
  readonly files: number;
  readonly stamps: number;
}

/** `key` names all that the report depends on besides the files. */
export function recallReport<Basis, Rendered>(file: string, key: string): ReportGrounds<Basis, Rendered> | undefined {
  const stored = loadStored(file, format, key);
  if (stored.is !== 'loaded') return undefined;
  const { body } = stored;
  const end = Math.max(body.indexOf('\n'), 0);
  const head = parsed<Head<Rendered>>(body.subarray(0, end));
  if (head === undefined) return undefined;
  let at = end + 1;
  const next = (length: number): Buffer => {
    const from = at;
    at += length;
    return body.subarray(from, at);
  };
  const folders = namesIn(next(head.folders));
  const files = namesIn(next(head.files));
  const stamps = stampsIn(next(head.stamps));
  const rest = body.subarray(at);
  const { report, listed, rendered } = head;
  return { report, listed, folders, files, stamps, rendered, basis: () => parsed<Basis>(rest) };
}
export function rememberReport<Basis, Rendered>(
  file: string,
  key: string,
  grounds: ReportGrounds<Basis, Rendered>,
): void {
  const { report, listed, rendered } = grounds;
  const [folders, files, stamps] = [bytesOf(grounds.folders), bytesOf(grounds.files), bytesOfStamps(grounds.stamps)];
  const head: Head<Rendered> = {
    report,
    ...(rendered === undefined ? {} : { rendered }),
    listed,
    folders: folders.length,
    files: files.length,
    stamps: stamps.length,
  };
  const parts = [
    Buffer.from(`${JSON.stringify(head)}\n`),
    folders,
    files,
    stamps,
    Buffer.from(JSON.stringify(grounds.basis())),
  ];
  const bytes = Buffer.concat(parts);
  if (bytes.length <= longest) saveStored(file, format, key, bytes);
}

const bytesOf = (names: readonly string[]): Buffer => Buffer.from(names.join('\0'));
const namesIn = (bytes: Buffer): readonly string[] => (bytes.length === 0 ? [] : bytes.toString('utf8').split('\0'));

const numbers = 4;
function bytesOfStamps(stamps: readonly (Stamp | undefined)[]): Buffer {
  const plain = new Float64Array(stamps.length * numbers).fill(Number.NaN);
  for (const [place, stamp] of stamps.entries()) if (stamp !== undefined) plain.set(stamp, place * numbers);
  return Buffer.from(plain.buffer);
}
function stampsIn(bytes: Buffer): readonly (Stamp | undefined)[] {
  // A copy, for doubles lie at multiples of eight.
  const plain = new Float64Array(new Uint8Array(bytes).buffer);
  const number = (at: number): number => plain[at] ?? Number.NaN;
  const stamps: (Stamp | undefined)[] = [];
  for (let at = 0; at < plain.length; at += numbers)
    stamps.push(Number.isNaN(number(at)) ? undefined : [number(at), number(at + 1), number(at + 2), number(at + 3)]);
  return stamps;
}

function parsed<T>(json: Buffer): T | undefined {
  try {
    return JSON.parse(json.toString('utf8')) as T;
  } catch {
    return undefined;
  }
}
