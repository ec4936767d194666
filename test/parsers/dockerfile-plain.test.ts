// The plain cut of Dockerfiles against the library: the same instructions to the last offset, or none at all.
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutWithLibrary } from '../../src/parsers/dockerfile/instructions.js';
import { cutPlain } from '../../src/parsers/dockerfile/plain-instructions.js';

function isPlain(text: string): boolean {
  const plain = cutPlain(text);
  if (plain !== undefined) expect(plain, JSON.stringify(text)).toEqual(cutWithLibrary(text));
  return plain !== undefined;
}

const files = readdirSync('fixtures', { recursive: true, encoding: 'utf8' })
  .filter((path) => /(?:^|[\\/.])Dockerfile(?:\.\w+)?$/i.test(path))
  .map((path) => readFileSync(`fixtures/${path}`, 'utf8').replaceAll('\r\n', '\n'));

describe('Dockerfiles are cut alike', () => {
  it('those of the fixtures, nearly all of them plain', () => {
    expect(files.length).toBeGreaterThan(100);
    expect(files.filter(isPlain).length / files.length).toBeGreaterThan(0.9);
  });

  it.each([
    'FROM node:22\n\n# c\n  RUN a && \\\n    b \\\n\n  # between\n    c\nCMD ["node", "a.js"]\n',
    '# syntax=docker/dockerfile:1\n# c\nFROM a AS b\ncopy --from=b /x\t/y  \nEXPOSE 80',
    'FROM a\nRUN a \\  \n  b\nUSER',
    'FROM a\nRUN a \\\n',
    'FROM a\nRUN a \\\n\n# c\n\nRUN b',
    'FROM a\nRUN a\\\\\nRUN \\\nRUN b',
  ])('plain: %j', (text) => expect(isPlain(text)).toBe(true));

  it.each([
    '# escape=`\nFROM a\nRUN a `\n  b\n',
    '# syntax=x\n# escape=`\nFROM a\n',
    'FROM a\r\nRUN b\r\n',
    'FROM a\nRUN <<EOF\nb\nEOF\n',
    'FR\\\nOM a\n',
    'FROM a\nRUN a \\ \\\nRUN b\n',
    'FROM a\nRUN a \\\n\\ x\nRUN b\n',
    '\ufeffFROM a\n',
  ])('given back: %j', (text) => expect(isPlain(text)).toBe(false));

  const bits = [
    ...[
      'FROM',
      'RUN',
      'ONBUILD',
      'CMD',
      'COPY',
      'ENV',
      'a=b',
      '["a", ',
      '"b"]',
      '$A',
      '${A:-b}',
      '--from=x',
      '=',
      '"',
      'é',
    ],
    ...[' ', ' ', '\t', '\n', '\n', '\n', '\\', '\\\n', '#', '# c\n', '# syntax=x\n', '<', '\v', '\u2028', '\0'],
  ];
  it('whatever is written', () => {
    const text = fc.array(fc.constantFrom(...bits), { maxLength: 16 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (each) => void isPlain(each)),
      { numRuns: 2000 },
    );
  });
  it('whatever becomes of real ones', () => {
    const edit = fc.record({
      of: fc.constantFrom(...files),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      bit: fc.constantFrom(...bits),
    });
    const edited = edit.map(({ of, at, bit }) => of.slice(0, at * of.length) + bit + of.slice(at * of.length));
    fc.assert(
      fc.property(edited, (each) => void isPlain(each)),
      { numRuns: 500 },
    );
  });
});
