// Load balancers, CDNs and target groups among the resources, with what they forward to.
import type { ForwardRef, ProxyFact, TargetGroupFact, WrittenSetting } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { isDistribution, originFacts } from './distributions.js';
import { creatorOf, type Network } from './network.js';
import { aliasesOf, field, fieldsOf } from './resource-links.js';
import { nameOf, tagsOf } from './resource-names.js';
import { type Classified, classify, settingsOf } from './resource-products.js';
import { expressionOf, itemsOf, numberOf, type Settled, textOf } from './settled.js';
import { absentBalancer, isInUse, onlyBalancer } from './shared-balancers.js';
import type { ResourceInstance } from './walk.js';

export interface Owned extends Classified {
  readonly resource: ResourceInstance;
}

export function loadBalancerFacts(network: Network): (ProxyFact | TargetGroupFact)[] {
  const owned = network.resources.flatMap((resource): Owned[] => {
    const classified = classify(network, resource);
    return classified === undefined ? [] : [{ ...classified, resource }];
  });
  const proxies = owned.filter((each) => each.role === 'proxy');
  const groups = owned.filter((each) => each.role === 'target-group');
  const listeners = listenersOf(network);
  const chained = forwardsBehindGroups(network, groups);
  const made = proxies.flatMap((proxy) =>
    isDistribution(proxy.resource)
      ? originFacts(network, proxy.product, proxy.resource)
      : proxyFact(network, proxy, listeners, owned, chained),
  );
  const reached = new Set(made.flatMap((proxy) => proxy.forwardsTo.map((each) => each.value)));
  const left = groups.filter(({ resource }) => !reached.has(resource.address) && isInUse(network, resource, listeners));
  return [
    ...made,
    ...left.map((group) => onlyBalancer(group, made) ?? absentBalancer(network, group)),
    ...groups.map((group) => targetGroupFact(network, group, owned)),
  ];
}

// ---------------------------------------------------------------- balancers with listeners

export interface Listener {
  readonly resource: ResourceInstance;
  readonly balancers: readonly ResourceInstance[];
  readonly groups: readonly { readonly resource: ResourceInstance; readonly at: Location }[];
  readonly port?: number;
}

const listenerType = /(?:_listener|::Listener|describe-listeners)$/;
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
  listeners: readonly Listener[],
  owned: readonly Owned[],
  chained: readonly Chained[],
): ProxyFact[] {
  const { language } = network;
  const own = listeners.filter((listener) => listener.balancers.includes(resource));
  const parts = partsOf(network, resource, owned);
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
    [
      ...own.flatMap((listener) => listener.groups),
      ...groupsNaming(network, resource, owned),
      ...groupsBehind(network, resource, owned),
    ],
    (each) => each.resource.address,
  );
  const forwardsTo: ForwardRef[] = reached.map(({ resource: group, at }) => ({
    to: 'target-group',
    value: group.address,
    at,
  }));
  for (const { group, balancer, at } of chained) {
    if (reached.some((each) => each.resource === group)) forwardsTo.push({ to: 'id', value: balancer.address, at });
  }
  forwardsTo.push(...addressesOf(resource), ...recordTargets(network, resource));
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

/** Target groups that say themselves which balancers use them: answers of the API, origin groups of a profile. */
function groupsNaming({ names }: Network, balancer: ResourceInstance, owned: readonly Owned[]): Listener['groups'] {
  return owned.flatMap((each): Listener['groups'] => {
    if (each.role !== 'target-group') return [];
    const { scope, values } = each.resource;
    const users = names.all(scope, field(values, 'load_balancer_arns') ?? field(values, 'cdn_frontdoor_profile_id'));
    return users.flatMap(({ resource, at }) => (resource === balancer ? [{ resource: each.resource, at }] : []));
  });
}

/** Target groups that a balancer reaches by what it refers to: a target proxy through its URL map. */
function groupsBehind({ names }: Network, balancer: ResourceInstance, owned: readonly Owned[]): Listener['groups'] {
  const groups = new Set(owned.filter((each) => each.role === 'target-group').map((each) => each.resource));
  const found: { resource: ResourceInstance; at: Location }[] = [];
  const seen = new Set<ResourceInstance>([balancer]);
  const pending = [balancer];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const scope = next.scope;
    for (const each of referencesIn(next.values).flatMap((value) => names.all(scope, value))) {
      if (seen.has(each.resource)) continue;
      seen.add(each.resource);
      if (groups.has(each.resource)) found.push(each);
      else if (!owned.some((other) => other.resource === each.resource)) pending.push(each.resource);
    }
  }
  return found;
}

/** Resources that only configure a balancer (a URL map, a target proxy, a health check), however many references away. */
function partsOf({ names }: Network, proxy: ResourceInstance, owned: readonly Owned[]): readonly ResourceInstance[] {
  const parts = owned.filter((each) => each.role === 'part').map((each) => each.resource);
  if (parts.length === 0) return [];
  const neighbours = (resource: ResourceInstance): ReadonlySet<ResourceInstance> =>
    new Set(
      referencesIn(resource.values).flatMap((value) => names.all(resource.scope, value).map((each) => each.resource)),
    );
  const links = new Map([proxy, ...parts].map((each) => [each, neighbours(each)]));
  const found = new Set<ResourceInstance>([proxy]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const part of parts) {
      if (found.has(part) || part.scope !== proxy.scope) continue;
      const meets = [...found].some(
        (each) => links.get(each)?.has(part) === true || links.get(part)?.has(each) === true,
      );
      if (!meets) continue;
      found.add(part);
      grown = true;
    }
  }
  found.delete(proxy);
  return [...found];
}
function referencesIn(value: Settled): readonly Settled[] {
  switch (value.is) {
    case 'resource':
      return [value];
    case 'list':
      return value.items.flatMap(referencesIn);
    case 'map':
      return value.entries.flatMap((entry) => referencesIn(entry.value));
    case 'either':
      return value.options.flatMap(referencesIn);
    case 'scalar':
      // In a state, a reference is the link or ARN itself.
      return typeof value.value === 'string' && /^arn:|^https:\/\/.*\//.test(value.value) ? [value] : [];
    default:
      return [];
  }
}

/** An application gateway names its backends itself, and so does a service of Fastly. */
function addressesOf({ type, values }: ResourceInstance): ForwardRef[] {
  const pools = itemsOf(field(values, 'backend_address_pool'));
  return [
    ...pools.flatMap((pool) => [...itemsOf(field(pool, 'fqdns')), ...itemsOf(field(pool, 'ip_addresses'))]),
    ...(type.startsWith('fastly_') ? itemsOf(field(values, 'backend')).map((each) => field(each, 'address')) : []),
  ].flatMap(addressRef);
}
/** Origins of a group that are resources of their own. */
function membersOf({ resources, names }: Network, group: ResourceInstance): ForwardRef[] {
  return resources.flatMap(({ type, scope, values }) => {
    if (type !== 'azurerm_cdn_frontdoor_origin') return [];
    const groups = names.all(scope, field(values, 'cdn_frontdoor_origin_group_id'));
    return groups.some((each) => each.resource === group) ? addressRef(field(values, 'host_name')) : [];
  });
}
function addressRef(value: Settled | undefined): ForwardRef[] {
  const text = textOf(value);
  if (value === undefined || text === undefined) return [];
  return [{ to: 'address', value: text, at: value.is === 'scalar' ? value.expression.at : value.at }];
}

/** A record of a proxying DNS provider leads to what it names, and to the routes for its own name. */
function recordTargets({ names }: Network, { type, scope, values }: ResourceInstance): ForwardRef[] {
  if (!/^cloudflare_(?:dns_)?record$/.test(type)) return [];
  const content = field(values, 'content') ?? field(values, 'value');
  const found = names
    .all(scope, content)
    .map(({ resource, at }): ForwardRef => ({ to: 'id', value: resource.address, at }));
  if (found.length > 0) return found;
  const zone = names.all(scope, field(values, 'zone_id'))[0]?.resource.values;
  const zoneName = textOf(field(zone, 'zone')) ?? textOf(field(zone, 'name'));
  const own = addressRef(field(values, 'name')).map((each) => ({ ...each, value: inZone(each.value, zoneName) }));
  return [...addressRef(content), ...own.filter((each) => each.value.includes('.'))];
}
/** `@` is the zone itself; a name may be written with or without its zone. */
function inZone(name: string, zone: string | undefined): string {
  if (zone === undefined || name === zone || name.endsWith(`.${zone}`)) return name;
  return name === '@' ? zone : `${name}.${zone}`;
}

// ---------------------------------------------------------------- target groups

interface Chained {
  readonly group: ResourceInstance;
  readonly balancer: ResourceInstance;
  readonly at: Location;
}
/** A target group whose target is itself a load balancer: an NLB in front of an ALB. */
function forwardsBehindGroups({ resources, names }: Network, groups: readonly Owned[]): readonly Chained[] {
  return resources.flatMap((resource): Chained[] => {
    if (!/_target_group_attachment$|::TargetGroup$/.test(resource.type)) return [];
    const fields = fieldsOf(resource);
    const group = resource.type.endsWith('attachment')
      ? names.all(resource.scope, field(fields, 'target_group_arn'))[0]?.resource
      : resource;
    if (group === undefined || !groups.some((each) => each.resource === group)) return [];
    const targets = resource.type.endsWith('attachment')
      ? [field(fields, 'target_id')]
      : itemsOf(field(fields, 'targets')).map((each) => field(each, 'id'));
    return targets
      .flatMap((target) => names.all(resource.scope, target))
      .flatMap(({ resource: balancer, at }) => (balancer === group ? [] : [{ group, balancer, at }]));
  });
}

function targetGroupFact(network: Network, { product, resource }: Owned, owned: readonly Owned[]): TargetGroupFact {
  const { language, attributes } = network;
  const port = expressionOf(field(fieldsOf(resource), 'port'));
  const tags = tagsOf(resource);
  const members = membersOf(network, resource);
  return {
    kind: 'target-group',
    product,
    id: resource.address,
    name: nameOf(resource),
    at: resource.at,
    scope: resource.scope,
    settings: [
      ...partsOf(network, resource, owned).flatMap((part) => settingsOf(language, part.type, product, part.values)),
      ...settingsOf(language, resource.type, product, resource.values),
      ...(attributes?.(resource, product) ?? []),
    ],
    aliases: aliasesOf(resource),
    ...creatorOf(network),
    ...(members.length === 0 ? {} : { forwardsTo: members }),
    ...(port === undefined ? {} : { port }),
    ...(Object.keys(tags).length === 0 ? {} : { tags }),
  };
}

function uniqueBy<T>(list: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(list.map((item) => [keyOf(item), item])).values()];
}
