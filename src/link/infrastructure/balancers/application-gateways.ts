// Application Gateways with several pools or settings: one hop for each pool with the settings that its rules pair it with.
import type { ProxyFact } from '../../../model/facts.js';
import { creatorOf, type Network } from '../resources/network.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import { aliasesOf, field } from '../resources/resource-links.js';
import { nameOf } from '../resources/resource-names.js';
import { settingsOf } from '../resources/resource-products.js';
import { itemsOf, type Settled, type SettledMap, textOf } from '../values/settled.js';
import { addressesOf } from './backend-addresses.js';

interface Pair {
  readonly pool: string;
  readonly settings: string;
}

/** Undefined for any other balancer, for one that has its settings once, and where a rule is not known. */
export function poolFacts(network: Network, product: string, resource: ResourceInstance): ProxyFact[] | undefined {
  const { type, values, at, scope, address } = resource;
  if (type !== 'azurerm_application_gateway' || itemsOf(field(values, blocks.settings)).length < 2) return undefined;
  const pairs = pairsOf(values);
  if (pairs === undefined || pairs.length === 0) return undefined;
  const name = nameOf(resource);
  const isAlike = new Set(pairs.map(({ settings }) => settings)).size === 1;
  return (isAlike ? pairs.slice(0, 1) : pairs).map(({ pool, settings }): ProxyFact => {
    const ofPool = isAlike ? values : withOnly(values, blocks.pool, pool);
    const only = { ...resource, values: withOnly(ofPool, blocks.settings, settings) };
    const isTold = pairs.filter((each) => each.pool === pool).length === 1;
    return {
      kind: 'proxy',
      product,
      id: isAlike ? address : `${address}/${pool}/${settings}`,
      name,
      ...(isAlike ? {} : { shownAs: `${name}, pool ${pool}${isTold ? '' : ` with ${settings}`}` }),
      at,
      scope,
      settings: [
        ...settingsOf(network.language, type, product, only.values),
        ...(network.attributes?.(only, product) ?? []),
      ],
      forwardsTo: addressesOf(network, only),
      aliases: [...(isAlike ? [] : [address]), ...aliasesOf(resource)],
      ...creatorOf(network),
    };
  });
}
const blocks = { pool: 'backend_address_pool', settings: 'backend_http_settings' } as const;

/** Each pair once, in the order of the rules; undefined where a name is filled in. */
function pairsOf(values: Settled): readonly Pair[] | undefined {
  const rules = itemsOf(field(values, 'request_routing_rule'));
  const maps = itemsOf(field(values, 'url_path_map'));
  const found = new Map<string, Pair>();
  const add = (block: Settled, prefix: string): boolean => {
    const pool = field(block, `${prefix}${blocks.pool}_name`);
    const settings = field(block, `${prefix}${blocks.settings}_name`);
    // A rule may redirect.
    if (pool === undefined || settings === undefined) return true;
    const pair = { pool: textOf(pool) ?? '', settings: textOf(settings) ?? '' };
    found.set(`${pair.pool}\n${pair.settings}`, pair);
    return pair.pool !== '' && pair.settings !== '';
  };
  const isKnown =
    rules.every((rule) => add(rule, '')) &&
    maps.every((each) => add(each, 'default_') && itemsOf(field(each, 'path_rule')).every((rule) => add(rule, '')));
  return isKnown ? [...found.values()] : undefined;
}

/** The gateway as if it had this block of its kind alone. */
function withOnly(values: SettledMap, block: string, name: string): SettledMap {
  const entries = values.entries.map((entry) => {
    if (entry.key !== block) return entry;
    const items = itemsOf(entry.value).filter((each) => textOf(field(each, 'name')) === name);
    return { ...entry, value: { is: 'list' as const, items, at: entry.keyAt } };
  });
  return { ...values, entries };
}
