// What is found does not depend on the order in which files are listed, read or named.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { link } from '../src/link/link.js';
import { checkScan, type LintOptions, lint, type Scan, scan } from '../src/lint.js';
import type { LintResult } from '../src/model/report.js';
import { optionsFor, strict } from './kit/options.js';
import { fuzz } from './parsers/kit/fuzz.js';

const fixtures = join(import.meta.dirname, '../fixtures');
const examples = ['projects', 'field-cases', 'link'].flatMap((group) =>
  readdirSync(join(fixtures, group)).map((name) => `${group}/${name}`),
);

const strictOptions = (cwd: string, paths: readonly string[] = ['.']): LintOptions => ({
  ...optionsFor(cwd),
  paths,
  configuration: strict,
});
function saidBy({ findings, notEvaluated, notes, errors }: LintResult): string {
  return JSON.stringify({ findings, notEvaluated, notes, errors }, undefined, 1);
}
async function saidOf(scanned: Scan, facts: Scan['facts'], options: LintOptions): Promise<string> {
  const paths = new Set(scanned.discovery.files.map(({ path }) => path));
  const model = link(facts, options.configuration.declarations, paths);
  return saidBy((await checkScan({ ...scanned, facts, model }, options)).result);
}

describe('findings', () => {
  it.each(examples.filter((_, index) => index % 9 === 0))('of %s come in any order of facts', async (example) => {
    const options = strictOptions(join(fixtures, example));
    const scanned = await scan(options);
    const plain = await saidOf(scanned, scanned.facts, options);
    const places = [...scanned.facts.keys()];
    const orders = fc.shuffledSubarray(places, { minLength: places.length });
    await fc.assert(
      fc.asyncProperty(orders, async (order) => {
        const facts = order.flatMap((place) => scanned.facts[place] ?? []);
        expect(await saidOf(scanned, facts, options)).toBe(plain);
      }),
      fuzz(4),
    );
  });

  it('are those of the folder, whichever part of it is named first', async () => {
    const root = join(fixtures, 'projects/shop');
    const parts = readdirSync(root).sort();
    expect(parts.length).toBeGreaterThan(1);
    const forward = saidBy(await lint(strictOptions(root, parts)));
    expect(saidBy(await lint(strictOptions(root, parts.toReversed())))).toBe(forward);
    expect(forward).toContain('ruleId');
  });
});
