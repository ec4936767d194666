// Hostile input: nothing throws, every place lies inside the file, trees stay within bounds.
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeUtf8, LineIndex } from '../../../src/parsers/kit/text.js';
import { comments, readYaml } from '../../../src/parsers/kit/yaml/read-yaml.js';
import { fuzz } from './fuzz.js';
import { everyNode } from './walk.js';

const corpus = new URL('corpus/', import.meta.url);
const files = readdirSync(corpus).map((name) => readFileSync(new URL(name, corpus), 'utf8'));

function check(text: string): void {
  const lines = new LineIndex(text);
  const inside = (offset: number): boolean => {
    const { line, column } = lines.position(offset);
    return offset >= 0 && offset <= text.length && line >= 1 && line <= lines.lineCount && column >= 1;
  };
  let end = 0;
  for (const document of readYaml(text)) {
    expect(document.start).toBe(end);
    end = document.end;
    for (const { offset } of document.errors) expect(inside(offset)).toBe(true);
    if (document.templated !== undefined) {
      expect(inside(document.templated.offset)).toBe(true);
      expect(document).toMatchObject({ root: undefined, errors: [] });
    }
    let nodes = 0;
    for (const node of everyNode(document.root)) {
      nodes++;
      const placed = node.start <= node.end && document.start <= node.start && node.end <= document.end;
      if (!placed) expect.fail(`${node.kind} at ${node.start} to ${node.end} in ${JSON.stringify(text)}`);
    }
    expect(nodes).toBeLessThan(500_000);
  }
  for (const { start, end: stop } of comments(text)) expect(inside(start) && inside(stop) && start < stop).toBe(true);
}

describe('any input', () => {
  it('as bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => check(decodeUtf8(bytes).text)),
      fuzz(500),
    );
  });

  it('as pieces of YAML', () => {
    const piece = fc.constantFrom(
      ...[
        'a',
        'b: ',
        ': ',
        '- ',
        '? ',
        '\n',
        '\n  ',
        '\n ',
        '\r',
        '\r\n',
        '[',
        ']',
        '{',
        '}',
        ',',
        '"',
        "'",
        '|',
        '>',
        '|2-',
        '>+',
      ],
      ...[
        '&a ',
        '*a',
        '!t ',
        '!!int ',
        '!',
        '<<: ',
        '#',
        ' # c',
        '---',
        '\n---\n',
        '\n...\n',
        '%YAML 1.2\n',
        '{{ x }}',
        '{% y %}',
      ],
      ...['${V}', '<%= z %>', '\\', '\t', '\ufeff', '\0', '\u2028', '\ud800', '1', '~', '@', '`', '=', '# Source: x\n'],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => check(pieces.join(''))),
      fuzz(3000),
    );
  });

  it('as files with some of their text moved, lost or doubled', () => {
    const cut = fc.record({
      at: fc.nat(2000),
      length: fc.nat(30),
      to: fc.nat(2000),
      insert: fc.string({ maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.array(cut, { minLength: 1, maxLength: 4 }), (file, cuts) => {
        let text = file;
        for (const { at, length, to, insert } of cuts) {
          const from = at % (text.length + 1);
          const moved = text.slice(from, from + length);
          const rest = text.slice(0, from) + insert + text.slice(from + length);
          const target = to % (rest.length + 1);
          text = rest.slice(0, target) + moved + rest.slice(target);
        }
        check(text);
      }),
      fuzz(1000),
    );
  });
});

describe('long input', () => {
  const size = 300_000;
  const pieces = [
    '[',
    '{',
    '- ',
    '? ',
    ': ',
    'a: ',
    '"',
    "'",
    '|\n',
    '> ',
    '&a ',
    '*a ',
    '!a ',
    '# ',
    ' ',
    '\t',
    '\n',
    '\r',
    '---\n',
    '...\n',
    '{{',
    '{% ',
    '${A',
    '[,',
    '{a: ',
    '!!',
    '%',
    '\\',
    ' |',
    ' "',
    '\n- ',
    '\n  ',
    'a:\n',
    "''",
    '"a" ',
    '- "\n',
    'x: |\n',
    '[[],',
    '&a [*a,',
  ];
  it.each(pieces)(
    'of nothing but %j ends soon',
    (piece) => {
      const text = piece.repeat(size / piece.length);
      check(text);
      check(`a: 1\n${text}`);
      check(`]\n${text}`);
    },
    10_000,
  );
});
