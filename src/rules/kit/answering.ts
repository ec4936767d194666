// Every container that answers requests of a pod: the one that its Services lead to, and the one that this passes them on to.
import type { Container, Hop, Workload } from '../../model/topology.js';
import { perModel } from './per-model.js';
import { type ServedServer, type ServedWorkload, servedWorkloads } from './workloads.js';

export interface AnsweringWorkload extends ServedWorkload {
  /** The proxy of the same pod that its requests come through. */
  readonly behind?: Hop;
}

export const answeringWorkloads = perModel((model): readonly AnsweringWorkload[] =>
  servedWorkloads(model).flatMap((served): readonly AnsweringWorkload[] => [served, ...behindOwnProxy(served)]),
);
export const answeringServers = perModel((model): readonly (ServedServer & AnsweringWorkload)[] =>
  answeringWorkloads(model).flatMap((served) =>
    served.container.serverCandidates.map((server) => ({ ...served, server })),
  ),
);

function behindOwnProxy({ workload, container: first }: ServedWorkload): readonly AnsweringWorkload[] {
  const found = new Map<Container, Hop>();
  for (const { nodes } of workload.paths) {
    const proxy = nodes.slice(0, -1).findLast((node) => node.is === 'hop' && node.host === workload.fact);
    const last = nodes.at(-1);
    if (proxy?.is !== 'hop' || last?.is !== 'hop') continue;
    const container = containerOf(workload, last);
    if (container !== undefined && container !== first && !found.has(container)) found.set(container, proxy);
  }
  return [...found].map(([container, behind]) => ({ workload, container, behind }));
}
function containerOf({ containers }: Workload, { servers = [] }: Hop): Container | undefined {
  return containers.find(({ serverCandidates }) => servers.some((each) => serverCandidates.includes(each)));
}
