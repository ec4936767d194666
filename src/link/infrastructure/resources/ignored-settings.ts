// Attributes of infrastructure resources that a person wrote where nobody reads them.
import { fieldName } from '../../../knowledge/field-name.js';
import { cloudformationKeys, folklore, product, products } from '../../../knowledge/lookup.js';
import type { ResourceCondition } from '../../../knowledge/schema-keys.js';
import type { SettingMistake } from '../../../model/facts.js';
import type { Location } from '../../../model/location.js';
import { selectValues } from '../values/select-values.js';
import { entryOf, itemsOf, placeOfSettled, textOf } from '../values/settled.js';
import type { Network } from './network.js';
import type { ResourceInstance } from './resource-instance.js';
import { fieldsOf } from './resource-links.js';
import { classify, holds, keysOf, type PathKey } from './resource-products.js';

export function ignoredSettings(network: Network): SettingMistake[] {
  // What an API answers, and a plan without its configuration, holds every attribute.
  if (network.language === 'aws-cli') return [];
  const found = network.resources.flatMap((resource) =>
    resource.recorded === true
      ? []
      : [...unread(network, resource), ...refused(network, resource), ...misplaced(network, resource)],
  );
  const seen = new Set<string>();
  return found.filter(({ at, key }) => {
    const place = `${at.file}:${at.line}:${key}`;
    return !seen.has(place) && seen.add(place);
  });
}

/** Read for other kinds of this resource, not for this one; of a kind that no product claims, nothing is known. */
function unread(network: Network, resource: ResourceInstance): SettingMistake[] {
  const { language } = network;
  const owner = classify(network, resource)?.product;
  if (owner === undefined) return [];
  const keys = keysOf(language, resource.type);
  return [...new Set(keys.map((each) => each.key.path))].flatMap((path): SettingMistake[] => {
    const written = selectValues(resource.values, path).find(({ value, keyAt }) => {
      const isLiteral = value.is === 'scalar' && value.expression.kind === 'literal' && value.value !== null;
      return isLiteral && isOwnLine(keyAt, resource);
    });
    if (written === undefined) return [];
    const readers = keys.filter((each) => each.key.path === path);
    const refused = readers.flatMap((each) => refusal(each, language, resource) ?? []);
    const [condition] = refused;
    if (condition === undefined || refused.length < readers.length) return [];
    const name = fieldName(path);
    const given = textOf(selectValues(resource.values, condition.path)[0]?.value);
    const wanted = condition.values.join(' or ');
    return [
      {
        kind: 'setting-mistake',
        mistake: 'ignored',
        product: owner,
        key: name,
        at: written.keyAt,
        because: `has no effect unless ${lastStep(condition.path)} is ${wanted}, and here it is ${given === undefined ? 'not set' : given}`,
        help: `Remove ${name}, or set ${lastStep(condition.path)} to ${wanted}.`,
      },
    ];
  });
}
/** The condition that keeps this reader from reading the key; undefined when it reads it, or may. */
function refusal(
  { product: id, key }: PathKey,
  language: Network['language'],
  { type, values }: ResourceInstance,
): ResourceCondition | undefined {
  if (holds(key.only, values) === 'no') return key.only;
  const shapes = (product(id)?.claims?.resources ?? []).filter(
    (shape) => shape.in === language && shape.resource === type,
  );
  const conditions = shapes.flatMap((shape) => shape.when ?? []);
  const isOther = shapes.length > 0 && conditions.length === shapes.length;
  return isOther && conditions.every((when) => holds(when, values) === 'no') ? conditions[0] : undefined;
}
/** What people write on a resource of this product, although nobody takes it there. */
function refused(network: Network, resource: ResourceInstance): SettingMistake[] {
  const rows = folklore().filter((row) => row.in === network.language && row.resource === resource.type);
  if (rows.length === 0) return [];
  const owner = classify(network, resource)?.product;
  return rows.flatMap(({ product: id, name, unless = [], because, instead }): SettingMistake[] => {
    const [found] = id === owner ? selectValues(resource.values, name) : [];
    const text = found === undefined ? undefined : textOf(found.value);
    if (found === undefined || text === undefined || unless.includes(text) || !isOwnLine(found.keyAt, resource))
      return [];
    return [
      { kind: 'setting-mistake', mistake: 'ignored', product: id, key: name, at: found.keyAt, because, help: instead },
    ];
  });
}
/** Written in the block itself, not laid over it by a plan. */
function isOwnLine(keyAt: Location, { at }: ResourceInstance): boolean {
  return keyAt.file === at.file && keyAt.line >= at.line && keyAt.line <= at.endLine && keyAt.column !== at.column;
}
const lastStep = (path: string): string => path.replaceAll('[]', '').split('.').at(-1) ?? path;

interface AttributeList {
  readonly resource: string;
  readonly list: string;
}
/** Lists of names and values, by the name of an attribute that the table knows in one of them. */
function attributeLists(): ReadonlyMap<string, readonly AttributeList[]> {
  const known = new Map<string, AttributeList[]>();
  const resources = new Set(
    products().flatMap((file) =>
      (file.claims?.resources ?? []).flatMap((shape) => (shape.in === 'cloudformation' ? [shape.resource] : [])),
    ),
  );
  for (const resource of resources) {
    for (const { key } of cloudformationKeys(resource)) {
      const [, list, name] = /^Properties\.(\w+)\[\]\{Key=([^}]+)\}/.exec(key.path) ?? [];
      if (list === undefined || name === undefined) continue;
      known.set(name, [...(known.get(name) ?? []), { resource, list }]);
    }
  }
  return known;
}

/** An attribute of another resource: of the listener, say, among those of the balancer. */
function misplaced(network: Network, resource: ResourceInstance): SettingMistake[] {
  if (network.language !== 'cloudformation') return [];
  const fields = fieldsOf(resource);
  if (fields.is !== 'map') return [];
  const known = attributeLists();
  return fields.entries.flatMap(({ key: list, value }) =>
    !/^(?:LoadBalancer|TargetGroup|Listener)Attributes$/.test(list)
      ? []
      : itemsOf(value).flatMap((item): SettingMistake[] => {
          const name = textOf(entryOf(item, 'Key')?.value);
          const homes = name === undefined ? undefined : known.get(name);
          const [home] = homes ?? [];
          if (name === undefined || homes === undefined || home === undefined) return [];
          if (homes.some((each) => each.resource === resource.type)) return [];
          return [
            {
              kind: 'setting-mistake',
              mistake: 'ignored',
              product: classify(network, resource)?.product ?? '',
              key: name,
              at: placeOfSettled(entryOf(item, 'Key')?.value ?? item),
              because: `is an attribute of ${home.resource}, and stands in ${list} of ${resource.type}`,
              effect: 'AWS does not recognise the key there and refuses it',
              help: `Move it to ${home.list} of the ${home.resource}.`,
            },
          ];
        }),
  );
}
