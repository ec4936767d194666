// Label selectors as Kubernetes matches them.
import type { SelectorFact } from '../../model/facts.js';

export type Labels = Readonly<Record<string, string>>;

/** Every pair of `wanted` is among `labels`; an empty selector selects nothing here (a Service without one has manual endpoints). */
export function selects(wanted: Labels, labels: Labels): boolean {
  const pairs = Object.entries(wanted);
  return pairs.length > 0 && pairs.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value);
}

/** matchLabels AND matchExpressions. An empty selector matches every pod of the namespace (policy/v1). */
export function matchesSelector(selector: SelectorFact, labels: Labels): boolean {
  const pairs = Object.entries(selector.labels);
  if (!pairs.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value)) return false;
  return selector.expressions.every(({ key, operator, values }) => {
    const present = Object.hasOwn(labels, key);
    const value = present ? labels[key] : undefined;
    switch (operator) {
      case 'In':
        return value !== undefined && values.includes(value);
      case 'NotIn':
        return value === undefined || !values.includes(value);
      case 'Exists':
        return present;
      case 'DoesNotExist':
        return !present;
      default:
        return false;
    }
  });
}

/**
 * Finds the selectors that `labels` may satisfy without asking each: a selector is looked up by the pair that fewest others name.
 * One without pairs is always among them. In the order they came.
 */
export function selectorIndex<T>(items: readonly T[], wantedOf: (item: T) => Labels): (labels: Labels) => readonly T[] {
  const pairs = items.map((item) => Object.entries(wantedOf(item)).map(([key, value]) => `${key}=${value}`));
  const uses = new Map<string, number>();
  for (const pair of pairs.flat()) uses.set(pair, usesOf(uses, pair) + 1);
  const open: number[] = [];
  const byPair = new Map<string, number[]>();
  for (const [place, own] of pairs.entries()) {
    const [first, ...others] = own;
    if (first === undefined) {
      open.push(place);
      continue;
    }
    const rarest = others.reduce((best, each) => (usesOf(uses, each) < usesOf(uses, best) ? each : best), first);
    const list = byPair.get(rarest);
    if (list === undefined) byPair.set(rarest, [place]);
    else list.push(place);
  }
  return (labels) =>
    [...open, ...Object.entries(labels).flatMap(([key, value]) => byPair.get(`${key}=${value}`) ?? [])]
      .sort((a, b) => a - b)
      .flatMap((place) => items[place] ?? []);
}
function usesOf(uses: ReadonlyMap<string, number>, pair: string): number {
  const known = uses.get(pair);
  return known === undefined ? 0 : known;
}
