// Judges names inside the value of an annotation: those of a list of pairs.
import { type KeyEntry, product } from '../../knowledge/lookup.js';
import { nearestName } from '../../knowledge/spelling.js';
import type { SettingMistake } from '../../model/facts.js';
import type { Pair } from './annotation-pairs.js';

/** A name in a list of pairs that is nearly one the table knows. */
export function judgePairName(pair: Pair, rows: readonly KeyEntry<'annotation'>[]): SettingMistake | undefined {
  const names = rows.flatMap(({ key }) => key.key ?? []);
  const first = rows[0];
  if (first === undefined || names.includes(pair.name)) return undefined;
  const near = nearestName(pair.name, names);
  if (near === undefined) return undefined;
  const title = product(first.product)?.title ?? first.product;
  return {
    kind: 'setting-mistake',
    mistake: 'ignored',
    product: first.product,
    key: pair.name,
    at: pair.nameAt,
    because: `is no attribute that ${title} knows`,
    help: `Did you mean ${near}?`,
  };
}
