// Target groups whose balancer another repository or stack creates: it is there all the same, with settings nobody can see here.
import { product, settingNames, settingRow } from '../../knowledge/lookup.js';
import type { ProxyFact, WrittenSetting } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import type { Listener, Owned } from './load-balancers.js';
import type { Network } from './network.js';
import { field, fieldsOf } from './resource-links.js';
import { nameOf } from './resource-names.js';
import { itemsOf } from './settled.js';
import type { ResourceInstance } from './walk.js';

/** A rule of a listener that is elsewhere sends to it, or an ECS service registers in it: AWS takes that only behind a balancer. */
export function isInUse(
  { resources, names }: Network,
  group: ResourceInstance,
  listeners: readonly Listener[],
): boolean {
  const isRouted = listeners.some((each) => each.groups.some(({ resource }) => resource === group));
  if (isRouted) return true;
  return resources.some((each) => {
    if (!/^(?:aws_ecs_service|AWS::ECS::Service)$/.test(each.type)) return false;
    const fields = fieldsOf(each);
    return itemsOf(field(fields, 'load_balancer') ?? field(fields, 'load_balancers')).some((block) =>
      names.all(each.scope, field(block, 'target_group_arn')).some(({ resource }) => resource === group),
    );
  });
}

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
