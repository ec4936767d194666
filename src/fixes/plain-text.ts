// The text of a file that edits can be made in, and the bytes that come of it.
import { Buffer, isUtf8 } from 'node:buffer';

const mark = '\uFEFF';

/** Without the byte order mark, as parsers count; undefined for what is not UTF-8 throughout. */
export function plainText(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes) || bytes.includes(0)) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return text.startsWith(mark) ? text.slice(mark.length) : text;
}
