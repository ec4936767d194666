// Indexes over the facts of one scan, each made on first use: what links by name, folder or file does not look at every fact.
import { perObject } from '../knowledge/memo.js';
import { foldersAbove, foldersUpFrom } from '../model/file-paths.js';
import { type Groups, groupBy, groupByEach } from '../model/group-by.js';
import type { FactIndex } from '../model/topology.js';

const deployedWorkloads = perObject((facts: FactIndex) => facts.of('workload').filter((each) => each.complete));
export const deployedByName = perObject((facts: FactIndex) => groupBy(deployedWorkloads(facts), ({ name }) => name));
/** Services of compose by every name that others find them by. */
export const composedByAddress = perObject((facts: FactIndex) =>
  groupByEach(
    deployedWorkloads(facts).filter(({ platform }) => platform === 'compose'),
    ({ name, compose }) => [...new Set([name, ...(compose?.aliases ?? [])])],
  ),
);
/** Services of ECS by the names that Cloud Map gives them. */
export const discoveredByName = perObject((facts: FactIndex) =>
  groupByEach(deployedWorkloads(facts), ({ ecs }) => [...new Set(ecs?.discovered ?? [])]),
);
/** Services of compose by the ports of the machine that they take. */
export const composedByHostPort = perObject((facts: FactIndex) =>
  groupByEach(
    deployedWorkloads(facts).filter(({ platform }) => platform === 'compose'),
    ({ containers }) => [
      ...new Set(containers.flatMap(({ ports }) => ports.flatMap(({ hostPort = '' }) => String(hostPort)))),
    ],
  ),
);
/** Services of compose in the network of the machine, by project. */
export const composedOnMachine = perObject((facts: FactIndex) =>
  groupBy(
    deployedWorkloads(facts).filter(({ platform, compose }) => platform === 'compose' && compose?.network === 'host'),
    ({ scope = '' }) => scope,
  ),
);
export const servicesByName = perObject((facts: FactIndex) => groupBy(facts.of('service'), ({ name }) => name));
export const configMapsByName = perObject((facts: FactIndex) => groupBy(facts.of('configmap'), ({ name }) => name));
export const secretsByName = perObject((facts: FactIndex) => groupBy(facts.of('secret'), ({ name }) => name));
export const autoscalersByTarget = perObject((facts: FactIndex) =>
  groupBy(facts.of('autoscaler'), ({ target }) => target.name),
);
export const envFilesByPath = perObject((facts: FactIndex) => groupBy(facts.of('env-file'), ({ at }) => at.file));
export const envSamplesByFolder = perObject((facts: FactIndex) =>
  groupBy(facts.of('env-sample'), ({ directory }) => directory),
);
export const ignoreFilesByPath = perObject((facts: FactIndex) => groupBy(facts.of('ignore-file'), ({ at }) => at.file));
export const dockerfilesByPath = perObject((facts: FactIndex) => groupBy(facts.of('dockerfile'), ({ at }) => at.file));
export const scriptsByPath = perObject((facts: FactIndex) => groupBy(facts.of('script'), ({ at }) => at.file));
export const packagesByPath = perObject((facts: FactIndex) => groupBy(facts.of('package'), ({ at }) => at.file));
export const packagesByFolder = perObject((facts: FactIndex) => groupBy(facts.of('package'), (each) => each.directory));
export const goModulesByFolder = perObject((facts: FactIndex) =>
  groupBy(facts.of('go-module'), (each) => each.directory),
);
export const runtimeVersionsByFolder = perObject((facts: FactIndex) =>
  groupBy(facts.of('runtime-version'), (each) => each.directory),
);
export const serversByFolder = perObject((facts: FactIndex) =>
  groupByEach(facts.of('server'), ({ at, listenAt, language }) => [
    at.file,
    ...foldersAbove(at.file),
    // A program belongs to the folder that starts its server, too.
    ...(listenAt === undefined || language === 'go' ? [] : foldersAbove(listenAt.file)),
  ]),
);

/** What the nearest folder has, at or above `folder`. */
export function nearestUpFrom<T>(
  folder: string,
  byFolder: Groups<T>,
  accepts: (item: T) => boolean = () => true,
): T | undefined {
  for (const each of foldersUpFrom(folder)) {
    const found = byFolder.get(each)?.find(accepts);
    if (found !== undefined) return found;
  }
  return undefined;
}
