// Feeds every parser broken files for as long as you like, and says what breaks.
//
//   npm run fuzz [-- --minutes N] [--parser NAME] [--seeds FOLDER]...     FOLDER: real files beside the fixtures
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import type { ParserEntry } from '../src/parsers/parser.js';
import { checkParsing } from './fuzz/invariants.js';
import { mutated } from './fuzz/mutations.js';
import { type Seed, seedsByParser } from './fuzz/seeds.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    parser: { type: 'string' },
    seeds: { type: 'string', multiple: true, default: [] },
  },
});
/** A file of two hundred kilobytes, read twice, takes no parser longer than this, in milliseconds. */
const limit = 3000;
const end = Date.now() + Number(values.minutes) * 60_000;
const seeds = seedsByParser(join(root, 'fixtures'), values.seeds);
const parsers = [...seeds].filter(
  ([{ name }, list]) => list.length > 0 && (values.parser === undefined || name === values.parser),
);
const tally = new Map(parsers.map(([entry]) => [entry, { files: 0, slowest: 0 }]));
const failures: string[] = [];

async function check(entry: ParserEntry, file: Seed): Promise<void> {
  const started = performance.now();
  await checkParsing(entry, file);
  const took = performance.now() - started;
  const row = tally.get(entry);
  if (row !== undefined) {
    row.files += 1;
    row.slowest = Math.max(row.slowest, took);
  }
  if (took > limit) throw new Error(`${file.path} took ${Math.round(took)} ms`);
}

for (const [entry, list] of parsers) {
  for (const file of list) {
    await check(entry, file).catch((error: unknown) =>
      failures.push(`${entry.name}: ${file.path} as it is: ${String(error)}`),
    );
  }
}
while (Date.now() < end && failures.length === 0) {
  for (const [entry, list] of parsers) {
    const outcome = await fc.check(
      fc.asyncProperty(mutated(list), (file) => check(entry, file)),
      { numRuns: 100 },
    );
    if (outcome.failed)
      failures.push(
        `${entry.name}: seed ${outcome.seed}, path ${outcome.counterexamplePath}\n${outcome.errorInstance}\n${JSON.stringify(outcome.counterexample)}`,
      );
  }
}
for (const [{ name }, { files, slowest }] of tally)
  process.stdout.write(`${name.padEnd(20)} ${String(files).padStart(8)} files  slowest ${Math.round(slowest)} ms\n`);
for (const failure of failures) process.stdout.write(`\n${failure}\n`);
process.exitCode = failures.length > 0 ? 1 : 0;
