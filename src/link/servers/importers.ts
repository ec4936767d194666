// Which modules import one: whoever has an application may add routes to it.
import type { ImportsFact } from '../../model/facts.js';
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import { append } from '../../model/group-by.js';
import type { ModuleResolver } from '../names/modules.js';

/** The files that import a module of Node, without it. */
export function importersOf(
  imports: readonly ImportsFact[],
  modules: ModuleResolver,
): (file: string) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>();
  let byWord: ReadonlyMap<string, readonly (readonly [string, string])[]> | undefined;
  return (file) => {
    const before = known.get(file);
    if (before !== undefined) return before;
    byWord ??= specifiersByWord(imports);
    // A folder stands for its `index`, a package for its main file.
    const words = new Set(['', wordOf(file), wordOf(folderOf(file)), wordOf(folderOf(folderOf(file)))]);
    const asking = [...words].flatMap((word) => byWord?.get(word) ?? []);
    const found = new Set(asking.flatMap(([from, to]) => (from !== file && modules(from, to) === file ? [from] : [])));
    known.set(file, found);
    return found;
  };
}
function specifiersByWord(
  imports: readonly ImportsFact[],
): ReadonlyMap<string, readonly (readonly [string, string])[]> {
  const found = new Map<string, (readonly [string, string])[]>();
  for (const { file, specifiers } of imports)
    if (!file.endsWith('.go')) for (const each of specifiers) append(found, wordOf(each), [file, each] as const);
  return found;
}
/** `app` of `./app.js` and `@/app`; `.` and `..` stand for folders. */
function wordOf(path: string): string {
  return baseNameOf(path)
    .replace(/\.[cm]?[jt]sx?$/, '')
    .replace(/^\W+/, '');
}
