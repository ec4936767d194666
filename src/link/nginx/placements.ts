// Where files of the repository lie inside containers: what images copy and what compose mounts.
import type { FileFacts } from '../../model/facts.js';
import { joinPath } from '../environment.js';
import { folderOf } from '../names.js';

export interface Placements {
  /** Paths inside containers at which this file of the repository may lie. */
  of(file: string): readonly string[];
}

interface Placement {
  /** File or folder of the repository. */
  readonly source: string;
  readonly target: string;
}

export function placementsOf(files: readonly FileFacts[]): Placements {
  const facts = files.flatMap((each) => each.facts);
  const builds = facts.filter((fact) => fact.kind === 'build');
  const placements: Placement[] = [];
  for (const fact of facts) {
    if (fact.kind === 'workload') {
      for (const { mounts } of fact.containers) {
        for (const mount of mounts ?? []) if (mount.from === 'file') placements.push(mount);
      }
    } else if (fact.kind === 'dockerfile') {
      const file = fact.at.file;
      const contexts = new Set([
        folderOf(file),
        '',
        ...builds.flatMap((each) => (each.dockerfile === file ? [each.context] : [])),
      ]);
      for (const copy of fact.stages.flatMap((stage) => stage.copies)) {
        if (copy.from !== undefined) continue;
        for (const source of copy.sources) {
          for (const context of contexts) placements.push({ source: joinPath(context, source), target: copy.target });
        }
      }
    }
  }
  return { of: (file) => [...new Set(placements.flatMap((each) => placed(file, each)))] };
}

/** A file copied to a path that may be a folder lies at it, or in it under its own name. */
function placed(file: string, { source, target }: Placement): readonly string[] {
  const folder = target.replace(/\/$/, '');
  if (matchesGlob(source, file)) {
    const below = `${folder}/${file.slice(file.lastIndexOf('/') + 1)}`;
    return target.endsWith('/') ? [below] : [folder, below];
  }
  if (source === '') return [`${folder}/${file}`];
  return file.startsWith(`${source}/`) ? [`${folder}/${file.slice(source.length + 1)}`] : [];
}

/** `*` and `?` inside one segment, and sets of characters. */
export function matchesGlob(pattern: string, path: string): boolean {
  if (!/[*?[]/.test(pattern)) return pattern === path;
  const expression = pattern
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '[^/]*')
    .replaceAll('?', '[^/]');
  try {
    return new RegExp(`^${expression}$`).test(path);
  } catch {
    return false;
  }
}
