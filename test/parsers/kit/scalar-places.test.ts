import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Document, type Scalar, type ToStringOptions } from 'yaml';
import { readJson } from '../../../src/parsers/kit/json.js';
import { get, readYaml, type YamlNode } from '../../../src/parsers/kit/yaml/read-yaml.js';
import { type ScalarPlaces, scalarPlaces } from '../../../src/parsers/kit/yaml/scalar-places.js';

function placesIn(source: string, root: YamlNode | undefined): { text: string; places: ScalarPlaces } {
  const scalar = get(root, 'data', 'file');
  if (scalar?.kind !== 'scalar') throw new Error(`no text in\n${source}`);
  const places = scalarPlaces(source, scalar);
  if (places === undefined) throw new Error(`no places for ${JSON.stringify(scalar.text)} in\n${source}`);
  return { text: scalar.text, places };
}

/** Words that stand once in a text: what each character of one leads to has to be that word in the file. */
function expectEveryWord(source: string, root: YamlNode | undefined): void {
  const { text, places } = placesIn(source, root);
  for (const { 0: word, index } of text.matchAll(/w\d+x/g)) {
    const place = source.indexOf(word);
    if (place < 0) continue;
    for (let letter = 0; letter < word.length; letter++) {
      expect(places.inFile(index + letter)).toBe(place + letter);
      expect(places.inText(place + letter)).toBe(index + letter);
    }
  }
}

const between = fc.constantFrom(
  ' ',
  '  ',
  '\t',
  '"',
  " '",
  " '' ",
  '\\',
  ';',
  ' {',
  '}',
  ': ',
  ' # ',
  'é',
  '\u{1f600}',
);
const line = fc.tuple(fc.constantFrom('', '  ', '    ', '\t'), fc.array(between, { maxLength: 8 }));
const lines = fc.array(line, { minLength: 1, maxLength: 12 });
const ends = fc.constantFrom('', '\n', '\n\n');

function textOf(content: readonly (readonly [string, readonly string[]])[], end: string): string {
  let word = 0;
  const filled = content.map(([indent, gaps]) =>
    gaps.length === 0 ? '' : indent + gaps.map((gap) => `w${word++}x${gap}`).join(''),
  );
  return filled.join('\n') + end;
}

describe('places in a scalar', () => {
  it('lead every word to itself in blocks, in quotes and in folded lines', () => {
    const styles = fc.constantFrom('BLOCK_LITERAL', 'BLOCK_FOLDED', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'PLAIN');
    const options = fc.record({ lineWidth: fc.constantFrom(0, 25, 80), indent: fc.constantFrom(2, 4) });
    fc.assert(
      fc.property(lines, ends, styles, options, fc.boolean(), (content, end, style, printed, isCarriage) => {
        const document = new Document({ kind: 'ConfigMap', data: { file: textOf(content, end), other: 'more' } });
        const scalar = document.getIn(['data', 'file'], true) as Scalar;
        scalar.type = style;
        const plain = document.toString(printed satisfies ToStringOptions);
        const source = isCarriage ? plain.replaceAll('\n', '\r\n') : plain;
        const [read] = readYaml(source);
        const known = get(read?.root, 'data', 'file');
        // A text of nothing but blanks, or one that the readers take otherwise, has no words to find.
        fc.pre(known?.kind === 'scalar' && typeof known.value === 'string' && /w0x/.test(known.text));
        expectEveryWord(source, read?.root);
      }),
      { numRuns: 300 },
    );
  });

  it('lead every word to itself in JSON', () => {
    fc.assert(
      fc.property(lines, ends, (content, end) => {
        const source = JSON.stringify({ data: { file: textOf(content, end) } }, undefined, 2);
        expectEveryWord(source, readJson(source).root);
      }),
    );
  });

  const offsets: readonly (readonly [name: string, source: string, word: string])[] = [
    ['a block with a number for its indentation', 'data:\n  file: |2-\n      far\n    near\n', 'near'],
    ['a block with a comment behind its header', 'data:\n  file: | # nginx\n    a\n\n    near\n', 'near'],
    ['a block with an anchor', 'data:\n  file: &x |\n    a\n    near\n', 'near'],
    ['an escape for a line break', 'data:\n  file: "a\\n  \\u00e9\\tnear"\n', 'near'],
    ['a line that goes on behind a backslash', 'data:\n  file: "a\\\n    b\\n near"\n', 'near'],
    ['an alias', 'first: &x |\n  a\n  near\ndata:\n  file: *x\n', 'near'],
    ['quotes over several lines', "data:\n  file: 'it''s\n\n    near'\n", 'near'],
  ];
  it.each(offsets)('know %s', (_, source, word) => {
    const { text, places } = placesIn(source, readYaml(source)[0]?.root);
    expect(places.inFile(text.indexOf(word))).toBe(source.indexOf(word));
    expect(places.inFile(text.indexOf(word) + word.length)).toBe(source.indexOf(word) + word.length);
  });

  it('are unknown where the text is not the one of the file', () => {
    const source = 'data:\n  file: |\n    near\n';
    const scalar = get(readYaml(source)[0]?.root, 'data', 'file');
    if (scalar?.kind !== 'scalar') throw new Error('no scalar');
    expect(scalarPlaces(source, { ...scalar, text: 'far\n' })).toBe(undefined);
    expect(scalarPlaces(source, { ...scalar, text: 'near\nand more\n' })).toBe(undefined);
  });
});
