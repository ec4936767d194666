// The weakest link: one balancer and one thing it can stand in front of. Said as such, and only where nothing else is known.
import type { LinkReason } from '../../model/topology.js';
import type { ProxyHop } from '../proxies/proxies.js';

export interface LoneBalancer {
  readonly proxy: ProxyHop;
  readonly reason: (target: string) => LinkReason;
}

/** A CDN stands before hosts of anybody; which one it names settles whether it stands before this program. */
const namesHost = ({ hop, proxy }: ProxyHop): boolean =>
  hop.product.kind === 'cdn' && proxy.forwardsTo.some(({ to }) => to === 'address');

/** The only layer-7 balancer or CDN of the scan, when no reference says what it forwards to. */
export function loneBalancer(
  proxies: readonly ProxyHop[],
  isLinked: (proxy: ProxyHop) => boolean,
): LoneBalancer | undefined {
  // A configuration file says itself where it sends to.
  const fronts = proxies.filter(
    (each) => each.hop.product.layer === 7 && each.hop.product.kind !== 'proxy' && each.proxy.runsIn === undefined,
  );
  const names = new Set(fronts.map((each) => each.proxy.id));
  const [only] = fronts;
  if (names.size !== 1 || only === undefined || fronts.some((each) => isLinked(each) || namesHost(each)))
    return undefined;
  return {
    proxy: only,
    reason: (target) => ({
      from: only.hop.name,
      to: target,
      why: `${only.hop.name} is the only load balancer in the scan, and ${target} the only thing it can stand in front of`,
      strength: 'only-one',
      at: only.proxy.at,
    }),
  };
}
