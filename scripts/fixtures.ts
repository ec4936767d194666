// Compares the fixtures of rules with their expected.txt; `--update` rewrites them, and names narrow both to some rules.
// Usage: npm run fixtures -- [--update] [RULE…]
import { relative } from 'node:path';
import {
  brokenPromise,
  expectedPath,
  lintFixture,
  listFixtures,
  readExpected,
  renderResult,
  writeExpected,
} from '../test/rules/fixture.js';

const args = process.argv.slice(2);
const update = args.includes('--update');
const named = args.filter((arg) => !arg.startsWith('-'));
const chosen = listFixtures().filter((fixture) => named.length === 0 || named.includes(fixture.rule));
let wrong = 0;
for (const fixture of chosen) {
  const result = await lintFixture(fixture);
  const text = renderResult(result);
  const promise = brokenPromise(fixture, result);
  const shown = relative(process.cwd(), expectedPath(fixture));
  if (promise !== undefined) {
    wrong += 1;
    process.stderr.write(`${shown}: ${promise}\n${text}\n`);
  }
  if (update) {
    if (writeExpected(fixture, text)) process.stderr.write(`${shown} written\n`);
  } else if (readExpected(fixture) !== text) {
    wrong += 1;
    process.stderr.write(`${shown} says something else than:\n${text}\n`);
  }
}
process.stderr.write(`${chosen.length} fixtures, ${wrong} wrong\n`);
process.exitCode = wrong > 0 ? 1 : 0;
