// One template installed under several release names is one thing to a reader, and so is one base whose overlays rename it: its workloads
// go by the name of the first installation, production before others.
import { perObject } from '../../knowledge/memo.js';
import { environmentRank } from '../../model/environments.js';
import type { WorkloadFact } from '../../model/facts.js';
import { groupBy } from '../../model/group-by.js';
import type { FactIndex } from '../../model/topology.js';

/** The name that findings call it by. */
export function sharedName(workload: WorkloadFact, facts: FactIndex): string {
  return namesOf(facts).get(workload) ?? workload.name;
}

const namesOf = perObject((facts: FactIndex): ReadonlyMap<WorkloadFact, string> => {
  const names = new Map<WorkloadFact, string>();
  const rendered = facts.of('workload').filter(({ scope = '' }) => /^(?:helm|kustomize):/.test(scope));
  for (const twins of groupBy(rendered, templateOf).values()) {
    // A loop of a template writes several workloads at one place of one installation.
    if (new Set(twins.map(({ scope }) => scope)).size < twins.length) continue;
    const [first, ...others] = [...twins].sort(
      ({ scope: a = '' }, { scope: b = '' }) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1),
    );
    if (first !== undefined) for (const each of others) names.set(each, first.name);
  }
  return names;
});
const rankOf = (scope: string): number => environmentRank(scope.replace(/^[^#]*#?/, ''));
const templateOf = ({ workloadKind, at }: WorkloadFact): string => `${workloadKind}:${at.file}:${at.line}:${at.column}`;
