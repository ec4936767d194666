// Writes an output file whole or not at all, and never through a link.
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  lstatSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from './usage-error.js';

/** Says what is wrong with an output path before any work is done. */
export function checkTarget(file: string): void {
  const target = statOf(file);
  if (target?.isDirectory() === true) throw new UsageError(`${file} is a folder, so nothing can be written to it.`);
  if (target?.isSymbolicLink() === true)
    throw new UsageError(`${file} is a link, and hoplint does not write through links.`);
  const folder = dirname(resolve(file));
  try {
    if (!statSync(folder).isDirectory())
      throw new UsageError(`${file} cannot be written: ${dirname(file)} is no folder.`);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(`${file} cannot be written: there is no folder ${dirname(file)}.`);
  }
}

/** A temporary file beside the target takes its place in one step; a pipe or device is written to as it is. */
export function writeWhole(file: string, text: string | Uint8Array): void {
  checkTarget(file);
  const target = statOf(file);
  try {
    if (target !== undefined && !target.isFile()) {
      const handle = openSync(file, constants.O_WRONLY | constants.O_NOFOLLOW);
      try {
        writeFileSync(handle, text);
      } finally {
        closeSync(handle);
      }
      return;
    }
    replace(file, text, target?.mode);
  } catch (error) {
    throw new UsageError(`${file} cannot be written: ${reasonOf(error)}.`);
  }
}
function replace(file: string, text: string | Uint8Array, mode: number | undefined): void {
  const temporary = join(dirname(resolve(file)), `.${basename(file)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    writeFileSync(temporary, text, { flag: 'wx', ...(mode === undefined ? {} : { mode: mode & 0o777 }) });
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
function statOf(file: string): Stats | undefined {
  try {
    return lstatSync(file);
  } catch {
    return undefined;
  }
}
const reasons: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  ENOENT: 'there is no such folder',
  ENOTDIR: 'a part of the path is no folder',
  ENAMETOOLONG: 'the name is too long',
};
export function reasonOf(error: unknown): string {
  const code = (error as NodeJS.ErrnoException).code;
  return (code === undefined ? undefined : reasons[code]) ?? code ?? String(error);
}
