// What routes name as backends: each reference with the Service it means, whether or not the hop in front is known.
import type { ServiceFact } from '../../model/facts.js';
import type { BackendLink, FactIndex } from '../../model/topology.js';
import { nearest } from '../names/proximity.js';

export function linkBackends(facts: FactIndex): readonly BackendLink[] {
  const byName = new Map<string, ServiceFact[]>();
  for (const each of facts.of('service')) {
    const list = byName.get(each.name);
    if (list === undefined) byName.set(each.name, [each]);
    else list.push(each);
  }
  return facts.of('route').flatMap((route) =>
    route.backends.map((backend): BackendLink => {
      const namespace = backend.namespace ?? route.namespace;
      const from = {
        at: route.at,
        ...(route.scope === undefined ? {} : { scope: route.scope }),
        ...(namespace === undefined ? {} : { namespace }),
      };
      return { route, backend, services: nearest(from, byName.get(backend.service) ?? []) };
    }),
  );
}
