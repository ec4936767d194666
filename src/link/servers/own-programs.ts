// A folder that holds several projects, each with an image or a Go module of its own: which of their servers can be meant by it.
import { perObject } from '../../knowledge/memo.js';
import type { ServerFact } from '../../model/facts.js';
import { folderOf, foldersUpFrom, isWithin } from '../../model/file-paths.js';
import type { FactIndex } from '../../model/topology.js';
import { packagesByFolder } from '../lookups.js';

/** Folders that are built on their own. */
const projectFolders = perObject(
  (facts: FactIndex): ReadonlySet<string> =>
    new Set([
      ...facts.of('dockerfile').flatMap(({ at }) => [folderOf(at.file), packageAround(folderOf(at.file), facts)]),
      ...facts.of('go-module').map(({ directory }) => directory),
    ]),
);

/** `backend/docker/Dockerfile` builds `backend`: a folder without a package, inside one. The one of everything says nothing. */
function packageAround(folder: string, facts: FactIndex): string {
  const packages = packagesByFolder(facts);
  return [...foldersUpFrom(folder)].find((each) => each !== '' && packages.has(each)) ?? folder;
}

/**
 * Those of the project whose Dockerfile it is; else those of no project further down. When there are none, those of the only project below; of
 * several, none can be told from another.
 */
export function ownPrograms(
  servers: readonly ServerFact[],
  folder: string,
  facts: FactIndex,
  builtIn?: string,
): readonly ServerFact[] {
  const project = builtIn === undefined ? folder : packageAround(builtIn, facts);
  const built = project !== folder && isWithin(project, folder) ? directlyIn(servers, project, facts) : [];
  if (built.length > 0) return built;
  const own = directlyIn(servers, folder, facts);
  if (own.length > 0) return own;
  const below = [...projectFolders(facts)].filter((each) => isBelow(each, folder));
  return below.length === 1 ? servers : [];
}
const isBelow = (folder: string, above: string): boolean => folder !== above && isWithin(folder, above);

/** In this folder, but in no project further down. */
function directlyIn(servers: readonly ServerFact[], folder: string, facts: FactIndex): readonly ServerFact[] {
  const projects = projectFolders(facts);
  return servers.filter(({ at }) => {
    if (!isWithin(at.file, folder)) return false;
    for (const each of foldersUpFrom(folderOf(at.file))) {
      if (!isBelow(each, folder)) return true;
      if (projects.has(each)) return false;
    }
    return true;
  });
}
