// Feeds every parser broken files for as long as you like, and says what breaks.
//
//   npm run fuzz [-- --minutes N] [--parser NAME] [--seeds FOLDER]...     FOLDER: real files beside the fixtures
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { checkParsing } from './fuzz/invariants.js';
import { mutated } from './fuzz/mutations.js';
import { seedsByParser } from './fuzz/seeds.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    parser: { type: 'string' },
    seeds: { type: 'string', multiple: true, default: [] },
  },
});
/** A file of a few hundred kilobytes takes no parser longer than this, in milliseconds. */
const limit = 3000;
const end = Date.now() + Number(values.minutes) * 60_000;
const seeds = seedsByParser(join(root, 'fixtures'), values.seeds);
const parsers = [...seeds].filter(
  ([name, list]) => list.length > 0 && (values.parser === undefined || name === values.parser),
);
const runs = new Map<string, number>(parsers.map(([name]) => [name, 0]));
const slowest = new Map<string, number>();
const failures: string[] = [];

while (Date.now() < end && failures.length === 0) {
  for (const [name, list] of parsers) {
    const outcome = await fc.check(
      fc.asyncProperty(mutated(list), async (file) => {
        const started = performance.now();
        await checkParsing(file);
        const took = performance.now() - started;
        slowest.set(name, Math.max(slowest.get(name) ?? 0, took));
        if (took > limit) throw new Error(`${file.path} took ${Math.round(took)} ms`);
      }),
      { numRuns: 100, endOnFailure: false },
    );
    runs.set(name, (runs.get(name) ?? 0) + outcome.numRuns);
    if (outcome.failed)
      failures.push(
        `${name}: seed ${outcome.seed}, path ${outcome.counterexamplePath}\n${outcome.errorInstance}\n${JSON.stringify(outcome.counterexample)}`,
      );
  }
}
for (const [name, count] of runs)
  process.stdout.write(
    `${name.padEnd(20)} ${String(count).padStart(8)} files  slowest ${Math.round(slowest.get(name) ?? 0)} ms\n`,
  );
for (const failure of failures) process.stdout.write(`\n${failure}\n`);
process.exitCode = failures.length > 0 ? 1 : 0;
