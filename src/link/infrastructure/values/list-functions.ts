// Functions of Terraform that take lists apart and put them together, where every element that matters is known.
import type { Literal } from '../../../model/expression.js';
import type { Location } from '../../../model/location.js';
import { isUnset, knownScalar, literalOf, openScalar, type Settled, textOf } from './settled.js';

export type Builtin = (values: readonly Settled[], at: Location) => Settled | undefined;

/** More elements than this make no configuration that a person wrote. */
const longest = 1000;

/** `aws_lb.app[*].arn` stands for every resource of that name. */
export const isEach = (value: Settled | undefined): boolean => value?.is === 'resource' && value.value === undefined;

function itemsIn(value: Settled | undefined): readonly Settled[] | undefined {
  if (value !== undefined && isEach(value)) return [value];
  return value?.is === 'list' ? value.items : undefined;
}
/** Undefined as soon as one element is not known. */
function literalsIn(value: Settled | undefined): readonly Literal['value'][] | undefined {
  const literals = itemsIn(value)?.map((item) => literalOf(item));
  return literals?.every((each) => each !== undefined) === true
    ? literals.flatMap((each) => [each ?? null])
    : undefined;
}
function textsIn(value: Settled | undefined): readonly string[] | undefined {
  return literalsIn(value)?.map(String);
}
const listOf = (items: readonly Settled[], at: Location): Settled => ({ is: 'list', items, at });
const isSame = (a: Settled, b: Settled): boolean =>
  literalOf(a) !== undefined && String(literalOf(a)) === String(literalOf(b));
/** The first of equal elements stays. */
function unique(items: readonly Settled[]): readonly Settled[] {
  return items.filter((item, index) => items.findIndex((each) => each === item || isSame(each, item)) === index);
}
const numberOf = (value: Settled | undefined): number | undefined => {
  const text = textOf(value);
  const number = text === undefined || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(number) ? number : undefined;
};

export const listFunctions: Readonly<Record<string, Builtin>> = {
  distinct: ([list], at) => (list?.is === 'list' ? listOf(unique(list.items), at) : list),
  toset: ([list], at) => (list?.is === 'list' ? listOf(unique(list.items), at) : list),
  reverse: ([list], at) =>
    isEach(list) ? list : list?.is === 'list' ? listOf(list.items.toReversed(), at) : undefined,
  sort: ([list], at) => {
    const items = itemsIn(list);
    if (items === undefined || textsIn(list) === undefined) return undefined;
    return listOf(
      items.toSorted((a, b) => (String(literalOf(a)) < String(literalOf(b)) ? -1 : 1)),
      at,
    );
  },
  slice: ([list, from, to], at) => {
    const [start, end] = [numberOf(from), numberOf(to)];
    return list?.is === 'list' && start !== undefined && end !== undefined
      ? listOf(list.items.slice(start, end), at)
      : undefined;
  },
  range: (values, at) => {
    const numbers = values.map(numberOf);
    if (numbers.some((number) => number === undefined)) return undefined;
    const [first = 0, second, third = 1] = numbers;
    const [start, end] = second === undefined ? [0, first] : [first, second];
    const count = third === 0 ? 0 : Math.ceil((end - start) / third);
    if (count < 0 || count > longest) return undefined;
    return listOf(
      Array.from({ length: count }, (_, index) => knownScalar(start + index * third, at)),
      at,
    );
  },
  index: ([list, wanted], at) => {
    const items = itemsIn(list);
    const found = items === undefined || wanted === undefined ? -1 : items.findIndex((item) => isSame(item, wanted));
    return found < 0 ? undefined : knownScalar(found, at);
  },
  setunion: (values, at) => {
    const lists = values.map(itemsIn);
    return lists.some((list) => list === undefined)
      ? undefined
      : listOf(unique(lists.flatMap((list) => list ?? [])), at);
  },
  coalescelist: (values) => values.find((value) => (itemsIn(value) ?? []).length > 0),
  alltrue: ([list], at) => {
    const literals = literalsIn(list);
    return literals === undefined
      ? undefined
      : knownScalar(
          literals.every((each) => String(each) === 'true'),
          at,
        );
  },
  anytrue: ([list], at) => {
    const literals = literalsIn(list);
    return literals === undefined
      ? undefined
      : knownScalar(
          literals.some((each) => String(each) === 'true'),
          at,
        );
  },
  sum: ([list], at) => {
    const numbers = itemsIn(list)?.map(numberOf);
    if (numbers === undefined || numbers.some((number) => number === undefined)) return undefined;
    return knownScalar(
      numbers.reduce<number>((total, number) => total + (number ?? Number.NaN), 0),
      at,
    );
  },
  split: ([separator, text], at) => {
    const [mark, whole] = [textOf(separator), textOf(text)];
    if (mark !== undefined && whole !== undefined)
      return listOf(
        whole.split(mark).map((part) => knownScalar(part, at)),
        at,
      );
    // Parts of an address that is known after apply are no more lines than it is.
    return text !== undefined && isOfAddresses(text)
      ? openScalar('dynamic', 'it is a part of text that is not known here', at)
      : undefined;
  },
  formatlist: ([pattern, list, ...others], at) => {
    const [text, texts] = [textOf(pattern), textsIn(list)];
    if (text === undefined || texts === undefined || others.length > 0) return undefined;
    return listOf(
      texts.map((each) =>
        knownScalar(
          text.replace(/%[sdv]/, () => each),
          at,
        ),
      ),
      at,
    );
  },
  /** A key that no map holds stays absent, and one whose map is not known stays open. */
  element: ([list, index], at) => {
    const position = numberOf(index);
    const items = itemsIn(list);
    if (items === undefined || items.length === 0 || position === undefined) return undefined;
    if (items.some((item) => item.is === 'either'))
      return openScalar('dynamic', 'a condition decides about the list', at);
    return items[position % items.length];
  },
  one: ([list], at) => {
    const items = itemsIn(list);
    return items === undefined ? undefined : (items[0] ?? knownScalar(null, at));
  },
  compact: ([list], at) =>
    isEach(list)
      ? list
      : list?.is === 'list'
        ? listOf(
            list.items.filter((item) => !isUnset(item) && literalOf(item) !== ''),
            at,
          )
        : undefined,
};

/** A resource's attribute, or text in which nothing but those is left open. */
function isOfAddresses(text: Settled): boolean {
  if (text.is === 'resource') return true;
  if (text.is !== 'scalar') return false;
  const { expression, pieces } = text;
  return pieces?.every(isOfAddresses) ?? (expression.kind !== 'unknown' || expression.reason === 'dynamic');
}
