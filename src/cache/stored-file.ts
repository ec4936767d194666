// A file of the cache: a header with format, key and checksum, and a body of bytes.
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';

export type Stored =
  | { readonly is: 'loaded'; readonly body: Buffer; readonly checksum: number }
  | { readonly is: 'absent' }
  /** Of another version, root or question: nothing is wrong with it. */
  | { readonly is: 'foreign' }
  | { readonly is: 'damaged'; readonly because: string };

interface Header {
  readonly format: string;
  readonly key: string;
  readonly checksum: number;
}
/** Larger than any file that is written. */
const largestFile = 512 * 1024 * 1024;

export function loadStored(file: string, format: string, key: string): Stored {
  const bytes = readStored(file);
  if (!(bytes instanceof Uint8Array)) return bytes;
  try {
    const end = bytes.indexOf(newline);
    const header = JSON.parse(bytes.toString('latin1', 0, Math.max(end, 0))) as Header;
    if (header.format !== format || header.key !== key) return { is: 'foreign' };
    const body = bytes.subarray(end + 1);
    return crc32(body) === header.checksum
      ? { is: 'loaded', body, checksum: header.checksum }
      : { is: 'damaged', because: 'its checksum does not fit' };
  } catch (error) {
    return { is: 'damaged', because: error instanceof Error ? error.message : String(error) };
  }
}
const newline = 0x0a;
function readStored(file: string): Buffer | Exclude<Stored, { is: 'loaded' }> {
  let handle: number;
  try {
    handle = openSync(file, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    const isLink = error instanceof Error && 'code' in error && (error.code === 'ELOOP' || error.code === 'EMLINK');
    return isLink ? { is: 'damaged', because: 'it is a link' } : { is: 'absent' };
  }
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile() || stat.size > largestFile) return { is: 'damaged', because: 'it is no file of ours' };
    return readFileSync(handle);
  } catch (error) {
    return { is: 'damaged', because: error instanceof Error ? error.message : String(error) };
  } finally {
    closeSync(handle);
  }
}

/** Whole or not at all: a run beside this one reads the old file or the new one. False where the folder takes no file. */
export function saveStored(file: string, format: string, key: string, body: Uint8Array): boolean {
  const header: Header = { format, key, checksum: crc32(body) };
  const folder = dirname(file);
  const temporary = join(folder, `.${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!lstatSync(folder).isDirectory()) return false;
    const handle = openSync(temporary, 'wx', 0o600);
    try {
      writeFileSync(handle, `${JSON.stringify(header)}\n`);
      writeFileSync(handle, body);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, file);
    return true;
  } catch {
    removeQuietly(temporary);
    return false;
  }
}
function removeQuietly(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // It was never made.
  }
}

/** One byte for each character keeps reading fast; JSON has escapes for the rest. */
export function ascii(json: string): string {
  return json.replace(/[\u007f-\uffff]/g, (each) => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
