// Precision on real repositories: lints every checkout of a folder and compares each error and warning with what people judged.
//
//   npm run accuracy -- --repos DIR [--judgements FILE] [--only owner/name] [--draft]
//
// DIR holds one checkout per repository, named owner+name. --draft prints the findings nobody judged as entries to complete.
// Exit 1: a false alarm, a finding without a judgement, a judgement that nothing matches, or a crash.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readJudgements } from './accuracy/judgements.js';
import { type Checkout, lintCheckout, listCheckouts } from './accuracy/lint-checkouts.js';
import { draft, showScore } from './accuracy/print.js';
import { score } from './accuracy/score.js';

const { values } = parseArgs({
  options: {
    repos: { type: 'string' },
    judgements: { type: 'string', default: join(import.meta.dirname, '../docs/accuracy.yaml') },
    only: { type: 'string' },
    draft: { type: 'boolean' },
  },
});
if (values.repos === undefined) {
  process.stderr.write('Usage: npm run accuracy -- --repos DIR [--judgements FILE] [--only owner/name] [--draft]\n');
  process.exit(2);
}
const folder = resolve(values.repos);
const surroundings = { today: new Date().toISOString().slice(0, 10), searchPath: process.env.PATH };
const checkouts: Checkout[] = [];
for (const repo of listCheckouts(folder)) {
  if (values.only === undefined || values.only === repo) checkouts.push(await lintCheckout(folder, repo, surroundings));
}
const result = score(checkouts, readJudgements(values.judgements));
process.stdout.write(values.draft === true ? draft(result, checkouts) : showScore(result, checkouts));
const isClean =
  [result.falseAlarms, result.unjudged, result.unmatched, result.returned, result.elsewhere].every(
    (each) => each.length === 0,
  ) && checkouts.every(({ crashes }) => crashes.length === 0);
process.exitCode = isClean ? 0 : 1;
