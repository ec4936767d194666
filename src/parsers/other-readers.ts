// Others who read files at the same time, where there are cores for them. Nothing depends on them: what they did not read, whoever asked
// them reads.
import type { FileToParse, ReadElsewhere, Reading } from './facts-memory.js';

export type SharedReading = Exclude<Reading, 'imports'>;

export interface OtherReaders {
  /** Lets the others begin at the far end of these, and leave the first ones alone; undefined where it does not pay. */
  share(files: readonly FileToParse[], alone: number): Promise<SharedFiles | undefined>;
  /** The same for another reading, by those who read before; undefined where nobody did. */
  shareAgain(files: readonly FileToParse[], reading: SharedReading): SharedFiles | undefined;
  /** Nothing more will be shared. */
  end(): void;
}
export interface SharedFiles {
  /** The next file that nobody has begun; undefined when there is none. */
  next(): FileToParse | undefined;
  /** What the others read, once they have ended. */
  theirs(): Promise<Iterable<readonly [FileToParse, ReadElsewhere]>>;
}
