// Attributes of objects that the type of a variable lets its callers leave out, and what they are then.
import type { ConfigMap, ConfigValue } from '../../../model/infrastructure.js';
import { knownScalar, type Settled, type SettledEntry } from './settled.js';

/**
 * `object({ idle = optional(number, 60) })`: 60 where `idle` is left out or null; without the second argument it is null.
 * https://developer.hashicorp.com/terraform/language/expressions/type-constraints#optional-object-type-attributes
 */
export function withOptional(value: Settled, type: ConfigValue, settled: (value: ConfigValue) => Settled): Settled {
  if (value.is === 'either')
    return { ...value, options: value.options.map((each) => withOptional(each, type, settled)) };
  if (type.is !== 'call') return value;
  const [inner] = type.arguments;
  if (inner === undefined) return value;
  switch (type.name) {
    case 'optional':
      return withOptional(value, inner, settled);
    case 'list':
    case 'set':
      return value.is === 'list'
        ? { ...value, items: value.items.map((each) => withOptional(each, inner, settled)) }
        : value;
    case 'map':
      return value.is === 'map' ? eachEntry(value, (each) => withOptional(each.value, inner, settled)) : value;
    case 'object':
      return value.is === 'map' && inner.is === 'map' ? completed(value, inner, settled) : value;
    default:
      return value;
  }
}

type SettledObject = Extract<Settled, { readonly is: 'map' }>;

function eachEntry(value: SettledObject, change: (entry: SettledEntry) => Settled): SettledObject {
  return { ...value, entries: value.entries.map((entry) => ({ ...entry, value: change(entry) })) };
}
function completed(value: SettledObject, fields: ConfigMap, settled: (value: ConfigValue) => Settled): SettledObject {
  const types = new Map(fields.entries.map((field) => [field.key, field.value]));
  const written = eachEntry(value, (entry) => {
    const type = types.get(entry.key);
    if (type === undefined) return entry.value;
    const isNull = entry.value.is === 'scalar' && entry.value.value === null;
    const otherwise = isNull ? leftOut(type, settled) : undefined;
    return otherwise ?? withOptional(entry.value, type, settled);
  });
  if (value.open !== undefined) return written;
  const names = new Set(value.entries.map(({ key }) => key));
  const added = fields.entries.flatMap(({ key, keyAt, value: type }): SettledEntry[] => {
    if (names.has(key) || type.is !== 'call' || type.name !== 'optional') return [];
    return [{ key, keyAt, value: leftOut(type, settled) ?? knownScalar(null, keyAt) }];
  });
  return { ...written, entries: [...written.entries, ...added] };
}
/** Undefined where the type names no default. */
function leftOut(type: ConfigValue, settled: (value: ConfigValue) => Settled): Settled | undefined {
  if (type.is !== 'call' || type.name !== 'optional') return undefined;
  const [inner, otherwise] = type.arguments;
  if (inner === undefined || otherwise === undefined) return undefined;
  return withOptional(settled(otherwise), inner, settled);
}
