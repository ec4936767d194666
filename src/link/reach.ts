// Which source files an entry file brings in, so that the right server and its signal handlers are found.
import type { ImportsFact, ServerFact, ShutdownModuleFact } from '../model/facts.js';
import type { FactIndex } from '../model/topology.js';
import { goPackageFolder } from './go-packages.js';
import type { ModuleResolver } from './modules.js';
import { folderOf } from './names.js';

export interface Reach {
  /** Every file reached from the entry by relative imports (Node) or module imports (Go), the entry included. */
  from(entry: string): ReadonlySet<string>;
  serversIn(files: ReadonlySet<string>): readonly ServerFact[];
  handlersIn(files: ReadonlySet<string>): readonly ShutdownModuleFact[];
  /** Go: what a package publishes about stopping. */
  stopsIn(folder: string): readonly ShutdownModuleFact[];
  /** Go: the folder of an import path; undefined outside the scan. */
  packageFolder(importPath: string): string | undefined;
  importsOf(file: string): readonly string[];
}

export function sourceReach(facts: FactIndex, modules: ModuleResolver): Reach {
  const imports = new Map<string, ImportsFact[]>();
  const goFolders = new Map<string, string[]>();
  for (const each of facts.of('imports')) {
    append(imports, each.file, each);
    if (each.file.endsWith('.go')) append(goFolders, folderOf(each.file), each.file);
  }
  const goModules = facts.of('go-module');
  const known = new Map<string, ReadonlySet<string>>();

  function targetsOf(file: string): readonly string[] {
    const specifiers = (imports.get(file) ?? []).flatMap((each) => each.specifiers);
    if (!file.endsWith('.go')) {
      return specifiers.flatMap((specifier) => modules(file, specifier) ?? []);
    }
    const siblings = goFolders.get(folderOf(file)) ?? [];
    const imported = specifiers.flatMap((path) => {
      const folder = goPackageFolder(goModules, path);
      return folder === undefined ? [] : (goFolders.get(folder) ?? []);
    });
    return [...siblings, ...imported];
  }
  function from(entry: string): ReadonlySet<string> {
    const before = known.get(entry);
    if (before !== undefined) return before;
    const reached = new Set([entry]);
    const queue = [entry];
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) {
      for (const target of targetsOf(file)) {
        if (reached.has(target)) continue;
        reached.add(target);
        queue.push(target);
      }
    }
    known.set(entry, reached);
    return reached;
  }
  const servers = facts.of('server');
  const handlers = facts.of('shutdown-module');
  const stops = new Map<string, ShutdownModuleFact[]>();
  for (const each of handlers) if (each.at.file.endsWith('.go')) append(stops, folderOf(each.at.file), each);
  return {
    from,
    serversIn: (files) => servers.filter((each) => files.has(each.at.file)),
    stopsIn: (folder) => stops.get(folder) ?? [],
    packageFolder: (path) => goPackageFolder(goModules, path),
    importsOf: (file) => (imports.get(file) ?? []).flatMap((each) => each.specifiers),
    handlersIn: (files) => handlers.filter((each) => files.has(each.at.file)),
  };
}
function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
