// The fast reader against the `yaml` package: the same documents, values and offsets.
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Document, parseAllDocuments, visit } from 'yaml';
import { readYaml } from '../../../src/parsers/kit/yaml/read-yaml.js';
import { fuzz } from './fuzz.js';
import { referenceShapes, shapeOf } from './reference.js';

const corpus = new URL('corpus/', import.meta.url);

function compare(text: string): void {
  const documents = readYaml(text);
  expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
  expect(documents.map(({ root }) => (root === undefined ? undefined : shapeOf(root, text)))).toEqual(
    referenceShapes(text),
  );
}

describe.each(readdirSync(corpus).sort())('%s', (name) => {
  const text = readFileSync(new URL(name, corpus), 'utf8');
  it('reads like the reference', () => compare(text));
  it('reads like the reference with Windows line breaks', () => compare(text.replaceAll('\n', '\r\n')));
});

const word = fc.stringMatching(/^[a-zA-Z0-9 _./:#'"{}[\],&*!|>%@`~?=+-]{0,12}$/);
const scalar = fc.oneof(word, fc.string({ unit: 'grapheme', maxLength: 8 }), fc.integer(), fc.boolean());
const lines = fc.array(word, { maxLength: 4 }).map((parts) => parts.join('\n'));
const tree = fc.letrec((tie) => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    lines,
    fc.constant(null),
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(fc.oneof(word, lines), tie('node'), { maxKeys: 4 }),
  ),
})).node;
const styles = ['PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL', 'BLOCK_FOLDED'] as const;

describe('generated documents', () => {
  it('read like the reference in every style the writer has', () => {
    const style = fc.record({
      flow: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
      scalars: fc.array(fc.constantFrom(...styles), { minLength: 1, maxLength: 5 }),
      indent: fc.integer({ min: 2, max: 4 }),
      indentSeq: fc.boolean(),
      comments: fc.boolean(),
      crlf: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(tree, { minLength: 1, maxLength: 3 }),
        style,
        (values, { flow, scalars, comments, crlf, ...options }) => {
          let turn = 0;
          const texts = values.map((value) => {
            const document = new Document(value, { aliasDuplicateObjects: false });
            visit(document, {
              Scalar: (role, node) => {
                const type = scalars[turn++ % scalars.length];
                // js-yaml refuses an empty block as a key, which nobody writes.
                if (type !== undefined && role !== 'key') node.type = type;
                if (comments && turn % 3 === 0) node.comment = ' note';
              },
              Collection: (_, node) => {
                node.flow = flow[turn++ % flow.length] === true;
              },
            });
            document.directives = undefined as never;
            return document.toString({ ...options, lineWidth: 40 });
          });
          const joined = texts.map((each) => `---\n${each}`).join('');
          const text = crlf ? joined.replaceAll('\n', '\r\n') : joined;
          fc.pre(
            parseAllDocuments(text, { schema: 'failsafe', logLevel: 'silent' }).every(
              (each) => each.errors.length === 0,
            ),
          );
          fc.pre(!/\{\{|\{%|<%|<</.test(text));
          // The two count the indent of a block that is a whole document from -1 and from 0.
          fc.pre(!/^---\r?\n[|>][-+]?[0-9]/m.test(text));
          compare(text);
        },
      ),
      fuzz(400),
    );
  });
});
