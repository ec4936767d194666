// `merge()` of Terraform: entries of later maps win, also over those that nobody sees.
import type { Expression } from '../../../model/expression.js';
import type { Location } from '../../../model/location.js';
import {
  expressionOf,
  isUnset,
  knownScalar,
  optionsOf,
  placeOfSettled,
  type Settled,
  type SettledEntry,
  type SettledMap,
} from './settled.js';

/** Undefined where nothing at all is known of what comes out. */
export function merged(values: readonly Settled[], at: Location): SettledMap | undefined {
  const entries = new Map<string, SettledEntry>();
  let open: Expression | undefined;
  for (const value of values) {
    if (isUnset(value)) continue;
    const map = asMap(value, entries);
    if (map.open !== undefined) {
      // What it may have wins over all before it.
      open = map.open;
      for (const [key, entry] of entries) entries.set(key, { ...entry, value: { is: 'scalar', expression: open } });
    }
    for (const entry of map.entries) entries.set(entry.key, entry);
  }
  if (open !== undefined && entries.size === 0) return undefined;
  return { is: 'map', entries: [...entries.values()], ...(open === undefined ? {} : { open }), at };
}

/** One map for the several that it may be: what only some of them have is there or is what it was `before`. */
export function asMap(value: Settled, before: ReadonlyMap<string, SettledEntry> = new Map()): SettledMap {
  if (value.is === 'map') return value;
  if (value.is === 'resource' && value.value !== undefined) return asMap(value.value, before);
  if (value.is !== 'either') {
    const at = placeOfSettled(value);
    const text = 'what it is put together from is not known';
    const open = expressionOf(value) ?? { kind: 'unknown', reason: 'dynamic', text, at };
    return { is: 'map', entries: [], open, at };
  }
  const maps = optionsOf(value).flatMap((option) => (isUnset(option) ? [] : [asMap(option, before)]));
  const count = optionsOf(value).length;
  const keys = new Map(maps.flatMap(({ entries }) => entries.map((entry) => [entry.key, entry] as const)));
  const entries = [...keys.values()].map((first): SettledEntry => {
    const given = maps.flatMap((map) => map.entries.findLast(({ key }) => key === first.key)?.value ?? []);
    const otherwise = before.get(first.key)?.value ?? knownScalar(null, value.at);
    const options = given.length === count ? given : [...given, otherwise];
    return { ...first, value: { is: 'either', options, why: value.why, at: value.at } };
  });
  const open = maps.find((map) => map.open !== undefined)?.open;
  return { is: 'map', entries, ...(open === undefined ? {} : { open }), at: value.at };
}
