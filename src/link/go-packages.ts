// Where the packages of the scanned Go modules lie: the module with the longest path wins, as in the toolchain.
import type { GoModuleFact } from '../model/facts.js';

/** The folder of an import path; undefined for packages outside the scan. */
export function goPackageFolder(modules: readonly GoModuleFact[], importPath: string): string | undefined {
  let best: GoModuleFact | undefined;
  for (const each of modules) {
    if (importPath !== each.path && !importPath.startsWith(`${each.path}/`)) continue;
    if (best === undefined || each.path.length > best.path.length) best = each;
  }
  if (best === undefined) return undefined;
  return [best.directory, importPath.slice(best.path.length + 1)].filter((part) => part !== '').join('/');
}
