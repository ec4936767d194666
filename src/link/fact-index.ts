// All facts of the scan by kind, in a stable order whatever order the files came in.
import type { Fact, FactKind, FactOf, FileFacts, ParseProblem } from '../model/facts.js';
import { folderOf, isWithin } from '../model/file-paths.js';
import type { Location } from '../model/location.js';
import type { FactIndex } from '../model/topology.js';

const none: readonly Fact[] = [];

/** `roots`: folders outside the working directory that are linted as well, as they are shown. */
export function indexFacts(files: readonly FileFacts[], roots: readonly string[] = []): FactIndex {
  const byKind = new Map<FactKind, Fact[]>();
  const ordered = [...files].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  const unread = new Map<string, Location>();
  const unreadOf = new Map<string, Location>();
  for (const { facts, problems } of ordered) {
    const hidden = problems.filter(hidesObjects);
    for (const { at } of hidden) unread.set(at.file, at).set(folderOf(at.file), at);
    const [first] = hidden;
    const scope = first === undefined ? undefined : facts.flatMap((each) => scopeOf(each) ?? [])[0];
    if (first !== undefined && scope !== undefined) unreadOf.set(scope, first.at);
    for (const fact of facts) {
      const list = byKind.get(fact.kind);
      if (list === undefined) byKind.set(fact.kind, [fact]);
      else list.push(fact);
    }
  }
  return {
    // The lists were made by kind, which the compiler cannot see.
    of: <K extends FactKind>(kind: K) => (byKind.get(kind) ?? none) as readonly FactOf<K>[],
    unreadBeside: ({ at, scope }) =>
      unread.get(at.file) ?? unread.get(folderOf(at.file)) ?? (scope === undefined ? undefined : unreadOf.get(scope)),
    fromRoot(path) {
      const root = roots.find((each) => isWithin(path, each));
      return root === undefined ? path : path.slice(root.length + 1);
    },
  };
}

const scopeOf = (fact: Fact): string | undefined => ('scope' in fact ? fact.scope : undefined);
/** Objects of a cluster may stand in it. */
const hidesObjects = ({ code }: ParseProblem): boolean =>
  code === 'yaml-syntax' || code === 'json-syntax' || code === 'templated' || code === 'yaml-indentation';
