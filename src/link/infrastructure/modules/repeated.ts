// The copies that `count` and `for_each` make of a resource or a module, with what `count` and `each` mean in each of them.
import type { ConfigValue } from '../../../model/infrastructure.js';
import type { Location } from '../../../model/location.js';
import { elementsOf, type Scope, settle } from '../values/settle-value.js';
import { literalOf, openScalar, type Settled, type SettledMap } from '../values/settled.js';

const mostInstances = 50;

export interface Repeated {
  readonly index: string;
  readonly scope: Scope;
}

/** One scope per element of `for_each`; `count` makes equal copies, of which one is enough, or none. */
export function repeatedBy(
  entry: {
    readonly count?: ConfigValue;
    readonly forEach?: ConfigValue;
    readonly at: Location;
  },
  around: Scope,
): Repeated[] {
  if (entry.count !== undefined) {
    const count = settle(entry.count, around);
    const certain = count.is === 'scalar' && count.assumed !== true;
    if (certain && Number(literalOf(count)) === 0 && literalOf(count) !== undefined) return [];
    const index = openScalar('dynamic', 'count.index differs from copy to copy', entry.at);
    return [{ index: '', scope: bound(around, 'count', [['index', index]], entry.at) }];
  }
  if (entry.forEach === undefined) return [{ index: '', scope: around }];
  const collection = settle(entry.forEach, around);
  const elements = elementsOf(collection);
  if (elements === undefined || elements.length > mostInstances) {
    const open = openScalar('dynamic', 'for_each is not known', entry.at);
    return [
      {
        index: '',
        scope: bound(
          around,
          'each',
          [
            ['key', open],
            // One for each copy of another resource: whichever it is, that is its kind.
            ['value', collection.is === 'resource' ? collection : open],
          ],
          entry.at,
        ),
      },
    ];
  }
  return elements.map(({ key, item }) => {
    const name = collection.is === 'list' ? item : key;
    const text = literalOf(name);
    const index = text === undefined || text === null ? '' : `[${JSON.stringify(String(text))}]`;
    return {
      index,
      scope: bound(
        around,
        'each',
        [
          ['key', name],
          ['value', item],
        ],
        entry.at,
      ),
    };
  });
}
function bound(around: Scope, name: string, entries: readonly (readonly [string, Settled])[], at: Location): Scope {
  const map: SettledMap = { is: 'map', entries: entries.map(([key, value]) => ({ key, keyAt: at, value })), at };
  return { ...around, bound: new Map([[name, map]]) };
}

/** The resources that `for_each` makes, as the map that their name stands for; undefined where a key is not known. */
export function copiesByKey(indexes: readonly string[], address: string, at: Location): SettledMap | undefined {
  if (indexes.length === 0 || indexes.includes('')) return undefined;
  const entries = indexes.map((index) => ({
    key: String(JSON.parse(index.slice(1, -1))),
    keyAt: at,
    value: { is: 'resource' as const, address: `${address}${index}`, attribute: 'id', at },
  }));
  return { is: 'map', entries, at };
}
