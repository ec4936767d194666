// All facts of the scan by kind, in a stable order whatever order the files came in.
import type { Fact, FactKind, FactOf, FileFacts } from '../model/facts.js';
import type { FactIndex } from '../model/topology.js';

const none: readonly Fact[] = [];

export function indexFacts(files: readonly FileFacts[]): FactIndex {
  const byKind = new Map<FactKind, Fact[]>();
  const ordered = [...files].sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  for (const { facts } of ordered) {
    for (const fact of facts) {
      const list = byKind.get(fact.kind);
      if (list === undefined) byKind.set(fact.kind, [fact]);
      else list.push(fact);
    }
  }
  // The lists were made by kind, which the compiler cannot see.
  return { of: <K extends FactKind>(kind: K) => (byKind.get(kind) ?? none) as readonly FactOf<K>[] };
}
