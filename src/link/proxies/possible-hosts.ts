// The workloads that may have a file of the repository in a container: by what they mount, and by what their images copy.
import { perObject } from '../../knowledge/memo.js';
import type { WorkloadFact } from '../../model/facts.js';
import { baseNameOf, foldersAbove, joinPath } from '../../model/file-paths.js';
import { append } from '../../model/group-by.js';
import { runningContainers } from '../kubernetes/running-containers.js';
import { containersByKey } from './container-files.js';
import type { BuiltFrom, Deployed } from './deployed.js';

/** In their order; too many rather than too few. */
export function possibleHosts(deployed: Deployed, file: string): readonly WorkloadFact[] {
  const { brought, copiedOn, places } = filesOf(deployed);
  const named = [...(deployed.claimed.get(file) ?? [])].flatMap((key) => {
    const [workload] = containersByKey(deployed.workloads).get(key) ?? [];
    return workload === undefined ? [] : [workload];
  });
  const found = new Set([
    ...[file, ...foldersAbove(file)].flatMap((path) => brought.get(path)?.flat() ?? []),
    ...(copiedOn.get(baseNameOf(file))?.flat() ?? []),
    ...named,
  ]);
  return [...found].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
}

interface Files {
  /** By the file or the folder that is mounted or copied. */
  readonly brought: ReadonlyMap<string, readonly Users[]>;
  /** By the last part of what is copied out of another stage. */
  readonly copiedOn: ReadonlyMap<string, readonly Users[]>;
  readonly places: ReadonlyMap<WorkloadFact, number>;
}
/** The workloads that share an image or a mount. */
type Users = readonly WorkloadFact[];

const filesOf = perObject(({ workloads, builtFrom }: Deployed): Files => {
  const brought = new Map<string, Users[]>();
  const copiedOn = new Map<string, Users[]>();
  const users = new Map<BuiltFrom, WorkloadFact[]>();
  for (const workload of workloads) {
    const mounted = new Set<string>();
    for (const [index, { mounts = [] }] of runningContainers(workload).entries()) {
      for (const { from, source } of mounts) if (from === 'file') mounted.add(source);
      const built = builtFrom(workload, index);
      if (built !== undefined) append(users, built, workload);
    }
    for (const source of mounted) append(brought, source, [workload]);
  }
  for (const [{ context, stages }, workloadsOf] of users) {
    const sources = new Set<string>();
    const copied = new Set<string>();
    for (const copy of stages.flatMap((stage) => stage.copies))
      for (const source of copy.sources)
        if (copy.from === undefined) sources.add(joinPath(context, source));
        else copied.add(baseNameOf(source));
    for (const source of sources) append(brought, source, workloadsOf);
    for (const name of copied) append(copiedOn, name, workloadsOf);
  }
  return { brought, copiedOn, places: new Map(workloads.map((each, place) => [each, place])) };
});
