// Load balancers, CDNs and target groups among the resources, with what they forward to.
import { isMachine } from '../../../knowledge/machines.js';
import type { ForwardRef, ProxyFact, TargetGroupFact, WrittenSetting } from '../../../model/facts.js';
import { groupPairs } from '../../../model/group-by.js';
import type { Location } from '../../../model/location.js';
import { creatorOf, type Network } from '../resources/network.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import { aliasesOf, field, fieldsOf } from '../resources/resource-links.js';
import { nameOf, tagsOf } from '../resources/resource-names.js';
import { classify, settingsOf } from '../resources/resource-products.js';
import { expressionOf, itemsOf, numberOf, type Settled } from '../values/settled.js';
import { poolFacts } from './application-gateways.js';
import { addressesOf, addressRef, appRefs, recordTargets } from './backend-addresses.js';
import { BalancerLinks, type Listener, type Owned } from './balancer-links.js';
import { isDistribution, originFacts } from './distributions.js';
import { integrationFacts, isIntegration } from './gateways.js';
import { machinesBehind } from './machines.js';
import { absentBalancer, behindOnlyBalancer, sendingTo } from './shared-balancers.js';
import { takingTurns } from './turns.js';

export function loadBalancerFacts(network: Network): (ProxyFact | TargetGroupFact)[] {
  const owned = network.resources.flatMap((resource): Owned[] => {
    const classified = classify(network, resource);
    return classified === undefined ? [] : [{ ...classified, resource }];
  });
  const proxies = owned.filter((each) => each.role === 'proxy');
  const groups = owned.filter((each) => each.role === 'target-group');
  const links = new BalancerLinks(network, owned, listenersOf(network));
  const chained = forwardsBehindGroups(network, links);
  const machines = machinesBehind(network);
  const turns = takingTurns(network);
  const integrations = proxies.flatMap(({ product, resource }): readonly [string, ResourceInstance][] =>
    isIntegration(resource) ? [[product, resource]] : [],
  );
  const balancers = proxies.flatMap((proxy) => {
    if (isIntegration(proxy.resource)) return [];
    const pools = poolFacts(network, proxy.product, proxy.resource);
    if (pools !== undefined) return pools;
    return isDistribution(proxy.resource)
      ? originFacts(network, proxy.product, proxy.resource)
      : proxyFact(network, proxy, links, machines);
  });
  const made = [...balancers, ...integrationFacts(network, integrations)];
  const reached = new Set(made.flatMap((proxy) => proxy.forwardsTo.map((each) => each.value)));
  const left = groups.filter(({ resource }) => !reached.has(resource.address) && links.isInUse(resource));
  const shared = behindOnlyBalancer(left, made);
  const lent = groupPairs([...shared].map(([group, proxy]) => [proxy, group]));
  return [
    ...made.map((proxy) => sendingTo(proxy, lent.get(proxy) ?? [])),
    ...left.filter((group) => !shared.has(group)).map((group) => absentBalancer(network, group)),
    ...groups.map((group) => targetGroupFact(network, group, links, { chained, machines, turns })),
  ];
}

// ---------------------------------------------------------------- balancers with listeners

const listenerType = /(?:_listener|Listener|describe-listeners)$/;
const ruleType = /(?:_listener_rule|::ListenerRule|describe-rules)$/;

/** A rule counts as part of its listener. */
function listenersOf({ resources, names }: Network): readonly Listener[] {
  return resources.flatMap((resource): Listener[] => {
    const fields = fieldsOf(resource);
    const isRule = ruleType.test(resource.type);
    if (!isRule && !listenerType.test(resource.type)) return [];
    const listeners = isRule
      ? names.all(resource.scope, field(fields, 'listener_arn')).map((each) => each.resource)
      : [resource];
    const balancers = listeners.flatMap((listener) =>
      names.all(listener.scope, field(fieldsOf(listener), 'load_balancer_arn')).map((each) => each.resource),
    );
    const actions = itemsOf(
      isRule
        ? (field(fields, 'action') ?? field(fields, 'actions'))
        : (field(fields, 'default_action') ?? field(fields, 'default_actions')),
    );
    const port = numberOf(field(fields, 'port'));
    return [
      {
        resource,
        balancers,
        groups: actions.flatMap((action) => targetsOf(action)).flatMap((target) => names.all(resource.scope, target)),
        ...(port === undefined || isRule ? {} : { port }),
      },
    ];
  });
}
function targetsOf(action: Settled): readonly Settled[] {
  const direct = field(action, 'target_group_arn');
  const forward = field(action, 'forward') ?? field(action, 'forward_config');
  const weighted = itemsOf(field(forward, 'target_group') ?? field(forward, 'target_groups'));
  return [direct, ...weighted.flatMap((each) => [field(each, 'arn'), field(each, 'target_group_arn')])].flatMap(
    (each) => each ?? [],
  );
}

function proxyFact(
  network: Network,
  { product, resource }: Owned,
  links: BalancerLinks,
  machines: Machines,
): ProxyFact[] {
  const { language } = network;
  const own = links.listenersOf(resource);
  const parts = links.partsOf(resource);
  const settings: WrittenSetting[] = [
    ...[...own.map((listener) => listener.resource), ...parts].flatMap((part) =>
      settingsOf(language, part.type, product, part.values),
    ),
    ...settingsOf(language, resource.type, product, resource.values),
    ...[resource, ...own.map((listener) => listener.resource)].flatMap(
      (each) => network.attributes?.(each, product) ?? [],
    ),
  ];
  const reached = uniqueBy(
    [...own.flatMap((listener) => listener.groups), ...links.groupsNaming(resource), ...links.groupsBehind(resource)],
    (each) => each.resource.address,
  );
  const forwardsTo: ForwardRef[] = reached.map(({ resource: group, at }) => ({
    to: 'target-group',
    value: group.address,
    at,
  }));
  forwardsTo.push(
    ...addressesOf(network, resource),
    ...recordTargets(network, resource),
    ...(machines.get(resource) ?? []),
  );
  const ports = [...new Set(own.flatMap((listener) => listener.port ?? []))];
  const tags = tagsOf(resource);
  return [
    {
      kind: 'proxy',
      product,
      id: resource.address,
      name: nameOf(resource),
      at: resource.at,
      scope: resource.scope,
      settings,
      forwardsTo,
      aliases: aliasesOf(resource),
      ...creatorOf(network),
      ...(Object.keys(tags).length === 0 ? {} : { tags }),
      ...(ports.length === 0 ? {} : { listensOn: ports }),
    },
  ];
}

// ---------------------------------------------------------------- target groups

/** By target group, the load balancers that stand behind it. */
type Chained = ReadonlyMap<ResourceInstance, readonly { readonly balancer: ResourceInstance; readonly at: Location }[]>;
type Machines = ReturnType<typeof machinesBehind>;
/** A target group whose target is itself a load balancer: an NLB in front of an ALB. */
function forwardsBehindGroups({ resources, names }: Network, links: BalancerLinks): Chained {
  const pairs = resources.flatMap((resource) => {
    if (!/_target_group_attachment$|TargetGroup$/.test(resource.type)) return [];
    const fields = fieldsOf(resource);
    const isAttachment = resource.type.endsWith('attachment');
    const group = isAttachment ? names.all(resource.scope, field(fields, 'target_group_arn'))[0]?.resource : resource;
    if (group === undefined || !links.isGroup(group)) return [];
    const targets = isAttachment
      ? [field(fields, 'target_id')]
      : itemsOf(field(fields, 'targets')).map((each) => field(each, 'id'));
    return targets
      .flatMap((target) => names.all(resource.scope, target))
      .flatMap(({ resource: balancer, at }) =>
        balancer === group || isMachine(balancer.type) ? [] : [[group, { balancer, at }] as const],
      );
  });
  return groupPairs(pairs);
}

interface Behind {
  readonly chained: Chained;
  readonly machines: Machines;
  readonly turns: ReturnType<typeof takingTurns>;
}
function targetGroupFact(
  network: Network,
  { product, resource }: Owned,
  links: BalancerLinks,
  { chained, machines, turns }: Behind,
): TargetGroupFact {
  const { language, attributes } = network;
  const port = expressionOf(field(fieldsOf(resource), 'port'));
  const tags = tagsOf(resource);
  const others = turns.get(resource);
  const balancers = (chained.get(resource) ?? []).map(
    ({ balancer, at }): ForwardRef => ({ to: 'id', value: balancer.address, at }),
  );
  const apps = links.membersOf(resource).flatMap((each) => appRefs(network.names, resource.scope, each));
  const members = [
    ...links.membersOf(resource).flatMap(addressRef),
    ...apps,
    ...balancers,
    ...(machines.get(resource) ?? []),
  ];
  return {
    kind: 'target-group',
    product,
    id: resource.address,
    name: nameOf(resource),
    at: resource.at,
    scope: resource.scope,
    settings: [
      ...links.partsOf(resource).flatMap((part) => settingsOf(language, part.type, product, part.values)),
      ...settingsOf(language, resource.type, product, resource.values),
      ...(attributes?.(resource, product) ?? []),
    ],
    aliases: aliasesOf(resource),
    ...creatorOf(network),
    ...(members.length === 0 ? {} : { forwardsTo: members }),
    ...(others === undefined ? {} : { takesTurnsWith: others }),
    ...(port === undefined ? {} : { port }),
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
  };
}

function uniqueBy<T>(list: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(list.map((item) => [keyOf(item), item])).values()];
}
