// Broken files of every kind through every parser: a bounded piece of what `npm run fuzz` does for as long as one likes.
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkParsing } from '../scripts/fuzz/invariants.js';
import { mutated } from '../scripts/fuzz/mutations.js';
import { seedsByParser } from '../scripts/fuzz/seeds.js';
import { lint } from '../src/lint.js';
import { optionsOver } from './kit/options.js';
import { fuzz } from './parsers/kit/fuzz.js';

const seeds = seedsByParser(join(import.meta.dirname, '../fixtures'));

describe('a broken file', () => {
  it.each([...seeds].filter(([, list]) => list.length > 0).map(([entry, list]) => ({ name: entry.name, entry, list })))(
    'does not harm the parser $name',
    async ({ entry, list }) => {
      await fc.assert(
        fc.asyncProperty(mutated(list), (file) => checkParsing(entry, file)),
        fuzz(15),
      );
    },
  );

  // A long run found a playbook whose inner YAML was the whole file again, and again.
  it('of lines that end like those of old Macs does not either', async () => {
    for (const [entry, list] of seeds) {
      for (const seed of list) await checkParsing(entry, { ...seed, text: seed.text.replaceAll('\n', '\r') });
    }
  });

  it('does not change what is said about the other files', async () => {
    const shop = new Map(
      [...new Set([...seeds.values()].flat())]
        .filter((seed) => seed.path.startsWith('rules/keepalive-race/fire-'))
        .map((seed) => [seed.path, seed.text]),
    );
    const whole = await findingsOf(shop);
    expect(whole.length).toBeGreaterThan(0);
    // An autoscaler may rightly be that of a workload elsewhere which is called as it says.
    const isApart = (text: string): boolean => !/kind: (?:HorizontalPodAutoscaler|ScaledObject)/.test(text);
    const apart = [...seeds.values()].flat().filter(({ path, text }) => path.startsWith('parsers/') && isApart(text));
    const broken = mutated(apart);
    await fc.assert(
      fc.asyncProperty(broken, async (file) => {
        // A folder of its own: it shares neither names nor images with the others.
        const path = `apart/${file.path}`;
        const found = await findingsOf(new Map([[path, file.text], ...shop]));
        expect(found.filter((each) => !each.includes('apart/'))).toEqual(whole);
      }),
      fuzz(10),
    );
  });
});

async function findingsOf(texts: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const result = await lint(optionsOver(texts));
  expect(result.errors).toEqual([]);
  return result.findings.map(
    ({ ruleId, location, message }) => `${ruleId} ${location.file}:${location.line} ${message}`,
  );
}
