// Which files a name's space stands for: a module, a Go package, a Terraform folder.
import type { FileFacts } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { goPackageFolder } from './go-packages.js';
import { moduleResolver } from './modules.js';
import { nodeConfigModules } from './node-config.js';

export function moduleFiles(
  parsed: readonly FileFacts[],
  paths: ReadonlySet<string>,
): (space: string, from: string) => readonly string[] {
  const modules = moduleResolver(parsed, (path) => paths.has(path));
  const goModules = parsed.flatMap((each) => each.facts.flatMap((fact) => (fact.kind === 'go-module' ? [fact] : [])));
  let goFiles: ReadonlyMap<string, readonly string[]> | undefined;
  const filesOfFolder = (folder: string): readonly string[] => {
    goFiles ??= groupGoFiles(paths);
    return goFiles.get(folder) ?? [];
  };
  return (space, from) => {
    if (space.startsWith('module:')) {
      const target = modules(from, space.slice('module:'.length));
      return target === undefined ? [] : [target];
    }
    if (space === 'node-config') return nodeConfigModules(folderOf(from), (path) => paths.has(path));
    if (space === 'package' || (space === 'given' && from.endsWith('.go'))) return filesOfFolder(folderOf(from));
    if (!space.startsWith('package:')) return [];
    const folder = goPackageFolder(goModules, space.slice('package:'.length));
    return folder === undefined ? [] : filesOfFolder(folder);
  };
}
function groupGoFiles(paths: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const path of paths) {
    if (!path.endsWith('.go') || path.endsWith('_test.go')) continue;
    const folder = folderOf(path);
    const list = groups.get(folder);
    if (list === undefined) groups.set(folder, [path]);
    else list.push(path);
  }
  return groups;
}
