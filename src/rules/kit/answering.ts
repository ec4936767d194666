// Every container that answers requests of a pod or task: those that paths lead to, and the one that such a one passes them on to.
import type { UnknownReason } from '../../model/setting.js';
import type { Container, Hop, Server, Workload } from '../../model/topology.js';
import { perModel } from './per-model.js';
import { type ServedServer, type ServedWorkload, servedWorkloads } from './workloads.js';

export interface AnsweringWorkload extends ServedWorkload {
  /** The proxy of the same pod that its requests come through. */
  readonly behind?: Hop;
  /** Requests arrive at it by a port or a target group of its own, beside the container that is asked first. */
  readonly isBeside?: true;
}

export const answeringWorkloads = perModel((model): readonly AnsweringWorkload[] =>
  servedWorkloads(model).flatMap((served): readonly AnsweringWorkload[] => [
    served,
    ...behindOwnProxy(served),
    ...besideIt(served),
  ]),
);
export const answeringServers = perModel((model): readonly (ServedServer & AnsweringWorkload)[] =>
  answeringWorkloads(model).flatMap((served) =>
    served.container.serverCandidates.map((server) => ({ ...served, server })),
  ),
);

/** Of several servers of one process those at which requests are known to arrive: one for metrics or profiles beside them cuts no request of a user. */
export function requestedServers({ workload, container }: ServedWorkload): readonly Server[] {
  const { serverCandidates: all, runsAllCandidates } = container;
  if (!runsAllCandidates || all.length < 2) return all;
  const ends = workload.paths.map(({ nodes }) => nodes.at(-1));
  const asked = new Set(ends.flatMap((end) => (end?.is === 'hop' ? (end.servers ?? []) : [])));
  const found = all.filter((each) => asked.has(each));
  return found.length > 0 ? found : all;
}

/** Of several programs one runs, and nobody knows which: what does not hold for all of them is certain for none. `found` has what is asked of each. */
export function amongPrograms<S extends object>(
  { serverCandidates: [first, ...others], runsAllCandidates }: Container,
  found: readonly (readonly S[])[],
  fails: (subject: S) => boolean,
): readonly (S & { readonly doubt?: UnknownReason })[] {
  if (first === undefined || others.length === 0 || runsAllCandidates) return found.flat();
  if (found.every((subjects) => subjects.some(fails))) return found.flat();
  const text = `${others.length + 1} servers may be the one this container runs, and they do not stop alike`;
  const doubt: UnknownReason = { kind: 'ambiguous', text, at: first.fact.at };
  return found.flat().map((subject) => (fails(subject) ? { ...subject, doubt } : subject));
}

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
/** Containers that have a target group, or a port of a Service, to themselves. */
function besideIt({ workload, container: first }: ServedWorkload): readonly AnsweringWorkload[] {
  const found = new Set<Container>();
  for (const { nodes } of workload.paths) {
    const last = nodes.at(-1);
    if (last?.is !== 'hop' || nodes.slice(0, -1).some((node) => node.is === 'hop' && node.host === workload.fact))
      continue;
    const container = containerOf(workload, last);
    if (container !== undefined && container !== first) found.add(container);
  }
  return [...found].map((container) => ({ workload, container, isBeside: true }));
}
function containerOf({ containers }: Workload, { servers = [] }: Hop): Container | undefined {
  return containers.find(({ serverCandidates }) => servers.some((each) => serverCandidates.includes(each)));
}
