// Where files of the repository lie inside containers: what images copy and what compose mounts.
import type { FileFacts } from '../../model/facts.js';
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import { groupBy } from '../../model/group-by.js';
import { matchesGlob } from '../../model/wildcard.js';
import { joinPath } from '../names/environment.js';

export interface Placements {
  /** Where this file of the repository may lie, and inside which containers. */
  of(file: string): readonly PlacedFile[];
}
export interface PlacedFile {
  /** A path inside a container. */
  readonly path: string;
  /** What puts it there: a Dockerfile, a service of a compose file. One container may have several, its mounts and its image. */
  readonly by: readonly string[];
  /** It came along with everything around it, which nobody does to have nginx read it. */
  readonly alongside?: boolean;
}

interface Placement {
  /** File or folder of the repository. */
  readonly source: string;
  readonly target: string;
  readonly by: readonly string[];
  /** The whole folder that a compose file or an image is about. */
  readonly whole: boolean;
}

export function placementsOf(files: readonly FileFacts[]): Placements {
  const facts = files.flatMap((each) => each.facts);
  const builds = facts.filter((fact) => fact.kind === 'build');
  const statedContexts = new Map(
    [...groupBy(builds, (each) => each.dockerfile ?? joinPath(each.context, 'Dockerfile'))].map(
      ([dockerfile, all]) => [dockerfile, all.map(({ context }) => context)] as const,
    ),
  );
  const placements: Placement[] = [];
  for (const fact of facts) {
    if (fact.kind === 'workload') {
      for (const { mounts, build } of fact.containers) {
        const image = build === undefined ? [] : [build.dockerfile ?? joinPath(build.context, 'Dockerfile')];
        const by = [`${fact.at.file} ${fact.name}`, ...image];
        for (const mount of mounts ?? []) {
          if (mount.from !== 'file') continue;
          const { source, target } = mount;
          placements.push({ source, target, by, whole: source === '' || source === folderOf(fact.at.file) });
        }
      }
    } else if (fact.kind === 'dockerfile') {
      const file = fact.at.file;
      const stated = statedContexts.get(file) ?? [];
      const contexts = new Set(stated.length > 0 ? stated : [folderOf(file), '']);
      for (const copy of fact.stages.flatMap((stage) => stage.copies)) {
        if (copy.from !== undefined) continue;
        for (const source of copy.sources) {
          for (const context of contexts) {
            const from = joinPath(context, source);
            // Where nobody says that the whole repository goes into it, it is the folder of the Dockerfile.
            const isGuess = from === '' && stated.length === 0 && folderOf(file) !== '';
            const whole = from === context;
            if (!isGuess) placements.push({ source: from, target: copy.target, by: [file], whole });
          }
        }
      }
    }
  }
  return {
    of: (file) =>
      placements.flatMap(({ source, target, by, whole }) =>
        placesOf(file, source, target).map((path) => (whole ? { path, by, alongside: true } : { path, by })),
      ),
  };
}

/** A file copied to a path that may be a folder lies at it, or in it under its own name. */
export function placesOf(file: string, source: string, target: string): readonly string[] {
  const folder = target.replace(/\/$/, '');
  if (matchesGlob(source, file)) {
    const below = `${folder}/${baseNameOf(file)}`;
    return target.endsWith('/') ? [below] : [folder, below];
  }
  if (source === '') return [`${folder}/${file}`];
  return file.startsWith(`${source}/`) ? [`${folder}/${file.slice(source.length + 1)}`] : [];
}
