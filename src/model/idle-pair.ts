// Two neighbours and their idle clocks: what rules judge and reports draw, asked once for both.
import { seconds } from './duration.js';
import type { Setting } from './setting.js';
import type { Hop, HopPair, RequestPath } from './topology.js';
import type { Verdict } from './verdict.js';

/** Slack below this is lost to a stalled event loop or a round trip (measured; see the page of keepalive-race). */
export const idleSlack = seconds(1);

/** Hops of a path that exchange connections, client first: layer-4 hops are seen through, a gap never is. */
export function* pairsOf(path: RequestPath): Iterable<HopPair> {
  let downstream: Hop | undefined;
  let between: Hop[] = [];
  for (const node of path.nodes) {
    if (node.is === 'gap') {
      downstream = undefined;
      between = [];
    } else if (node.product.layer === 4) {
      between.push(node);
    } else {
      if (downstream !== undefined) yield { downstream, upstream: node, path, between };
      downstream = node;
      between = [];
    }
  }
}

/** A balancer of connections loses track of an idle one, which TCP keep-alive probes prevent; a proxy has two connections, and closes both. */
export function forgetsConnections({ product }: Pick<Hop, 'product'>): boolean {
  return product.layer === 4 && product.kind !== 'proxy';
}

/** Where the closing side says how long it holds on; a runtime's hidden buffer on top of it is no safety margin. */
export function promisedIdleName({
  settings,
}: Pick<Hop, 'settings'>): 'inbound.advertisedIdleTimeout' | 'inbound.idleTimeout' {
  const advertises = settings.get('inbound.advertisedIdleTimeout');
  const documented = advertises.state === 'known' || advertises.reason.kind !== 'no-default';
  return documented ? 'inbound.advertisedIdleTimeout' : 'inbound.idleTimeout';
}
export function promisedIdle(hop: Pick<Hop, 'settings'>): Setting {
  return hop.settings.get(promisedIdleName(hop));
}

/** Whether it reuses connections to upstream: as settled for this hop, else as its product does. */
export function reusesConnections(hop: Pick<Hop, 'settings' | 'product'>): Verdict {
  const pooling = hop.settings.get('outbound.pooling');
  if (pooling.state === 'known') return { holds: pooling.value ? 'yes' : 'no', because: [pooling.origin] };
  const undocumented = pooling.reason.kind === 'no-default';
  // Who states an idle time for a hop nothing is known about, states that it pools.
  if (undocumented && (hop.product.pools === true || hop.settings.names().includes('outbound.idleTimeout')))
    return { holds: 'yes', because: [] };
  if (undocumented && hop.product.pools === false) return { holds: 'no', because: [] };
  return { holds: 'unknown', because: [pooling.reason] };
}
