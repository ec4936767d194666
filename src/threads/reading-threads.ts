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
  /** The same for files that one reads which is warm: fewer are read before another has heard of them. */
  readonly leastAgain: number;
}

export function readingThreads({
  program,
  early,
  isCached,
  most,
  leastFiles,
  leastAgain,
}: ReadingThreads): OtherReaders {
  let threads: readonly ReadingThread[] = [];
  const begin = (files: readonly FileToParse[], work: Pick<Work, 'reading' | 'isCached'>): Begun => {
    const queue = Queue.of(files.length);
    const names = files.map(({ path, absolute }) => `${path}\0${absolute}`).join('\0');
    const shares = threads.map((each) => each.begin({ ...work, counters: queue.counters, names }));
    return { files, queue, shares };
  };
  return {
    async share(files, alone) {
      const count = Math.min(most, Math.floor((files.length - alone) / leastFiles));
      if (count < 1) {
        (await early)?.stop();
        return undefined;
      }
      threads = await Promise.all(
        Array.from({ length: count }, (_, place) => (place === 0 ? early : undefined) ?? startThread(program)),
      );
      const begun = begin(files.slice(alone), { reading: 'facts', isCached });
      return sharedFiles(begun, files.slice(0, alone), () => {
        // Whoever comes now finds nothing left.
        if (begun.queue.hasHelpers()) return;
        for (const each of threads) each.stop();
        threads = [];
      });
    },
    shareAgain(files, reading) {
      const isFew = threads.length === 0 || files.length < leastAgain;
      return isFew ? undefined : sharedFiles(begin(files, { reading, isCached: false }), []);
    },
    end() {
      for (const each of threads) each.dismiss();
      threads = [];
    },
  };
}

interface Begun {
  readonly files: readonly FileToParse[];
  readonly queue: Queue;
  readonly shares: readonly Promise<readonly Share[]>[];
}
/** `alone`: those that nobody else reads. */
function sharedFiles({ files, queue, shares }: Begun, alone: readonly FileToParse[], atEnd?: () => void): SharedFiles {
  let own = 0;
  return {
    next() {
      if (own < alone.length) return alone[own++];
      const place = queue.takeFirst();
      return place === undefined ? undefined : files[place];
    },
    async theirs() {
      atEnd?.();
      const all = await Promise.all(shares);
      return all.flat().flatMap((share) => readIn(share, (place) => files[place]));
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
