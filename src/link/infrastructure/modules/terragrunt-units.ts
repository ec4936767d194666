// Units of Terragrunt that read each other's outputs: roots of their own to Terraform, one installation to who looks for what stands in front of what.
import { perObject } from '../../../knowledge/memo.js';
import { baseNameOf } from '../../../model/file-paths.js';
import { append } from '../../../model/group-by.js';
import { dependencyOf, type ModuleSource } from './module-sources.js';

type Modules = ReadonlyMap<string, ModuleSource>;

/** The installation that the resources of a root belong to. */
export function scopeOf(root: ModuleSource, modules: Modules): string {
  return `terraform:${firstUnits(modules).get(root)?.name ?? root.name}`;
}

/** The unit whose outputs `module` reads as `dependency.<name>.outputs`, where both are of one installation. */
export function unitRead(name: string, module: ModuleSource, modules: Modules): ModuleSource | undefined {
  const unit = dependencyOf(name, module, modules);
  const first = unit === undefined ? undefined : firstUnits(modules).get(unit);
  return first !== undefined && first === firstUnits(modules).get(module) ? unit : undefined;
}

/** For each unit the first of its installation. Units called alike would have the same addresses: those stay apart. */
const firstUnits = perObject((modules: Modules): ReadonlyMap<ModuleSource, ModuleSource> => {
  const groups = connected(modules);
  return new Map(
    groups.flatMap((group) => {
      const names = new Set(group.map(({ name }) => baseNameOf(name)));
      const [first] = group;
      const isApart = first === undefined || names.size < group.length || !group.every(isUnit);
      return isApart ? [] : group.map((each) => [each, first] as const);
    }),
  );
});
/** Nothing but a module that is called: what it creates has that module's name in its address. */
function isUnit({ resources, calls }: ModuleSource): boolean {
  return resources.length === 0 && calls.length === 1;
}
function connected(modules: Modules): readonly (readonly ModuleSource[])[] {
  const neighbours = new Map<ModuleSource, ModuleSource[]>();
  for (const module of modules.values()) {
    for (const name of module.dependencies.keys()) {
      const unit = dependencyOf(name, module, modules);
      if (unit === undefined || unit === module) continue;
      append(neighbours, module, unit);
      append(neighbours, unit, module);
    }
  }
  const seen = new Set<ModuleSource>();
  return [...neighbours.keys()].flatMap((start) => {
    if (seen.has(start)) return [];
    const group = [start];
    seen.add(start);
    for (const each of group) {
      for (const next of neighbours.get(each) ?? []) {
        if (seen.has(next)) continue;
        seen.add(next);
        group.push(next);
      }
    }
    return [group.toSorted((a, b) => (a.name < b.name ? -1 : 1))];
  });
}
