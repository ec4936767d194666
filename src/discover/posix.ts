// Paths from the root of the scan: POSIX, empty for the root itself.
import { isAbsolute, join, relative, sep } from 'node:path';

export function joinPosix(directory: string, path: string): string {
  const joined = join(directory === '' ? '.' : directory, path)
    .replaceAll('\\', '/')
    .replace(/\/$/, '');
  return joined === '.' ? '' : joined;
}
export const isBelow = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);

/** Relative to the working directory, with forward slashes, on every system. */
export function shownPath(absolute: string, cwd: string): string {
  if (sep === '/' && absolute.startsWith(`${cwd}/`)) return absolute.slice(cwd.length + 1);
  const path = relative(cwd, absolute);
  const shown = path === '' ? '.' : isAbsolute(path) ? absolute : path;
  return sep === '/' ? shown : shown.replaceAll(sep, '/');
}
