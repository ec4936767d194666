// Finds links that lead out of the scan, for the tools that render would follow them.
import { readdirSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { joinPosix } from './posix.js';

/** More entries than any chart has are not walked. */
const mostEntries = 5000;

/** A link below the folder that leads out of the scan, for the tools would follow it. */
export function linkOutside(root: string, directory: string): string | undefined {
  const top = realpathSync(root);
  const folders = [directory];
  let entries = 0;
  for (let folder = folders.pop(); folder !== undefined && entries < mostEntries; folder = folders.pop()) {
    for (const entry of listing(join(root, folder))) {
      entries++;
      const path = joinPosix(folder, entry.name);
      if (entry.isSymbolicLink() && leavesRoot(top, join(root, path))) return path;
      if (entry.isDirectory() && entry.name !== '.git' && entry.name !== 'node_modules') folders.push(path);
    }
  }
  return undefined;
}

function listing(folder: string): ReturnType<typeof readAll> {
  try {
    return readAll(folder);
  } catch {
    return [];
  }
}
const readAll = (folder: string) => readdirSync(folder, { withFileTypes: true });

function leavesRoot(top: string, path: string): boolean {
  try {
    const real = realpathSync(path);
    return real !== top && !real.startsWith(top + sep);
  } catch {
    return false;
  }
}
