// What the configuration of a program holds under a key: registries of keys, Nest's configuration, files of settings.
import { perObject } from '../../knowledge/memo.js';
import { constantIn, type NamedConstant } from '../../model/constant-keys.js';
import type { Expression } from '../../model/expression.js';
import type { BindingsFact } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { type Groups, groupBy, groupPairs } from '../../model/group-by.js';
import type { Location } from '../../model/location.js';
import { variableOf } from '../../model/registry-variables.js';
import type { FactIndex } from '../../model/topology.js';
import { goModulesByFolder, nearestUpFrom, packagesByFolder } from '../lookups.js';
import { loadedFrom } from './loaders.js';

const moduleOf = (facts: FactIndex, folder: string): string | undefined =>
  nearestUpFrom(folder, goModulesByFolder(facts))?.directory;
const packageOf = (facts: FactIndex, folder: string): string | undefined =>
  nearestUpFrom(folder, packagesByFolder(facts))?.directory;

const bindingsIn = (facts: FactIndex, space: string): readonly BindingsFact[] =>
  facts.of('bindings').filter((each) => each.space === space);
const nestByPackage = perObject((facts: FactIndex) =>
  groupBy(bindingsIn(facts, 'setting'), ({ owner }) => `${packageOf(facts, folderOf(owner))}`),
);
const registriesByKey = perObject((facts: FactIndex) =>
  groupBy(
    bindingsIn(facts, 'config-key').flatMap(({ owner, names }) =>
      Object.entries(names).map(([key, values]) => ({ owner, key, values })),
    ),
    ({ owner, key }) => `${moduleOf(facts, owner)}#${key.toLowerCase()}`,
  ),
);
const filesByModule = perObject((facts: FactIndex) =>
  groupBy(
    bindingsIn(facts, 'settings-file').filter(({ mounted }) => mounted === undefined),
    ({ owner }) => `${moduleOf(facts, folderOf(owner))}`,
  ),
);

const injectedByPackage = perObject((facts: FactIndex) =>
  groupBy(bindingsIn(facts, 'injected'), ({ owner }) => `${packageOf(facts, folderOf(owner))}`),
);
/** `TYPES.Config.http.port`: registered under that name, or part of what is. Several registrations are candidates. */
export function injectedValue(facts: FactIndex, name: string, folder: string): readonly Expression[] | undefined {
  const near = injectedByPackage(facts).get(`${packageOf(facts, folder)}`) ?? [];
  const held = (part: string): readonly Expression[] =>
    near.flatMap(({ names }) => (Object.hasOwn(names, part) ? (names[part] ?? []) : []));
  const own = held(name);
  if (own.length > 0) return own;
  for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
    const found = held(name.slice(0, dot)).flatMap((each) =>
      each.kind === 'name' ? [{ ...each, name: `${each.name}${name.slice(dot)}` }] : [],
    );
    if (found.length > 0) return found;
  }
  return undefined;
}

/** What Nest's configuration holds, as far as the same package says. `isKnown`: whether what a loaded file names is there. */
export function nestSetting(
  facts: FactIndex,
  name: string,
  folder: string,
  isKnown: (value: Expression & { readonly kind: 'name' }) => boolean,
): readonly Expression[] | undefined {
  const near = nestByPackage(facts).get(`${packageOf(facts, folder)}`) ?? [];
  const own = near.flatMap(({ names }) => (Object.hasOwn(names, name) ? (names[name] ?? []) : []));
  if (own.length > 0) return own;
  const loaded = near
    .flatMap(({ names }) => names['*'] ?? [])
    .flatMap((value) => (value.kind === 'name' ? [{ ...value, name: `${value.name}.${name}`.replace(/^\./, '') }] : []))
    .filter(isKnown);
  return loaded.length > 0 ? loaded : undefined;
}

/** Registries of keys take no notice of case, and belong to the whole program: every package of the module may define one. */
export function registeredSetting(facts: FactIndex, name: string, folder: string): readonly Expression[] | undefined {
  const found = registriesByKey(facts).get(`${moduleOf(facts, folder)}#${name.toLowerCase()}`) ?? [];
  return found.length === 0 ? undefined : found.flatMap(({ values }) => values);
}

/** The same for keys that constants name, by what `textOf` says that they hold. */
export function registriesByConstant(
  facts: FactIndex,
  textOf: (constant: NamedConstant, folder: string) => string | undefined,
): (name: string, folder: string) => readonly Expression[] {
  let known: Groups<readonly Expression[]> | undefined;
  return (name, folder) => {
    known ??= groupPairs(
      bindingsIn(facts, 'config-key').flatMap(({ owner, names }) =>
        Object.entries(names).flatMap(([key, values]) => {
          const constant = constantIn(key);
          const text = constant === undefined ? undefined : textOf(constant, owner);
          return text === undefined ? [] : [[`${moduleOf(facts, owner)}#${text.toLowerCase()}`, values] as const];
        }),
      ),
    );
    return (known.get(`${moduleOf(facts, folder)}#${name.toLowerCase()}`) ?? []).flat();
  };
}

const loadersByModule = perObject((facts: FactIndex) =>
  groupBy(bindingsIn(facts, 'loader'), ({ owner }) => `${moduleOf(facts, owner)}`),
);
/** What the libraries that fill structs of the module look its fields up in. */
export const loadedSetting = (
  facts: FactIndex,
  name: string,
  folder: string,
  at: Location,
): readonly Expression[] | undefined =>
  loadedFrom(loadersByModule(facts).get(`${moduleOf(facts, folder)}`) ?? noLoaders, name, at);
const noLoaders: readonly BindingsFact[] = [];

const lookUpsByModule = perObject((facts: FactIndex) =>
  groupBy(
    bindingsIn(facts, 'config-key').filter(({ variables }) => variables !== undefined),
    ({ owner }) => `${moduleOf(facts, owner)}`,
  ),
);
/** The variables in which the registries of the module look a key up, where they do that with every key. */
export function variablesOfKey(facts: FactIndex, name: string, folder: string): readonly Expression[] {
  const lookUps = (lookUpsByModule(facts).get(`${moduleOf(facts, folder)}`) ?? []).flatMap(
    (each) => each.variables ?? [],
  );
  return lookUps.flatMap((each): readonly Expression[] => {
    const variable = variableOf(name, each);
    return variable === undefined ? [] : [{ kind: 'env', name: variable, at: each.at }];
  });
}

/** A settings file of the program's module that has the key; which of several is read nobody can see. */
export function settingOfFile(facts: FactIndex, name: string, folder: string): readonly Expression[] | undefined {
  const key = name.toLowerCase();
  const files = filesByModule(facts).get(`${moduleOf(facts, folder)}`) ?? [];
  const found = files.flatMap(({ names }) => (Object.hasOwn(names, key) ? (names[key] ?? []) : []));
  return found.length === 0 ? undefined : found;
}
