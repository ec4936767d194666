// Paths as text: POSIX, put together and made as short as they can be.

export const folderOf = (path: string): string => (path.includes('/') ? path.slice(0, path.lastIndexOf('/')) : '');

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
