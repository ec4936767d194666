// What a tool said before: it runs again only when the tool, its arguments or a file that it can read has changed.
import { hash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
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

/** The short-lived copy that a path lies in, as its makers name their folders. */
export function copiedTree(path: string): string | undefined {
  for (let folder = path; dirname(folder) !== folder; folder = dirname(folder))
    if (/^hoplint-(?:chart|kustomize)-/.test(basename(folder))) return folder;
  return undefined;
}
