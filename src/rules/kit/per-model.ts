// What several rules, or many subjects of one, ask of the same model is worked out once.
import type { Model } from '../../model/topology.js';

export function perModel<T>(make: (model: Model) => T): (model: Model) => T {
  const made = new WeakMap<Model, { readonly value: T }>();
  return (model) => {
    const seen = made.get(model);
    if (seen !== undefined) return seen.value;
    const value = make(model);
    made.set(model, { value });
    return value;
  };
}

/** Who has each of these things; in the order they came. */
export function ownersOf<O, T>(
  owners: readonly O[],
  thingsOf: (owner: O) => Iterable<T>,
): ReadonlyMap<T, readonly O[]> {
  const index = new Map<T, O[]>();
  for (const owner of owners) {
    for (const thing of new Set(thingsOf(owner))) {
      const list = index.get(thing);
      if (list === undefined) index.set(thing, [owner]);
      else list.push(owner);
    }
  }
  return index;
}
