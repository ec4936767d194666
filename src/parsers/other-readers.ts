// Others who read files at the same time, where there are cores for them. Nothing depends on them: what they did not read, whoever asked
// them reads.
import type { FileToParse, ReadElsewhere } from './facts-memory.js';

export interface OtherReaders {
  /** Lets the others begin at the far end of these, and leave the first ones alone; undefined where it does not pay. */
  share(files: readonly FileToParse[], alone: number): Promise<SharedFiles | undefined>;
}
export interface SharedFiles {
  /** The next file that nobody has begun; undefined when there is none. */
  next(): FileToParse | undefined;
  /** What the others read, once they have ended. */
  theirs(): Promise<Iterable<readonly [FileToParse, ReadElsewhere]>>;
}
