// The ports that proxies of ours name where they send requests, and those on which nginx waits for them.
import type { ContainerFact, ForwardRef, ServiceFact, WorkloadFact } from '../../model/facts.js';
import { groupPairs } from '../../model/group-by.js';
import type { Location } from '../../model/location.js';
import type { Hop, Model, Workload } from '../../model/topology.js';
import { perModel } from './per-model.js';

export interface ForwardedPort {
  readonly hop: Hop;
  readonly reference: ForwardRef;
  /** Host name or address, without scheme and port. */
  readonly host: string;
  readonly service?: ServiceFact;
  readonly workload?: WorkloadFact;
  /** Both share one network. */
  readonly beside?: true;
}
/** Every address of a proxy that is a Service or a workload of the scan, once. */
export const forwardedPorts = perModel(({ paths }): readonly ForwardedPort[] => {
  const found = new Map<string, ForwardedPort>();
  for (const { nodes } of paths) {
    for (const hop of nodes) {
      if (hop.is !== 'hop') continue;
      for (const target of hop.targets ?? []) {
        const { file, line, column } = target.reference.at;
        const key = `${hop.id} ${file}:${line}:${column} ${target.reference.value} ${target.workload?.name ?? target.service?.name ?? ''}`;
        if (!found.has(key)) found.set(key, { hop, ...target });
      }
    }
  }
  return [...found.values()];
});

/** The nginx that is the only container of a workload, and every port on which its configuration may listen. */
export interface NginxOfWorkload {
  readonly hop: Hop;
  readonly ports: readonly number[];
  /** Where the first of them is written. */
  readonly at: Location;
}
const hopsByHost = perModel(({ paths }) =>
  groupPairs(
    paths.flatMap(({ nodes }) => nodes.flatMap((node) => (node.is === 'hop' ? [[node.host, node] as const] : []))),
  ),
);
/** Undefined where another container, a variable or a file out of sight may listen as well. */
export function nginxOf({ fact, containers }: Workload, model: Model): NginxOfWorkload | undefined {
  const [container, ...others] = containers;
  if (container === undefined || others.length > 0 || container.serverCandidates.length > 0) return undefined;
  if (container.delivery.killedAfter !== undefined || startsNodeInstead(container.fact)) return undefined;
  const own = hopsByHost(model).get(fact) ?? [];
  const [first] = own;
  const ports = own.map(({ proxy }) => proxy?.everyPort);
  if (first === undefined || ports.some((each) => each === undefined)) return undefined;
  const all = [...new Set(ports.flatMap((each) => each ?? []))];
  return { hop: first, ports: all, at: first.proxy?.listensAt ?? first.at };
}
/** A command of its own that starts something of Node, where the image would start nginx. */
const startsNodeInstead = ({ command, args }: ContainerFact): boolean =>
  /^(?:node|nodejs|npm|npx|pnpm|yarn|bun)$/.test(((command ?? args)?.words.join(' ') ?? '').split(' ', 1)[0] ?? '');
