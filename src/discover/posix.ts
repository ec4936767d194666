// Paths from the root of the scan: POSIX, empty for the root itself.
import { join } from 'node:path';

export function joinPosix(directory: string, path: string): string {
  const joined = join(directory === '' ? '.' : directory, path)
    .replaceAll('\\', '/')
    .replace(/\/$/, '');
  return joined === '.' ? '' : joined;
}
export const isBelow = (path: string, folder: string): boolean => path.startsWith(`${folder}/`);
