// Items by what they have in common, in the order they came.

export type Groups<T> = ReadonlyMap<string, readonly T[]>;

/** An item without a key is in no group. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | undefined): Groups<T> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    if (key !== undefined) append(groups, key, item);
  }
  return groups;
}
/** An item may be in several groups, once in each. */
export function groupByEach<T>(items: readonly T[], keysOf: (item: T) => readonly string[]): Groups<T> {
  const groups = new Map<string, T[]>();
  for (const item of items) for (const key of new Set(keysOf(item))) append(groups, key, item);
  return groups;
}
/** The values of each key, which may be an object. */
export function groupPairs<K, V>(pairs: Iterable<readonly [K, V]>): ReadonlyMap<K, readonly V[]> {
  const groups = new Map<K, V[]>();
  for (const [key, value] of pairs) append(groups, key, value);
  return groups;
}
export function append<K, V>(groups: Map<K, V[]>, key: K, item: V): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [item]);
  else group.push(item);
}
