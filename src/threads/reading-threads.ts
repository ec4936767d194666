// Threads that read files beside this one. Nothing rests on them: one that cannot start, fails or dies has read less, and this one reads the
// rest.
import { factsOf } from '../cache/facts-line.js';
import type { FileToParse, ReadElsewhere } from '../parsers/facts-memory.js';
import type { OtherReaders, SharedFiles } from '../parsers/other-readers.js';
import type { Share, Work } from './messages.js';
import { Queue } from './queue.js';
import { type ReadingThread, startThread } from './start-thread.js';

export interface ReadingThreads {
  /** Absolute: the program of a thread. It calls `readBeside`. */
  readonly program: string;
  /** One that was started before anybody knew the files. */
  readonly early?: Promise<ReadingThread> | undefined;
  /** Whether a cache keeps what they read. */
  readonly isCached: boolean;
  readonly most: number;
  /** Each thread starts and warms up by itself: with fewer files for each, one alone is as quick. */
  readonly leastFiles: number;
}

export function readingThreads({ program, early, isCached, most, leastFiles }: ReadingThreads): OtherReaders {
  return {
    async share(files, alone) {
      const count = Math.min(most, Math.floor((files.length - alone) / leastFiles));
      if (count < 1) {
        (await early)?.stop();
        return undefined;
      }
      const shared = files.slice(alone);
      const queue = Queue.of(shared.length);
      const names = shared.map(({ path, absolute }) => `${path}\0${absolute}`).join('\0');
      const work: Work = { counters: queue.counters, names, isCached };
      const threads = await Promise.all(
        Array.from({ length: count }, (_, place) => (place === 0 ? early : undefined) ?? startThread(program)),
      );
      for (const each of threads) each.begin(work);
      return sharedFiles(files, alone, queue, threads);
    },
  };
}

function sharedFiles(
  files: readonly FileToParse[],
  alone: number,
  queue: Queue,
  threads: readonly ReadingThread[],
): SharedFiles {
  let own = 0;
  return {
    next() {
      if (own < alone) return files[own++];
      const place = queue.takeFirst();
      return place === undefined ? undefined : files[alone + place];
    },
    async theirs() {
      // Whoever comes now finds nothing left.
      if (!queue.hasHelpers()) for (const each of threads) each.stop();
      const all = await Promise.all(threads.map((each) => each.shares));
      return all.flat().flatMap((share) => readIn(share, (place) => files[alone + place]));
    },
  };
}
function readIn(
  { lines, about }: Share,
  fileAt: (place: number) => FileToParse | undefined,
): [FileToParse, ReadElsewhere][] {
  const each = lines.split('\n');
  return about.flatMap(({ place, imports, ...there }, index) => {
    const file = fileAt(place);
    const line = each[index];
    return file === undefined || line === undefined
      ? []
      : [[file, { ...there, line, facts: factsOf(file.path, line), ...importsOf(file, imports) }]];
  });
}
function importsOf({ path }: FileToParse, line: string | undefined): Pick<ReadElsewhere, 'imports'> {
  return line === undefined ? {} : { imports: factsOf(path, line) };
}
