// Distributions of a CDN among the resources: one hop per origin that is a server.
import type { ForwardRef, ProxyFact } from '../../../model/facts.js';
import { creatorOf, type Network } from '../resources/network.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import { aliasesOf, field, fieldsOf } from '../resources/resource-links.js';
import { nameOf } from '../resources/resource-names.js';
import { settingsOf } from '../resources/resource-products.js';
import { itemsOf, optionsOf, type Settled, textOf } from '../values/settled.js';

export function isDistribution(resource: ResourceInstance): boolean {
  return /(?:_cloudfront_distribution|CloudFront::Distribution|^Distribution)$/.test(resource.type);
}

/** One fact per origin that is a server: each has its own timeouts. Buckets answer for themselves. */
export function originFacts(network: Network, product: string, resource: ResourceInstance): ProxyFact[] {
  const config = field(fieldsOf(resource), 'distribution_config');
  const holder = config ?? fieldsOf(resource);
  const origins = itemsOf(field(holder, 'origin') ?? field(holder, 'origins'));
  return origins.flatMap((origin): ProxyFact[] => {
    const custom = field(origin, 'custom_origin_config') ?? field(origin, 'vpc_origin_config');
    if (origin.is !== 'map' || custom === undefined) return [];
    const name = textOf(field(origin, 'origin_id')) ?? textOf(field(origin, 'id'));
    const only = withOrigin(resource.values, origin);
    return [
      {
        kind: 'proxy',
        product,
        id: name === undefined ? resource.address : `${resource.address}/${name}`,
        name: nameOf(resource),
        at: resource.at,
        scope: resource.scope,
        settings: settingsOf(network.language, resource.type, product, only),
        ...creatorOf(network),
        forwardsTo: originTargets(network, resource, origin),
        aliases: aliasesOf(resource),
      },
    ];
  });
}
/** The distribution as if it had this origin alone. */
function withOrigin(value: Settled, origin: Settled): Settled {
  if (value.is !== 'map') return value;
  const entries = value.entries.map((entry) => {
    const name = entry.key.toLowerCase();
    if (name === 'origin' || name === 'origins') {
      return { ...entry, value: { is: 'list' as const, items: [origin], at: entry.keyAt } };
    }
    return name === 'properties' || name === 'distributionconfig'
      ? { ...entry, value: withOrigin(entry.value, origin) }
      : entry;
  });
  return { ...value, entries };
}

/** The balancer of an origin: named by what it reaches inside of a network, by its domain, or through a DNS record with the same name. */
function originTargets({ resources, names }: Network, resource: ResourceInstance, origin: Settled): ForwardRef[] {
  const domain = field(origin, 'domain_name');
  // What it reaches inside of a network is named by an object of its own; the domain only goes into the certificate's name then.
  const inside = names
    .all(resource.scope, field(origin, 'vpc_origin_config', 'vpc_origin_id'))
    .flatMap(({ resource: held }) => names.all(held.scope, field(fieldsOf(held), 'vpc_origin_endpoint_config', 'arn')));
  if (inside.length > 0)
    return inside.map(({ resource: target, at }): ForwardRef => ({ to: 'id', value: target.address, at }));
  const named = names.all(resource.scope, domain);
  const direct = named
    .filter((each) => !isRecord(each.resource))
    .map(({ resource: target, at }): ForwardRef => ({ to: 'id', value: target.address, at }));
  if (direct.length > 0 || domain === undefined) return direct;
  const at = domain.is === 'scalar' ? domain.expression.at : domain.at;
  const wanted = spelling(domain);
  const records = resources.filter(
    (each) =>
      isRecord(each) &&
      each.scope === resource.scope &&
      ((wanted !== undefined && spelling(field(fieldsOf(each), 'name')) === wanted) ||
        named.some(({ resource: record }) => record === each)),
  );
  const behind = records.flatMap((record) => {
    const fields = fieldsOf(record);
    const alias = field(fields, 'alias', 'name') ?? field(fields, 'alias_target', 'dns_name');
    return [
      ...names.all(record.scope, alias),
      ...itemsOf(field(fields, 'records')).flatMap((each) => names.all(record.scope, each)),
    ];
  });
  const balancers = uniqueBy(behind, (each) => each.resource.address);
  if (balancers.length > 0) {
    return balancers.map(({ resource: target }): ForwardRef => ({ to: 'id', value: target.address, at }));
  }
  return optionsOf(domain).flatMap((option): ForwardRef[] => {
    const text = textOf(option) ?? writtenEnd(option);
    return text === undefined ? [] : [{ to: 'address', value: text, at }];
  });
}
const isRecord = ({ type }: ResourceInstance): boolean => /route53_record$|Route53::RecordSet$/.test(type);
/** The domain that a name ends with, where only what stands before it is open: `r.${region}.example.com` is somebody's all the same. */
function writtenEnd(value: Settled): string | undefined {
  if (value.is !== 'scalar' || value.expression.kind !== 'arithmetic') return undefined;
  const last = value.expression.operands.at(-1);
  const end = last?.kind === 'literal' ? String(last.value) : '';
  return /^\.[^.]+\../.test(end) ? `*${end}` : undefined;
}
/** The same for equal texts, also where a part of them is a name nobody gives a value. */
function spelling(value: Settled | undefined): string | undefined {
  if (value === undefined) return undefined;
  const text = textOf(value);
  if (text !== undefined) return text.replace(/\.$/, '');
  if (value.is !== 'scalar' || value.expression.kind === 'unknown') return undefined;
  return JSON.stringify(value.expression, (key, inner: unknown) => (key === 'at' ? undefined : inner));
}

function uniqueBy<T>(list: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...new Map(list.map((item) => [keyOf(item), item])).values()];
}
