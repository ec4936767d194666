// Products whose metrics the knowledge table names: what an alert may ask for.
import { products } from '../../knowledge/lookup.js';
import type { Exporter, FactIndex } from '../../model/topology.js';
import { habitsOf } from './habits.js';
import { productOf } from './products.js';

/** None without alerts: looking through the whole table costs reading it. */
export function exportersFor(facts: FactIndex): readonly Exporter[] {
  const [first] = facts.of('alert');
  if (first === undefined) return [];
  return products()
    .filter((each) => each.facts !== undefined && Object.hasOwn(each.facts, 'metric-prefix'))
    .map(({ product }) => ({ product: productOf(product, first.at), habits: habitsOf(product, undefined, first.at) }));
}
