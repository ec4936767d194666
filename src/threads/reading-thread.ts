// A thread that reads files from the far end of the list, and says what it read of them in lines of the cache. What it might read otherwise
// than the thread that asked, it leaves to that one.
import { parentPort } from 'node:worker_threads';
import { lineOf } from '../cache/facts-line.js';
import { SeenFiles } from '../cache/seen-files.js';
import { readBytes } from '../discover/read-file.js';
import { decodeUtf8 } from '../parsers/kit/text.js';
import { node } from '../parsers/node/index.js';
import { nestingOf } from '../parsers/node/nesting/nesting.js';
import { mayHoldMarkup } from '../parsers/node/syntax.js';
import type { SharedReading } from '../parsers/other-readers.js';
import { fileParser } from '../parsers/parse-files.js';
import { type NamesReading, namesIn } from '../parsers/read-bindings.js';
import type { ReadFile, Share, Work } from './messages.js';
import { Queue } from './queue.js';

/** Few messages cost little; a thread that dies takes with it what it has not sent. */
const filesInShare = 256;

/** Waits for work and does it, until there is no more. */
export function readBeside(): void {
  const readers: Record<SharedReading, FileReader> = {
    facts: factsReader(),
    bindings: namesReader('bindings'),
    calls: namesReader('calls'),
  };
  parentPort?.on('message', (work: Work | undefined) => {
    if (work === undefined) parentPort?.close();
    else void readFiles(work, readers[work.reading], (share) => parentPort?.postMessage(share));
  });
}

async function readFiles(
  { counters, names, isCached }: Work,
  read: FileReader,
  send: (share: Share) => void,
): Promise<void> {
  const queue = new Queue(counters);
  queue.join();
  const files = names.split('\0');
  let lines: string[] = [];
  let about: ReadFile[] = [];
  for (let place = queue.takeLast(); place !== undefined; place = queue.takeLast()) {
    const found = await read(files[2 * place] ?? '', files[2 * place + 1] ?? '', isCached);
    if (found === undefined) continue;
    lines.push(found.line);
    about.push({ ...found.about, place });
    if (lines.length < filesInShare) continue;
    send({ lines: lines.join('\n'), about, isLast: false });
    [lines, about] = [[], []];
  }
  send({ lines: lines.join('\n'), about, isLast: true });
}

/** Stacks of threads differ: what is deeper than people write may be too deep for one of them. */
function isSafe(path: string, bytes: Uint8Array): boolean {
  return !node.accepts(path) || nestingOf(decodeUtf8(bytes).text, mayHoldMarkup(path)) === 'shallow';
}

interface Found {
  readonly line: string;
  readonly about: Omit<ReadFile, 'place'>;
}
type FileReader = (path: string, absolute: string, isCached: boolean) => Promise<Found | undefined>;

function namesReader(reading: NamesReading): FileReader {
  return async (path, absolute) => {
    const content = readBytes(absolute);
    if (!content.ok || !isSafe(path, content.bytes)) return undefined;
    try {
      const line = lineOf(await namesIn({ path, text: decodeUtf8(content.bytes).text }, reading));
      return line === undefined ? undefined : { line, about: { isParsed: true } };
    } catch {
      // Whoever asked meets the same, and says so.
      return undefined;
    }
  };
}
function factsReader(): FileReader {
  const parse = fileParser();
  const seen = new SeenFiles();
  return async (path, absolute, isCached) => {
    const stamp = isCached ? seen.stampOf(absolute) : undefined;
    const content = readBytes(absolute);
    if (!content.ok || (isCached && stamp === undefined)) return undefined;
    const file = { path, absolute, read: () => content };
    const word = isCached ? seen.contentOf(file) : undefined;
    const { facts, errors, isParsed, imports } = await parse(file);
    const line = errors.length === 0 && (!isParsed || isSafe(path, content.bytes)) ? lineOf(facts) : undefined;
    if (line === undefined) return undefined;
    const importsLine = imports && lineOf(imports);
    return {
      line,
      about: {
        isParsed,
        ...(importsLine === undefined ? {} : { imports: importsLine }),
        ...(stamp && word ? { content: { stamp, word } } : {}),
      },
    };
  };
}
