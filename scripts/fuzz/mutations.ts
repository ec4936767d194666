// Changes that turn a good file into a bad one: what editors, merges, disks and attackers do.
import fc from 'fast-check';
import type { Seed } from './seeds.js';

/** Pieces that have broken parsers before. */
const nasty = [
  '\0',
  '\ufeff',
  '\ud800',
  '\u2028',
  '\u001b[31m',
  '\r',
  '\r\n',
  '\t',
  '<<<<<<< HEAD\n',
  '---\n',
  '{{ .Values.x }}',
  '{% if a %}',
  '${A:-${B}}',
  '__proto__: { polluted: true }\n',
  'constructor',
  '"',
  "'",
  '`',
  '/*',
  '#',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  ';',
  ',',
  ':',
  '=',
  '&a ',
  '*a ',
  '!!binary ',
  '|\n',
  '<<EOF\n',
  '0x',
  '1e309',
  '-0',
  '99999999999999999999',
  'NaN',
];
const deep = ['{', '[', '(', '- ', 'a: ', '"${', '<<: *a\n', 'if (a) '];

const change = fc.oneof(
  fc.record({ kind: fc.constant('delete' as const), at: fc.nat(), length: fc.nat(200) }),
  fc.record({ kind: fc.constant('double' as const), at: fc.nat(), length: fc.nat(400) }),
  fc.record({ kind: fc.constant('move' as const), at: fc.nat(), length: fc.nat(200), to: fc.nat() }),
  fc.record({ kind: fc.constant('insert' as const), at: fc.nat(), text: fc.constantFrom(...nasty) }),
  fc.record({ kind: fc.constant('insert' as const), at: fc.nat(), text: fc.string({ unit: 'binary', maxLength: 40 }) }),
  fc.record({
    kind: fc.constant('insert' as const),
    at: fc.nat(),
    text: fc
      .tuple(fc.constantFrom(...deep), fc.integer({ min: 2, max: 400 }))
      .map(([piece, times]) => piece.repeat(times)),
  }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('endings' as const), to: fc.constantFrom('\r\n', '\r', '\n\n') }),
);

/** A seed with a few changes, or with a piece of another seed in it. */
export function mutated(seeds: readonly Seed[]): fc.Arbitrary<Seed> {
  return fc
    .record({
      seed: fc.constantFrom(...seeds),
      other: fc.constantFrom(...seeds),
      splice: fc.option(fc.record({ from: fc.nat(), length: fc.nat(600), at: fc.nat() }), { freq: 3 }),
      changes: fc.array(change, { maxLength: 5 }),
    })
    .map(({ seed, other, splice, changes }) => {
      let { text } = seed;
      if (splice !== null) {
        const from = splice.from % (other.text.length + 1);
        text = insert(text, splice.at, other.text.slice(from, from + splice.length));
      }
      for (const each of changes) text = apply(text, each);
      return { path: seed.path, text };
    });
}
function apply(text: string, each: typeof change extends fc.Arbitrary<infer T> ? T : never): string {
  if (each.kind === 'endings') return text.replaceAll('\n', each.to);
  const at = each.at % (text.length + 1);
  switch (each.kind) {
    case 'cut':
      return text.slice(0, at);
    case 'insert':
      return insert(text, at, each.text);
    case 'delete':
      return text.slice(0, at) + text.slice(at + each.length);
    case 'double':
      return insert(text, at, text.slice(at, at + each.length));
    case 'move':
      return insert(text.slice(0, at) + text.slice(at + each.length), each.to, text.slice(at, at + each.length));
  }
}
function insert(text: string, at: number, piece: string): string {
  const place = at % (text.length + 1);
  return text.slice(0, place) + piece + text.slice(place);
}
