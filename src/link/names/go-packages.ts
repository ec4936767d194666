// Where the packages of the scanned Go modules lie: the module with the longest path wins, as in the toolchain.
import { perObject } from '../../knowledge/memo.js';
import type { GoModuleFact } from '../../model/facts.js';
import { foldersUpFrom } from '../../model/file-paths.js';
import { groupBy } from '../../model/group-by.js';

const modulesByPath = perObject((modules: readonly GoModuleFact[]) => groupBy(modules, ({ path }) => path));

/** The folder of an import path; undefined for packages outside the scan. */
export function goPackageFolder(modules: readonly GoModuleFact[], importPath: string): string | undefined {
  const byPath = modulesByPath(modules);
  let best: GoModuleFact | undefined;
  for (const path of foldersUpFrom(importPath)) best ??= path === '' ? undefined : byPath.get(path)?.[0];
  if (best === undefined) return undefined;
  return [best.directory, importPath.slice(best.path.length + 1)].filter((part) => part !== '').join('/');
}
