// What sends to an ingress controller's own pods sends to the routes that controller serves.
import { product, productsOfImage } from '../../knowledge/lookup.js';
import type { ContainerFact, WorkloadFact } from '../../model/facts.js';
import { groupPairs } from '../../model/group-by.js';
import type { LinkContext } from '../context.js';
import type { RouteLink } from '../kubernetes/route-hops.js';
import { nearness } from '../names/proximity.js';
import type { RequestGraph } from './graph.js';
import { workloadKey } from './vertices.js';

/** Where several workloads run it, those of its installation serve a route, else the nearest. */
export function connectControllers(context: LinkContext, graph: RequestGraph, routes: readonly RouteLink[]): void {
  const running = groupPairs(context.facts.of('workload').flatMap(controllersOf));
  for (const { key, hop, route } of routes) {
    if (hop === undefined) continue;
    const everywhere = running.get(hop.product.id) ?? [];
    // One that a chart brings along serves the routes of the same installation of it.
    const own = route.scope === undefined ? [] : everywhere.filter(({ workload }) => workload.scope === route.scope);
    const all = own.length > 0 ? own : everywhere;
    const distances = all.map(({ workload }) => nearness(workload.at.file, route.at.file));
    const best = Math.max(...distances);
    for (const [index, { workload, container, othersListenOn }] of all.entries()) {
      if (distances[index] !== best) continue;
      graph.connect({
        from: workloadKey(workload),
        to: key,
        reason: {
          from: workload.name,
          to: hop.name,
          why: `${workload.workloadKind} ${workload.name} runs ${hop.product.title}`,
          strength: 'reference',
          at: container.at,
        },
        controller: { product: hop.product.id, othersListenOn },
      });
    }
  }
}
interface RunningController {
  readonly workload: WorkloadFact;
  readonly container: ContainerFact;
  /** Ports of the pod that only its other containers have. */
  readonly othersListenOn: readonly number[];
}
function controllersOf(workload: WorkloadFact): readonly (readonly [string, RunningController])[] {
  return workload.containers.flatMap((container) => {
    if (container.image?.kind !== 'literal' || typeof container.image.value !== 'string') return [];
    const own = new Set(container.ports.map(({ port }) => port));
    const all = workload.containers.flatMap(({ ports }) => ports.map(({ port }) => port));
    const controller = { workload, container, othersListenOn: all.filter((port) => !own.has(port)) };
    return productsOfImage(container.image.value).flatMap((id) => {
      const kind = product(id)?.kind;
      return kind === 'ingress' || kind === 'gateway' ? [[id, controller] as const] : [];
    });
  });
}
