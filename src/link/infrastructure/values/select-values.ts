// Finds values by the paths that the knowledge table uses: `health_check[].path`, `Attributes[]{Key=idle}.Value`.
import type { Expression } from '../../../model/expression.js';
import type { Location } from '../../../model/location.js';
import { stepsOf, type ValueStep } from '../../../model/value-path.js';
import { entryOf, expressionOf, type Settled, textOf } from './settled.js';

export interface SelectedValue {
  readonly value: Settled;
  readonly keyAt: Location;
}

export function selectValues(root: Settled, path: string): readonly SelectedValue[] {
  const at = root.is === 'scalar' ? root.expression.at : root.at;
  return follow({ value: root, keyAt: at }, stepsOf(path));
}

function follow(selected: SelectedValue, steps: readonly ValueStep[]): readonly SelectedValue[] {
  const [step, ...rest] = steps;
  if (step === undefined) return [selected];
  const { value, keyAt } = selected;
  if (value.is === 'json') return follow({ value: value.value, keyAt }, steps);
  if (value.is === 'resource') return value.value === undefined ? [] : follow({ value: value.value, keyAt }, steps);
  if (value.is === 'either') return united(value, keyAt, steps);
  // A part of something unknown is unknown too: it must not pass for "not written".
  if (value.is === 'scalar') return value.value === undefined ? [selected] : [];
  switch (step.kind) {
    case 'key': {
      const entry = entryOf(value, step.name);
      return entry === undefined ? [] : follow({ value: entry.value, keyAt: entry.keyAt }, rest);
    }
    case 'every-key':
      return value.is === 'map'
        ? value.entries.flatMap((entry) => follow({ value: entry.value, keyAt: entry.keyAt }, rest))
        : [];
    case 'each':
      // An element that is one of several lists has elements of its own.
      if (value.is === 'list')
        return value.items.flatMap((item) => follow({ value: item, keyAt }, item.is === 'either' ? steps : rest));
      return value.is === 'map' ? follow(selected, rest) : [];
    case 'where': {
      if (value.is === 'list') return value.items.flatMap((item) => follow({ value: item, keyAt }, steps));
      const found = value.is === 'map' ? entryOf(value, step.key)?.value : undefined;
      return textOf(found) === step.value ? follow(selected, rest) : [];
    }
  }
}

/** What each option holds there, as one value that is one of them. */
function united(
  value: Extract<Settled, { is: 'either' }>,
  keyAt: Location,
  steps: readonly ValueStep[],
): readonly SelectedValue[] {
  const found = value.options.map((option) => follow({ value: option, keyAt }, steps));
  const [first] = found.flat();
  if (first === undefined) return [];
  const options = found.map(
    (each): Settled => each[0]?.value ?? { is: 'scalar', expression: nullAt(value.at), value: null },
  );
  return [{ value: { is: 'either', options, why: value.why, at: value.at }, keyAt: first.keyAt }];
}
function nullAt(at: Location): Expression {
  return { kind: 'literal', value: null, at };
}

/** The expression at a path; one of several where elements of a list differ, and the last of those that a key picks out. */
export function expressionAt(
  root: Settled,
  path: string,
): { readonly value: Expression; readonly keyAt: Location } | undefined {
  for (const { value, keyAt } of [...selectValues(asOne(root, stepsOf(path)), path)].reverse()) {
    const expression = expressionOf(value);
    if (expression !== undefined) return { value: expression, keyAt };
  }
  return undefined;
}

/** The same with one of its elements for each list that a path goes through without choosing: nobody can tell which is meant. */
function asOne(value: Settled, steps: readonly ValueStep[]): Settled {
  const [step, next] = steps;
  const rest = steps.slice(1);
  if (step === undefined) return value;
  if (
    step.kind === 'each' &&
    next !== undefined &&
    next.kind !== 'where' &&
    value.is === 'list' &&
    value.items.length > 1
  )
    return { is: 'either', options: value.items.map((item) => asOne(item, rest)), why: several, at: value.at };
  if (step.kind === 'each' && value.is === 'list')
    return next?.kind === 'where' ? value : { ...value, items: value.items.map((item) => asOne(item, rest)) };
  if (step.kind === 'each') return asOne(value, rest);
  if (step.kind !== 'key' || value.is !== 'map') return value;
  const entries = value.entries.map((entry) =>
    entry.key === step.name ? { ...entry, value: asOne(entry.value, rest) } : entry,
  );
  return { ...value, entries };
}
const several = 'there are several of them, and they differ';
