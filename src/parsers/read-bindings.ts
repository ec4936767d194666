// Reads one module or Go file for its names, once per run and once per change in a long-lived process.
import type { FileFacts } from '../model/facts.js';
import { decodeUtf8 } from './kit/text.js';
import type { FileToParse } from './parse-files.js';

export interface Follower {
  /** Turns a name's space and place into a file of the scan. */
  readonly moduleOf: (space: string, from: string) => readonly string[];
  readonly files: ReadonlyMap<string, FileToParse>;
  readonly memory?: FollowMemory;
}
/** What following read before, by path; a long-lived process drops the files that changed. */
export interface FollowMemory {
  readonly bindings: Map<string, FileFacts>;
  readonly calls: Map<string, FileFacts>;
  readonly imports: Map<string, FileFacts>;
}

export async function bindingsOf(path: string, follower: Follower): Promise<FileFacts | undefined> {
  const before = follower.memory?.bindings.get(path);
  if (before !== undefined) return before;
  const facts = await readBindings(path, follower);
  if (facts !== undefined) follower.memory?.bindings.set(path, facts);
  return facts;
}
/** The same with the calls of other modules' exports; only a few files are asked for these. */
export async function callsOf(path: string, follower: Follower): Promise<FileFacts | undefined> {
  const before = follower.memory?.calls.get(path);
  if (before !== undefined) return before;
  const text = path.endsWith('.go') ? undefined : textOf(path, follower);
  if (text === undefined) return undefined;
  const { parseCalls } = await import('./node/bindings.js');
  const facts = await parseCalls({ path, text });
  follower.memory?.calls.set(path, facts);
  return facts;
}
async function readBindings(path: string, follower: Follower): Promise<FileFacts | undefined> {
  const text = textOf(path, follower);
  if (text === undefined) return undefined;
  if (path.endsWith('.go')) {
    const { parseBindings } = await import('./go/bindings.js');
    return parseBindings({ path, text });
  }
  const { parseBindings } = await import('./node/bindings.js');
  return parseBindings({ path, text });
}
export function textOf(path: string, { files }: Follower): string | undefined {
  const content = files.get(path)?.read();
  return content?.ok === true ? decodeUtf8(content.bytes).text : undefined;
}
