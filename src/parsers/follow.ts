// Reads the further files that a value or an entry leads to: modules a setting is imported from, and who imports the server.
import type { Expression } from '../model/expression.js';
import type { Fact, FileFacts } from '../model/facts.js';
import { decodeUtf8 } from './kit/text.js';
import type { FileToParse } from './parse-files.js';
import { scanImports } from './scan-imports.js';

/** Followed files per run; a chain longer than any real one ends here. */
const mostFollowed = 5000;

export interface Follower {
  /** Turns a name's space and place into a file of the scan. */
  readonly moduleOf: (space: string, from: string) => readonly string[];
  readonly files: ReadonlyMap<string, FileToParse>;
  readonly memory?: FollowMemory;
}
/** What following read before, by path; a long-lived process drops the files that changed. */
export interface FollowMemory {
  readonly bindings: Map<string, FileFacts>;
  readonly imports: Map<string, FileFacts>;
}

/** Facts of modules that expressions name, transitively; each is read once. */
export async function followNames(parsed: readonly FileFacts[], follower: Follower): Promise<readonly FileFacts[]> {
  const bound = new Set(
    parsed.flatMap((each) =>
      each.facts.flatMap((fact) => (fact.kind === 'bindings' && fact.space === 'module' ? [fact.owner] : [])),
    ),
  );
  const followed: FileFacts[] = [];
  let wave: readonly FileFacts[] = parsed;
  while (wave.length > 0 && followed.length < mostFollowed) {
    const wanted = new Set<string>();
    for (const { file, facts } of wave) {
      for (const space of spacesIn(facts)) {
        for (const target of follower.moduleOf(space, file)) {
          if (!bound.has(target)) wanted.add(target);
        }
      }
    }
    const next: FileFacts[] = [];
    for (const path of [...wanted].sort()) {
      bound.add(path);
      const facts = await bindingsOf(path, follower);
      if (facts !== undefined) next.push(facts);
    }
    followed.push(...next);
    wave = next;
  }
  return followed;
}
async function bindingsOf(path: string, follower: Follower): Promise<FileFacts | undefined> {
  const before = follower.memory?.bindings.get(path);
  if (before !== undefined) return before;
  const facts = await readBindings(path, follower);
  if (facts !== undefined) follower.memory?.bindings.set(path, facts);
  return facts;
}
async function readBindings(path: string, follower: Follower): Promise<FileFacts | undefined> {
  const file = follower.files.get(path);
  const content = file?.read();
  if (content === undefined || !content.ok) return undefined;
  const { text } = decodeUtf8(content.bytes);
  if (path.endsWith('.go')) {
    const { parseBindings } = await import('./go/bindings.js');
    return parseBindings({ path, text });
  }
  const { parseBindings } = await import('./node/bindings.js');
  return parseBindings({ path, text });
}

/** Imports of the files beside a server that no parser wanted, so that an entry file leads to its server. */
export function followImports(
  parsed: readonly FileFacts[],
  files: ReadonlyMap<string, FileToParse>,
  memory?: FollowMemory,
): readonly FileFacts[] {
  const roots = sourceRoots(parsed);
  if (roots.length === 0) return [];
  const known = new Set(
    parsed.flatMap((each) => each.facts.flatMap((fact) => (fact.kind === 'imports' ? [fact.file] : []))),
  );
  const scanned: FileFacts[] = [];
  for (const [path, file] of files) {
    if (known.has(path) || !roots.some((root) => root === '' || path.startsWith(`${root}/`))) continue;
    const facts = memory?.imports.get(path) ?? scanImports(file);
    if (facts === undefined) continue;
    memory?.imports.set(path, facts);
    scanned.push(facts);
  }
  return scanned;
}
/** The nearest package or Go module above each server or shutdown module. */
function sourceRoots(parsed: readonly FileFacts[]): readonly string[] {
  const packages: string[] = [];
  const sources: string[] = [];
  for (const { facts } of parsed) {
    for (const fact of facts) {
      if (fact.kind === 'package' || fact.kind === 'go-module') packages.push(fact.directory);
      if (fact.kind === 'server' || fact.kind === 'shutdown-module') sources.push(fact.at.file);
    }
  }
  const above = sources.map((file) =>
    packages
      .filter((folder) => folder === '' || file.startsWith(`${folder}/`))
      .reduce<string>((longest, folder) => (folder.length > longest.length ? folder : longest), ''),
  );
  return [...new Set(above)];
}

/** Spaces named by any expression of these facts. Facts are plain data, so a walk finds them all. */
function spacesIn(facts: readonly Fact[]): ReadonlySet<string> {
  const spaces = new Set<string>();
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const each of value) visit(each);
    } else if (typeof value === 'object' && value !== null) {
      if (isName(value)) spaces.add(value.space);
      for (const each of Object.values(value)) visit(each);
    }
  };
  for (const fact of facts) {
    if (fact.kind === 'server' || fact.kind === 'client' || fact.kind === 'bindings' || fact.kind === 'shutdown-module')
      visit(fact);
    if (fact.kind === 'bindings') for (const again of fact.reexports ?? []) spaces.add(`module:${again.specifier}`);
  }
  return spaces;
}
function isName(value: object): value is Extract<Expression, { kind: 'name' }> {
  return 'kind' in value && value.kind === 'name' && 'space' in value && typeof value.space === 'string';
}
