// Label selectors as Kubernetes matches them.
import type { SelectorFact } from '../model/facts.js';

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
