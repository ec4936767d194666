// The quick YAML reader against the reader of events: the same tree to the last offset, or no tree at all.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutated } from '../../../scripts/fuzz/mutations.js';
import { isSame, type ReadTwice, readTwice } from '../../../scripts/yaml-readers/compare.js';
import { fuzz } from './fuzz.js';

const folders = [
  new URL('corpus/', import.meta.url),
  ...['projects/', 'rules/', 'parsers/'].map((name) => new URL(`../../../fixtures/${name}`, import.meta.url)),
];
const files = folders.flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.ya?ml$/.test(path))
    .map((path) => ({ path, text: readFileSync(fileURLToPath(new URL(path.replaceAll('\\', '/'), folder)), 'utf8') })),
);

function compare(text: string): readonly ReadTwice[] {
  const documents = readTwice(text);
  for (const document of documents) {
    if (!isSame(document)) expect.fail(`${JSON.stringify(text)} is read as ${JSON.stringify(document)}`);
  }
  return documents;
}
const withWindowsBreaks = (text: string): string => text.replaceAll('\n', '\r\n');
const quickly = (documents: readonly ReadTwice[]): number =>
  documents.filter(({ quick }) => quick !== undefined).length;

describe('files', () => {
  it('are read alike, nearly all of them quickly', () => {
    const documents = files.flatMap(({ text }) => [...compare(text), ...compare(withWindowsBreaks(text))]);
    const valid = documents.filter(({ events }) => events !== undefined).length;
    expect(valid).toBeGreaterThan(500);
    expect(quickly(documents) / valid).toBeGreaterThan(0.9);
  });
});

describe('what people write is read quickly', () => {
  it.each([
    'a: 1\n',
    'a: 1',
    '# first\n---\n# second\na: b # third\n',
    'a:\n  - b\n  -\n  - c: d\n    e: f\n',
    'a:\n- b\n- c\nd: e\n',
    '- - a\n  - b\n-   c: d\n    e:\n',
    'a:\n  "b"\nc:\n  d\n',
    "'a b': \"c \\\" d\"\n\"e\": 'it''s'\n",
    'a: [b, "c", {d: e}, [], {}, -1, ]\nf: {"g":1, h: [i]}\n',
    'a: |\n  b\n\n    c\n\n\nd: >-\n  e\n  f\n\n  g\n    h\n  i\n\nj: |+\n  k\n\n',
    'a: |\n  #!/bin/sh\n  b: "c"\n# no part of it\nd: 1\n',
    'a: http://b:80/c#d\nargs:\n  - --e=f\n  - "-g"\n',
    'a: # later\n  b: c\n',
    'é: ✓ 🙂\n',
    'a: 0x1F\nb: ~\nc: yes\nd: 1e3\n',
  ])('%j', (text) => {
    for (const each of [text, withWindowsBreaks(text)]) {
      const documents = compare(each);
      expect(quickly(documents)).toBe(documents.length);
      expect(documents.length).toBeGreaterThan(0);
    }
  });
});

describe('what is not plain is given back', () => {
  it.each([
    'a: &b c\nd: *b\n',
    'a: !Ref b\n',
    '<<: {a: b}\n',
    'a: b\n  c\n',
    'a: "b\n  c"\n',
    '? a\n: b\n',
    '[a]: b\n',
    'a:\tb\n',
    'a: b\rc: d\n',
    '%YAML 1.2\n---\na: b\n',
    '--- a\n',
    '--- {a: b}\n',
    ' a: b\n',
    'a: b\n...\n',
    'a: "\\x41"\n',
    'a: 1\na: 2\n',
    '{a: 1, a: 2}\n',
    'a: |2\n   b\n',
    'a: {{ b }}\n',
    'a: [b,\n  c]\n',
    'a: [b: c]\n',
    'a: {b}\n',
    'a: b: c\n',
    'a: [b] c\n',
    'a: "b" c\n',
    'a:\n   b: 1\n  c: 2\n',
    'a: - b\n',
    'a: @b\n',
    'just text\n',
    '\ufeffa: b\n',
    'a: \u0007\n',
    `${'- '.repeat(150)}a\n`,
  ])('%j', (text) => {
    expect(quickly(compare(text))).toBe(0);
  });
});

describe('generated documents', () => {
  const key = fc.constantFrom('a', 'b-c', 'd.e/f', '"g h"', "'i'", '1', 'true');
  const scalar = fc.constantFrom(
    ...['b', '1', '-1', 'true', '"c: d"', "'e''s'", 'f g', 'h:i', 'j#k', '', '[]', '{}', '[l, "m"]', '{n: o}', '~'],
    ...['"\\n"', '--p', '$q', '*r', 's # t', '# u', 'v:', '"w" x', '{y', '@z', '|', '>-', '|-'],
  );
  const node = fc.letrec<{ node: (indent: string) => string }>((tie) => {
    const nested = fc.oneof({ maxDepth: 3, withCrossShrink: true }, scalarLine(), mapping(), sequence());
    function scalarLine(): fc.Arbitrary<(indent: string) => string> {
      return fc.tuple(scalar, fc.constantFrom('', ' # note', '\n\n', '\n# note', '  \n')).map(
        ([text, tail]) =>
          (indent) =>
            ` ${text}${tail}${/^[|>]/.test(text) ? `\n${indent}  text\n\n${indent}   more` : ''}\n`,
      );
    }
    function mapping(): fc.Arbitrary<(indent: string) => string> {
      return fc
        .tuple(
          fc.constantFrom('', '  ', '    ', ' '),
          fc.array(fc.tuple(key, tie('node')), { minLength: 1, maxLength: 4 }),
        )
        .map(
          ([more, entries]) =>
            (indent) =>
              `\n${entries.map(([name, value]) => `${indent}${more}${name}:${value(indent + more)}`).join('')}`,
        );
    }
    function sequence(): fc.Arbitrary<(indent: string) => string> {
      return fc
        .tuple(fc.constantFrom('', '  '), fc.array(fc.oneof(tie('node'), compact()), { minLength: 1, maxLength: 3 }))
        .map(
          ([more, items]) =>
            (indent) =>
              `\n${items.map((item) => `${indent}${more}-${item(indent + more)}`).join('')}`,
        );
    }
    function compact(): fc.Arbitrary<(indent: string) => string> {
      return fc
        .array(fc.tuple(key, tie('node')), { minLength: 1, maxLength: 3 })
        .map(
          (entries) => (indent) =>
            entries
              .map(([name, value], index) => `${index === 0 ? ' ' : `${indent}  `}${name}:${value(`${indent}  `)}`)
              .join(''),
        );
    }
    return { node: nested };
  }).node;

  it('are read alike', () => {
    let quick = 0;
    fc.assert(
      fc.property(fc.array(node, { minLength: 1, maxLength: 3 }), fc.boolean(), (documents, windows) => {
        const text = documents.map((each) => `---${each('')}`).join('');
        quick += quickly(compare(windows ? withWindowsBreaks(text) : text));
      }),
      fuzz(1500),
    );
    expect(quick).toBeGreaterThan(100);
  });

  it('are read alike with pieces of YAML in any order', () => {
    const piece = fc.constantFrom(
      ...['a', 'b: ', ':', '- ', '-', '? ', '\n', '\n  ', '\n ', '\n- ', '\n  - ', 'k: v\n', 'b:', 'a:b', '::'],
      ...[
        '[',
        ']',
        '{',
        '}',
        ',',
        '"',
        "'",
        '""',
        "''",
        '\\',
        '|\n',
        '>-\n',
        '|+\n  t\n',
        '|2\n',
        ' #',
        '# c',
        '\t',
        ' ',
      ],
      ...[
        '&a ',
        '*a',
        '!t ',
        '<<: ',
        '---\n',
        '...\n',
        '%Y',
        '{{ x }}',
        '~',
        '1',
        '.5',
        '=',
        '\r',
        '\r\n',
        '\r\n  ',
        '\0',
        '\ufeff',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
        compare(pieces.join(''));
      }),
      fuzz(3000),
    );
  });

  it('are read alike when real ones are broken', () => {
    let quick = 0;
    fc.assert(
      fc.property(mutated(files), ({ text }) => {
        quick += quickly(compare(text));
      }),
      fuzz(600),
    );
    expect(quick).toBeGreaterThan(50);
  });
});
