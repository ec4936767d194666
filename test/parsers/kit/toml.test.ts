// The TOML reader: values, tables, places, and what is wrong with a file.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readToml } from '../../../src/parsers/kit/toml.js';
import type { YamlNode } from '../../../src/parsers/kit/yaml/node.js';

function plain(node: YamlNode): unknown {
  switch (node.kind) {
    case 'scalar':
      return node.value;
    case 'seq':
      return node.items.map(plain);
    case 'map':
      return Object.fromEntries(node.entries.map(({ key, value }) => [key.text, plain(value)]));
  }
}
const read = (text: string): unknown => {
  const { root, problem } = readToml(text);
  return problem === undefined ? plain(root) : problem;
};

describe('values', () => {
  it.each([
    ['a = "x\\ty \\u00e9" # why', { a: 'x\ty é' }],
    ["a = 'C:\\x'", { a: 'C:\\x' }],
    ['a = """\none\n"two" \\\n   three"""', { a: 'one\n"two" three' }],
    ["a = '''x'y'''", { a: "x'y" }],
    [
      'a = 1_000\nb = -2.5e1\nc = true\nd = 1979-05-27T07:32:00Z',
      { a: 1000, b: -25, c: true, d: '1979-05-27T07:32:00Z' },
    ],
    ['a = [ 1, # one\n "two",\n]', { a: [1, 'two'] }],
    ['a = { b = 1, "c d" = { e = [] } }', { a: { b: 1, 'c d': { e: [] } } }],
    ['a.b.c = 1\na."x.y" = 2', { a: { b: { c: 1 }, 'x.y': 2 } }],
  ])('%j', (text, expected) => expect(read(text)).toEqual(expected));
});
it('fills tables, and lists of them', () => {
  expect(
    read('x = 1\n[a.b]\nc = 2\n[a]\nd = 3\n[[a.list]]\nn = 1\n[[a.list]]\nn = 2\n[a.list.inner]\nm = 3\n'),
  ).toEqual({
    x: 1,
    a: { b: { c: 2 }, d: 3, list: [{ n: 1 }, { n: 2, inner: { m: 3 } }] },
  });
});
it('keeps places', () => {
  const { root } = readToml('[http]\n  idle = "90s"\n');
  const http = root.entries[0]?.value;
  const entry = http?.kind === 'map' ? http.entries[0] : undefined;
  expect(entry).toMatchObject({ key: { start: 9, end: 13 }, value: { start: 16, end: 21, text: '90s', quoted: true } });
});
describe('what is wrong', () => {
  it.each([
    ['a = ', /Expected a value/, 4],
    ['a 1', /Expected "="/, 2],
    ['a = "x', /never closed/, 4],
    ['a = 1\na = 2', /written twice/, 6],
    ['a = 1 b = 2', /end of the line/, 6],
    ['[a\nb = 1', /Expected "\]"/, 2],
    ['a = 1\n[a]\nb = 1', /has a value already/, 7],
  ])('%j', (text, message, offset) => {
    const { problem } = readToml(text);
    expect(problem?.message).toMatch(message);
    expect(problem?.offset).toBe(offset);
  });
  it('is bounded', () => {
    expect(readToml(`a = ${'['.repeat(5000)}`).problem?.code).toBe('limit');
    expect(readToml('a = [1,2,3,4]\n'.repeat(60_000)).problem?.code).toMatch(/limit|duplicate-key/);
  });
});
it('takes any text without harm', () => {
  const pieces = [
    'a',
    '=',
    '"',
    "'",
    '"""',
    '[',
    ']',
    '[[',
    '{',
    '}',
    ',',
    '.',
    '\n',
    '#',
    ' ',
    '1',
    'true',
    '\\',
    '\\u00',
    'é',
  ];
  const text = fc.oneof(
    fc.array(fc.constantFrom(...pieces), { maxLength: 40 }).map((list) => list.join('')),
    fc.string({ unit: 'binary', maxLength: 100 }),
  );
  const inside = (node: YamlNode, end: number): boolean =>
    node.start <= node.end &&
    node.end <= end &&
    (node.kind === 'seq'
      ? node.items.every((item) => inside(item, end))
      : node.kind === 'scalar' || node.entries.every(({ key, value }) => inside(key, end) && inside(value, end)));
  fc.assert(
    fc.property(text, (source) => inside(readToml(source).root, source.length)),
    { numRuns: 1000 },
  );
});
