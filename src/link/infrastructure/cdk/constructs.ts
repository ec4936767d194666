// The constructs of one file with their properties worked out, and the methods that are called on them.
import { folderOf, foldersUpFrom } from '../../../model/file-paths.js';
import { groupBy } from '../../../model/group-by.js';
import type { ConfigMap, ConfigValue, InfrastructureFact, ResourceEntry } from '../../../model/infrastructure.js';
import type { Location } from '../../../model/location.js';
import { tellingName } from '../resource-names.js';
import { type Scope, settle } from '../settle-value.js';
import { entryOf, fieldOf, itemsOf, type Settled, type SettledEntry, type SettledMap } from '../settled.js';
import type { ResourceInstance } from '../walk.js';

export interface Construct {
  /** Its class; of what a method makes, the method. */
  readonly type: string;
  readonly id: string;
  readonly address: string;
  /** Of a method: what it is called on. */
  readonly on?: string;
  readonly given: SettledMap;
  readonly at: Location;
  readonly nameAt: Location;
}

/** What a file sets on a construct that another file makes, and nobody can tell which. */
export interface Foreign {
  readonly method: 'configureHealthCheck' | 'setAttribute';
  readonly key?: string;
  readonly at: Location;
}
export function saidOfOthers({ resources }: InfrastructureFact): readonly Foreign[] {
  return resources.flatMap(({ type, values, at }): Foreign[] => {
    if ((type !== 'configureHealthCheck' && type !== 'setAttribute') || entryNamed(values, 'on') !== undefined)
      return [];
    const key = entryNamed(values, 'key');
    const text = key?.is === 'scalar' && key.expression.kind === 'literal' ? String(key.expression.value) : undefined;
    return [{ method: type, at, ...(text === undefined ? {} : { key: text }) }];
  });
}
const entryNamed = ({ entries }: ConfigMap, name: string): ConfigValue | undefined =>
  entries.find(({ key }) => key === name)?.value;

export class Constructs {
  readonly #all: readonly Construct[];
  readonly #byAddress: ReadonlyMap<string, Construct>;
  readonly #calls: ReadonlyMap<string, readonly Construct[]>;
  readonly #file: string;
  /** Of all files together. */
  readonly foreign: readonly Foreign[];
  /** Where the program is run: paths that it does not count from its own file count from there. */
  readonly folder: string;

  constructor(
    { resources, module }: InfrastructureFact,
    scope: Scope,
    folders: readonly string[],
    foreign: readonly Foreign[],
  ) {
    this.foreign = foreign;
    this.#file = module;
    this.#all = resources.map((each) => constructOf(each, scope));
    this.#byAddress = new Map(this.#all.map((each) => [each.address, each]));
    this.#calls = groupBy(this.#all, ({ type, on = '' }) => `${type} ${on}`);
    const own = folderOf(module);
    this.folder = [...foldersUpFrom(own)].find((each) => folders.includes(each)) ?? own;
  }

  /** Those of some classes, or the calls of some methods. */
  of(...types: readonly string[]): readonly Construct[] {
    return this.#all.filter((each) => types.includes(each.type));
  }
  at(address: string | undefined): Construct | undefined {
    return address === undefined ? undefined : this.#byAddress.get(address);
  }
  /** Calls of a method on a construct. */
  calls(method: string, on: string): readonly Construct[] {
    return this.#calls.get(`${method} ${on}`) ?? [];
  }
  /** A resource that a construct stands for, or one of those that it makes. */
  resource(
    type: string,
    address: string,
    { id, at, nameAt, address: owner }: Construct,
    entries: readonly (SettledEntry | undefined)[],
  ): ResourceInstance {
    const stack = /^(\w+?)(?:Stack|Construct)?(?:[/#]|$)/.exec(owner)?.[1];
    const title = tellingName([id, stack], this.#file);
    const values: SettledMap = { is: 'map', entries: entries.flatMap((each) => each ?? []), at };
    return {
      address,
      type,
      name: id,
      values,
      at,
      nameAt,
      scope: `cdk:${this.#file}`,
      ...(title === undefined ? {} : { title }),
    };
  }
}

function constructOf({ type, name, address, values, at, nameAt }: ResourceEntry, scope: Scope): Construct {
  const settled = settle(values, scope);
  const given: SettledMap = settled.is === 'map' ? settled : { is: 'map', entries: [], at };
  const on = addressOf(fieldOf(given, 'on'));
  return { type, id: name, address, given, at, nameAt, ...(on === undefined ? {} : { on }) };
}

/** What a construct was given as its properties. */
export function propsOf({ given, at }: Construct): SettledMap {
  const props = entryOf(given, 'props')?.value;
  return props?.is === 'map' ? props : { is: 'map', entries: [], at };
}
/** Properties under the names that the resource has for them. */
export function renamed(props: SettledMap, names: Readonly<Record<string, string>>): readonly SettledEntry[] {
  return Object.entries(names).flatMap(([from, to]) => {
    const entry = entryOf(props, from);
    return entry === undefined ? [] : [{ ...entry, key: to }];
  });
}
export function addressOf(value: Settled | undefined): string | undefined {
  return value?.is === 'resource' ? value.address : undefined;
}
export function addressesIn(value: Settled | undefined): readonly string[] {
  return [...itemsOf(value), ...(value?.is === 'resource' ? [value] : [])].flatMap((each) => addressOf(each) ?? []);
}
