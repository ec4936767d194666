// Which workloads a Service sends to, and which container and port it means.
import type { ServiceFact, WorkloadFact } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { groupBy } from '../../model/group-by.js';
import type { FactIndex, LinkReason } from '../../model/topology.js';
import { canMeet, nearest, nearness } from '../names/proximity.js';
import { selects } from './selectors.js';

export interface ServiceLink {
  readonly service: ServiceFact;
  readonly workload: WorkloadFact;
  readonly reason: LinkReason;
}

/** Jobs and bare tasks answer nobody. */
function canServe(workload: WorkloadFact): boolean {
  const { complete, workloadKind, runsOnce } = workload;
  return complete && workloadKind !== 'Job' && workloadKind !== 'CronJob' && runsOnce !== true;
}

export function linkServices(facts: FactIndex): readonly ServiceLink[] {
  const workloads = facts.of('workload').filter((each) => canServe(each) && each.platform === 'kubernetes');
  const byLabel = indexByLabel(workloads);
  const byName = groupBy(facts.of('service'), ({ name }) => name);
  return facts.of('service').flatMap((service) => {
    const selected = candidatesFor(service, byLabel).filter((each) => selects(service.selector, each.podLabels));
    const twins = byName.get(service.name) ?? [];
    const chosen = nearestToService(service, selected).filter((each) => !belongsToTwin(each, service, twins));
    if (chosen.length > 0) {
      const pairs = Object.entries(service.selector)
        .map(([key, value]) => `${key}=${value}`)
        .join(', ');
      return chosen.map((workload) => ({
        service,
        workload,
        reason: reason(service, workload, `Service ${service.name} selects ${pairs}`, 'reference'),
      }));
    }
    return byKustomizeLabels(service, workloads, facts);
  });
}

/** A Service's pods are those of its own namespace; among same-named installs the nearest files belong together. */
function nearestToService(service: ServiceFact, workloads: readonly WorkloadFact[]): readonly WorkloadFact[] {
  if (workloads.length <= 1) return nearest(service, workloads);
  const groups = new Map<string, WorkloadFact[]>();
  for (const each of workloads) {
    const key = `${each.workloadKind}/${each.name}`;
    const list = groups.get(key);
    if (list === undefined) groups.set(key, [each]);
    else list.push(each);
  }
  const nearestOfEach = [...groups.values()].map((group) => nearest(service, group));
  const best = Math.max(...nearestOfEach.flat().map((each) => folderNearness(service, each)));
  return nearestOfEach.flat().filter((each) => folderNearness(service, each) === best);
}
/** Installs repeat names and labels (one folder per example): pods belong to the Service of that name nearest to them. */
function belongsToTwin(workload: WorkloadFact, service: ServiceFact, twins: readonly ServiceFact[]): boolean {
  return twins.some(
    (twin) =>
      twin !== service &&
      canMeet(twin, workload) &&
      selects(twin.selector, workload.podLabels) &&
      nearness(twin.at.file, workload.at.file) > nearness(service.at.file, workload.at.file),
  );
}
/** Two differently named workloads behind one Service (stable and canary) often live in files side by side. */
function folderNearness(service: ServiceFact, workload: WorkloadFact): number {
  const distance = nearness(service.at.file, workload.at.file);
  return distance === Number.POSITIVE_INFINITY ? nearness(service.at.file, `${service.at.file}~`) : distance;
}

/** Bases whose selectors a kustomization adds (`commonLabels`): same name, same folder. */
function byKustomizeLabels(
  service: ServiceFact,
  workloads: readonly WorkloadFact[],
  facts: FactIndex,
): readonly ServiceLink[] {
  if (Object.keys(service.selector).length > 0 || service.externalName !== undefined) return [];
  const folder = folderOf(service.at.file);
  const labelled = facts
    .of('kustomization')
    .some((each) => each.directory === folder && Object.keys(each.labels).length > 0);
  if (!labelled) return [];
  return nearest(
    service,
    workloads.filter((each) => each.name === service.name),
  ).map((workload) => ({
    service,
    workload,
    reason: reason(
      service,
      workload,
      `the kustomization of ${folder} gives Service and ${workload.workloadKind} ${service.name} common labels`,
      'name',
    ),
  }));
}

function reason(
  service: ServiceFact,
  workload: WorkloadFact,
  why: string,
  strength: LinkReason['strength'],
): LinkReason {
  return {
    from: `Service ${service.name}`,
    to: `${workload.workloadKind} ${workload.name}`,
    why,
    strength,
    at: service.at,
  };
}

/** One label pair of each selector is looked up instead of scanning all workloads. */
function indexByLabel(workloads: readonly WorkloadFact[]): ReadonlyMap<string, readonly WorkloadFact[]> {
  const index = new Map<string, WorkloadFact[]>();
  for (const workload of workloads) {
    for (const [key, value] of Object.entries(workload.podLabels)) {
      const pair = `${key}=${value}`;
      const list = index.get(pair);
      if (list === undefined) index.set(pair, [workload]);
      else list.push(workload);
    }
  }
  return index;
}
function candidatesFor(
  service: ServiceFact,
  index: ReadonlyMap<string, readonly WorkloadFact[]>,
): readonly WorkloadFact[] {
  let fewest: readonly WorkloadFact[] | undefined;
  for (const [key, value] of Object.entries(service.selector)) {
    const list = index.get(`${key}=${value}`) ?? [];
    if (fewest === undefined || list.length < fewest.length) fewest = list;
  }
  return fewest ?? [];
}
