// What the threads of a run say to each other.
import type { ReadElsewhere } from '../parsers/facts-memory.js';
import type { SharedReading } from '../parsers/other-readers.js';

/** To a thread that reads; undefined where no more follows. */
export interface Work {
  readonly reading: SharedReading;
  /** Of the queue. */
  readonly counters: Int32Array;
  /** Path and absolute path of every file in it, with a NUL between: one text is sent faster than a list. */
  readonly names: string;
  /** Whether a cache wants to know what stands for the bytes of files. */
  readonly isCached: boolean;
}
/** From it: some of what it read. */
export interface Share {
  /** One for each file. No JSON has a line break in it. */
  readonly lines: string;
  readonly about: readonly ReadFile[];
  /** Whether nothing is left to read. */
  readonly isLast: boolean;
}
export interface ReadFile extends Pick<ReadElsewhere, 'isParsed' | 'content'> {
  readonly place: number;
  /** A line as well. */
  readonly imports?: string;
}
