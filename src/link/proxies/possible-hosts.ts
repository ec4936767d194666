// The workloads that may have a file of the repository in a container: by what they mount, and by what their images copy.
import { perObject } from '../../knowledge/memo.js';
import type { WorkloadFact } from '../../model/facts.js';
import { baseNameOf, foldersAbove, joinPath } from '../../model/file-paths.js';
import { append } from '../../model/group-by.js';
import { runningContainers } from '../kubernetes/running-containers.js';
import { containersByKey } from './container-files.js';
import type { Deployed } from './deployed.js';

/** In their order; too many rather than too few. */
export function possibleHosts(deployed: Deployed, file: string): readonly WorkloadFact[] {
  const { brought, copiedOn, places } = filesOf(deployed);
  const named = [...(deployed.claimed.get(file) ?? [])].flatMap((key) => {
    const [workload] = containersByKey(deployed.workloads).get(key) ?? [];
    return workload === undefined ? [] : [workload];
  });
  const found = new Set([
    ...[file, ...foldersAbove(file)].flatMap((path) => brought.get(path) ?? []),
    ...(copiedOn.get(baseNameOf(file)) ?? []),
    ...named,
  ]);
  return [...found].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
}

interface Files {
  /** By the file or the folder that is mounted or copied. */
  readonly brought: ReadonlyMap<string, readonly WorkloadFact[]>;
  /** By the last part of what is copied out of another stage. */
  readonly copiedOn: ReadonlyMap<string, readonly WorkloadFact[]>;
  readonly places: ReadonlyMap<WorkloadFact, number>;
}
const filesOf = perObject(({ workloads, builtFrom }: Deployed): Files => {
  const brought = new Map<string, WorkloadFact[]>();
  const copiedOn = new Map<string, WorkloadFact[]>();
  for (const workload of workloads) {
    const sources = new Set<string>();
    const copied = new Set<string>();
    for (const [index, { mounts = [] }] of runningContainers(workload).entries()) {
      for (const { from, source } of mounts) if (from === 'file') sources.add(source);
      const { context = '', stages = [] } = builtFrom(workload, index) ?? {};
      for (const copy of stages.flatMap((stage) => stage.copies)) {
        for (const source of copy.sources)
          if (copy.from === undefined) sources.add(joinPath(context, source));
          else copied.add(baseNameOf(source));
      }
    }
    for (const source of sources) append(brought, source, workload);
    for (const name of copied) append(copiedOn, name, workload);
  }
  return { brought, copiedOn, places: new Map(workloads.map((each, place) => [each, place])) };
});
