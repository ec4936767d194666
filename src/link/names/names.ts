// Resolves the names expressions mention: module exports, Go package constants, Terraform variables.
import { type Expression, ifDefined, isOnlyDefault, mayBeAbsent, valueIfAny } from '../../model/expression.js';
import { folderOf } from '../../model/file-paths.js';
import type { Location } from '../../model/location.js';
import type { FactIndex } from '../../model/topology.js';
import { DeclaredNames } from './declared-names.js';
import { goPackageFolder } from './go-packages.js';
import { modulePaths } from './module-paths.js';
import type { ModuleResolver } from './modules.js';
import { type NodeConfigFiles, nodeConfigValue } from './node-config.js';
import { parameterValues } from './parameters.js';
import {
  injectedValue,
  loadedSetting,
  nestSetting,
  registeredSetting,
  registriesByConstant,
  settingOfFile,
  variablesOfKey,
} from './program-settings.js';
import type { SettingsFiles } from './settings-files.js';

/** Nothing for a name of a package of the scan of which no value could be read; undefined for what nobody has heard of. */
export type NameResolver = (
  space: string,
  name: string,
  at: Location,
  files?: NodeConfigFiles,
) => readonly Expression[] | undefined;

export function nameResolver(facts: FactIndex, modules: ModuleResolver): NameResolver {
  const parameters = parameterValues(facts.of('module-call'), modulePaths(facts.of('bindings'), modules));
  const declared = new DeclaredNames(facts, modules);
  const fromNodeConfig = (name: string, at: Location, files?: NodeConfigFiles): readonly Expression[] | undefined =>
    nodeConfigValue(facts, name, folderOf(at.file), at, (file, key) => declared.inModule(file, key), files);
  const byConstant = registriesByConstant(facts, ({ space, name }, folder) => {
    const directory =
      space === 'package' ? folder : goPackageFolder(facts.of('go-module'), space.slice('package:'.length));
    const [value, another] = directory === undefined ? [] : (declared.inPackage(directory, name) ?? []);
    return another === undefined && value?.kind === 'literal' && typeof value.value === 'string'
      ? value.value
      : undefined;
  });
  const registered = (name: string, folder: string): readonly Expression[] | undefined => {
    const found = [...(registeredSetting(facts, name, folder) ?? []), ...byConstant(name, folder)];
    return found.length === 0 ? undefined : found;
  };
  const resolve: NameResolver = (space, name, at, files) => {
    const folder = folderOf(at.file);
    const [kind, owner] = spaceOf(space);
    switch (kind) {
      case 'setting':
        return nestSetting(facts, name, folder, (value) => resolve(value.space, value.name, value.at) !== undefined);
      case 'injected':
        return injectedValue(facts, name, folder);
      case 'node-config':
        return fromNodeConfig(name, at, files);
      case 'config-key':
        return registered(name, folder) ?? settingOfFile(facts, name, folder);
      case 'key-variable':
        return variablesOfKey(facts, name, folder);
      case 'settings-file':
        return settingOfFile(facts, name, folder);
      case 'loader':
        return loadedSetting(facts, name, folder, at);
      case 'parameter':
        return parameters(at.file, name);
      case 'terraform':
        return declared.in('terraform', folder, name);
      case 'module': {
        const file = owner === undefined ? undefined : modules(at.file, owner);
        if (file !== undefined) return declared.inModule(file, name);
        // `config.http.port` of the package `config`, whose parts are read without asking for them.
        return owner === 'config' ? fromNodeConfig(name.replace(/^default\./, ''), at, files) : undefined;
      }
      case 'package':
      case 'preset':
      case 'assigned': {
        const directory = owner === undefined ? folder : goPackageFolder(facts.of('go-module'), owner);
        if (directory === undefined) return undefined;
        if (kind === 'assigned') return declared.assignedTo(directory, name);
        if (kind === 'preset') return declared.presets(directory, name);
        return declared.inPackage(directory, name) ?? [];
      }
      default:
        return undefined;
    }
  };
  return resolve;
}
/** `module:./config` are the names of a module, `package` those of the package that asks. */
function spaceOf(space: string): readonly [kind: string, owner: string | undefined] {
  const colon = space.indexOf(':');
  return colon < 0 ? [space, undefined] : [space.slice(0, colon), space.slice(colon + 1)];
}
/** The files of one program; `whole` where nothing of it is out of sight. */
interface OneProgram {
  readonly files: ReadonlySet<string>;
  readonly whole: boolean;
  readonly settings: SettingsFiles;
  /** Of the package `config`. */
  readonly configFiles?: () => NodeConfigFiles;
}
/** Of several programs in one module, each defines its own keys and passes its own arguments: what another one says is not said of this one. */
export function namesOfProgram(names: NameResolver, { files, whole, settings, configFiles }: OneProgram): NameResolver {
  const isOwn = ({ at }: Expression): boolean => files.has(at.file);
  const named: NameResolver = (space, name, at) => {
    if (space === 'given') return givenElsewhere(name, at);
    if (space === 'node-config' || space === 'module:config') return names(space, name, at, configFiles?.());
    const found = names(space, name, at);
    if (space === 'settings-file') return settings(name, found);
    if (space === 'loader') return loadedHere(found);
    const isKey = space === 'config-key';
    if (!isKey && !space.startsWith('package')) return found;
    const own = (found ?? []).filter(isOwn);
    if (isKey) {
      const others = whole ? [] : (found ?? []).filter((each) => each.at.file.endsWith('.go'));
      const registered = own.length > 0 ? own : others;
      // A key that only another program defines may stand in a file.
      const values = registered.length > 0 ? registered : settings(name, names('settings-file', name, at));
      return inEnvironment((names('key-variable', name, at) ?? []).filter(isOwn), values, at);
    }
    const declared = (own.length > 0 || whole ? own : (found ?? [])).filter((each) => !isUnasked(each));
    const all = asAssigned(overPresets(withDefaults(declared), presets(space, name, at)), assignedTo(space, name, at));
    return all.length > 0 ? all : found && [];
  };
  /** What other programs of the module look the field up in says nothing of this one. */
  const loadedHere = (found: readonly Expression[] | undefined): readonly Expression[] | undefined => {
    const all = (found ?? []).flatMap((each) => {
      const options = each.kind === 'fallback' ? each.options.filter((option) => isOwn(option) || !whole) : [];
      return options.length === 0 ? [] : [{ ...each, options } as Expression];
    });
    return all.length === 0 ? undefined : all;
  };
  const presets = (space: string, name: string, at: Location): readonly Expression[] =>
    (names(space.replace('package', 'preset'), name, at) ?? []).filter(isOwn);
  /** What a library would look up that the program has not. */
  const isUnasked = (each: Expression): boolean => {
    if (each.kind === 'convert') return isUnasked(each.operand);
    if (each.kind === 'fallback') return each.options.length > 0 && each.options.every(isUnasked);
    return each.kind === 'name' && each.space === 'loader' && named('loader', each.name, each.at) === undefined;
  };
  /** Without what setters are given that nobody calls. */
  const assignedTo = (space: string, name: string, at: Location): readonly Expression[] =>
    (names(space.replace('package', 'assigned'), name, at) ?? []).filter(
      (each) =>
        isOwn(each) &&
        (each.kind !== 'name' || each.optional !== true || (named(each.space, each.name, each.at) ?? []).length > 0),
    );
  /** All that a field may be, where others than the file that declares it have a say. */
  function givenElsewhere(name: string, at: Location): readonly Expression[] | undefined {
    const all = [
      ...(names('package', name, at) ?? []).filter(isOwn),
      ...assignedTo('package', name, at),
      ...presets('package', name, at),
    ];
    return all.some((each) => each.at.file !== at.file) ? named('package', name, at) : undefined;
  }
  return named;
}
/** A registry looks into the environment first. */
function inEnvironment(
  variables: readonly Expression[],
  values: readonly Expression[] | undefined,
  at: Location,
): readonly Expression[] | undefined {
  if (variables.length === 0) return values;
  const first = (options: readonly Expression[]): Expression => ({ kind: 'fallback', mode: 'if-missing', options, at });
  return values === undefined ? [first(variables)] : values.map((each) => first([...variables, each]));
}
/** What a literal gives a field holds where no tag brings a value. */
function overPresets(declared: readonly Expression[], presets: readonly Expression[]): readonly Expression[] {
  if (presets.length === 0) return declared;
  if (declared.length === 0) return presets;
  return declared.flatMap((each) =>
    presets.map((preset): Expression => {
      const given = ifDefined(each);
      const options = given.kind === 'fallback' && given.mode === 'if-missing' ? given.options : [given];
      return { kind: 'fallback', mode: 'if-missing', options: [...options, preset], at: preset.at };
    }),
  );
}
/** What holds where nothing else is given, behind what is given. */
function withDefaults(values: readonly Expression[]): readonly Expression[] {
  const defaults = values.filter(isOnlyDefault);
  const given = values.filter((each) => !isOnlyDefault(each));
  if (defaults.length === 0 || given.length === 0) return values;
  return given.map((each) => ({ kind: 'fallback', mode: 'or-falsy', options: [each, ...defaults], at: each.at }));
}
/** What code sets later may hold as well; what a variable or a flag brings does where that is set. */
function asAssigned(declared: readonly Expression[], assigned: readonly Expression[]): readonly Expression[] {
  const ifAny = assigned.flatMap((each) => valueIfAny(each) ?? []);
  const ifSet = assigned.filter((each) => valueIfAny(each) === undefined && mayBeAbsent(each));
  const open = [...ifAny, ...ifSet];
  const values = [...declared, ...assigned.filter((each) => valueIfAny(each) === undefined && !mayBeAbsent(each))];
  if (values.length === 0) return open;
  if (open.length === 0) return values;
  const behind = (mode: 'or-falsy' | 'if-missing', first: readonly Expression[], last: Expression): Expression =>
    first.length === 0 ? last : { kind: 'fallback', mode, options: [...first, last], at: last.at };
  return values.map((each) => behind('if-missing', ifSet, behind('or-falsy', ifAny, each)));
}
