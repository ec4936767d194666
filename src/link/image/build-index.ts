// What identifies images, indexed once for a scan: builds and Dockerfiles by the names they go by, source folders by theirs.
import { perObject } from '../../knowledge/memo.js';
import type { BuildFact, DockerfileFact } from '../../model/facts.js';
import { baseNameOf, folderOf, foldersAbove, foldersUpFrom, isWithin, joinPath } from '../../model/file-paths.js';
import { groupBy, groupByEach } from '../../model/group-by.js';
import type { Location } from '../../model/location.js';
import type { FactIndex } from '../../model/topology.js';
import { dockerfilesByPath } from '../lookups.js';
import { type ImageName, imageName } from './image-names.js';

export interface NamedBuild {
  readonly build: BuildFact;
  readonly name: ImageName;
}
const namedBuilds = perObject((facts: FactIndex): readonly NamedBuild[] =>
  facts.of('build').flatMap((build) => {
    if (!isBuiltHere(build, facts)) return [];
    const name = imageName(inOwnRepository(build.image, facts));
    return name === undefined ? [] : [{ build, name }];
  }),
);
/** Workflows name images after the repository; the path of its Go module says what that is. */
function inOwnRepository(image: string, facts: FactIndex): string {
  const [repository] = ownRepositories(facts);
  return repository === undefined
    ? image
    : image.replaceAll(/\$\{\{?\s*(?:github\.repository|GITHUB_REPOSITORY)\s*\}?\}|\$GITHUB_REPOSITORY\b/g, repository);
}
/** `owner/name` in lower case: what the Go module or the package at the top says; else what all packages of the scan agree on. */
export const ownRepositories = perObject((facts: FactIndex): readonly string[] => {
  const packages = facts.of('package');
  const top = topFolder([...facts.of('go-module'), ...packages].map(({ directory }) => directory));
  const modules = facts.of('go-module').flatMap(({ path, directory }) => {
    const repository = /^(?:github|gitlab)\.com\/([^/]+\/[^/]+)(?:\/v\d+)?$/.exec(path)?.[1];
    return directory === top && repository !== undefined ? [repository.toLowerCase()] : [];
  });
  const atTop = packages.flatMap((each) => (each.directory === top ? (each.repository ?? []) : []));
  const stated = new Set(packages.flatMap((each) => each.repository ?? []));
  const own = [...modules, ...atTop];
  return own.length > 0 ? [...new Set(own)] : stated.size === 1 ? [...stated] : [];
});
/** The one folder that all others lie in: the root, or what is linted from outside of it. */
function topFolder(folders: readonly string[]): string {
  const [first = ''] = [...folders].sort((a, b) => a.length - b.length);
  return folders.every((each) => each === first || each.startsWith(`${first}/`)) ? first : '';
}
/**
 * The Dockerfile that is built. A command finds `-f Dockerfile` where it stands and not in its context; where no such file is, whoever wrote it meant
 * the one of the context.
 */
export function dockerfileOf({ context, dockerfile }: BuildFact, facts: FactIndex): DockerfileFact | undefined {
  const byPath = dockerfilesByPath(facts);
  const inContext = (name: string): DockerfileFact | undefined => byPath.get(joinPath(context, name))?.[0];
  if (dockerfile === undefined) return inContext('Dockerfile') ?? inContext('Containerfile');
  const written = byPath.get(dockerfile)?.[0];
  if (written !== undefined || !isWithin(context, folderOf(dockerfile))) return written;
  return inContext(baseNameOf(dockerfile));
}
/**
 * A script or a bake file is run from its own folder or from the top of the repository: the Dockerfile tells which. A pipeline that
 * builds the root, where none is, while one of its folders has the only one, was in that folder or is wrong: names say more.
 */
function isBuiltHere(build: BuildFact, facts: FactIndex): boolean {
  if (build.by !== 'script' && build.by !== 'pipeline' && build.by !== 'bake') return true;
  if (dockerfileOf(build, facts) !== undefined) return build.by !== 'bake' || isBakedHere(build, facts);
  return (
    build.by === 'pipeline' && (build.dockerfile !== undefined || dockerfilesBelow(facts).get(build.context) !== 1)
  );
}
/** Where both places have the Dockerfile, the one beside the bake file is meant. */
const isBakedHere = (build: BuildFact, facts: FactIndex): boolean =>
  isWithin(build.context, folderOf(build.at.file)) || !bakedBeside(facts).has(targetKey(build));
const bakedBeside = perObject(
  (facts: FactIndex): ReadonlySet<string> =>
    new Set(
      facts
        .of('build')
        .filter(
          (each) =>
            each.by === 'bake' &&
            isWithin(each.context, folderOf(each.at.file)) &&
            dockerfileOf(each, facts) !== undefined,
        )
        .map(targetKey),
    ),
);
const targetKey = ({ at, image }: BuildFact): string => `${at.file}:${at.line}:${at.column}:${image}`;
/** How many that no option has to name lie in each folder, at any depth. */
const dockerfilesBelow = perObject((facts: FactIndex): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const { at } of facts
    .of('dockerfile')
    .filter(({ at: { file } }) => /^(?:Docker|Container)file$/.test(baseNameOf(file))))
    for (const folder of foldersAbove(at.file)) counts.set(folder, (counts.get(folder) ?? 0) + 1);
  return counts;
});
export const buildsByPath = perObject((facts: FactIndex) => groupBy(namedBuilds(facts), ({ name }) => name.path));
export const buildsByBase = perObject((facts: FactIndex) => groupBy(namedBuilds(facts), ({ name }) => name.base));
export const buildsByPlace = perObject((facts: FactIndex) =>
  groupBy(facts.of('build'), ({ at }) => `${at.file}:${at.line}`),
);
export const buildsByDockerfile = perObject((facts: FactIndex) =>
  groupBy(facts.of('build'), (each) => dockerfileOf(each, facts)?.at.file),
);

/** Folders that something of the scan lies in. */
export const foldersWithin = perObject(
  (facts: FactIndex): ReadonlySet<string> =>
    new Set(
      [...facts.of('dockerfile'), ...facts.of('package'), ...facts.of('go-module'), ...facts.of('server')].flatMap(
        ({ at }) => [...foldersUpFrom(folderOf(at.file))],
      ),
    ),
);

export const dockerfilesByName = perObject((facts: FactIndex) =>
  groupByEach(facts.of('dockerfile'), ({ at }) => dockerfileNames(facts.fromRoot(at.file))),
);
export const dockerfilesByFolder = perObject((facts: FactIndex) =>
  groupBy(facts.of('dockerfile'), ({ at }) => folderOf(at.file)),
);
/** Names a Dockerfile goes by: its folder, `api.Dockerfile`, `Dockerfile.api`. */
function dockerfileNames(path: string): readonly string[] {
  const parts = path.toLowerCase().split('/');
  const file = parts.at(-1) ?? '';
  const own = /^(.+)\.(?:docker|container)file$/.exec(file)?.[1] ?? /^(?:docker|container)file\.(.+)$/.exec(file)?.[1];
  const folder = parts.at(-2);
  // `cart/src/Dockerfile` is still the cart's.
  const above = folder !== undefined && /^(?:src|docker|build|app|\.docker)$/.test(folder) ? parts.at(-3) : undefined;
  return [own, folder, above].filter((name) => name !== undefined);
}

/** Dockerfiles by what their folders spell: `shop/pub-sub/worker` answers to `pubsubworker` and `shoppubsubworker`. */
export const dockerfilesBySpelling = perObject((facts: FactIndex) =>
  groupByEach(facts.of('dockerfile'), ({ at }) => {
    const parts = facts.fromRoot(folderOf(at.file)).split('/').map(lettersOf);
    return parts.flatMap((_, index) => (index < parts.length - 1 ? [parts.slice(index).join('')] : []));
  }),
);
export const lettersOf = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** Other names of an image path: kustomize renames both ways. */
export const imageAliases = perObject((facts: FactIndex) => {
  const pairs = facts.of('image-alias').flatMap((alias): (readonly [path: string, other: ImageName])[] => {
    const from = imageName(alias.from);
    const to = imageName(alias.to);
    if (from === undefined || to === undefined) return [];
    return from.path === to.path
      ? [[from.path, to]]
      : [
          [from.path, to],
          [to.path, from],
        ];
  });
  return groupBy(pairs, ([path]) => path);
});

export interface SourceFolder {
  readonly folder: string;
  /** The first thing of the scan below it. */
  readonly at: Location;
}
/** Folders of source code by their own name in lower case, outermost of each place. */
export const sourceFolders = perObject((facts: FactIndex) => {
  const places = [...facts.of('server'), ...facts.of('package'), ...facts.of('go-module')].map((each) => each.at);
  const firstBelow = new Map<string, Location>();
  const folders = new Map<string, Map<string, SourceFolder>>();
  for (const at of places) {
    const path = facts.fromRoot(at.file);
    const above = at.file.slice(0, at.file.length - path.length);
    const parts = path.split('/').slice(0, -1);
    const seen = new Set<string>();
    for (const [index, part] of parts.entries()) {
      const folder = above + parts.slice(0, index + 1).join('/');
      if (!firstBelow.has(folder)) firstBelow.set(folder, at);
      const name = part.toLowerCase();
      if (seen.has(name)) continue;
      seen.add(name);
      const named = folders.get(name) ?? new Map<string, SourceFolder>();
      if (!named.has(folder)) named.set(folder, { folder, at: firstBelow.get(folder) ?? at });
      folders.set(name, named);
    }
  }
  return folders;
});
