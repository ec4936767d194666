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
  if (project !== folder && isWithin(project, folder)) {
    const built = servers.filter(({ at }) => isWithin(at.file, project));
    if (built.length > 0) return ownPrograms(built, project, facts);
  }
  const projects = projectFolders(facts);
  const isBelow = (other: string): boolean => other !== folder && (folder === '' || other.startsWith(`${folder}/`));
  const projectOf = ({ at }: ServerFact): string | undefined => {
    for (const each of foldersUpFrom(folderOf(at.file))) {
      if (!isBelow(each)) return undefined;
      if (projects.has(each)) return each;
    }
    return undefined;
  };
  const own = servers.filter((each) => projectOf(each) === undefined);
  if (own.length > 0) return own;
  const below = [...projects].filter(isBelow);
  return below.length === 1 ? servers : [];
}
