// What a tool said before: it runs again only when the tool, its arguments or a file that it can read has changed.
import { hash } from 'node:crypto';
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';
import { isTooLarge, Trees } from './trees.js';

/** Answers by a key that names all they depend on. */
export interface RunMemory {
  recall(key: string): unknown;
  remember(key: string, answer: object): void;
}

/** All that a run depends on besides the tool and its arguments. */
export interface ToolInputs {
  /** Absolute: files and folders, among them those that the arguments name. */
  readonly paths: readonly string[];
  /** Absolute: the tree they lie in, which may be a copy under another name the next time. */
  readonly base: string;
}

/** Stands for the tree in what is remembered. */
export const baseMark = '\0base\0';

/** Undefined where the inputs cannot be told. */
export function keyOfRun(
  command: string,
  args: readonly string[],
  { paths, base }: ToolInputs,
  trees: Trees,
): string | undefined {
  const tool = identityOf(command);
  // Copies are mended between two runs.
  const inputs = paths.map((path) => (copiedTree(path) === undefined ? trees : new Trees()).at(path));
  const known = inputs.flatMap((tree) => tree ?? []);
  if (tool === undefined || known.length < paths.length || isTooLarge(known)) return undefined;
  const named = args.map((each) => {
    const place = paths.indexOf(each);
    return place < 0 ? each.replaceAll(base, baseMark) : place;
  });
  return `run ${hash('sha256', JSON.stringify([tool, named, known.map(({ word }) => word)]), 'base64url')}`;
}
/** The program that a command is, as long as the file system says the same of it. */
export function identityOf(command: string): string | undefined {
  try {
    const tool = realpathSync(command);
    const { size, mtimeMs } = statSync(tool);
    return JSON.stringify([tool, size, mtimeMs]);
  } catch {
    return undefined;
  }
}

export interface BuildFolders {
  readonly folders: readonly string[];
  /** What would be among them if it were there. */
  readonly absent: readonly string[];
}
/**
 * The folders that a build may read: its own, and every folder that one of their kustomizations names, wherever in it. More of them
 * than are read costs a comparison, never an answer.
 */
export function kustomizationFolders(first: string): BuildFolders {
  const found = new Set([first]);
  const absent = new Set<string>();
  for (const folder of found) {
    for (const name of ['kustomization.yaml', 'kustomization.yml', 'Kustomization']) {
      const file = join(folder, name);
      if (!existsSync(file)) continue;
      for (const [word] of readFileSync(file, 'utf8').matchAll(/[^\s"'[\]{},]+/g)) {
        const path = word.includes('..') || word.includes('/') ? join(folder, word) : undefined;
        if (path === undefined || !isOutside(path, found)) continue;
        if (existsSync(path)) found.add(path);
        else absent.add(path);
      }
    }
  }
  return { folders: [...found], absent: [...absent] };
}
const isOutside = (path: string, folders: ReadonlySet<string>): boolean =>
  ![...folders].some((folder) => path === folder || path.startsWith(folder + sep));

/** The short-lived copy that a path lies in, as its makers name their folders. */
export function copiedTree(path: string): string | undefined {
  for (let folder = path; dirname(folder) !== folder; folder = dirname(folder))
    if (/^hoplint-(?:chart|kustomize)-/.test(basename(folder))) return folder;
  return undefined;
}
