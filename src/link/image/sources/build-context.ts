// The folder a Dockerfile copies from.
import type { DockerfileFact, StageFact } from '../../../model/facts.js';
import { folderOf, foldersUpFrom, isWithin, joinPath } from '../../../model/file-paths.js';
import type { FactIndex } from '../../../model/topology.js';
import { buildsByDockerfile, foldersWithin } from '../build-index.js';

/** The folder a build names for this file; else the one where its COPY finds most of what it asks for. */
export function buildContext(dockerfile: DockerfileFact, facts: FactIndex, hasFile: (path: string) => boolean): string {
  const { file } = dockerfile.at;
  const build = buildsByDockerfile(facts).get(file)?.[0];
  if (build !== undefined && !isBrought(build.context, dockerfile, facts, hasFile)) return build.context;
  const folder = folderOf(file);
  const above = folderItNames(dockerfile, folder, facts, hasFile);
  if (above !== undefined) return above;
  const wanted = dockerfile.stages.flatMap((stage) => {
    const sources = stage.copies.filter((copy) => copy.from === undefined).flatMap((copy) => copy.sources);
    const whole = sources.some((source) => /^(?:\.\/?)?$/.test(source));
    const named = sources.filter((source) => /^[\w./-]+\.\w+$/.test(source));
    return [...named, ...sources.flatMap(packagesIn), ...(whole ? manifestsFor(stage) : [])];
  });
  // A package of a workspace has files of the same names as the root: most of them have to be there, the nearest of equals is meant.
  let best = { folder, found: 0 };
  for (let current = folder; ; current = folderOf(current)) {
    const found = wanted.filter((source) => hasFile(joinPath(current, source))).length;
    if (found > best.found) best = { folder: current, found };
    if (current === '') return best.folder;
  }
}

/** `docker build -f api/Dockerfile ./artifact`: a pipeline lays out what it builds in a folder of its own, which no repository has. */
export function isBrought(
  context: string,
  { stages, at }: DockerfileFact,
  facts: FactIndex,
  hasFile: (path: string) => boolean,
): boolean {
  if (context === '' || isWithin(at.file, context) || foldersWithin(facts).has(context)) return false;
  const own = stages.flatMap(({ copies }) =>
    copies.flatMap(({ from, sources }) => (from === undefined ? sources : [])),
  );
  return !own.some((source) => hasFile(joinPath(context, source)));
}

/** `CMD ["bun", "apps/api/index.ts"]` in `apps/api/Dockerfile`: names its own folder as it is seen from the folder that it copies. */
function folderItNames(
  { stages }: DockerfileFact,
  folder: string,
  facts: FactIndex,
  hasFile: (path: string) => boolean,
): string | undefined {
  if (folder === '') return undefined;
  const started = stages.flatMap(({ cmd, entrypoint }) =>
    [cmd, entrypoint].flatMap((each) => each?.words.flatMap((word) => word.split(/\s/).map(withoutDot)) ?? []),
  );
  const copied = stages.flatMap(({ copies }) => copies.flatMap(({ sources }) => sources.map(withoutDot)));
  const brought = stages.flatMap(({ copies }) =>
    copies.flatMap(({ from, sources }) => (from === undefined ? sources.map(withoutDot) : [])),
  );
  const isThere = (where: string, path: string): boolean =>
    hasFile(joinPath(where, path)) || foldersWithin(facts).has(joinPath(where, path));
  // `COPY worker /` in `worker/Dockerfile` may be a binary made there; what else is copied and lies above tells.
  const isNeighbour = (above: string, path: string): boolean =>
    joinPath(above, path) !== folder && isThere(above, path) && !isThere(folder, path);
  for (const above of foldersUpFrom(folderOf(folder))) {
    const own = above === '' ? folder : folder.slice(above.length + 1);
    const begins = started.filter((path) => path.startsWith(`${own}/`));
    // One name may be that of a folder inside, which only files can tell; nobody repeats two.
    const isNamed = own.includes('/')
      ? begins.length > 0 || copied.some((path) => `/${path}/`.includes(`/${own}/`))
      : begins.some((path) => hasFile(joinPath(above, path)) && !hasFile(joinPath(folder, path))) ||
        (brought.includes(own) && !isThere(folder, own) && brought.some((path) => isNeighbour(above, path)));
    // What is copied and lies in the own folder alone comes from there, whatever the image calls its folders.
    const isOwn = brought.some((path) => hasFile(joinPath(folder, path)) && !hasFile(joinPath(above, path)));
    if (isNamed && !isOwn) return above;
  }
  return undefined;
}
const withoutDot = (path: string): string => path.replace(/^\.\//, '');

/** `COPY packages/shared packages/shared`: a folder is there where a package in it is. */
function packagesIn(source: string): readonly string[] {
  return /^(?:\.\/)?\w[\w-]*(?:\/\w[\w-]*)+\/?$/.test(source) ? [joinPath(source, 'package.json')] : [];
}
/** What lies at the root of the sources that a stage builds or starts: its commands end with an error where they do not find it. */
function manifestsFor({ runs, cmd, entrypoint }: StageFact): readonly string[] {
  const isRun = (pattern: RegExp): boolean => runs.some((run) => pattern.test(run.text));
  const started = [cmd, entrypoint].flatMap((each) => each?.words.flatMap((word) => word.split(/\s/)) ?? []);
  const words = runs.flatMap(({ text }) => (/\bpip3? install\b/.test(text) ? text.split(/\s+/) : []));
  return [
    ...started.map(withoutDot).filter((word) => /^\w[\w./-]*\.(?:py|rb|ru|[cm]?js|ts|sh|ini|toml)$/.test(word)),
    ...words.filter((_, index) => words[index - 1] === '-r'),
    ...(isRun(/(?:^|&&|;)[ \t]*make\b(?![^;&|]*-[fC])/) ? ['Makefile'] : []),
    ...(isRun(/\bbundle install\b/) ? ['Gemfile'] : []),
    ...(isRun(/\b(?:poetry install|uv sync)\b/) ? ['pyproject.toml'] : []),
    ...(isRun(/\bgo (?:build|install|mod)\b/) ? ['go.mod'] : []),
    ...(isRun(/\b(?:npm|yarn|pnpm) (?:ci|install|i|run|build)\b/) ? ['package.json'] : []),
  ];
}
