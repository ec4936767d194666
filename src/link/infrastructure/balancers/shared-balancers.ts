// Target groups whose balancer another repository or stack creates: it is there all the same, with settings nobody can see here.
import { product, settingNames, settingRow } from '../../../knowledge/lookup.js';
import type { ForwardRef, ProxyFact, WrittenSetting } from '../../../model/facts.js';
import type { Location } from '../../../model/location.js';
import type { Network } from '../resources/network.js';
import { nameOf } from '../resources/resource-names.js';
import type { Owned } from './balancer-links.js';

/**
 * Of groups that no balancer of their own configuration sends to, those behind the one balancer of their kind in the scan, where another
 * configuration creates that one.
 */
export function behindOnlyBalancer(
  groups: readonly Owned[],
  proxies: readonly ProxyFact[],
): ReadonlyMap<Owned, ProxyFact> {
  return new Map(
    groups.flatMap((group): readonly (readonly [Owned, ProxyFact])[] => {
      const [only, ...others] = proxies.filter((each) => each.product === group.product);
      if (only === undefined || others.length > 0 || only.scope === group.resource.scope) return [];
      return [[group, only]];
    }),
  );
}
/** A balancer that sends to groups of other configurations as well. */
export function sendingTo(proxy: ProxyFact, groups: readonly Owned[]): ProxyFact {
  const more = groups.map(
    ({ resource: { address, at, scope } }): ForwardRef => ({ to: 'target-group', value: address, at, scope }),
  );
  return { ...proxy, forwardsTo: [...proxy.forwardsTo, ...more] };
}

export function absentBalancer(network: Network, { product: id, resource }: Owned): ProxyFact {
  const { at, scope, address } = resource;
  const name = nameOf(resource);
  return {
    kind: 'proxy',
    product: id,
    id: `balancer of ${address}`,
    name: `in front of ${name}`,
    at,
    scope,
    settings: balancerSettings(network, id, `the balancer in front of target group ${name} is not in the scan`, at),
    forwardsTo: [{ to: 'target-group', value: address, at }],
  };
}

/** What is set on the balancer or its listeners, and not on the target group. */
function balancerSettings({ language }: Network, id: string, text: string, at: Location): readonly WrittenSetting[] {
  const shapes = (product(id)?.claims?.resources ?? []).filter((shape) => shape.in === language);
  const own = new Set(shapes.flatMap((shape) => (shape.role === 'target-group' ? [] : [shape.resource])));
  return settingNames(id).flatMap((name): WrittenSetting[] => {
    const key = settingRow(id, name)?.keys?.find((each) => 'resource' in each && own.has(each.resource));
    if (key === undefined || !('path' in key)) return [];
    return [{ name, key: key.path, keyAt: at, value: { kind: 'unknown', reason: 'not-in-scan', text, at } }];
  });
}
