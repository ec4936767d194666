// The constructs of one file with their properties worked out, and the methods that are called on them.
import { folderOf, foldersUpFrom } from '../../../model/file-paths.js';
import { groupBy } from '../../../model/group-by.js';
import type { InfrastructureFact, ResourceEntry } from '../../../model/infrastructure.js';
import type { Location } from '../../../model/location.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import { tellingName } from '../resources/resource-names.js';
import { type Scope, settle } from '../values/settle-value.js';
import {
  entryOf,
  fieldOf,
  itemsOf,
  type Settled,
  type SettledEntry,
  type SettledMap,
  textOf,
} from '../values/settled.js';
import { fromElsewhere, type Override, overrideFrom, overridesOf, withOverrides } from './overrides.js';

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

/** What a file says of a construct that it does not make, so that nobody can tell of which. */
export interface Foreign {
  readonly method: string;
  /** The attribute or variable. */
  readonly key?: string;
  readonly override?: Override;
  readonly at: Location;
}
/** Other methods need to know on what they are called. */
const sayable: ReadonlySet<string> = new Set(['configureHealthCheck', 'setAttribute', 'addEnvironment', 'override']);

export function saidOfOthers(constructs: readonly Construct[]): readonly Foreign[] {
  return constructs.flatMap((each): Foreign[] => {
    const { type: method, on, given, at } = each;
    if (!sayable.has(method) || on !== undefined) return [];
    const key = textOf(fieldOf(given, 'key') ?? fieldOf(given, 'name'));
    const override = overrideFrom(each);
    return [
      {
        method,
        at,
        ...(key === undefined ? {} : { key }),
        ...(override === undefined ? {} : { override: fromElsewhere(override) }),
      },
    ];
  });
}

/** What a file makes, worked out. */
export function constructsOf({ resources }: InfrastructureFact, scope: Scope): readonly Construct[] {
  return resources.map((each) => constructOf(each, scope));
}

export class Constructs {
  readonly #all: readonly Construct[];
  readonly #byAddress: ReadonlyMap<string, Construct>;
  readonly #calls: ReadonlyMap<string, readonly Construct[]>;
  readonly #overrides: readonly Override[];
  readonly #file: string;
  /** Of all files together. */
  readonly foreign: readonly Foreign[];
  /** Where the program is run: paths that it does not count from its own file count from there. */
  readonly folder: string;

  constructor(file: string, constructs: readonly Construct[], folders: readonly string[], foreign: readonly Foreign[]) {
    this.foreign = foreign;
    this.#file = file;
    this.#byAddress = new Map(constructs.map((each) => [each.address, each]));
    this.#all = constructs.map((each) => {
      const on = this.#meant(fieldOf(each.given, 'on'), constructs);
      return on === undefined ? each : { ...each, on };
    });
    this.#calls = groupBy(this.#all, ({ type, on = '' }) => `${type} ${on}`);
    this.#overrides = [
      ...foreign.flatMap((each) => each.override ?? []),
      ...this.#all.flatMap((each) => (each.on === undefined ? [] : (overrideFrom(each) ?? []))),
    ];
    const own = folderOf(file);
    this.folder = [...foldersUpFrom(own)].find((each) => folders.includes(each)) ?? own;
  }

  /** Where a part of a construct is one that it was given, that one; the container that a task has first, which is a pattern's own. */
  #meant(on: Settled | undefined, constructs: readonly Construct[]): string | undefined {
    const address = this.partOf(addressOf(on));
    if (address === undefined || on?.is !== 'resource' || !on.attribute.startsWith('defaultContainer')) return address;
    const maker = address.replace(/\.taskDefinition$/, '');
    if (maker !== address && this.at(maker) !== undefined) return maker;
    return (
      constructs.find(({ type, on: task }) => type === 'addContainer' && this.partOf(task) === address)?.address ??
      address
    );
  }
  /** `service.taskDefinition` */
  partOf(address: string | undefined): string | undefined {
    const [, whole, part] = /^(.*)\.(taskDefinition|loadBalancer)$/s.exec(address ?? '') ?? [];
    const owner = this.at(whole);
    if (owner === undefined || part === undefined) return address;
    return addressOf(fieldOf(propsOf(owner), part)) ?? address;
  }

  /** Those of some classes, or the calls of some methods. */
  of(...types: readonly string[]): readonly Construct[] {
    return this.#all.filter((each) => types.includes(each.type));
  }
  /** Resources that are made by themselves. */
  templates(): readonly Construct[] {
    return this.#all.filter(({ type }) => type.startsWith('AWS::'));
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
      // What a constant of another file names goes by the class that makes it.
      name: id === '' ? (stack ?? '') : id,
      values: withOverrides(type, values, overridesOf(address, type, this.#overrides)),
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
/** Of everything that it names, however deep. */
export function addressesIn(value: Settled | undefined): readonly string[] {
  if (value?.is === 'resource') return [value.address];
  const inner = value?.is === 'map' ? value.entries.map((each) => each.value) : itemsOf(value);
  return inner.flatMap(addressesIn);
}
