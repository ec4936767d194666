// The folder a Dockerfile copies from.
import type { DockerfileFact, StageFact } from '../../model/facts.js';
import { folderOf, joinPath } from '../../model/file-paths.js';
import type { FactIndex } from '../../model/topology.js';
import { buildsByDockerfile } from './build-index.js';

/** The folder a build names for this file; else the one where its COPY finds most of what it asks for. */
export function buildContext(dockerfile: DockerfileFact, facts: FactIndex, hasFile: (path: string) => boolean): string {
  const { file } = dockerfile.at;
  const build = buildsByDockerfile(facts).get(file)?.[0];
  if (build !== undefined) return build.context;
  const folder = folderOf(file);
  const wanted = dockerfile.stages.flatMap((stage) => {
    const sources = stage.copies.filter((copy) => copy.from === undefined).flatMap((copy) => copy.sources);
    const whole = sources.some((source) => /^(?:\.\/?)?$/.test(source));
    return [...sources.filter((source) => /^[\w./-]+\.\w+$/.test(source)), ...(whole ? manifestsFor(stage) : [])];
  });
  // A package of a workspace has files of the same names as the root: most of them have to be there, the nearest of equals is meant.
  let best = { folder, found: 0 };
  for (let current = folder; ; current = folderOf(current)) {
    const found = wanted.filter((source) => hasFile(joinPath(current, source))).length;
    if (found > best.found) best = { folder: current, found };
    if (current === '') return best.folder;
  }
}

/** What lies at the root of the sources that a stage builds: its commands end with an error where they do not find it. */
function manifestsFor({ runs }: StageFact): readonly string[] {
  const isRun = (pattern: RegExp): boolean => runs.some((run) => pattern.test(run.text));
  return [
    ...(isRun(/\bgo (?:build|install|mod)\b/) ? ['go.mod'] : []),
    ...(isRun(/\b(?:npm|yarn|pnpm) (?:ci|install|i|run|build)\b/) ? ['package.json'] : []),
  ];
}
