// Offsets, lines and columns, and bytes that are not what they claim to be.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeUtf8, LineIndex } from '../../../src/parsers/kit/text.js';
import { fuzz } from './fuzz.js';

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

describe('LineIndex', () => {
  it('counts from 1, in UTF-16 units, over every kind of line break', () => {
    const index = new LineIndex('ab\r\n😀c\rd\n');
    expect(index.lineCount).toBe(4);
    expect(index.position(0)).toEqual({ line: 1, column: 1 });
    expect(index.position(4)).toEqual({ line: 2, column: 1 });
    expect(index.position(6)).toEqual({ line: 2, column: 3 });
    expect(index.position(8)).toEqual({ line: 3, column: 1 });
    expect(index.position(10)).toEqual({ line: 4, column: 1 });
    expect([1, 2, 3, 4, 5].map((line) => index.lineText(line))).toEqual(['ab', '😀c', 'd', '', '']);
  });

  it('answers offsets and columns outside the text with the nearest place', () => {
    const index = new LineIndex('ab\ncd');
    expect(index.position(-5)).toEqual({ line: 1, column: 1 });
    expect(index.position(99)).toEqual({ line: 2, column: 3 });
    expect(index.position(Number.NaN)).toEqual({ line: 1, column: 1 });
    expect(index.offset(1, 99)).toBe(2);
    expect(index.offset(9, 1)).toBe(3);
    expect(index.lineText(0)).toBe('');
  });

  it('makes locations with an exclusive end that never precedes the start', () => {
    const index = new LineIndex('a: 1\nb: 2\n');
    expect(index.location('x.yaml', 3, 6)).toEqual({ file: 'x.yaml', line: 1, column: 4, endLine: 2, endColumn: 2 });
    expect(index.location('x.yaml', 6, 3)).toEqual({ file: 'x.yaml', line: 2, column: 2, endLine: 2, endColumn: 2 });
  });

  it('finds every offset again', () => {
    const pieces = fc.constantFrom('a', '\n', '\r\n', '\r', '😀', ' ');
    fc.assert(
      fc.property(fc.array(pieces), (parts) => {
        const text = parts.join('');
        const index = new LineIndex(text);
        for (let offset = 0; offset <= text.length; offset++) {
          const { line, column } = index.position(offset);
          const inside = column - 1 <= index.lineText(line).length;
          expect(inside || /[\r\n]/.test(text.charAt(offset))).toBe(true);
          if (inside) expect(index.offset(line, column)).toBe(offset);
        }
      }),
      fuzz(200),
    );
  });
});

describe('decodeUtf8', () => {
  it('drops the byte order mark', () => {
    expect(decodeUtf8(bytes(0xef, 0xbb, 0xbf, 0x61))).toEqual({ text: 'a' });
    expect(decodeUtf8(bytes())).toEqual({ text: '' });
  });

  it('reads UTF-16 of both orders', () => {
    expect(decodeUtf8(bytes(0xff, 0xfe, 0x61, 0, 0x3d, 0xd8, 0, 0xde))).toEqual({ text: 'a😀' });
    expect(decodeUtf8(bytes(0xfe, 0xff, 0, 0x61, 0xd8, 0x3d, 0xde, 0))).toEqual({ text: 'a😀' });
    expect(decodeUtf8(bytes(0xff, 0xfe, 0x61, 0, 0x62)).problem).toMatchObject({ offset: 1 });
  });

  it('points at the first byte that is not UTF-8 and reads the rest', () => {
    const { text, problem } = decodeUtf8(bytes(0x61, 0xc3, 0xa9, 0xff, 0x62, 0xfe));
    expect(text).toBe('aé\ufffdb\ufffd');
    expect(problem).toEqual({ message: 'The file is not valid UTF-8.', offset: 2 });
    expect(decodeUtf8(bytes(0x61, 0xe2, 0x82)).problem).toMatchObject({ offset: 1 });
    expect(decodeUtf8(bytes(0x61, 0x80)).problem).toMatchObject({ offset: 1 });
    expect(decodeUtf8(bytes(0xed, 0xa0, 0x80)).problem).toMatchObject({ offset: 0 });
  });

  it('points at a NUL byte', () => {
    expect(decodeUtf8(bytes(0x61, 0, 0x62))).toEqual({
      text: 'a\0b',
      problem: { message: 'The file contains a NUL byte.', offset: 1 },
    });
  });

  it('takes any bytes and names a place inside the text', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (input) => {
        const { text, problem } = decodeUtf8(input);
        expect(problem?.offset ?? 0).toBeLessThanOrEqual(text.length);
      }),
      fuzz(500),
    );
  });
});
