// Text of a file: bytes to characters, and offsets to lines and columns and back.
import { Buffer, isUtf8 } from 'node:buffer';
import type { Location } from '../../model/location.js';

/** Finds lines and columns, both from 1 and in UTF-16 units; `\n`, `\r\n` and a lone `\r` end a line. */
export class LineIndex {
  readonly #text: string;
  #starts: readonly number[] | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  get lineCount(): number {
    return this.#lineStarts().length;
  }

  /** Offsets outside the text answer with its first or last position. */
  position(offset: number): { line: number; column: number } {
    return this.#positionFrom(0, offset);
  }
  /** `first`: the index of a line that the offset is not in front of. */
  #positionFrom(first: number, offset: number): { line: number; column: number } {
    const starts = this.#lineStarts();
    const within = clamp(offset, 0, this.#text.length);
    let low = first;
    // Most ranges end in the line they start in.
    let high = within < (starts[first + 1] ?? 0) ? first : starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (startOf(starts, middle) <= within) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: within - startOf(starts, low) + 1 };
  }

  location(file: string, start: number, end: number): Location {
    const from = this.position(start);
    const to = this.#positionFrom(from.line - 1, Math.max(start, end));
    return { file, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
  }

  /** A column behind the end of its line answers with the end of the line. */
  offset(line: number, column: number): number {
    const starts = this.#lineStarts();
    const index = clamp(line, 1, starts.length) - 1;
    const start = startOf(starts, index);
    return start + clamp(column - 1, 0, this.#lineEnd(index) - start);
  }

  /** The line without its line break; empty for a line that is not there. */
  lineText(line: number): string {
    const start = this.#lineStarts()[line - 1];
    return start === undefined ? '' : this.#text.slice(start, this.#lineEnd(line - 1));
  }

  #lineEnd(index: number): number {
    const next = this.#lineStarts()[index + 1];
    if (next === undefined) return this.#text.length;
    return this.#text.startsWith('\r\n', next - 2) ? next - 2 : next - 1;
  }

  #lineStarts(): readonly number[] {
    this.#starts ??= lineStarts(this.#text);
    return this.#starts;
  }
}

const startOf = (starts: readonly number[], index: number): number => starts[index] ?? 0;

/** Not a number answers with the lower bound. */
const clamp = (value: number, low: number, high: number): number =>
  value >= high ? high : value > low ? Math.trunc(value) : low;

function lineStarts(text: string): number[] {
  const starts = [0];
  if (text.includes('\r')) {
    for (const lineBreak of text.matchAll(/\r\n?|\n/g)) starts.push(lineBreak.index + lineBreak[0].length);
    return starts;
  }
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The characters of a file and, where bytes are not the text they should be, the first offset at which they are not. */
export interface DecodedText {
  text: string;
  problem?: { message: string; offset: number };
}

/** Reads UTF-8, and UTF-16 that says so with a byte order mark; the mark is not part of the text. */
export function decodeUtf8(bytes: Uint8Array): DecodedText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decodeUtf16(bytes.subarray(2), 'utf-16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decodeUtf16(bytes.subarray(2), 'utf-16be');
  const marked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const body = marked ? bytes.subarray(3) : bytes;
  const text = decodeBytes(body);
  if (isUtf8(body)) return withoutNul(text);
  const offset = decodeBytes(body.subarray(0, firstInvalid(body))).length;
  return { text, problem: { message: 'The file is not valid UTF-8.', offset } };
}

const decodeBytes = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');

function decodeUtf16(bytes: Uint8Array, encoding: 'utf-16le' | 'utf-16be'): DecodedText {
  const even = bytes.subarray(0, bytes.length - (bytes.length % 2));
  const text = new TextDecoder(encoding, { ignoreBOM: true }).decode(even);
  if (even.length === bytes.length) return withoutNul(text);
  return { text, problem: { message: 'The UTF-16 text ends in the middle of a character.', offset: text.length } };
}

function withoutNul(text: string): DecodedText {
  const offset = text.indexOf('\0');
  return offset < 0 ? { text } : { text, problem: { message: 'The file contains a NUL byte.', offset } };
}

/** The index of the first byte that belongs to no UTF-8 character: the longest valid prefix ends there. */
function firstInvalid(bytes: Uint8Array): number {
  let at = 0;
  while (at < bytes.length) {
    const length = characterLength(bytes[at] ?? 0);
    if (!isUtf8(bytes.subarray(at, at + length)) || at + length > bytes.length) return at;
    at += length;
  }
  return at;
}

const characterLength = (first: number): number => (first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4);
