// Commits of public repositories that mended what hoplint has a rule for: whether it is told of the commit before, and no longer of theirs.
//
//   npm run history -- --repos DIR [--only owner/name]
//
// DIR holds a clone of each repository with its history, named owner+name. Exit 1: another outcome than docs/history.yaml says, or a crash.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { lintCheckout } from './accuracy/lint-checkouts.js';
import { checkOut, cloneInto } from './history/checkouts.js';
import { type Fix, type Outcome, outcomeOf, outcomes, readFixes } from './history/fixes.js';

const { values } = parseArgs({ options: { repos: { type: 'string' }, only: { type: 'string' } } });
if (values.repos === undefined) {
  process.stderr.write('Usage: npm run history -- --repos DIR [--only owner/name]\n');
  process.exit(2);
}
const repos = resolve(values.repos);
const fixes = readFixes(join(import.meta.dirname, '../docs/history.yaml')).filter(
  ({ repo }) => values.only === undefined || repo === values.only,
);
const surroundings = { today: new Date().toISOString().slice(0, 10), searchPath: process.env.PATH };
const said: Readonly<Record<Outcome, string>> = {
  before: 'told before and not after',
  both: 'told before and after',
  never: 'not told before',
};
let surprises = 0;
for (const fix of fixes) {
  const told = await lintBoth(fix);
  if (told === fix.told) continue;
  surprises += 1;
  const found = told instanceof Error ? told.message : said[told];
  process.stdout.write(`${fix.repo} ${fix.commit.slice(0, 10)}\n    ${fix.rule}: ${found}\n`);
}
const counts = outcomes.map((each) => `${fixes.filter(({ told }) => told === each).length} ${said[each]}`);
process.stdout.write(`${fixes.length} fixes: ${counts.join(', ')}; ${surprises} surprises\n`);
process.exitCode = surprises > 0 ? 1 : 0;

async function lintBoth(fix: Fix): Promise<Outcome | Error> {
  const folder = mkdtempSync(join(tmpdir(), 'hoplint-history-'));
  try {
    const checkout = cloneInto(folder, repos, fix.repo);
    checkOut(checkout, `${fix.commit}^`);
    const before = await lintCheckout(folder, fix.repo, surroundings);
    checkOut(checkout, fix.commit);
    const after = await lintCheckout(folder, fix.repo, surroundings);
    const [crash] = [...before.crashes, ...after.crashes];
    return crash === undefined ? outcomeOf(fix, before.found, after.found) : new Error(crash);
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
