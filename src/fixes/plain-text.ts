// The text of a file that edits can be made in, and the bytes that come of it.
import { Buffer, isUtf8 } from 'node:buffer';

const mark = '\uFEFF';

/** Without the byte order mark, as parsers count; undefined for what is not UTF-8 throughout. */
export function plainText(bytes: Uint8Array): string | undefined {
  if (!isUtf8(bytes) || bytes.includes(0)) return undefined;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return text.startsWith(mark) ? text.slice(mark.length) : text;
}
/** The new bytes of a file that was `before`: it keeps its byte order mark. */
export function bytesOf(text: string, before: Uint8Array): Uint8Array {
  const marked = before[0] === 0xef && before[1] === 0xbb && before[2] === 0xbf;
  return Buffer.from(marked ? mark + text : text, 'utf8');
}
