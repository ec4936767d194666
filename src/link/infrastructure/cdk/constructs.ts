// The constructs of one file with their properties worked out, and the methods that are called on them.
import { folderOf, foldersUpFrom } from '../../../model/file-paths.js';
import type { InfrastructureFact, ResourceEntry } from '../../../model/infrastructure.js';
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

export class Constructs {
  readonly #all: readonly Construct[];
  readonly #byAddress: ReadonlyMap<string, Construct>;
  readonly #file: string;
  /** Where the program is run: paths that it does not count from its own file count from there. */
  readonly folder: string;

  constructor({ resources, module }: InfrastructureFact, scope: Scope, folders: readonly string[]) {
    this.#file = module;
    this.#all = resources.map((each) => constructOf(each, scope));
    this.#byAddress = new Map(this.#all.map((each) => [each.address, each]));
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
    return this.#all.filter((each) => each.type === method && each.on === on);
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
