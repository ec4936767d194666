// Resolves the names expressions mention: module exports, Go package constants, Terraform variables.
import type { Expression } from '../../model/expression.js';
import type { BindingsFact } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { type Groups, groupBy } from '../../model/group-by.js';
import type { Location } from '../../model/location.js';
import type { FactIndex } from '../../model/topology.js';
import { goModulesByFolder, nearestUpFrom, packagesByFolder } from '../lookups.js';
import { goPackageFolder } from './go-packages.js';
import { modulePaths, partsOf, variantsOf } from './module-paths.js';
import type { ModuleResolver } from './modules.js';
import { nodeConfigValue } from './node-config.js';
import { parameterValues } from './parameters.js';

export type NameResolver = (space: string, name: string, at: Location) => readonly Expression[] | undefined;

const deepestReexport = 12;

export function nameResolver(facts: FactIndex, modules: ModuleResolver): NameResolver {
  const parameters = parameterValues(facts.of('module-call'), modulePaths(facts.of('bindings'), modules));
  const bindings = new Map<string, BindingsFact[]>();
  const goModules = facts.of('go-module');
  for (const fact of facts.of('bindings')) {
    // What a file passes to functions of another package belongs to that package.
    const folder = fact.space === 'package' ? goPackageFolder(goModules, fact.owner) : undefined;
    const key = `${fact.space}:${folder ?? fact.owner}`;
    const list = bindings.get(key);
    if (list === undefined) bindings.set(key, [fact]);
    else list.push(fact);
  }
  const moduleOf = (folder: string): string | undefined => nearestUpFrom(folder, goModulesByFolder(facts))?.directory;
  const packageOf = (folder: string): string | undefined => nearestUpFrom(folder, packagesByFolder(facts))?.directory;
  let settings: Groups<BindingsFact> | undefined;
  let registries: Groups<{ readonly values: readonly Expression[] }> | undefined;

  function lookUp(key: string, name: string): readonly Expression[] | undefined {
    const found = (bindings.get(key) ?? []).flatMap((fact) =>
      Object.hasOwn(fact.names, name) ? (fact.names[name] ?? []) : [],
    );
    return found.length === 0 ? undefined : found;
  }
  function inModule(file: string, name: string, depth: number): readonly Expression[] | undefined {
    if (depth > deepestReexport) return undefined;
    const key = `module:${file}`;
    for (const variant of variantsOf(name)) {
      const own = lookUp(key, variant);
      if (own !== undefined) return own;
    }
    for (const variant of variantsOf(name)) {
      const passed = partsOf(variant)
        .slice(1)
        .flatMap((part) => partOfName(key, part, variant.slice(part.length)));
      if (passed.length > 0) return passed.slice(0, 1);
    }
    for (const fact of bindings.get(key) ?? []) {
      for (const again of fact.reexports ?? []) {
        const target = modules(file, again.specifier);
        if (target === undefined) continue;
        const head = partsOf(name).at(-1) ?? name;
        const found =
          again.as === '*'
            ? inModule(target, name, depth + 1)
            : again.as === head
              ? inModule(
                  target,
                  `${again.name === '*' ? '' : again.name}${name.slice(head.length)}`.replace(/^\./, ''),
                  depth + 1,
                )
              : undefined;
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }
  /** Also what lies below a name that stands for a struct of another package: `Load().Port`, `Config.HTTP.Port`. */
  function inPackage(folder: string, name: string): readonly Expression[] | undefined {
    const own = lookUp(`package:${folder}`, name);
    if (own !== undefined) return own;
    for (let dot = name.lastIndexOf('.'); dot > 0; dot = name.lastIndexOf('.', dot - 1)) {
      const [whole] = lookUp(`package:${folder}`, name.slice(0, dot)) ?? [];
      if (whole?.kind === 'name' && whole.space.startsWith('package:'))
        return [{ ...whole, name: `${whole.name}${name.slice(dot)}` }];
    }
    return undefined;
  }
  /** A part of what another module gives whole, by its own name or spread into an object. */
  function partOfName(key: string, part: string, rest: string): readonly Expression[] {
    return [part, `${part}.*`].flatMap((each) => {
      const [value, ...others] = lookUp(key, each) ?? [];
      return value?.kind === 'name' && others.length === 0 ? [{ ...value, name: `${value.name}${rest}` }] : [];
    });
  }
  /** What Nest's configuration holds under a key, as far as the same package says. */
  function nestSetting(name: string, folder: string): readonly Expression[] | undefined {
    settings ??= groupBy(
      facts.of('bindings').filter((each) => each.space === 'setting'),
      ({ owner }) => `${packageOf(folderOf(owner))}`,
    );
    const near = settings.get(`${packageOf(folder)}`) ?? [];
    const own = near.flatMap((each) => (Object.hasOwn(each.names, name) ? (each.names[name] ?? []) : []));
    if (own.length > 0) return own;
    const loaded = near
      .flatMap((each) => each.names['*'] ?? [])
      .flatMap((value) => (value.kind === 'name' ? [{ ...value, name: `${value.name}.${name}` }] : []))
      .filter((value) => resolver(value.space, value.name, value.at) !== undefined);
    return loaded.length > 0 ? loaded : undefined;
  }
  /** Registries of keys take no notice of case, and belong to the whole program: every package of the module may define one. */
  function configKey(name: string, folder: string): readonly Expression[] | undefined {
    registries ??= groupBy(
      facts
        .of('bindings')
        .flatMap((each) =>
          each.space === 'config-key' ? Object.entries(each.names).map(([key, values]) => ({ each, key, values })) : [],
        ),
      ({ each, key }) => `${moduleOf(each.owner)}#${key.toLowerCase()}`,
    );
    const found = registries.get(`${moduleOf(folder)}#${name.toLowerCase()}`)?.flatMap(({ values }) => values) ?? [];
    return found.length === 0 ? inSettingsFile(name, folder) : found;
  }
  /** A settings file of the program's module that has the key; which of several is read nobody can see. */
  function inSettingsFile(name: string, folder: string): readonly Expression[] | undefined {
    const home = moduleOf(folder);
    const key = name.toLowerCase();
    const found = facts
      .of('bindings')
      .filter((each) => each.space === 'settings-file' && moduleOf(folderOf(each.owner)) === home)
      .flatMap((each) => (Object.hasOwn(each.names, key) ? (each.names[key] ?? []) : []));
    return found.length === 0 ? undefined : found;
  }

  const resolver: NameResolver = (space, name, at) => {
    const folder = folderOf(at.file);
    if (space === 'setting') return nestSetting(name, folder);
    if (space === 'node-config') return nodeConfigValue(facts, name, folder, at, inModule);
    if (space === 'config-key') return configKey(name, folder);
    if (space === 'settings-file') return inSettingsFile(name, folder);
    if (space.startsWith('module:')) {
      const target = modules(at.file, space.slice('module:'.length));
      return target === undefined ? undefined : inModule(target, name, 0);
    }
    if (space === 'parameter') return parameters(at.file, name);
    if (space === 'package') return inPackage(folder, name);
    if (space.startsWith('package:')) {
      const directory = goPackageFolder(goModules, space.slice('package:'.length));
      return directory === undefined ? undefined : inPackage(directory, name);
    }
    if (space === 'terraform') return lookUp(`terraform:${folder}`, name);
    return undefined;
  };
  return resolver;
}
/** Of several programs in one module, each defines its own keys and passes its own arguments. */
export function namesOfProgram(names: NameResolver, files: ReadonlySet<string>): NameResolver {
  return (space, name, at) => {
    const found = names(space, name, at);
    if (found === undefined || (space !== 'config-key' && !space.startsWith('package'))) return found;
    const own = found.filter((each) => files.has(each.at.file));
    return own.length > 0 ? own : found;
  };
}
