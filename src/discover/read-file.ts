// Reads one file without following links, within a size limit; a failure is words, not an exception.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { reasonOf } from './list-files.js';

/** Larger files are data, not configuration or source that a person wrote. */
export const largestFile = 5 * 1024 * 1024;

export type ReadResult =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly code: 'too-large' | 'unreadable' | 'link'; readonly message: string };

/** Windows has no O_NOFOLLOW; links need rights there that a checkout does not give. */
const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);

export function readBytes(absolute: string, limit = largestFile): ReadResult {
  let handle: number;
  try {
    handle = openSync(absolute, flags);
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
    if (code === 'ELOOP' || code === 'EMLINK')
      return { ok: false, code: 'link', message: 'it is a link, and links are not followed' };
    return { ok: false, code: 'unreadable', message: reasonOf(error) };
  }
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile()) return { ok: false, code: 'unreadable', message: 'it is not a regular file' };
    if (stat.size > limit) {
      return { ok: false, code: 'too-large', message: `it is larger than ${Math.round(limit / 1024 / 1024)} MB` };
    }
    const bytes = Buffer.allocUnsafe(stat.size);
    let length = 0;
    while (length < stat.size) {
      const count = readSync(handle, bytes, length, stat.size - length, length);
      if (count === 0) break;
      length += count;
    }
    return { ok: true, bytes: bytes.subarray(0, length) };
  } catch (error) {
    return { ok: false, code: 'unreadable', message: reasonOf(error) };
  } finally {
    closeSync(handle);
  }
}
