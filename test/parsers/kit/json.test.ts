// JSON with positions: what JSON.parse says, comments and commas that editors allow, and files that break off.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readJson } from '../../../src/parsers/kit/json.js';
import { get, type YamlNode } from '../../../src/parsers/kit/yaml/read-yaml.js';
import { fuzz } from './fuzz.js';
import { everyNode } from './walk.js';

/** A map as a list of pairs, so that `__proto__` is a key like any other. */
function plain(node: YamlNode | undefined): unknown {
  switch (node?.kind) {
    case 'map':
      return node.entries.map(({ key, value }) => [key.text, plain(value)]);
    case 'seq':
      return { items: node.items.map(plain) };
    default:
      return node?.value;
  }
}

function pairs(value: unknown): unknown {
  if (Array.isArray(value)) return { items: value.map(pairs) };
  if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? 0 : value;
  return Object.entries(value).map(([key, inner]) => [key, pairs(inner)]);
}

const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value
        .map(([key, inner]: [string, unknown]) => [key, sorted(inner)])
        .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1))
    : typeof value === 'object' && value !== null && 'items' in value && Array.isArray(value.items)
      ? { items: value.items.map(sorted) }
      : value;

describe('readJson', () => {
  it('says what JSON.parse says', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const { root, problems } = readJson(text);
        expect(problems).toEqual([]);
        expect(sorted(plain(root))).toEqual(sorted(pairs(JSON.parse(text))));
      }),
      fuzz(300),
    );
  });

  it('keeps the place of every value', () => {
    const text = '{"a": [1, "x", {"b": null}]}';
    const { root } = readJson(text);
    const at = (...path: (string | number)[]) => {
      const node = get(root, ...path);
      return node === undefined ? undefined : text.slice(node.start, node.end);
    };
    expect(at('a')).toBe('[1, "x", {"b": null}]');
    expect(at('a', 1)).toBe('"x"');
    expect(at('a', 2, 'b')).toBe('null');
    expect(get(root, 'a', 0)).toMatchObject({ value: 1, quoted: false });
    expect(get(root, 'a', 1)).toMatchObject({ value: 'x', quoted: true });
  });

  it('reads comments and trailing commas', () => {
    const { root, problems } = readJson('// head\n{\n  "a": 1, /* why */\n  "b": [true,],\n}\n// tail');
    expect(problems).toEqual([]);
    expect(plain(root)).toEqual([
      ['a', 1],
      ['b', { items: [true] }],
    ]);
  });

  it.each([
    ['{"a": {"b": [1, 2', 17, [['a', [['b', { items: [1, 2] }]]]]],
    [
      '{"a": 1, "b": "cut o',
      20,
      [
        ['a', 1],
        ['b', 'cut o'],
      ],
    ],
    [
      '{"a": 1, "b',
      11,
      [
        ['a', 1],
        ['b', null],
      ],
    ],
    [
      '{"a": 1, "b":',
      13,
      [
        ['a', 1],
        ['b', null],
      ],
    ],
    ['{"a": fal', 9, [['a', 'fal']]],
    ['{"a": 1 /* cut', 14, [['a', 1]]],
  ])('reads %s up to where it breaks off', (text, offset, value) => {
    const { root, problems } = readJson(text);
    expect(plain(root)).toEqual(value);
    expect(problems).toEqual([{ code: 'syntax', message: 'The JSON breaks off.', offset }]);
  });

  it.each([
    ['{"a" 1}', 4, 'The JSON lacks a colon.'],
    ['[1 2]', 2, 'The JSON lacks a comma.'],
    ['{"a": 1} x', 9, 'The JSON goes on behind its value.'],
    ['{"a": yes}', 6, 'The JSON has the unknown value "yes".'],
    ['[1, }]', 4, 'The JSON has a "}" that closes nothing.'],
    ['["a\n"]', 3, 'The JSON has a line break inside a string.'],
    ['["\\x"]', 1, 'The JSON has an escape that JSON does not know.'],
    ['', 0, 'The JSON holds no value.'],
  ])('names what is wrong with %j', (text, offset, message) => {
    expect(readJson(text).problems[0]).toEqual({ code: 'syntax', message, offset });
  });

  it('lets the last of two equal keys win and says so', () => {
    const { root, problems } = readJson('{"a": 1, "__proto__": 2, "a": 3}');
    expect(plain(root)).toEqual([
      ['a', 3],
      ['__proto__', 2],
    ]);
    expect(problems).toMatchObject([{ code: 'duplicate-key', offset: 25 }]);
  });

  it('stays within its limits', () => {
    expect(readJson('['.repeat(100_000))).toMatchObject({ root: undefined, problems: [{ code: 'limit' }] });
    expect(readJson(`[${'1,'.repeat(250_000)}]`)).toMatchObject({ root: undefined, problems: [{ code: 'limit' }] });
    expect(readJson(' '.repeat(6_000_000))).toMatchObject({ root: undefined, problems: [{ code: 'limit' }] });
    expect(readJson(`[${'}'.repeat(1_000_000)}`).problems).toHaveLength(20);
  });

  it('takes anything, and every place lies inside the text', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '\\',
      '/*',
      '*/',
      '//',
      '\n',
      'true',
      '1e',
      ' ',
      'a',
    );
    fc.assert(
      fc.property(fc.array(piece), (parts) => {
        const text = parts.join('');
        const { root, problems } = readJson(text);
        for (const { offset } of problems) expect(offset >= 0 && offset <= text.length).toBe(true);
        for (const node of everyNode(root))
          expect(0 <= node.start && node.start <= node.end && node.end <= text.length).toBe(true);
      }),
      fuzz(2000),
    );
  });
});
