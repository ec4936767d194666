// Target groups whose balancer another repository or stack creates: it is there all the same, with settings nobody can see here.
import { product, settingNames, settingRow } from '../../knowledge/lookup.js';
import type { ProxyFact, WrittenSetting } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import type { Owned } from './balancer-links.js';
import type { Network } from './network.js';
import { nameOf } from './resource-names.js';

/** The one balancer of its kind in the scan, where another configuration than the group's creates it. */
export function onlyBalancer({ product: id, resource }: Owned, proxies: readonly ProxyFact[]): ProxyFact | undefined {
  const [only, ...others] = proxies.filter((each) => each.product === id);
  if (only === undefined || others.length > 0 || only.scope === resource.scope) return undefined;
  const { address, scope, at } = resource;
  const { aliases: _, tags: __, ...balancer } = only;
  return { ...balancer, id: `balancer of ${address}`, scope, forwardsTo: [{ to: 'target-group', value: address, at }] };
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
