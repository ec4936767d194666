// Gathers the files of each Terraform module, and finds out which value a variable has there before anybody calls the module.
import { baseNameOf, folderOf } from '../../../model/file-paths.js';
import { append } from '../../../model/group-by.js';
import type {
  ConfigValue,
  Definition,
  InfrastructureFact,
  ModuleCall,
  ResourceEntry,
} from '../../../model/infrastructure.js';
import { compareLocations, type Location } from '../../../model/location.js';

export interface ModuleSource {
  readonly name: string;
  readonly resources: readonly ResourceEntry[];
  readonly variables: ReadonlyMap<string, Definition>;
  readonly locals: ReadonlyMap<string, Definition>;
  readonly outputs: ReadonlyMap<string, Definition>;
  readonly calls: readonly ModuleCall[];
  /** By name: the folders of the units of Terragrunt whose outputs it reads. */
  readonly dependencies: ReadonlyMap<string, string>;
  /** What tfvars files say when the module is the root. */
  readonly assigned: AssignedValues;
  readonly at: Location;
}
export interface AssignedValues {
  /** Loaded without being asked for; the last file in Terraform's order wins. */
  readonly loaded: ReadonlyMap<string, ConfigValue>;
  /** One map per file that is loaded only when named: `prod.tfvars`, or a file in a folder of its own. */
  readonly named: readonly ReadonlyMap<string, ConfigValue>[];
  /** One map per command that gives values itself; what it does not give, it leaves to files. */
  readonly commands: readonly ReadonlyMap<string, ConfigValue>[];
}

export function gatherModules(facts: readonly InfrastructureFact[]): ReadonlyMap<string, ModuleSource> {
  const files = new Map<string, InfrastructureFact[]>();
  // OpenTofu passes over a file that has a twin of its own.
  const own = new Set(
    facts.flatMap((fact) => (/\.tofu$/.test(fact.at.file) ? [fact.at.file.replace(/tofu$/, 'tf')] : [])),
  );
  for (const fact of facts) {
    if (fact.form !== 'source' || own.has(fact.at.file)) continue;
    const list = files.get(fact.module);
    if (list === undefined) files.set(fact.module, [fact]);
    else list.push(fact);
  }
  const assigned = assignments(facts, new Set(files.keys()));
  return new Map([...files].map(([name, list]) => [name, gather(name, list, assigned.get(name) ?? nothingAssigned)]));
}
export const nothingAssigned: AssignedValues = { loaded: new Map(), named: [], commands: [] };

function gather(name: string, facts: readonly InfrastructureFact[], assigned: AssignedValues): ModuleSource {
  const definitions = facts.flatMap((fact) => fact.definitions);
  const named = (role: Definition['role']): ReadonlyMap<string, Definition> =>
    new Map(definitions.filter((each) => each.role === role).map((each) => [each.name, each]));
  return {
    name,
    resources: facts.flatMap((fact) => fact.resources),
    variables: named('variable'),
    locals: named('local'),
    outputs: named('output'),
    calls: facts.flatMap((fact) => fact.calls),
    dependencies: new Map(
      facts.flatMap(({ dependencies = [] }) => dependencies.map((each) => [each.name, each.source] as const)),
    ),
    assigned,
    at: facts[0]?.at ?? { file: name, line: 1, column: 1, endLine: 1, endColumn: 1 },
  };
}

/** Terraform's order: `terraform.tfvars`, its JSON form, then `*.auto.tfvars` and `*.auto.tfvars.json` by name. */
function loadOrder(file: string, module: string): number | undefined {
  const folder = folderOf(file);
  if (folder !== module) return undefined;
  const name = baseNameOf(file);
  if (name === 'terraform.tfvars') return 0;
  if (name === 'terraform.tfvars.json') return 1;
  return /\.auto\.tfvars(?:\.json)?$/.test(name) ? 2 : undefined;
}

function assignments(
  facts: readonly InfrastructureFact[],
  modules: ReadonlySet<string>,
): ReadonlyMap<string, AssignedValues> {
  const loaded = new Map<string, { order: number; file: string; values: ReadonlyMap<string, ConfigValue> }[]>();
  const named = new Map<string, ReadonlyMap<string, ConfigValue>[]>();
  const commands = new Map<string, { readonly yields: boolean; readonly values: ReadonlyMap<string, ConfigValue> }[]>();
  const seen = new Set<string>();
  const given = facts.filter((fact) => fact.form === 'variables');
  for (const fact of given.toSorted((a, b) => compareLocations(a.at, b.at))) {
    const module = nearestModule(fact.module, modules);
    if (module === undefined) continue;
    const values = new Map(
      fact.definitions.flatMap((each) => (each.value === undefined ? [] : [[each.name, each.value]])),
    );
    const order = loadOrder(fact.at.file, module);
    // A script is read from each folder that it may run in, and a workflow once for each row of its matrix.
    const place = JSON.stringify([module, fact.at, fact.yields, fact.definitions]);
    if (seen.has(place)) continue;
    seen.add(place);
    if (!/\.tfvars(?:\.json)?$/.test(fact.at.file)) append(commands, module, { yields: fact.yields === true, values });
    else if (order === undefined) append(named, module, values);
    else append(loaded, module, { order, file: fact.at.file, values });
  }
  const owners = new Set([...loaded.keys(), ...named.keys(), ...commands.keys()]);
  return new Map(
    [...owners].map((module) => {
      const inOrder = (loaded.get(module) ?? []).sort((a, b) => a.order - b.order || (a.file < b.file ? -1 : 1));
      const all = new Map(inOrder.flatMap((each) => [...each.values]));
      const byCommand = (commands.get(module) ?? []).map(({ yields, values }) =>
        yields ? new Map([...values].filter(([name]) => !all.has(name))) : values,
      );
      return [module, { loaded: all, named: named.get(module) ?? [], commands: byCommand }];
    }),
  );
}
/** A folder of tfvars files belongs to the module above it. */
function nearestModule(folder: string, modules: ReadonlySet<string>): string | undefined {
  for (let at = folder; ; at = folderOf(at)) {
    if (modules.has(at)) return at;
    if (at === '') return undefined;
  }
}

/** The folder a local source names, or the module of a plan; undefined for a module that lives elsewhere. */
export function sourceOf(
  call: ModuleCall,
  module: ModuleSource,
  modules: ReadonlyMap<string, ModuleSource>,
): ModuleSource | undefined {
  const { source } = call;
  if (source === undefined) return undefined;
  if (!/^\.\.?(?:\/|$)/.test(source)) return source.includes('#') ? modules.get(source) : undefined;
  return moduleAt(source, module, modules);
}

/** The unit of Terragrunt that `module` calls by `name`. */
export function dependencyOf(
  name: string,
  module: ModuleSource,
  modules: ReadonlyMap<string, ModuleSource>,
): ModuleSource | undefined {
  const source = module.dependencies.get(name);
  return source === undefined ? undefined : moduleAt(source, module, modules);
}

function moduleAt(
  source: string,
  module: ModuleSource,
  modules: ReadonlyMap<string, ModuleSource>,
): ModuleSource | undefined {
  const parts = module.name.split('/').filter((part) => part !== '');
  for (const part of source.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') {
      if (parts.pop() === undefined) return undefined;
    } else {
      parts.push(part);
    }
  }
  return modules.get(parts.join('/'));
}
