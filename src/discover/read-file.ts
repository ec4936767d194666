// Reads one file without following links, within a size limit; a failure is words, not an exception.
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { reasonOf } from './list-files.js';

/** Larger files are data, not configuration or source that a person wrote. */
const largestFile = 5 * 1024 * 1024;

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
    const small = readSmall(handle);
    if (small !== undefined && small.length <= limit) return { ok: true, bytes: small };
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

/** One piece of memory for many small files: to ask for the size of each and to find a place for it takes as long as reading it. */
const pieceSize = 1024 * 1024;
const smallest = 64 * 1024;
let free = Buffer.alloc(0);

/** Undefined for what is empty, does not fit, or is nothing to be read. */
function readSmall(handle: number): Uint8Array | undefined {
  if (free.length < smallest) free = Buffer.allocUnsafeSlow(pieceSize);
  let length: number;
  try {
    length = readSync(handle, free, 0, free.length, 0);
    if (length === 0 || readSync(handle, free, length, free.length - length, length) > 0) return undefined;
  } catch {
    return undefined;
  }
  if (length === free.length) return undefined;
  const bytes = free.subarray(0, length);
  free = free.subarray(length);
  return bytes;
}
