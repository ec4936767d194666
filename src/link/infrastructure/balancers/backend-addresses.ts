// Addresses that a balancer or a record names itself: host names, and applications that have theirs from a platform.
import type { ForwardRef } from '../../../model/facts.js';
import type { Network } from '../resources/network.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import { field } from '../resources/resource-links.js';
import { itemsOf, type Settled, textOf } from '../values/settled.js';

/** An application gateway names its backends itself, and so do a service of Fastly and a classic Front Door. */
export function addressesOf({ names }: Network, { type, values, scope }: ResourceInstance): ForwardRef[] {
  const pools = itemsOf(field(values, 'backend_address_pool'));
  const doors = type === 'azurerm_frontdoor' ? itemsOf(field(values, 'backend_pool')) : [];
  return [
    ...doors.flatMap((pool) => itemsOf(field(pool, 'backend'))).map((each) => field(each, 'address')),
    ...pools.flatMap((pool) => [...itemsOf(field(pool, 'fqdns')), ...itemsOf(field(pool, 'ip_addresses'))]),
    ...(type.startsWith('fastly_') ? itemsOf(field(values, 'backend')).map((each) => field(each, 'address')) : []),
  ].flatMap((each) => [...addressRef(each), ...appRefs(names, scope, each)]);
}
/** The name that a platform gives an application: an attribute of its resource. */
export function appRefs(names: Network['names'], scope: string, value: Settled | undefined): ForwardRef[] {
  return textOf(value) === undefined ? resourceRefs(names, scope, value) : [];
}
const resourceRefs = (names: Network['names'], scope: string, value: Settled | undefined): ForwardRef[] =>
  names.all(scope, value).map(({ resource, at }) => ({ to: 'id', value: resource.address, at }));
export function addressRef(value: Settled | undefined): ForwardRef[] {
  const text = textOf(value);
  if (value === undefined || text === undefined) return [];
  return [{ to: 'address', value: text, at: value.is === 'scalar' ? value.expression.at : value.at }];
}

/** A record of a proxying DNS provider leads to what it names, and to the routes for its own name. */
export function recordTargets({ names }: Network, { type, scope, values }: ResourceInstance): ForwardRef[] {
  if (!/^cloudflare_(?:dns_)?record$/.test(type)) return [];
  const content = field(values, 'content') ?? field(values, 'value');
  const found = resourceRefs(names, scope, content);
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
