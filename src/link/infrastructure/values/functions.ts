// The functions of Terraform that can be worked out from the files; any other makes an unknown that names it.
import type { Expression, Literal } from '../../../model/expression.js';
import { literal } from '../../../model/expression.js';
import type { Location } from '../../../model/location.js';
import { type Builtin, isEach, listFunctions } from './list-functions.js';
import { merged } from './merged-maps.js';
import { pathFunctions } from './path-functions.js';
import {
  entryOf,
  isUnset,
  knownScalar,
  literalOf,
  openScalar,
  placeOfSettled,
  type Settled,
  type SettledEntry,
  type SettledMap,
  textOf,
} from './settled.js';
import { templateFunctions } from './template-functions.js';

/** Undefined: not one we evaluate, or not with these arguments. */
export function applyFunction(name: string, values: readonly Settled[], at: Location): Settled {
  const builtin = Object.hasOwn(builtins, name) ? builtins[name] : undefined;
  const result = builtin?.(values, at);
  if (result !== undefined) return result;
  const open = builtin === undefined ? undefined : overOptions(name, values, at);
  if (open !== undefined) return open;
  const unknown = values.find((value) => value.is === 'scalar' && value.expression.kind === 'unknown');
  if (builtin !== undefined && unknown !== undefined) return unknown;
  return openScalar('unsupported-syntax', `the function ${name}() is not evaluated here`, at);
}

/** `lookup(var.groups[count.index], "port")`, where nobody knows which group it is: what it would be for each. */
function overOptions(name: string, values: readonly Settled[], at: Location): Settled | undefined {
  const place = values.findIndex((value) => value.is === 'either');
  const choice = values[place];
  const combinations = values.reduce((product, value) => product * optionsIn(value), 1);
  if (choice?.is !== 'either' || combinations > mostCombinations) return undefined;
  const options = choice.options.map((option) => applyFunction(name, values.with(place, option), at));
  return { is: 'either', options, why: choice.why, at };
}
const mostCombinations = 64;
const optionsIn = (value: Settled): number =>
  value.is === 'either' ? value.options.reduce((sum, option) => sum + optionsIn(option), 0) : 1;

const same: Builtin = ([value]) => value;

/** Known text in, known text out. */
function onText(step: (text: string, ...rest: string[]) => Literal['value'] | undefined): Builtin {
  return (values, at) => {
    const texts = values.map((value) => textOf(value));
    const [first, ...rest] = texts;
    if (first === undefined || rest.some((text) => text === undefined)) return undefined;
    const result = step(first, ...rest.flatMap((text) => text ?? []));
    return result === undefined ? undefined : knownScalar(result, at);
  };
}
function onNumber(step: (value: number) => number): Builtin {
  return ([value], at) => {
    const number = Number(textOf(value));
    return value === undefined || textOf(value) === undefined || Number.isNaN(number)
      ? undefined
      : knownScalar(step(number), at);
  };
}
function converted(to: 'number' | 'string' | 'boolean'): Builtin {
  return ([value], at) => {
    if (value?.is !== 'scalar') return value;
    const expression: Expression = { kind: 'convert', to, operand: value.expression, at };
    if (value.value === undefined || value.value === null) return { ...value, expression };
    const made =
      to === 'number' ? Number(value.value) : to === 'string' ? String(value.value) : String(value.value) === 'true';
    return { ...value, expression, value: made };
  };
}
function extreme(operator: 'min' | 'max'): Builtin {
  return (values, at) => {
    const scalars = values.flatMap((value) => (value.is === 'scalar' ? [value] : []));
    if (scalars.length !== values.length) return undefined;
    const expression: Expression = {
      kind: 'arithmetic',
      operator,
      operands: scalars.map((each) => each.expression),
      at,
    };
    const numbers = scalars.map((each) => (each.value === undefined ? Number.NaN : Number(each.value)));
    if (numbers.some((number) => Number.isNaN(number))) return { is: 'scalar', expression };
    return { is: 'scalar', expression, value: operator === 'min' ? Math.min(...numbers) : Math.max(...numbers) };
  };
}
/** What may or may not be part of the list stays in it as one element that says so. */
function joined(values: readonly Settled[]): readonly Settled[] {
  return values.flatMap((value) => (value.is === 'list' ? value.items : isUnset(value) ? [] : [value]));
}
function flattened(values: readonly Settled[]): readonly Settled[] {
  return values.flatMap((value) => (value.is === 'list' ? flattened(value.items) : [value]));
}

const numeric = (value: number): number | undefined => (Number.isNaN(value) ? undefined : value);

/** Maps are in the order of their keys. */
const inOrder = (map: SettledMap): readonly SettledEntry[] => map.entries.toSorted((a, b) => (a.key < b.key ? -1 : 1));

/** All of its entries are seen. */
const isWhole = (value: Settled | undefined): value is SettledMap => value?.is === 'map' && value.open === undefined;
/** Certainly one element, not several or none. */
const isOne = (item: Settled): boolean => item.is !== 'either' && (item.is !== 'scalar' || item.value !== undefined);

const allOf = ({ address, attribute }: Extract<Settled, { is: 'resource' }>): string =>
  `${address}.${attribute} is known after apply`;

const builtins: Readonly<Record<string, Builtin>> = {
  ...listFunctions,
  ...pathFunctions,
  ...templateFunctions,
  jsonencode: ([value], at) => (value === undefined ? undefined : { is: 'json', value, at }),
  yamlencode: ([value], at) => (value === undefined ? undefined : { is: 'json', value, at }),
  jsondecode: ([value]) => (value === undefined ? undefined : decoded(value)),
  sensitive: same,
  nonsensitive: same,
  tolist: same,
  tomap: same,
  tonumber: converted('number'),
  tostring: converted('string'),
  tobool: converted('boolean'),
  min: extreme('min'),
  max: extreme('max'),
  floor: onNumber(Math.floor),
  ceil: onNumber(Math.ceil),
  abs: onNumber(Math.abs),
  signum: onNumber(Math.sign),
  pow: onText((base, exponent) => numeric(Number(base) ** Number(exponent))),
  parseint: onText((text, base) => numeric(Number.parseInt(text, Number(base)))),
  startswith: onText((text, start) => (start === undefined ? undefined : text.startsWith(start))),
  endswith: onText((text, end) => (end === undefined ? undefined : text.endsWith(end))),
  strcontains: onText((text, part) => (part === undefined ? undefined : text.includes(part))),
  title: onText((text) => text.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase())),
  chomp: onText(withoutLineEnds),
  substr: onText((text, offset, length) => {
    const [from, count] = [Number(offset), Number(length)];
    if (Number.isNaN(from) || Number.isNaN(count)) return undefined;
    const start = from < 0 ? text.length + from : from;
    return count < 0 ? text.slice(start) : text.slice(start, start + count);
  }),
  lower: onText((text) => text.toLowerCase()),
  upper: onText((text) => text.toUpperCase()),
  // What is printed on one line needs no indentation.
  indent: ([depth, value], at) => {
    const [blanks, text] = [Number(textOf(depth)), textOf(value)];
    if (value?.is === 'json' || text === undefined || Number.isNaN(blanks))
      return value?.is === 'json' ? value : undefined;
    return knownScalar(text.replaceAll('\n', `\n${' '.repeat(Math.min(Math.max(0, blanks), 80))}`), at);
  },
  trimspace: onText((text) => text.trim()),
  trimprefix: onText((text, prefix) =>
    prefix !== undefined && text.startsWith(prefix) ? text.slice(prefix.length) : text,
  ),
  trimsuffix: onText((text, suffix) =>
    suffix !== undefined && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text,
  ),
  replace: onText((text, from, to) =>
    from === undefined || to === undefined || /^\/.*\/$/.test(from) ? undefined : text.replaceAll(from, to),
  ),
  join: (values, at) => {
    const [separator, list] = values;
    if (list?.is === 'resource' && isEach(list)) return { ...openScalar('dynamic', allOf(list), at), parts: [list] };
    const texts = list?.is === 'list' ? list.items.map((item) => textOf(item)) : [undefined];
    const between = textOf(separator);
    return between === undefined || texts.some((text) => text === undefined)
      ? undefined
      : knownScalar(texts.join(between), at);
  },
  format: (values, at) => {
    const [pattern, ...rest] = values.map((value) => textOf(value));
    if (pattern === undefined || rest.some((text) => text === undefined)) return undefined;
    const left = [...rest];
    // Widths with zeros are all that names and ports are written with; other verbs are not read.
    if (/%(?!0?\d*[sdvq])/.test(pattern.replaceAll('%%', ''))) return undefined;
    const made = pattern.replace(/%(0?)(\d*)([sdvq%])/g, (_, zero: string, width: string, verb: string) => {
      if (verb === '%') return '%';
      const text = left.shift();
      const said = verb === 'q' ? JSON.stringify(text) : (text ?? '');
      return said.padStart(Number(width), zero === '' ? ' ' : '0');
    });
    return knownScalar(made, at);
  },
  try: (values) => values.find((value) => value.is !== 'absent'),
  can: ([value], at) => (value === undefined ? undefined : knownScalar(value.is !== 'absent', at)),
  coalesce: (values) => {
    const first = values.find((value) => !isUnset(value) && literalOf(value) !== '');
    return first;
  },
  lookup: ([map, key, fallback], at) => {
    const name = textOf(key);
    if (map?.is !== 'map' || name === undefined) return undefined;
    const found = entryOf(map, name)?.value ?? fallback ?? { is: 'absent', name, at };
    if (map.open === undefined || entryOf(map, name) !== undefined) return found;
    return { is: 'either', options: [found, { is: 'scalar', expression: map.open }], why: 'the map may have it', at };
  },
  concat: (values, at) => ({ is: 'list', items: joined(values), at }),
  flatten: (values, at) => ({ is: 'list', items: flattened(values), at }),
  merge: (values, at) => merged(values, at),
  keys: ([map], at) =>
    isWhole(map) ? { is: 'list', items: inOrder(map).map(({ key, keyAt }) => knownScalar(key, keyAt)), at } : undefined,
  values: ([map], at) =>
    isEach(map) ? map : isWhole(map) ? { is: 'list', items: inOrder(map).map((entry) => entry.value), at } : undefined,
  zipmap: ([keys, values], at) => {
    if (keys?.is !== 'list' || values?.is !== 'list') return undefined;
    const list = values.items;
    const entries = keys.items.flatMap((key, index): SettledEntry[] => {
      const name = textOf(key);
      const value = list[index];
      return name === undefined || value === undefined ? [] : [{ key: name, keyAt: placeOfSettled(key), value }];
    });
    return { is: 'map', entries, at };
  },
  length: ([value], at) => {
    if (value?.is === 'list') return value.items.every(isOne) ? knownScalar(value.items.length, at) : undefined;
    if (isWhole(value)) return knownScalar(value.entries.length, at);
    const text = textOf(value);
    return text === undefined ? undefined : knownScalar(text.length, at);
  },
  contains: ([list, value], at) => {
    const wanted = literalOf(value);
    const members = list?.is === 'list' ? list.items.map((item) => literalOf(item)) : [undefined];
    return wanted === undefined || members.includes(undefined) ? undefined : knownScalar(members.includes(wanted), at);
  },
};

/** A string of JSON as values that all stand where the string stands. */
export function decoded(value: Settled): Settled | undefined {
  if (value.is === 'json') return value.value;
  const text = textOf(value);
  if (text === undefined) return value.is === 'scalar' ? value : undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return fromJson(parsed, placeOfSettled(value), 0);
  } catch {
    return undefined;
  }
}
function fromJson(value: unknown, at: Location, depth: number): Settled {
  if (depth > 60) return openScalar('unsupported-syntax', 'it is nested too deeply', at);
  if (Array.isArray(value)) return { is: 'list', items: value.map((item) => fromJson(item, at, depth + 1)), at };
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, inner]) => ({
      key,
      keyAt: at,
      value: fromJson(inner, at, depth + 1),
    }));
    return { is: 'map', entries, at };
  }
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null) {
    return { is: 'scalar', expression: literal(value, at), value };
  }
  return openScalar('unsupported-syntax', 'it is no JSON value', at);
}
function withoutLineEnds(text: string): string {
  let end = text.length;
  while (text[end - 1] === '\n' || text[end - 1] === '\r') end--;
  return text.slice(0, end);
}
