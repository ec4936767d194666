// A short-lived copy of folders, as they were or will be at another moment: for tools that read charts from disk.
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { listFiles } from './list-files.js';
import { readBytes } from './read-file.js';

export interface Mirror {
  readonly root: string;
  remove(): void;
}

/** Larger trees cost more than they tell. */
const mostFiles = 5000;
const mostBytes = 64 * 1024 * 1024;

/**
 * Copies `folders` (POSIX, relative to `root`) with `texts` in place of what is on disk. With `known`, files that git knows of and
 * `known` does not are left out: they belong to another moment. `same` when that would be the folders as they are, `large` when
 * they are too large.
 */
export function mirrorFolders(
  root: string,
  folders: readonly string[],
  texts: ReadonlyMap<string, string>,
  known: ReadonlySet<string> | undefined,
): Mirror | 'same' | 'large' {
  const isHere = (path: string): boolean => folders.some((folder) => isBelow(path, folder));
  const written = [...texts].filter(([path, text]) => isHere(path) && textOnDisk(join(root, path)) !== text);
  const listed = known === undefined ? [] : listFiles(root).files.map((file) => file.path);
  const absent = new Set(listed.filter((path) => isHere(path) && known?.has(path) === false));
  if (written.length === 0 && absent.size === 0) return 'same';
  // Links in the way to the temporary folder would make every path in it look as if it led elsewhere.
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'hoplint-tree-')));
  const remove = (): void => rmSync(top, { recursive: true, force: true });
  try {
    const budget = { files: mostFiles, bytes: mostBytes };
    if (!outermost(folders).every((folder) => copy(root, top, folder, absent, budget))) {
      remove();
      return 'large';
    }
    for (const [path, text] of written) {
      mkdirSync(dirname(join(top, path)), { recursive: true });
      rmSync(join(top, path), { force: true });
      writeFileSync(join(top, path), text);
    }
    return { root: top, remove };
  } catch {
    remove();
    return 'large';
  }
}
function textOnDisk(path: string): string | undefined {
  const content = readBytes(path);
  return content.ok
    ? Buffer.from(content.bytes)
        .toString('utf8')
        .replace(/^\uFEFF/, '')
    : undefined;
}
/** Only below the root: nothing that climbs out of it. */
function isBelow(path: string, folder: string): boolean {
  if (path.startsWith('../') || isAbsolute(path)) return false;
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}
function outermost(folders: readonly string[]): readonly string[] {
  const unique = [...new Set(folders)];
  return unique.filter((folder) => !unique.some((other) => other !== folder && isBelow(folder, other)));
}
function copy(
  root: string,
  top: string,
  folder: string,
  absent: ReadonlySet<string>,
  budget: { files: number; bytes: number },
): boolean {
  const folders = existsSync(join(root, folder)) ? [folder] : [];
  for (let each = folders.pop(); each !== undefined; each = folders.pop()) {
    mkdirSync(join(top, each), { recursive: true });
    for (const entry of readdirSync(join(root, each), { withFileTypes: true })) {
      const path = each === '' ? entry.name : `${each}/${entry.name}`;
      if (entry.isDirectory() && entry.name !== '.git' && entry.name !== 'node_modules') folders.push(path);
      // Links are left out: what they lead to may lie anywhere.
      if (!entry.isFile() || absent.has(path)) continue;
      budget.files -= 1;
      budget.bytes -= statSync(join(root, path)).size;
      if (budget.files < 0 || budget.bytes < 0) return false;
      copyFileSync(join(root, path), join(top, path));
    }
  }
  return true;
}
