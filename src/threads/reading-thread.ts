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
import { fileParser } from '../parsers/parse-files.js';
import type { ReadFile, Share, Work } from './messages.js';
import { Queue } from './queue.js';

/** Few messages cost little; a thread that dies takes with it what it has not sent. */
const filesInShare = 256;

/** Waits for work, does it, and ends. */
export function readBeside(): void {
  parentPort?.once('message', (work: Work) => void readFiles(work, (share) => parentPort?.postMessage(share)));
}

async function readFiles({ counters, names, isCached }: Work, send: (share: Share) => void): Promise<void> {
  const queue = new Queue(counters);
  queue.join();
  const files = names.split('\0');
  const read = fileReader(isCached);
  let lines: string[] = [];
  let about: ReadFile[] = [];
  for (let place = queue.takeLast(); place !== undefined; place = queue.takeLast()) {
    const found = await read(files[2 * place] ?? '', files[2 * place + 1] ?? '');
    if (found === undefined) continue;
    lines.push(found.line);
    about.push({ ...found.about, place });
    if (lines.length < filesInShare) continue;
    send({ lines: lines.join('\n'), about, isLast: false });
    [lines, about] = [[], []];
  }
  send({ lines: lines.join('\n'), about, isLast: true });
}

function isShallow(path: string, text: string): boolean {
  return nestingOf(text, mayHoldMarkup(path)) === 'shallow';
}

interface Found {
  readonly line: string;
  readonly about: Omit<ReadFile, 'place'>;
}
function fileReader(isCached: boolean): (path: string, absolute: string) => Promise<Found | undefined> {
  const parse = fileParser();
  const seen = new SeenFiles();
  return async (path, absolute) => {
    const stamp = isCached ? seen.stampOf(absolute) : undefined;
    const content = readBytes(absolute);
    if (!content.ok || (isCached && stamp === undefined)) return undefined;
    const file = { path, absolute, read: () => content };
    const word = isCached ? seen.contentOf(file) : undefined;
    const { facts, errors, isParsed, imports } = await parse(file);
    // Stacks of threads differ: what is deeper than people write may be too deep for one of them.
    const isSafe = !isParsed || !node.accepts(path) || isShallow(path, decodeUtf8(content.bytes).text);
    const line = errors.length === 0 && isSafe ? lineOf(facts) : undefined;
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
