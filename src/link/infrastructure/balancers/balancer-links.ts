// What refers to what around load balancers, looked up once for all of them: thousands in one configuration are normal for a machine that
// writes it.
import { groupPairs } from '../../../model/group-by.js';
import type { Location } from '../../../model/location.js';
import type { Network } from '../resources/network.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import { field, fieldsOf, isService } from '../resources/resource-links.js';
import type { Classified } from '../resources/resource-products.js';
import { itemsOf, type Settled } from '../values/settled.js';

export interface Owned extends Classified {
  readonly resource: ResourceInstance;
}
export interface Listener {
  readonly resource: ResourceInstance;
  readonly balancers: readonly ResourceInstance[];
  readonly groups: readonly GroupRef[];
  readonly port?: number;
}
export interface GroupRef {
  readonly resource: ResourceInstance;
  readonly at: Location;
}

export class BalancerLinks {
  readonly #network: Network;
  readonly #owned: ReadonlySet<ResourceInstance>;
  readonly #groups: ReadonlySet<ResourceInstance>;
  readonly #listeners: ReadonlyMap<ResourceInstance, readonly Listener[]>;
  readonly #naming: ReadonlyMap<ResourceInstance, readonly GroupRef[]>;
  readonly #members: ReadonlyMap<ResourceInstance, readonly Settled[]>;
  readonly #inUse: ReadonlySet<ResourceInstance>;
  /** In the order of the resources, with the places that they refer to and are referred to from. */
  readonly #parts: readonly ResourceInstance[];
  readonly #partsBy: ReadonlyMap<ResourceInstance, readonly number[]>;

  constructor(network: Network, owned: readonly Owned[], listeners: readonly Listener[]) {
    const withRole = (role: Owned['role']): readonly ResourceInstance[] =>
      owned.flatMap((each) => (each.role === role ? [each.resource] : []));
    const groups = withRole('target-group');
    this.#network = network;
    this.#owned = new Set(owned.map((each) => each.resource));
    this.#groups = new Set(groups);
    this.#listeners = groupPairs(listeners.flatMap((each) => [...new Set(each.balancers)].map((key) => [key, each])));
    this.#naming = groupPairs(groups.flatMap((group) => usersOf(network, group)));
    this.#members = groupPairs(originsOf(network));
    this.#inUse = new Set([
      ...listeners.flatMap((each) => each.groups.map(({ resource }) => resource)),
      ...groupsOfServices(network),
    ]);
    this.#parts = withRole('part');
    this.#partsBy = groupPairs(this.#parts.flatMap((part, place) => this.#referred(part).map((to) => [to, place])));
  }

  listenersOf(balancer: ResourceInstance): readonly Listener[] {
    return this.#listeners.get(balancer) ?? [];
  }
  isGroup(resource: ResourceInstance): boolean {
    return this.#groups.has(resource);
  }
  /** A rule of a listener that is elsewhere sends to it, or an ECS service registers in it: AWS takes that only behind a balancer. */
  isInUse(group: ResourceInstance): boolean {
    return this.#inUse.has(group);
  }
  /** Target groups that say themselves which balancers use them: answers of the API, origin groups of a profile. */
  groupsNaming(balancer: ResourceInstance): readonly GroupRef[] {
    return this.#naming.get(balancer) ?? [];
  }
  /** Host names of the origins of a group that are resources of their own. */
  membersOf(group: ResourceInstance): readonly Settled[] {
    return this.#members.get(group) ?? [];
  }

  /** Target groups that a balancer reaches by what it refers to: a target proxy through its URL map. */
  groupsBehind(balancer: ResourceInstance): readonly GroupRef[] {
    const { names } = this.#network;
    const found: GroupRef[] = [];
    const seen = new Set([balancer]);
    const pending = [balancer];
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const { scope } = next;
      for (const each of referencesIn(next.values).flatMap((value) => names.all(scope, value))) {
        if (seen.has(each.resource)) continue;
        seen.add(each.resource);
        if (this.#groups.has(each.resource)) found.push(each);
        else if (!this.#owned.has(each.resource)) pending.push(each.resource);
      }
    }
    return found;
  }

  /** Resources that only configure a balancer (a URL map, a target proxy, a health check), however many references away. */
  partsOf(owner: ResourceInstance): readonly ResourceInstance[] {
    if (this.#parts.length === 0) return [];
    const places = new Map(this.#parts.map((part, place) => [part, place]));
    const found = new Set([owner]);
    let met = this.#meeting(owner, places);
    // Round by round in the order of the resources, so that what counts first does not depend on who refers to whom.
    while (met.length > 0) {
      const later: number[] = [];
      for (let place = met.shift(); place !== undefined; place = met.shift()) {
        const part = this.#parts[place];
        if (part === undefined || found.has(part) || part.scope !== owner.scope) continue;
        found.add(part);
        for (const each of this.#meeting(part, places)) (each > place ? met : later).push(each);
        met.sort((a, b) => a - b);
      }
      met = later.sort((a, b) => a - b);
    }
    found.delete(owner);
    return [...found];
  }
  #meeting(resource: ResourceInstance, places: ReadonlyMap<ResourceInstance, number>): number[] {
    const to = this.#referred(resource).flatMap((each) => places.get(each) ?? []);
    return [...new Set([...to, ...(this.#partsBy.get(resource) ?? [])])].sort((a, b) => a - b);
  }
  #referred({ values, scope }: ResourceInstance): readonly ResourceInstance[] {
    const { names } = this.#network;
    return [...new Set(referencesIn(values).flatMap((value) => names.all(scope, value).map((each) => each.resource)))];
  }
}

function usersOf({ names }: Network, group: ResourceInstance): readonly (readonly [ResourceInstance, GroupRef])[] {
  const { scope, values } = group;
  const users = names.all(scope, field(values, 'load_balancer_arns') ?? field(values, 'cdn_frontdoor_profile_id'));
  return users.map(({ resource, at }) => [resource, { resource: group, at }]);
}
function originsOf({ resources, names }: Network): readonly (readonly [ResourceInstance, Settled])[] {
  return resources.flatMap(({ type, scope, values }) => {
    const host = field(values, 'host_name');
    if (type !== 'azurerm_cdn_frontdoor_origin' || host === undefined) return [];
    return names
      .all(scope, field(values, 'cdn_frontdoor_origin_group_id'))
      .map(({ resource }): readonly [ResourceInstance, Settled] => [resource, host]);
  });
}
function groupsOfServices({ resources, names }: Network): readonly ResourceInstance[] {
  return resources.flatMap((each) => {
    if (!isService(each)) return [];
    const fields = fieldsOf(each);
    return itemsOf(field(fields, 'load_balancer') ?? field(fields, 'load_balancers')).flatMap((block) =>
      names.all(each.scope, field(block, 'target_group_arn')).map(({ resource }) => resource),
    );
  });
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
