// The names that ko gives to images: the last part of the package's import path, and a hash of all of it.
import { perObject } from '../../../knowledge/memo.js';
import { folderOf, joinPath } from '../../../model/file-paths.js';
import { groupBy } from '../../../model/group-by.js';
import type { FactIndex } from '../../../model/topology.js';
import { goPackageFolder } from '../../names/go-packages.js';

/** `door-6f52a0…`: https://ko.build/configuration/#naming-images */
const named = /^(.+)-[0-9a-f]{32}$/;

/** The folder of the one package whose image has this last part in its name. */
export function folderKoNamed(base: string, facts: FactIndex, hasFile: (path: string) => boolean): string | undefined {
  const last = named.exec(base)?.[1];
  if (last === undefined) return undefined;
  const modules = facts.of('go-module');
  const places = foldersOfServers(facts);
  const isProgram = (folder: string): boolean => hasFile(joinPath(folder, 'main.go')) || places.all.has(folder);
  const folders = new Set(
    [
      ...modules.flatMap(({ path, directory }) => [
        ...(path === last || path.endsWith(`/${last}`) ? [directory] : []),
        ...[goPackageFolder(modules, `${path}/cmd/${last}`) ?? []].flat(),
      ]),
      ...(places.byName.get(last) ?? []),
    ].filter(isProgram),
  );
  const [only, ...others] = folders;
  return others.length > 0 ? undefined : only;
}

/** Folders in which servers of Go are, all and by their names. */
const foldersOfServers = perObject((facts: FactIndex) => {
  const all = new Set(facts.of('server').flatMap(({ language, at }) => (language === 'go' ? [folderOf(at.file)] : [])));
  return { all, byName: groupBy([...all], (folder) => folder.slice(folder.lastIndexOf('/') + 1)) };
});
