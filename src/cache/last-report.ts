// What the last run about a root printed, and what that rests on: the same question about files that say the same has the same answer.
//
//   JSON     how the run ended, what the files were listed as, and how long the parts below are
//   text     the reports, and then paths of folders and files, one after the other
//   doubles  the stamps of the files, four numbers each; NaN where there is none
//   JSON     the rest of what it rests on, which is read only when a file has changed
import type { Stamp } from '../parsers/facts-memory.js';
import { loadStored, saveStored } from './stored-file.js';

export interface SavedReport {
  /** One for each report asked for, in that order: as it was written, in UTF-8. */
  readonly texts: readonly Uint8Array[];
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
  /** In the order of `files`. */
  readonly stamps: Stamps;
  /** What renderers read, for JSON; undefined where there was nothing to render. */
  readonly rendered: Rendered | undefined;
  /** Undefined when it is damaged. */
  basis(): Basis | undefined;
}

const format = 'hoplint-report-7';
/** A longer report is quicker to make than to keep. */
const longest = 32 * 1024 * 1024;

interface Head<Rendered> extends Omit<SavedReport, 'texts'> {
  readonly rendered?: Rendered;
  readonly listed: string;
  /** In bytes, and so are the numbers below. */
  readonly texts: readonly number[];
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
  const { listed, rendered, texts: lengths, folders, files, stamps, ...ending } = head;
  const report = { ...ending, texts: lengths.map(next) };
  return {
    report,
    listed,
    rendered,
    folders: namesIn(next(folders)),
    files: namesIn(next(files)),
    stamps: Stamps.from(next(stamps)),
    basis() {
      return parsed<Basis>(body.subarray(at));
    },
  };
}
export function rememberReport<Basis, Rendered>(
  file: string,
  key: string,
  grounds: ReportGrounds<Basis, Rendered>,
): void {
  const { report, listed, rendered, stamps } = grounds;
  const { texts, ...ending } = report;
  const [folders, files] = [bytesOf(grounds.folders), bytesOf(grounds.files)];
  const head: Head<Rendered> = {
    ...ending,
    ...(rendered === undefined ? {} : { rendered }),
    listed,
    texts: texts.map((text) => text.length),
    folders: folders.length,
    files: files.length,
    stamps: stamps.bytes.length,
  };
  const start = Buffer.from(`${JSON.stringify(head)}\n`);
  const rest = Buffer.from(JSON.stringify(grounds.basis()));
  const bytes = Buffer.concat([start, ...texts, folders, files, stamps.bytes, rest]);
  if (bytes.length <= longest) saveStored(file, format, key, bytes);
}

const bytesOf = (names: readonly string[]): Buffer => Buffer.from(names.join('\0'));
const namesIn = (bytes: Buffer): readonly string[] => (bytes.length === 0 ? [] : bytes.toString('utf8').split('\0'));

const numbers = 4;
/** The stamps of files, by place. Many are looked at, and few are kept: they stay what they are on disk. */
export class Stamps {
  readonly #plain: Float64Array;

  private constructor(plain: Float64Array) {
    this.#plain = plain;
  }
  /** Undefined for a file that was too young. */
  static of(stamps: readonly (Stamp | undefined)[]): Stamps {
    const plain = new Float64Array(stamps.length * numbers).fill(Number.NaN);
    for (const [place, stamp] of stamps.entries()) if (stamp !== undefined) plain.set(stamp, place * numbers);
    return new Stamps(plain);
  }
  static from(bytes: Uint8Array): Stamps {
    // A copy, for doubles lie at multiples of eight.
    return new Stamps(new Float64Array(new Uint8Array(bytes).buffer));
  }
  get bytes(): Uint8Array {
    return new Uint8Array(this.#plain.buffer);
  }
  /** Nothing is the stamp of a file that was too young. */
  has(place: number, stamp: Stamp): boolean {
    return stamp.every((number, index) => this.#plain[place * numbers + index] === number);
  }
}

function parsed<T>(json: Buffer): T | undefined {
  try {
    return JSON.parse(json.toString('utf8')) as T;
  } catch {
    return undefined;
  }
}
