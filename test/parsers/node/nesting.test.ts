// A text that is nested deeper than the native parser's stack is refused: it would end the process.
import { describe, expect, it } from 'vitest';
import { isShallow } from '../../../src/parsers/node/nesting.js';
import { loadParser } from '../../../src/parsers/node/parse.js';

const deep: Readonly<Record<string, string>> = {
  parentheses: `${'(\n'.repeat(20_000)}1${')\n'.repeat(20_000)}`,
  'array literals': `${'[\n'.repeat(20_000)}${']\n'.repeat(20_000)}`,
  calls: `f${'(\nf'.repeat(20_000)}${')\n'.repeat(20_000)}`,
  'arrow functions': `${'a=>\n'.repeat(20_000)}1`,
  conditions: `${'a?b:\n'.repeat(20_000)}1`,
  assignments: `${'a=\n'.repeat(20_000)}1`,
  alternatives: `1;${'if(a)b();\nelse '.repeat(20_000)}c()`,
  'alternatives in blocks': `1;${'if(a){b()}\nelse '.repeat(20_000)}c()`,
  operands: `${'1+\n'.repeat(20_000)}1`,
  signs: `${'!\n'.repeat(20_000)}1`,
  words: `${'typeof\n'.repeat(20_000)}1`,
};

describe('a deep text', () => {
  it.each(Object.entries(deep))('of %s is refused', async (_, text) => {
    const parser = await loadParser('servers');
    const source = `require('http').createServer().listen(3000);x=${text}`;
    const { problems } = parser.parse({ path: 'server.ts', text: source });
    expect(problems.map(({ code, message }) => [code, message])).toEqual([
      ['source-syntax', expect.stringContaining('nested too deeply')],
    ]);
    expect(isShallow(source)).toBe(false);
  });
});

describe('a long text', () => {
  it.each([
    ['statements', 'const total = first.value + (second ? other[1] : 0); // and so on\n'],
    ['statements without semicolons', 'run(first, second)\n'],
    ['blocks', 'if (a) {\n  b(c => c + 1);\n} else {\n  d()\n}\n'],
    ['comments', '/* words of a long comment (with [brackets { */ call();\n// "quotes\n'],
    [
      'methods',
      'export class A<B> {\n  private async method(a: string, b?: number): Promise<void> {\n    c(a, b)\n  }\n}\n',
    ],
    ['data', '{ name: "a", values: [1, 2, -3] },\n'],
  ])('of %s is not deep', (_, piece) => {
    expect(isShallow(piece.repeat(Math.ceil(100_000 / piece.length)))).toBe(true);
  });
});
