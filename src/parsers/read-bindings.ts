// Reads one module or Go file for its names, once per run and once per change in a long-lived process.
import type { FileFacts } from '../model/facts.js';
import { baseNameOf } from '../model/file-paths.js';
import type { Pause } from '../model/pieces.js';
import type { FactsMemory, FilesByPath, Reading } from './facts-memory.js';
import { decodeUtf8 } from './kit/text.js';
import type { SourceText } from './parser.js';
import { isSource } from './scan-imports.js';

export interface Follower {
  /** Turns a name's space and place into a file of the scan. */
  readonly moduleOf: (space: string, from: string) => readonly string[];
  readonly files: FilesByPath;
  readonly memory?: FactsMemory;
  /** By path, of sources that were in hand already. */
  readonly imports?: ReadonlyMap<string, FileFacts>;
  /** Others may have a turn between two files. */
  readonly pause?: Pause;
}

export function bindingsOf(path: string, follower: Follower): Promise<FileFacts | undefined> {
  return remembered(path, 'bindings', follower, readBindings);
}
/** The same with the calls of other modules' exports; only a few files are asked for these. */
export async function callsOf(path: string, follower: Follower): Promise<FileFacts | undefined> {
  return path.endsWith('.go') ? undefined : remembered(path, 'calls', follower, readCalls);
}
async function remembered(
  path: string,
  reading: Reading,
  { files, memory }: Follower,
  read: (source: SourceText) => Promise<FileFacts>,
): Promise<FileFacts | undefined> {
  if (!mayHaveNames(path)) return undefined;
  const file = files.get(path);
  const before = file && memory?.recall(file, reading);
  if (file === undefined || before !== undefined) return before;
  const content = file.read();
  if (!content.ok) return undefined;
  const facts = await read({ path, text: decodeUtf8(content.bytes).text });
  return memory?.remember(file, reading, facts) ?? facts;
}
/** Modules and JSON; a component, a style sheet or a picture that a bundler lets people import has no names for a server. */
const mayHaveNames = (path: string): boolean =>
  isSource(path) || path.endsWith('.json') || !/\.\w+$/.test(baseNameOf(path));
async function readCalls(source: SourceText): Promise<FileFacts> {
  const { parseCalls } = await import('./node/bindings.js');
  return parseCalls(source);
}
async function readBindings({ path, text }: SourceText): Promise<FileFacts> {
  if (path.endsWith('.json')) {
    const { parseJsonModule } = await import('./package/parse-json-module.js');
    return parseJsonModule({ path, text });
  }
  if (path.endsWith('.go')) {
    const { parseBindings } = await import('./go/bindings.js');
    return parseBindings({ path, text });
  }
  const { parseBindings } = await import('./node/bindings.js');
  return parseBindings({ path, text });
}
