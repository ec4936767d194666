// What the build of a kustomization may read, told by the words of kustomizations on disk. More of it than is read costs a comparison,
// never an answer.
import { type Stats, statSync } from 'node:fs';
import { join, sep } from 'node:path';
import { readBytes } from './read-file.js';

/** Absolute paths. */
export interface BuildFolders {
  /** Its own folder, and what its kustomizations and those they are built on name outside of it. */
  readonly folders: readonly string[];
  /** What would be among them if it were there. */
  readonly absent: readonly string[];
  /** The files among all that is named. */
  readonly files: readonly string[];
}

export function buildFoldersOf(first: string): BuildFolders {
  const trees = new Set([first]);
  const absent = new Set<string>();
  const files = new Set<string>();
  /** Those that may hold a kustomization. */
  const folders = new Set([first]);
  for (const folder of folders) {
    for (const path of namedIn(folder)) {
      const stat = statOf(path);
      const isElsewhere = isOutside(path, trees);
      if (stat === undefined && isElsewhere) absent.add(path);
      if (stat === undefined) continue;
      if (isElsewhere) trees.add(path);
      (stat.isDirectory() ? folders : files).add(path);
    }
  }
  return { folders: [...trees], absent: [...absent], files: [...files] };
}
function namedIn(folder: string): readonly string[] {
  const written = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'].map((name) => join(folder, name));
  const texts = written.map((file) => {
    const content = readBytes(file);
    return content.ok ? Buffer.from(content.bytes).toString('utf8') : '';
  });
  const words = texts.flatMap((text) => text.match(/[^\s"'[\]{},]+/g) ?? []);
  return [...new Set(words)].map((word) => join(folder, word));
}
/** A word may also be one that no file can be called. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
const isOutside = (path: string, trees: ReadonlySet<string>): boolean =>
  ![...trees].some((tree) => path === tree || path.startsWith(tree + sep));
