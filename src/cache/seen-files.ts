// What a run saw of the files on disk: nothing is asked of the file system twice, so that all of the run speaks of the same moment.
import { hash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import type { FileToParse, ReadElsewhere, Stamp } from '../parsers/facts-memory.js';

/** A file younger than this, in milliseconds, may be written again within the same tick of its clock. */
const youngest = 2000;

export class SeenFiles {
  readonly #started: number;
  readonly #stamps = new Map<string, Stamp | undefined>();
  readonly #contents = new Map<string, string | undefined>();

  /** `started`: the clock when the run began. */
  constructor(started: number = Date.now()) {
    this.#started = started;
  }

  /** Undefined for what is no plain file. Links are not followed, as in reading. */
  stampOf(absolute: string): Stamp | undefined {
    const before = this.#stamps.get(absolute);
    if (before !== undefined) return before;
    const stamp = stampOf(absolute);
    this.#stamps.set(absolute, stamp);
    return stamp;
  }
  /** Undefined also for one that is too young to be known by it later. */
  lastingStampOf(absolute: string): Stamp | undefined {
    const stamp = this.stampOf(absolute);
    return stamp !== undefined && Math.max(stamp[0], stamp[1]) < this.#started - youngest ? stamp : undefined;
  }
  /** What another thread saw of it. */
  learn(absolute: string, { stamp, word }: Exclude<ReadElsewhere['content'], undefined>): void {
    if (this.#stamps.get(absolute) === undefined) this.#stamps.set(absolute, stamp);
    if (this.#contents.get(absolute) === undefined) this.#contents.set(absolute, word);
  }
  /** Stands for its bytes. Undefined for what cannot be read. */
  contentOf({ path, absolute = path, read }: FileToParse): string | undefined {
    const before = this.#contents.get(absolute);
    if (before !== undefined) return before;
    const content = read();
    const word = content.ok ? hash('sha256', content.bytes, 'base64url') : undefined;
    this.#contents.set(absolute, word);
    return word;
  }
}
function stampOf(absolute: string): Stamp | undefined {
  try {
    const stat = lstatSync(absolute);
    return stat.isFile() ? [stat.mtimeMs, stat.ctimeMs, stat.size, stat.ino] : undefined;
  } catch {
    return undefined;
  }
}
export function isSame(a: Stamp, b: Stamp): boolean {
  return a[0] === b[0] && a[1] === b[1] && a[2] === b[2] && a[3] === b[3];
}
