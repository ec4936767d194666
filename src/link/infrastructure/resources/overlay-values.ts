// Lays the values of a plan or state over the configuration they came from: values win, places and references stay.
import type { Location } from '../../../model/location.js';
import {
  isUnset,
  literalOf,
  placeOfSettled,
  type Settled,
  type SettledEntry,
  type SettledMap,
} from '../values/settled.js';
import type { ResourceInstance } from './resource-instance.js';

/** `module.a["x"].aws_lb.app[0]` as `module.a["x"].aws_lb.app`: copies made by `count` share their configuration. */
export function withoutCount(address: string): string {
  return address.replace(/\[\d+\]/g, '');
}

/** `written` is the configuration in the scan, `planned` the one inside the plan. */
export function overlay(
  values: ResourceInstance,
  written: ResourceInstance | undefined,
  planned: ResourceInstance | undefined,
  scope: string,
): ResourceInstance {
  const place = written ?? values;
  const configured = written === undefined && planned === undefined ? undefined : [written?.values, planned?.values];
  return {
    ...values,
    values: overMap(values.values, configured, written?.at),
    at: place.at,
    nameAt: place.nameAt,
    scope,
    ...(written === undefined ? { recorded: true as const } : {}),
  };
}

type Configured = readonly (Settled | undefined)[] | undefined;

function overMap(values: SettledMap, configured: Configured, fallback: Location | undefined): SettledMap {
  const maps = configured?.map((each) => (each?.is === 'list' ? each.items[0] : each));
  const entryIn = (key: string): readonly (SettledEntry | undefined)[] | undefined =>
    maps?.map((each) => (each?.is === 'map' ? each.entries.findLast((entry) => entry.key === key) : undefined));
  const keys = new Set(values.entries.map((entry) => entry.key));
  const entries = values.entries.flatMap((entry): SettledEntry[] => {
    const found = entryIn(entry.key);
    const value = over(
      entry.value,
      found?.map((each) => each?.value),
      fallback,
    );
    const keyAt = found?.[0]?.keyAt ?? fallback ?? entry.keyAt;
    return value === undefined ? [] : [{ key: entry.key, keyAt, value }];
  });
  // A plan leaves out what it does not know; only references are worth adding, the rest is computed by the provider.
  const added = (maps ?? []).flatMap((each) => (each?.is === 'map' ? each.entries : []));
  for (const entry of added) {
    if (keys.has(entry.key) || !hasReference(entry.value)) continue;
    keys.add(entry.key);
    entries.push(entry);
  }
  return { is: 'map', entries, at: fallback ?? values.at };
}

function over(value: Settled, configured: Configured, fallback: Location | undefined): Settled | undefined {
  const source = configured?.find((each) => each !== undefined);
  const reference = configured?.find((each) => each !== undefined && hasReference(each));
  switch (value.is) {
    case 'scalar': {
      if (isUnset(value)) return reference;
      // Unknown in the plan and written nowhere: the provider fills it in, as if nothing were set.
      if (value.value === undefined) return source ?? (configured === undefined ? value : undefined);
      if (reference !== undefined && typeof value.value === 'string' && reference.is !== 'json') return reference;
      const written = configured?.[0];
      const at = written === undefined ? fallback : placeOfSettled(written);
      return at === undefined
        ? value
        : { is: 'scalar', expression: { kind: 'literal', value: value.value, at }, value: value.value };
    }
    case 'list':
      if (source !== undefined && value.items.length === 0) return reference ?? value;
      return {
        is: 'list',
        items: value.items.flatMap(
          (item, index) =>
            over(
              item,
              configured?.map((each) => itemAt(each, index)),
              fallback,
            ) ?? [],
        ),
        at: value.at,
      };
    case 'map':
      return overMap(value, configured, fallback);
    default:
      return value;
  }
}
function itemAt(value: Settled | undefined, index: number): Settled | undefined {
  return value?.is === 'list' ? value.items[index] : index === 0 ? value : undefined;
}
function hasReference(value: Settled): boolean {
  switch (value.is) {
    case 'resource':
      return literalOf(value) === undefined;
    case 'list':
      return value.items.some(hasReference);
    case 'map':
      return value.entries.some((entry) => hasReference(entry.value));
    case 'either':
      return value.options.some(hasReference);
    default:
      return false;
  }
}
