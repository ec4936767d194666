// Target groups that take turns: one action of a listener weighs them, or a deployment moves a service from one to the other.
import type { Network } from '../resources/network.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import { field, fieldsOf } from '../resources/resource-links.js';
import { itemsOf, type Settled } from '../values/settled.js';

/** By target group, the addresses of the others: which of them a service is in is for a deployment to say. */
export function takingTurns({ resources, names }: Network): ReadonlyMap<ResourceInstance, readonly string[]> {
  const turns = new Map<ResourceInstance, Set<string>>();
  for (const resource of resources) {
    for (const targets of alternatives(resource)) {
      const groups = targets.flatMap((each) => names.all(resource.scope, each)).map((each) => each.resource);
      for (const group of groups) {
        const others = turns.get(group) ?? new Set();
        for (const { address } of groups) if (address !== group.address) others.add(address);
        turns.set(group, others);
      }
    }
  }
  return new Map([...turns].flatMap(([group, others]) => (others.size === 0 ? [] : [[group, [...others]] as const])));
}

function alternatives(resource: ResourceInstance): readonly (readonly Settled[])[] {
  const own = fieldsOf(resource);
  if (/_listener(?:_rule)?$|::Listener(?:Rule)?$/.test(resource.type)) {
    const actions = ['default_action', 'default_actions', 'action', 'actions'].flatMap((key) =>
      itemsOf(field(own, key)),
    );
    return actions.map((action) => {
      const forward = field(action, 'forward') ?? field(action, 'forward_config');
      const weighed = itemsOf(field(forward, 'target_group') ?? field(forward, 'target_groups'));
      return weighed.flatMap((each) => field(each, 'arn') ?? field(each, 'target_group_arn') ?? []);
    });
  }
  if (!/^(?:aws_codedeploy_deployment_group|AWS::CodeDeploy::DeploymentGroup)$/.test(resource.type)) return [];
  const info = field(own, 'load_balancer_info');
  const pairs = itemsOf(field(info, 'target_group_pair_info') ?? field(info, 'target_group_pair_info_list'));
  return pairs.map((pair) =>
    itemsOf(field(pair, 'target_group') ?? field(pair, 'target_groups')).flatMap((each) => field(each, 'name') ?? []),
  );
}
