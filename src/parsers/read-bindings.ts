// Reads modules and Go files for their names, once per run and once per change in a long-lived process.
import type { FileFacts } from '../model/facts.js';
import { baseNameOf } from '../model/file-paths.js';
import { internalError } from '../model/internal-error.js';
import type { Pause } from '../model/pieces.js';
import type { InternalError } from '../model/report.js';
import type { FactsMemory, FilesByPath, FileToParse } from './facts-memory.js';
import { decodeUtf8 } from './kit/text.js';
import type { OtherReaders } from './other-readers.js';
import type { SourceText } from './parser.js';
import { isSource } from './scan-imports.js';

export interface Follower {
  /** Turns a name's space and place into a file of the scan. */
  readonly moduleOf: (space: string, from: string) => readonly string[];
  readonly files: FilesByPath;
  readonly memory?: FactsMemory;
  readonly others?: Pick<OtherReaders, 'shareAgain'>;
  /** By path, of sources that were in hand already. */
  readonly imports?: ReadonlyMap<string, FileFacts>;
  /** Others may have a turn between two files. */
  readonly pause?: Pause;
  /** Told of a file whose names could not be read: a fault of ours, and the others are read all the same. */
  readonly failed?: (error: InternalError) => void;
}

/** By path, of those that have names. */
export type NamesByPath = ReadonlyMap<string, FileFacts>;
export type NamesReading = 'bindings' | 'calls';

export function bindingsOf(paths: readonly string[], follower: Follower): Promise<NamesByPath> {
  return remembered(paths.filter(mayHaveNames), 'bindings', follower);
}
/** The same with the calls of other modules' exports; only a few files are asked for these. */
export function callsOf(paths: readonly string[], follower: Follower): Promise<NamesByPath> {
  return remembered(
    paths.filter((path) => mayHaveNames(path) && !path.endsWith('.go')),
    'calls',
    follower,
  );
}
async function remembered(paths: readonly string[], reading: NamesReading, follower: Follower): Promise<NamesByPath> {
  const { files, memory, others, pause, failed } = follower;
  const found = new Map<string, FileFacts>();
  const keep = (file: FileToParse, facts: FileFacts): void => {
    found.set(file.path, memory?.remember(file, reading, facts) ?? facts);
  };
  const look = async (file: FileToParse): Promise<void> => {
    if (pause !== undefined) await pause();
    const content = file.read();
    if (!content.ok) return;
    try {
      keep(file, await namesIn({ path: file.path, text: decodeUtf8(content.bytes).text }, reading));
    } catch (error) {
      failed?.(internalError(`names (${file.path})`, error));
    }
  };
  const news: FileToParse[] = [];
  for (const path of paths) {
    const file = files.get(path);
    const before = file && memory?.recall(file, reading);
    if (before !== undefined) found.set(path, before);
    else if (file !== undefined) news.push(file);
  }
  const shared = others?.shareAgain(
    news.filter(({ absolute }) => absolute !== undefined),
    reading,
  );
  if (shared !== undefined) {
    for (let file = shared.next(); file !== undefined; file = shared.next()) await look(file);
    for (const [file, { facts }] of await shared.theirs()) keep(file, facts);
  }
  for (const file of news) if (!found.has(file.path)) await look(file);
  return found;
}
/** Modules and JSON; a component, a style sheet or a picture that a bundler lets people import has no names for a server. */
const mayHaveNames = (path: string): boolean =>
  isSource(path) || path.endsWith('.json') || !/\.\w+$/.test(baseNameOf(path));

/** What one module or Go file says of its names, read anew. */
export async function namesIn(source: SourceText, reading: NamesReading): Promise<FileFacts> {
  if (reading === 'calls') {
    const { parseCalls } = await import('./node/bindings.js');
    return parseCalls(source);
  }
  if (source.path.endsWith('.json')) {
    const { parseJsonModule } = await import('./package/parse-json-module.js');
    return parseJsonModule(source);
  }
  if (source.path.endsWith('.go')) {
    const { parseBindings } = await import('./go/bindings.js');
    return parseBindings(source);
  }
  const { parseBindings } = await import('./node/bindings.js');
  return parseBindings(source);
}
