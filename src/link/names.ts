// Resolves the names expressions mention: module exports, Go package constants, Terraform variables.
import type { Expression } from '../model/expression.js';
import type { BindingsFact } from '../model/facts.js';
import type { Location } from '../model/location.js';
import type { FactIndex } from '../model/topology.js';
import type { ModuleResolver } from './modules.js';

export type NameResolver = (space: string, name: string, at: Location) => readonly Expression[] | undefined;

const deepestReexport = 12;

export function nameResolver(facts: FactIndex, modules: ModuleResolver): NameResolver {
  const bindings = new Map<string, BindingsFact[]>();
  for (const fact of facts.of('bindings')) {
    const key = `${fact.space}:${fact.owner}`;
    const list = bindings.get(key);
    if (list === undefined) bindings.set(key, [fact]);
    else list.push(fact);
  }
  const goModules = facts.of('go-module');

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
  function goDirectory(importPath: string): string | undefined {
    for (const each of goModules) {
      if (importPath === each.path) return each.directory;
      if (importPath.startsWith(`${each.path}/`)) {
        const rest = importPath.slice(each.path.length + 1);
        return each.directory === '' ? rest : `${each.directory}/${rest}`;
      }
    }
    return undefined;
  }

  return (space, name, at) => {
    const folder = folderOf(at.file);
    if (space.startsWith('module:')) {
      const target = modules(at.file, space.slice('module:'.length));
      return target === undefined ? undefined : inModule(target, name, 0);
    }
    if (space === 'package') return lookUp(`package:${folder}`, name);
    if (space.startsWith('package:')) {
      const directory = goDirectory(space.slice('package:'.length));
      return directory === undefined ? undefined : lookUp(`package:${directory}`, name);
    }
    if (space === 'terraform') return lookUp(`terraform:${folder}`, name);
    return undefined;
  };
}
export function folderOf(file: string): string {
  const slash = file.lastIndexOf('/');
  return slash < 0 ? '' : file.slice(0, slash);
}
