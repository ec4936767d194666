// Bundles are not parsed, and the run says so; long files that people write are.
import { describe, expect, it } from 'vitest';
import { createParser } from '../../../src/parsers/node/parse.js';
import { loadEngine } from '../../../src/parsers/node/syntax.js';
import { scanImports } from '../../../src/parsers/scan-imports.js';

const server = "require('http').createServer(handle).listen(8080);";
const parser = createParser(await loadEngine(), 'servers');

describe('bundled source', () => {
  it.each([
    ['minified', server.repeat(3000)],
    ['minified, with a style sheet in it', `${server.repeat(100)}\n`.repeat(20) + 'css`\n a { b: c }\n`;'.repeat(1000)],
    ['larger than anything a person writes', `${server}\n`.repeat(30_000)],
  ])('is left unread with a note when it is %s', (_, text) => {
    const { facts, problems } = parser.parse({ path: 'tool.cjs', text });
    expect(facts).toEqual([]);
    expect(problems).toEqual([expect.objectContaining({ kind: 'skipped', code: 'bundled-source' })]);
    const bytes = new TextEncoder().encode(text);
    expect(scanImports({ path: 'tool.cjs', read: () => ({ ok: true, bytes }) })?.facts).toEqual([]);
  });

  it('is not what a long file of short lines is', () => {
    const filler = 'const price = 12;\n'.repeat(6000).replaceAll(/price/g, (_word, at: number) => `price${at}`);
    const { facts } = parser.parse({ path: 'server.js', text: `${filler}${server}\n` });
    expect(facts.map(({ kind }) => kind)).toContain('server');
  });
});
