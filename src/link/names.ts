// Resolves the names expressions mention: module exports, Go package constants, Terraform variables.
import type { Expression } from '../model/expression.js';
import type { BindingsFact } from '../model/facts.js';
import type { Location } from '../model/location.js';
import type { FactIndex } from '../model/topology.js';
import { goPackageFolder } from './go-packages.js';
import { type Groups, goModulesByFolder, groupBy, nearestUpFrom } from './lookups.js';
import { modulePaths } from './module-paths.js';
import type { ModuleResolver } from './modules.js';
import { parameterValues } from './node/parameters.js';

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
  let registries: Groups<{ readonly values: readonly Expression[] }> | undefined;

  function lookUp(key: string, name: string): readonly Expression[] | undefined {
    const found = (bindings.get(key) ?? []).flatMap((fact) =>
      Object.hasOwn(fact.names, name) ? (fact.names[name] ?? []) : [],
    );
    return found.length === 0 ? undefined : found;
  }
  function inModule(file: string, name: string, depth: number): readonly Expression[] | undefined {
    if (depth > deepestReexport) return undefined;
    const own = lookUp(`module:${file}`, name);
    if (own !== undefined) return own;
    for (const fact of bindings.get(`module:${file}`) ?? []) {
      for (const again of fact.reexports ?? []) {
        const target = modules(file, again.specifier);
        if (target === undefined) continue;
        const [head, ...rest] = name.split('.');
        if (again.as === '*') {
          const found = inModule(target, name, depth + 1);
          if (found !== undefined) return found;
        } else if (again.as === name) {
          return inModule(target, again.name, depth + 1);
        } else if (again.as === head) {
          return inModule(target, [again.name, ...rest].join('.'), depth + 1);
        }
      }
    }
    return undefined;
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
    return found.length === 0 ? undefined : found;
  }

  return (space, name, at) => {
    const folder = folderOf(at.file);
    if (space === 'config-key') return configKey(name, folder);
    if (space.startsWith('module:')) {
      const target = modules(at.file, space.slice('module:'.length));
      return target === undefined ? undefined : inModule(target, name, 0);
    }
    if (space === 'parameter') return parameters(at.file, name);
    if (space === 'package') return lookUp(`package:${folder}`, name);
    if (space.startsWith('package:')) {
      const directory = goPackageFolder(goModules, space.slice('package:'.length));
      return directory === undefined ? undefined : lookUp(`package:${directory}`, name);
    }
    if (space === 'terraform') return lookUp(`terraform:${folder}`, name);
    return undefined;
  };
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
export function folderOf(file: string): string {
  const slash = file.lastIndexOf('/');
  return slash < 0 ? '' : file.slice(0, slash);
}
