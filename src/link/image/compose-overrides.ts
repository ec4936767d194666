// Lays `docker-compose.override.yml` over the file it is named after, as `docker compose up` does.
import type { ContainerFact, WorkloadFact } from '../../model/facts.js';

/** All workloads, with every override merged into its base and gone; one without a base stays as it is. */
export function applyComposeOverrides(workloads: readonly WorkloadFact[]): readonly WorkloadFact[] {
  const overrides = workloads.filter(isOverride);
  if (overrides.length === 0) return workloads;
  const used = new Set<WorkloadFact>();
  const merged = workloads
    .filter((each) => !isOverride(each))
    .map((base) => {
      if (base.platform !== 'compose') return base;
      const over = overrides.filter((each) => each.scope === base.scope && each.name === base.name);
      for (const each of over) used.add(each);
      return over.reduce(layOver, base);
    });
  return [...merged, ...overrides.filter((each) => !used.has(each))];
}
const isOverride = (workload: WorkloadFact): boolean =>
  workload.platform === 'compose' && !workload.complete && /[._-]override\.ya?ml$/i.test(workload.at.file);

function layOver(base: WorkloadFact, over: WorkloadFact): WorkloadFact {
  const [below] = base.containers;
  const [above] = over.containers;
  return {
    ...base,
    ...(over.grace === undefined ? {} : { grace: over.grace }),
    ...(over.replicas === undefined ? {} : { replicas: over.replicas }),
    labels: { ...base.labels, ...over.labels },
    annotations: [...base.annotations.filter((each) => !Object.hasOwn(over.labels, each.key)), ...over.annotations],
    dependsOn: [...new Set([...(base.dependsOn ?? []), ...(over.dependsOn ?? [])])],
    containers: below === undefined || above === undefined ? base.containers : [layContainer(below, above)],
  };
}

/** Single values are replaced, lists with names are merged by name, other lists are joined. */
function layContainer(below: ContainerFact, above: ContainerFact): ContainerFact {
  const renamed = new Set(above.env.map((each) => each.name));
  // A new entrypoint forgets the command of the file below.
  const { args, ...withoutArgs } = below;
  const kept: ContainerFact = above.command === undefined || args === undefined ? below : withoutArgs;
  const mounts = [...(above.mounts ?? []), ...(below.mounts ?? [])];
  return {
    ...kept,
    ...above,
    at: below.at,
    env: [...below.env.filter((each) => !renamed.has(each.name)), ...above.env],
    envFrom: [...below.envFrom, ...above.envFrom],
    ports: [...below.ports, ...above.ports],
    ...(mounts.length === 0 ? {} : { mounts }),
  };
}
