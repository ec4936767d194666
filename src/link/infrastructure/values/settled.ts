// A value after names, conditions and functions have been worked out: scalars keep the expression that shows where they come from.
import type { Expression, Literal } from '../../../model/expression.js';
import { literal } from '../../../model/expression.js';
import type { Location } from '../../../model/location.js';
import type { UnknownKind } from '../../../model/setting.js';

export type Settled =
  | SettledScalar
  | { readonly is: 'list'; readonly items: readonly Settled[]; readonly at: Location }
  | SettledMap
  | { readonly is: 'json'; readonly value: Settled; readonly at: Location }
  /** An attribute of a resource; `value` where the resource writes that attribute itself. */
  | {
      readonly is: 'resource';
      readonly address: string;
      readonly attribute: string;
      readonly value?: Settled;
      readonly at: Location;
    }
  /** One of these holds; nobody can tell which from the files. */
  | { readonly is: 'either'; readonly options: readonly Settled[]; readonly why: string; readonly at: Location }
  /** A key that a fully known map does not have: `try` and `lookup` go on from here. */
  | { readonly is: 'absent'; readonly name: string; readonly at: Location };

export interface SettledScalar {
  readonly is: 'scalar';
  readonly expression: Expression;
  /** Set when it is known; `null` is a value that Terraform takes as "not written". */
  readonly value?: Literal['value'];
  /** It rests on the default of a variable that whoever applies the configuration may set. */
  readonly assumed?: true;
  /** The text of this file, as it is. */
  readonly file?: string;
  /** What its text is put together from, for a scope that keeps them. */
  readonly pieces?: readonly Settled[];
  /** What it is the encoding of, for the same scopes: `base64encode(…)`. */
  readonly encoded?: Settled;
  /** Attributes of resources that are parts of its text, where the whole is not known: `family:revision`. */
  readonly parts?: readonly Extract<Settled, { readonly is: 'resource' }>[];
}
export interface SettledEntry {
  readonly key: string;
  readonly keyAt: Location;
  readonly value: Settled;
}
export interface SettledMap {
  readonly is: 'map';
  readonly entries: readonly SettledEntry[];
  /** Why it may have more entries than these. */
  readonly open?: Expression;
  readonly at: Location;
}

export function knownScalar(value: Literal['value'], at: Location): SettledScalar {
  return { is: 'scalar', expression: literal(value, at), value };
}
export function openScalar(reason: UnknownKind, text: string, at: Location): SettledScalar {
  return { is: 'scalar', expression: { kind: 'unknown', reason, text, at } };
}
/** Why it is not known, in a clause, where that is said. */
export function whyOpen(value: Settled | undefined): string | undefined {
  return value?.is === 'scalar' && value.expression.kind === 'unknown' ? value.expression.text : undefined;
}
export function placeOfSettled(value: Settled): Location {
  return value.is === 'scalar' ? value.expression.at : value.at;
}

/** Its value when it is known, through resource attributes that are written; undefined when it is not, or is no scalar. */
export function literalOf(settled: Settled | undefined): Literal['value'] | undefined {
  if (settled?.is === 'resource') return literalOf(settled.value);
  return settled?.is === 'scalar' ? settled.value : undefined;
}
export function textOf(settled: Settled | undefined): string | undefined {
  const value = literalOf(settled);
  return value === undefined || value === null ? undefined : String(value);
}
export function numberOf(settled: Settled | undefined): number | undefined {
  const value = literalOf(settled);
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}
export function isUnset(settled: Settled | undefined): boolean {
  return settled === undefined || settled.is === 'absent' || (settled.is === 'scalar' && settled.value === null);
}

/** As the expression of a setting; undefined when nothing is written. */
export function expressionOf(settled: Settled | undefined): Expression | undefined {
  if (settled === undefined || (settled.is !== 'absent' && isUnset(settled))) return undefined;
  switch (settled.is) {
    case 'absent': {
      const text = `${settled.name} is left out where it comes from, so its type decides`;
      return { kind: 'unknown', reason: 'dynamic', text, at: settled.at };
    }
    case 'scalar':
      return settled.expression;
    case 'resource': {
      const written = expressionOf(settled.value);
      if (written !== undefined) return written;
      const text = `${settled.address}.${settled.attribute} is known after apply`;
      return { kind: 'unknown', reason: 'dynamic', text, at: settled.at };
    }
    case 'either': {
      const all = optionsOf(settled);
      const options = all.flatMap((option) => expressionOf(option) ?? []);
      if (options.length === 0) return undefined;
      // With one branch unset the product's default may hold as well, and that is not ours to know here.
      if (options.length < all.length) {
        return { kind: 'unknown', reason: 'ambiguous', text: `${settled.why}, and it may be left out`, at: settled.at };
      }
      return { kind: 'either', options, why: settled.why, at: settled.at };
    }
    default:
      return {
        kind: 'unknown',
        reason: 'unsupported-syntax',
        text: 'it is no single value',
        at: placeOfSettled(settled),
      };
  }
}

/** The entry of a map; through `json` and, where only one option has it, `either` too. */
export function entryOf(settled: Settled | undefined, key: string): SettledEntry | undefined {
  if (settled?.is === 'json') return entryOf(settled.value, key);
  return settled?.is === 'map' ? entryIn(settled, key, (entry) => entry.key === key) : undefined;
}
/** What nobody knows, where a map has more entries than those that are seen. */
export function entryIn(
  map: SettledMap,
  key: string,
  isMeant: (entry: SettledEntry) => boolean,
): SettledEntry | undefined {
  const found = map.entries.findLast(isMeant);
  if (found !== undefined || map.open === undefined) return found;
  return { key, keyAt: map.open.at, value: { is: 'scalar', expression: map.open } };
}
export function fieldOf(settled: Settled | undefined, ...path: readonly string[]): Settled | undefined {
  let current = settled;
  for (const key of path) current = entryOf(firstOf(current), key)?.value;
  return current;
}
/** A block is a list of one map in plans and a map in some modules. */
function firstOf(settled: Settled | undefined): Settled | undefined {
  return settled?.is === 'list' ? settled.items[0] : settled;
}
/** The elements; a map alone counts as one, `either` as all of its options. */
export function itemsOf(settled: Settled | undefined): readonly Settled[] {
  switch (settled?.is) {
    case 'list':
      return settled.items.flatMap((item) => (item.is === 'either' ? itemsOf(item) : [item]));
    case 'json':
      return itemsOf(settled.value);
    case 'either':
      return settled.options.flatMap((option) => itemsOf(option));
    case 'map':
      return [settled];
    default:
      return [];
  }
}
/** Everything it may be: the options of `either`, or itself. */
export function optionsOf(settled: Settled | undefined): readonly Settled[] {
  if (settled === undefined) return [];
  return settled.is === 'either' ? settled.options.flatMap((option) => optionsOf(option)) : [settled];
}

/** As plain data; undefined where any part of it is not known. */
export function plainOf(value: Settled): unknown {
  switch (value.is) {
    case 'scalar':
      return value.value;
    case 'json': {
      const inner = plainOf(value.value);
      return inner === undefined ? undefined : JSON.stringify(inner);
    }
    case 'list': {
      const items = value.items.map(plainOf);
      return items.includes(undefined) ? undefined : items;
    }
    case 'map': {
      const entries = value.entries.map(({ key, value: inner }) => [key, plainOf(inner)] as const);
      return value.open !== undefined || entries.some(([, inner]) => inner === undefined)
        ? undefined
        : Object.fromEntries(entries);
    }
    case 'resource':
      return value.value === undefined ? undefined : plainOf(value.value);
    default:
      return undefined;
  }
}

/** The number of values in it, counted no further than `limit`. */
export function sizeOf(value: Settled, limit: number): number {
  let size = 1;
  const parts =
    value.is === 'list'
      ? value.items
      : value.is === 'map'
        ? value.entries.map((entry) => entry.value)
        : value.is === 'either'
          ? value.options
          : value.is === 'json' || (value.is === 'resource' && value.value !== undefined)
            ? [value.value]
            : [];
  for (const part of parts) {
    if (size >= limit) break;
    if (part !== undefined) size += sizeOf(part, limit - size);
  }
  return size;
}

/** The reference as far as it can be told: what names stand for is of more use here than where they lead. */
export function imageOf(value: Settled | undefined): Expression | undefined {
  const text = textOf(value);
  if (value !== undefined && text !== undefined) return literal(text, placeOfSettled(value));
  return expressionOf(value);
}

/** `metadata[0].name`: what stands further in, as far as that can be followed. */
export function inside(value: Settled, steps: readonly (string | number | undefined)[]): Settled {
  let current: Settled | undefined = value;
  for (const step of steps) {
    if (typeof step !== 'number') current = entryOf(current, String(step))?.value;
    else if (current?.is === 'list') current = current.items[step];
  }
  return current ?? value;
}
