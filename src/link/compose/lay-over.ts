// One compose service laid over another, as compose merges files and `extends`: https://docs.docker.com/reference/compose-file/merge/
import type { ContainerFact, WorkloadFact } from '../../model/facts.js';

/** Single values are replaced, lists with names are merged by name, other lists are joined; what is forgotten below counts no more. */
export function layOver(base: WorkloadFact, over: WorkloadFact): WorkloadFact {
  const forgets = new Set(over.compose?.forgets);
  const [below] = base.containers;
  const [above] = over.containers;
  const { grace, replicas, ...rest } = base;
  const labels = forgets.has('labels') ? [] : base.annotations.filter((each) => !Object.hasOwn(over.labels, each.key));
  const compose = composeOf(base, over);
  return {
    ...rest,
    ...withOver('grace', forgets.has('stop_grace_period') ? undefined : grace, over.grace),
    ...withOver('replicas', forgets.has('deploy') || forgets.has('scale') ? undefined : replicas, over.replicas),
    labels: { ...(forgets.has('labels') ? {} : base.labels), ...over.labels },
    annotations: [...labels, ...over.annotations],
    dependsOn: [...new Set([...(forgets.has('depends_on') ? [] : (base.dependsOn ?? [])), ...(over.dependsOn ?? [])])],
    ...(compose === undefined ? {} : { compose }),
    containers: below === undefined || above === undefined ? base.containers : [layContainer(below, above, forgets)],
  };
}
function withOver<K extends string, T>(key: K, below: T | undefined, above: T | undefined): Partial<Record<K, T>> {
  const value = above ?? below;
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, T>>);
}
function composeOf(base: WorkloadFact, over: WorkloadFact): WorkloadFact['compose'] {
  const aliases = [...(base.compose?.aliases ?? []), ...(over.compose?.aliases ?? [])];
  const envFiles = over.compose?.envFiles ?? base.compose?.envFiles;
  const network = over.compose?.network ?? base.compose?.network;
  if (aliases.length === 0 && envFiles === undefined && network === undefined) return undefined;
  return {
    ...(aliases.length === 0 ? {} : { aliases }),
    ...(envFiles === undefined ? {} : { envFiles }),
    ...(network === undefined ? {} : { network }),
  };
}

function layContainer(below: ContainerFact, above: ContainerFact, forgets: ReadonlySet<string>): ContainerFact {
  const renamed = new Set(above.env.map((each) => each.name));
  const targets = new Set(above.mounts?.map((each) => each.target));
  const isKept = (key: string): boolean => !forgets.has(key);
  const env = isKept('environment') ? below.env : [];
  const mounts = [
    ...(above.mounts ?? []),
    ...(isKept('volumes') ? (below.mounts ?? []).filter((each) => !targets.has(each.target)) : []),
  ];
  const build = layBuild(isKept('build') ? below.build : undefined, above.build);
  const { mounts: _mounts, build: _build, ...own } = above;
  return {
    ...withoutForgotten(below, above, isKept),
    ...own,
    at: below.at,
    env: [
      ...env.filter((each) => !renamed.has(each.name) && isKept(`environment.${each.name}`)),
      ...above.env.filter((each) => isKept(`environment.${each.name}`)),
    ],
    envFrom: [...(isKept('env_file') ? below.envFrom : []), ...above.envFrom],
    ports: [...(isKept('ports') ? below.ports : []), ...above.ports],
    ...(build === undefined ? {} : { build }),
    ...(mounts.length === 0 ? {} : { mounts }),
  };
}
/** A new entrypoint forgets the command of the file below. */
function withoutForgotten(
  below: ContainerFact,
  above: ContainerFact,
  isKept: (key: string) => boolean,
): Omit<ContainerFact, 'mounts' | 'build'> {
  const { mounts: _mounts, build: _build, command, args, stopSignal, image, ...rest } = below;
  const keepsArgs = isKept('command') && above.command === undefined;
  return {
    ...rest,
    ...(command !== undefined && isKept('entrypoint') ? { command } : {}),
    ...(args !== undefined && keepsArgs ? { args } : {}),
    ...(stopSignal !== undefined && isKept('stop_signal') ? { stopSignal } : {}),
    ...(image !== undefined && isKept('image') ? { image } : {}),
  };
}
type Build = NonNullable<ContainerFact['build']>;
function layBuild(below: Build | undefined, above: Build | undefined): Build | undefined {
  if (above === undefined || below === undefined) return above ?? below;
  const args = { ...below.args, ...above.args };
  const place = above.withoutContext === true ? { context: below.context, at: below.at } : {};
  const own = above.dockerfile;
  // Without a folder of its own its Dockerfile counts from the one below.
  const dockerfile =
    own !== undefined && above.withoutContext === true ? moved(own, above.context, below.context) : own;
  return {
    ...below,
    ...above,
    ...place,
    ...(dockerfile === undefined ? {} : { dockerfile }),
    ...(Object.keys(args).length === 0 ? {} : { args }),
  };
}
function moved(path: string, from: string, to: string): string {
  const inside = from === '' ? path : path.startsWith(`${from}/`) ? path.slice(from.length + 1) : undefined;
  return inside === undefined ? path : to === '' ? inside : `${to}/${inside}`;
}
