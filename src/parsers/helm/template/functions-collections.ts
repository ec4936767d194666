// Lists and maps: taken apart and put together, always with the places of what is in them.
import { textPiece } from '../../kit/pieces.js';
import { copyOf, nothing, type Sourced, type SourcedList, type SourcedMap, text, textOf } from '../../kit/sourced.js';
import { type Functions, integer, type TemplateFunction, truth } from './functions-types.js';
import { mergeValues } from './merge-values.js';
import { stringOf } from './truth.js';

const listOf = (items: readonly Sourced[]): SourcedList => ({ kind: 'list', items });
/** All of whose elements are known to be there. */
const closedList = (value: Sourced | undefined): readonly Sourced[] | undefined =>
  value?.kind === 'list' && value.open === undefined ? value.items : value?.kind === 'nothing' ? [] : undefined;
const closedMap = (value: Sourced | undefined): SourcedMap | undefined =>
  value?.kind === 'map' && value.open === undefined ? value : undefined;

const onList =
  (change: (items: readonly Sourced[], rest: readonly Sourced[]) => Sourced | undefined): TemplateFunction =>
  ([list, ...rest]) => {
    const items = closedList(list);
    return items === undefined ? undefined : change(items, rest);
  };
const onMap =
  (change: (map: SourcedMap, keys: readonly string[]) => Sourced | undefined): TemplateFunction =>
  ([map, ...rest]) => {
    const held = closedMap(map);
    const keys = rest.flatMap((each) => textOf(each) ?? []);
    return held === undefined || keys.length < rest.length ? undefined : change(held, keys);
  };

/** A map without some of its keys; the elements stay where they are. */
const chosen = (map: SourcedMap, wanted: (key: string) => boolean): Sourced => ({
  kind: 'map',
  entries: new Map([...map.entries].filter(([key]) => wanted(key))),
});
const isSame = (a: Sourced, b: Sourced): boolean | undefined => {
  const [left, right] = [stringOf(a), stringOf(b)];
  return left === undefined || right === undefined ? undefined : left === right;
};

function merged(args: readonly Sourced[], strongest: 'first' | 'last'): Sourced | undefined {
  const maps = args.map((arg) =>
    arg.kind === 'nothing' ? ({ kind: 'map', entries: new Map() } as const) : closedMap(arg),
  );
  const known = maps.flatMap((map) => map ?? []);
  const [target] = known;
  if (known.length < maps.length || target === undefined) return undefined;
  const weakestFirst = strongest === 'first' ? known.toReversed() : known;
  const result = weakestFirst.reduce<Sourced>((below, above) => mergeValues(below, above), {
    kind: 'map',
    entries: new Map(),
  });
  // Sprig changes the first map in place.
  if (result.kind === 'map') for (const [key, held] of result.entries) target.entries.set(key, held);
  return target;
}

function indexed(value: Sourced | undefined, keys: readonly Sourced[]): Sourced | undefined {
  let current = value;
  for (const key of keys) {
    if (current?.kind === 'map') {
      const name = textOf(key);
      if (name === undefined) return undefined;
      const found = current.entries.get(name)?.value;
      if (found === undefined && current.open !== undefined) return undefined;
      current = found ?? nothing;
    } else if (current?.kind === 'list' && key.kind === 'number') {
      if (current.open !== undefined) return undefined;
      current = current.items[key.value];
    } else return undefined;
  }
  return current;
}

const list: TemplateFunction = (args) => listOf(args);
const concat: TemplateFunction = (args) => {
  const lists = args.map(closedList);
  const known = lists.flatMap((each) => (each === undefined ? [] : [each]));
  return known.length < lists.length ? undefined : listOf(known.flat());
};

export const collectionFunctions: Functions = {
  list,
  tuple: list,
  concat,
  append: onList((items, rest) => listOf([...items, ...rest])),
  prepend: onList((items, rest) => listOf([...rest, ...items])),
  first: onList((items) => items[0] ?? nothing),
  last: onList((items) => items.at(-1) ?? nothing),
  rest: onList((items) => listOf(items.slice(1))),
  initial: onList((items) => listOf(items.slice(0, -1))),
  reverse: onList((items) => listOf(items.toReversed())),
  uniq: onList((items) => {
    if (items.some((item) => stringOf(item) === undefined)) return undefined;
    return listOf(items.filter((item, index) => items.findIndex((other) => isSame(other, item) === true) === index));
  }),
  compact: onList((items) =>
    items.some((item) => stringOf(item) === undefined)
      ? undefined
      : listOf(items.filter((item) => stringOf(item) !== '')),
  ),
  sortAlpha: onList((items) => {
    const texts = items.map((item) => ({ item, key: stringOf(item) }));
    if (texts.some(({ key }) => key === undefined)) return undefined;
    return listOf(texts.sort((a, b) => ((a.key ?? '') < (b.key ?? '') ? -1 : 1)).map(({ item }) => item));
  }),
  has: ([wanted, value]) => {
    const items = closedList(value);
    if (items === undefined || wanted === undefined) return undefined;
    const answers = items.map((item) => isSame(item, wanted));
    return answers.includes(true) ? truth(true) : answers.includes(undefined) ? undefined : truth(false);
  },
  without: onList((items, rest) => {
    const answers = items.map((item) => rest.map((each) => isSame(item, each)));
    return answers.flat().includes(undefined)
      ? undefined
      : listOf(items.filter((_, index) => answers[index]?.includes(true) !== true));
  }),
  len: ([value]) => {
    if (value?.kind === 'map') return closedMap(value) === undefined ? undefined : integer(value.entries.size);
    const items = value?.kind === 'list' ? closedList(value) : undefined;
    const size = items?.length ?? (value?.kind === 'text' ? textOf(value)?.length : undefined);
    return size === undefined ? undefined : integer(size);
  },
  index: ([value, ...keys]) => indexed(value, keys),
  until: ([count]) =>
    count?.kind === 'number' && count.value >= 0 && count.value <= 1000
      ? listOf(Array.from({ length: count.value }, (_, index) => integer(index)))
      : undefined,
  dict: (args) => {
    const entries: SourcedMap['entries'] = new Map();
    for (let at = 0; at < args.length; at += 2) {
      const key = stringOf(args[at]);
      if (key === undefined) return undefined;
      entries.set(key, { key: [textPiece(key)], value: args[at + 1] ?? text('') });
    }
    return { kind: 'map', entries };
  },
  get: ([map, key]) => {
    const found = key === undefined ? undefined : indexed(map, [key]);
    return found?.kind === 'nothing' ? text('') : found;
  },
  hasKey: ([map, key]) => {
    const name = textOf(key);
    if (map?.kind !== 'map' || name === undefined) return undefined;
    return map.entries.has(name) ? truth(true) : map.open === undefined ? truth(false) : undefined;
  },
  keys: onMap((map) => listOf([...map.entries.values()].map(({ key }) => ({ kind: 'text', pieces: key })))),
  values: onMap((map) => listOf([...map.entries.values()].map(({ value }) => value))),
  pick: onMap((map, keys) => chosen(map, (key) => keys.includes(key))),
  omit: onMap((map, keys) => chosen(map, (key) => !keys.includes(key))),
  pluck: ([name, ...maps]) => {
    const key = textOf(name);
    if (key === undefined || maps.some((map) => closedMap(map) === undefined)) return undefined;
    return listOf(maps.flatMap((map) => (map.kind === 'map' ? (map.entries.get(key)?.value ?? []) : [])));
  },
  dig: (args) => {
    const keys = args.slice(0, -2);
    const found = indexed(args.at(-1), keys);
    return found?.kind === 'nothing' ? args.at(-2) : found;
  },
  merge: (args) => merged(args, 'first'),
  mergeOverwrite: (args) => merged(args, 'last'),
  deepCopy: ([value]) => (value === undefined ? undefined : copyOf(value)),
};
