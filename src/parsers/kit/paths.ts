// Paths inside the scan: POSIX, relative to its root; the root itself is empty.

/** Where `path`, written in a file of `directory`, leads; undefined outside the scan. */
export function pathInside(directory: string, path: string): string | undefined {
  if (/^(?:[/~]|[A-Za-z]:|[a-z][a-z+.-]*:\/\/|git@)/.test(path)) return undefined;
  const parts = directory.split('/').filter((part) => part !== '');
  for (const part of path.split(/[/\\]/)) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join('/');
}
