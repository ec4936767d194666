// A CDN or a balancer whose origin is a host name stands in front of the routes that serve this host.
import { groupByEach } from '../../model/group-by.js';
import type { RouteLink } from '../kubernetes/route-hops.js';
import { forwardReason, hostName } from '../proxies/addresses.js';
import type { ProxyHop } from '../proxies/proxies.js';
import type { RequestGraph } from './graph.js';

export function connectHosts(graph: RequestGraph, proxies: readonly ProxyHop[], routes: readonly RouteLink[]): void {
  const byHost = groupByEach(routes, ({ hop, route }) => (hop === undefined ? [] : route.hosts));
  if (byHost.size === 0) return;
  for (const { key, hop, host, forwards } of proxies) {
    // What a container of ours forwards to is looked up among its neighbours.
    if (host !== undefined || (hop.product.kind !== 'cdn' && hop.product.kind !== 'load-balancer')) continue;
    for (const reference of forwards) {
      if (reference.to !== 'address') continue;
      const name = hostName(reference.value).toLowerCase();
      const served = byHost.get(name) ?? byHost.get(name.replace(/^[^.]+/, '*')) ?? [];
      for (const { key: to, route, hop: next } of served) {
        if (next === undefined) continue;
        const why = `${hop.name} forwards to ${name}, a host of ${route.routeKind} ${route.name}`;
        graph.connect({ from: key, to, reason: forwardReason(hop.name, next.name, why, reference) });
      }
    }
  }
}
