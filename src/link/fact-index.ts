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
  for (const { file, facts, problems } of ordered) {
    const [first] = problems.filter(hidesObjects);
    if (first !== undefined) unread.set(folderOf(file), first.at);
    for (const fact of facts) {
      const list = byKind.get(fact.kind);
      if (list === undefined) byKind.set(fact.kind, [fact]);
      else list.push(fact);
    }
  }
  return {
    // The lists were made by kind, which the compiler cannot see.
    of: <K extends FactKind>(kind: K) => (byKind.get(kind) ?? none) as readonly FactOf<K>[],
    unreadIn: (folder) => unread.get(folder),
    fromRoot(path) {
      const root = roots.find((each) => isWithin(path, each));
      return root === undefined ? path : path.slice(root.length + 1);
    },
  };
}

/** Objects of a cluster may stand in it. */
const hidesObjects = ({ code }: ParseProblem): boolean =>
  code === 'yaml-syntax' || code === 'json-syntax' || code === 'templated' || code === 'yaml-indentation';
