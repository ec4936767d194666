// What a tool said before: it runs again only when the tool, its arguments or a file that it can read has changed.
import { createHash, type Hash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, sep } from 'node:path';

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

/** Larger inputs cost as much to compare as the run does. */
const mostFiles = 3000;
const mostBytes = 48 * 1024 * 1024;
/** Stands for the tree in what is remembered. */
export const baseMark = '\0base\0';

/** Undefined where the inputs cannot be told. */
export function keyOfRun(command: string, args: readonly string[], { paths, base }: ToolInputs): string | undefined {
  try {
    const tool = realpathSync(command);
    const { size, mtimeMs } = statSync(tool);
    const named = args.map((each) => {
      const place = paths.indexOf(each);
      return place < 0 ? each.replaceAll(base, baseMark) : place;
    });
    const hash = createHash('sha256').update(JSON.stringify([tool, size, mtimeMs, named]));
    const room = { files: mostFiles, bytes: mostBytes };
    for (const [index, path] of paths.entries()) addTree(hash, path, `${index}`, room, new Set());
    return `run ${hash.digest('base64url')}`;
  } catch {
    // Something cannot be read, or is too large: then nothing is known about the inputs.
    return undefined;
  }
}
function addTree(
  hash: Hash,
  path: string,
  shown: string,
  room: { files: number; bytes: number },
  above: ReadonlySet<string>,
): void {
  const stat = statSync(path);
  if (stat.isDirectory()) {
    const real = realpathSync(path);
    if (above.has(real)) return;
    hash.update(`${shown}/\0`);
    for (const name of readdirSync(path).sort()) {
      if (name === '.git' || name === 'node_modules') continue;
      const inner = join(path, name);
      if (existsSync(inner)) addTree(hash, inner, `${shown}/${name}`, room, new Set([...above, real]));
      else hash.update(`${shown}/${name}\0broken\0`);
    }
    return;
  }
  room.files -= 1;
  room.bytes -= stat.size;
  if (!stat.isFile() || room.files < 0 || room.bytes < 0) throw new RangeError('too much to compare');
  hash.update(`${shown}\0${stat.size}\0`).update(readFileSync(path));
}

/**
 * The folders that a build may read: its own, and every folder that one of their kustomizations names, wherever in it. More of them
 * than are read costs a comparison, never an answer.
 */
export function kustomizationFolders(first: string): readonly string[] {
  const found = new Set([first]);
  for (const folder of found) {
    for (const name of ['kustomization.yaml', 'kustomization.yml', 'Kustomization']) {
      const file = join(folder, name);
      if (!existsSync(file)) continue;
      for (const [word] of readFileSync(file, 'utf8').matchAll(/[^\s"'[\]{},]+/g)) {
        const path = word.includes('..') || word.includes('/') ? join(folder, word) : undefined;
        if (path !== undefined && isOutside(path, found) && existsSync(path)) found.add(path);
      }
    }
  }
  return [...found];
}
const isOutside = (path: string, folders: ReadonlySet<string>): boolean =>
  ![...folders].some((folder) => path === folder || path.startsWith(folder + sep));

/** The short-lived copy that a path lies in, as its makers name their folders. */
export function copiedTree(path: string): string | undefined {
  for (let folder = path; dirname(folder) !== folder; folder = dirname(folder))
    if (/^hoplint-(?:chart|kustomize)-/.test(basename(folder))) return folder;
  return undefined;
}
