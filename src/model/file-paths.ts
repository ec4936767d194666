// Paths as text: POSIX, put together and made as short as they can be.

/** Of a file at the root: empty. */
export const folderOf = (path: string): string => path.slice(0, Math.max(path.lastIndexOf('/'), 0));
/** The last part: of `cmd/api/main.go`, `main.go`. */
export const baseNameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** Whether a folder is the other one or below it; the root holds all. */
export const isWithin = (folder: string, outer: string): boolean =>
  outer === '' || folder === outer || folder.startsWith(`${outer}/`);

/** The folder itself first, the root last. */
export function* foldersUpFrom(folder: string): Iterable<string> {
  for (let current = folder; current !== ''; current = folderOf(current)) yield current;
  yield '';
}
/** Every folder a file lies in, nearest first; the root is the last. */
export function foldersAbove(file: string): readonly string[] {
  return [...foldersUpFrom(folderOf(file))];
}

/** `/a/./b/../c/` becomes `/a/c`; relative paths start at the root of the image. */
export function normalise(path: string): string {
  return `/${joinPath('', path)}`;
}
export function joinPath(folder: string, path: string): string {
  const below = path.startsWith('/') ? path.slice(1) : path;
  if (isPlainPath(below) && isPlainPath(folder)) return [folder, below].filter((part) => part !== '').join('/');
  const parts = folder.split('/').filter((part) => part !== '');
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return parts.join('/');
}
export function insideImage(workdir: string, path: string): string {
  return path.startsWith('/') ? normalise(path) : normalise(`${workdir}/${path}`);
}

const detour = /^\/|\/\/|\/$|(?:^|\/)\.\.?(?:\/|$)/;

/** No part of it is empty, stays where it is, or leads back up: so most paths are, and nothing in them has to be worked out. */
export function isPlainPath(path: string): boolean {
  return !detour.test(path);
}

/** `infra/./task.json` and `./task.json` as a path of the scan. */
export function pathOfScan(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..' || isOutside(path, parts)) parts.push(part);
    else parts.pop();
  }
  return parts.join('/');
}
/** What is linted may lie beside the folder that hoplint is run in. */
const isOutside = (path: string, parts: readonly string[]): boolean =>
  path.startsWith('../') && (parts.length === 0 || parts.at(-1) === '..');
