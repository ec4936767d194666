// Hops one by one, each with a path it stands on, and what follows it there.
import type { Gap, Hop, Model, RequestPath } from '../../model/topology.js';
import { perModel } from './per-model.js';

export interface HopOnPath {
  readonly hop: Hop;
  readonly path: RequestPath;
  /** The next node towards the process; undefined for the process itself. */
  readonly next: Hop | Gap | undefined;
}
/**
 * Identity inside one scan: two Ingresses may share a name, each installation of a chart has its own values for one template, and a
 * module that is called twice makes two things of one block.
 */
export function placedId(hop: Hop, { variant = '' }: RequestPath): string {
  const made = hop.proxy?.id ?? hop.workload?.id ?? '';
  return `${hop.id}@${hop.at.file}:${hop.at.line}#${variant} ${made}`;
}
/** Whether it sends to the pods themselves: to the process, or to a proxy that runs beside it. */
export function sendsToPods({ next, path }: HopOnPath): boolean {
  return next?.is !== 'hop' || next.workload !== undefined || isBeside(next, path);
}
export function isBeside({ host }: Hop, { workload }: RequestPath): boolean {
  return host !== undefined && host === workload?.fact;
}
/** Every hop once for each different neighbour behind it. */
export const hopsOnPaths = perModel((model): readonly HopOnPath[] => [...walk(model)]);
function* walk(model: Model): Iterable<HopOnPath> {
  const seen = new Set<string>();
  for (const path of model.paths) {
    for (const [index, hop] of path.nodes.entries()) {
      if (hop.is === 'gap') continue;
      const next = path.nodes[index + 1];
      const key = `${placedId(hop, path)} > ${next?.is === 'hop' ? placedId(next, path) : (path.workload?.id ?? '')}`;
      if (seen.has(key)) continue;
      seen.add(key);
      yield { hop, path, next };
    }
  }
}
