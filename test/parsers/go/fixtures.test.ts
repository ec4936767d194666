// Reads every Go fixture and compares its facts with the reviewed ones beside it.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { go } from '../../../src/parsers/go/index.js';
import { show } from './show.js';

const folder = join(import.meta.dirname, '../../../fixtures/parsers/go');

describe('fixtures of go', () => {
  it.each(readdirSync(folder))('%s', async (name) => {
    const [input, ...others] = readdirSync(join(folder, name)).filter((file) => file.endsWith('.go'));
    if (input === undefined || others.length > 0) throw new Error(`${name} must hold one Go file`);
    const file = { path: `shop/${input}`, text: readFileSync(join(folder, name, input), 'utf8') };
    expect([go.accepts(file.path), go.gate(file)]).toEqual([true, true]);
    const facts = (await go.load()).parse(file);
    await expect(show(facts)).toMatchFileSnapshot(join(folder, name, 'expected.txt'));
  });
});
