// Every fixture's facts, as both engines read them.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createParser, type Mode } from '../../../src/parsers/node/parse.js';
import { loadOxc, loadTypescriptEstree } from '../../../src/parsers/node/syntax.js';
import { showFacts } from './show-facts.js';

const root = join(import.meta.dirname, '../../../fixtures/parsers/node');
const cases = readdirSync(root).sort();
const sourceOf = (name: string) => {
  const [file, ...others] = readdirSync(join(root, name)).filter((each) => each !== 'expected.txt');
  if (file === undefined || others.length > 0) throw new Error(`${name} needs exactly one source file`);
  return { path: file, text: readFileSync(join(root, name, file), 'utf8') };
};
const modeOf = (name: string): Mode =>
  name.startsWith('bindings-') || name === 'express-app-module' ? 'bindings' : 'servers';
const oxc = await loadOxc();
const typescript = await loadTypescriptEstree();

describe('facts of server source', () => {
  it.each(cases)('%s', async (name) => {
    const facts = createParser(oxc, modeOf(name)).parse(sourceOf(name));
    await expect(showFacts(facts)).toMatchFileSnapshot(join(root, name, 'expected.txt'));
  });
});

describe('typescript-estree gives the same facts as oxc', () => {
  it.each(cases.filter((name) => name !== 'syntax-error'))('%s', (name) => {
    const mode = modeOf(name);
    const facts = createParser(typescript, mode).parse(sourceOf(name));
    expect(facts).toEqual(createParser(oxc, mode).parse(sourceOf(name)));
  });

  it('and both refuse what is no program', () => {
    const file = sourceOf('syntax-error');
    for (const engine of [oxc, typescript]) {
      const { facts, problems } = createParser(engine, 'servers').parse(file);
      expect(facts).toEqual([]);
      expect(problems).toEqual([
        expect.objectContaining({ code: 'source-syntax', at: expect.objectContaining({ line: 2 }) }),
      ]);
    }
  });
});
