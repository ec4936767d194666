// One template installed under several release names is one thing to a reader: its workloads go by the name of the first installation. A chart for
// whatever one has makes another thing of each image.
import { perObject } from '../../knowledge/memo.js';
import type { WorkloadFact } from '../../model/facts.js';
import { groupBy } from '../../model/group-by.js';
import type { FactIndex } from '../../model/topology.js';
import { calledImage } from '../image/sources/public-images.js';

/** The name that findings call it by. */
export function sharedName(workload: WorkloadFact, facts: FactIndex): string {
  return namesOf(facts).get(workload) ?? workload.name;
}

const namesOf = perObject((facts: FactIndex): ReadonlyMap<WorkloadFact, string> => {
  const names = new Map<WorkloadFact, string>();
  const rendered = facts.of('workload').filter(({ scope }) => scope?.startsWith('helm:') === true);
  for (const twins of groupBy(rendered, templateOf).values()) {
    // A loop of a template writes several workloads at one place of one installation.
    if (new Set(twins.map(({ scope }) => scope)).size < twins.length || isOfLibrary(twins)) continue;
    const [first, ...others] = [...twins].sort((a, b) => ((a.scope ?? '') < (b.scope ?? '') ? -1 : 1));
    if (first !== undefined) for (const each of others) names.set(each, first.name);
  }
  return names;
});
/** A template of a library chart, which nobody installs: each chart that uses it makes a thing of its own. */
function isOfLibrary(twins: readonly WorkloadFact[]): boolean {
  const charts = new Set(twins.map(({ scope = '' }) => scope.replace(/#.*/s, '').slice('helm:'.length)));
  return charts.size > 1 && !twins.some(({ at }) => charts.has('') || isInAny(at.file, charts));
}
const isInAny = (file: string, folders: ReadonlySet<string>): boolean =>
  [...folders].some((folder) => file.startsWith(`${folder}/`));
const templateOf = ({ workloadKind, at, containers }: WorkloadFact): string =>
  [`${workloadKind}:${at.file}:${at.line}:${at.column}`, ...containers.map(calledImage)].join(' ');
