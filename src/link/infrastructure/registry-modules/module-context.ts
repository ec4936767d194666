// What readings of registry modules share: making resources, references and lists from the arguments of a call.
import type { ModuleCall } from '../../../model/infrastructure.js';
import type { Location } from '../../../model/location.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import { entryOf, openScalar, type Settled, type SettledEntry, type SettledMap } from '../values/settled.js';

export interface KnownModule {
  readonly resources: readonly ResourceInstance[];
  output(name: string, at: Location): Settled | undefined;
}

export interface ModuleContext {
  readonly call: ModuleCall;
  readonly prefix: string;
  readonly values: SettledMap;
  readonly scope: string;
}

export function resource(context: ModuleContext, type: string, name: string, values: SettledMap): ResourceInstance {
  const at = values.at;
  return { address: `${context.prefix}${type}.${name}`, type, name, values, at, nameAt: at, scope: context.scope };
}
export function attribute(address: string, name: string, at: Location): Settled {
  return { is: 'resource', address, attribute: name, at };
}
export function map(entries: readonly (SettledEntry | undefined)[], at: Location): SettledMap {
  return { is: 'map', entries: entries.flatMap((entry) => entry ?? []), at };
}
export function entry(key: string, value: Settled | undefined, at: Location): SettledEntry | undefined {
  return value === undefined ? undefined : { key, keyAt: at, value };
}

export interface Named {
  readonly key: string;
  /** As Terraform writes the index. */
  readonly index: string;
  readonly value: SettledMap;
}
/** Older versions of the module take lists, newer ones maps. */
export function named(value: Settled | undefined): readonly Named[] {
  if (value?.is === 'map') {
    return value.entries.flatMap(({ key, value: inner }) =>
      inner.is === 'map' ? [{ key, index: `["${key}"]`, value: inner }] : [],
    );
  }
  if (value?.is !== 'list') return [];
  return value.items.flatMap((inner, index) =>
    inner.is === 'map' ? [{ key: String(index), index: `["${index}"]`, value: inner }] : [],
  );
}

/** The module sends a default of its own, so that of the service does not apply; `spellings` are of one argument. */
export function leftToModule(
  context: ModuleContext,
  values: SettledMap,
  spellings: readonly string[],
): readonly SettledEntry[] {
  const [name] = spellings;
  if (name === undefined || spellings.some((spelling) => entryOf(values, spelling) !== undefined)) return [];
  const text = `${name} is left to the module ${context.call.source ?? context.call.name}, which has a default of its own`;
  return [{ key: name, keyAt: values.at, value: openScalar('not-in-scan', text, values.at) }];
}
