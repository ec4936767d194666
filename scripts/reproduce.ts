// Runs every claimed failure and its fixes on real servers, and sets the counts beside what hoplint says about the same files.
//
//   npm run reproduce [-- --only CLAIM] [--json FILE] [--page]     loopback only; bounded in requests and time
//
// `--page` writes the results into docs/reproductions.md; with `--only` those of that claim, and the rest stays.
import { readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Claim } from './reproduce/claim.js';
import { claims } from './reproduce/claims/index.js';
import { agrees, type Row, writePage } from './reproduce/page.js';
import { endAll } from './reproduce/processes.js';
import { prepareTools } from './reproduce/tools.js';
import { verdictOn } from './reproduce/verdict.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({
  options: { only: { type: 'string' }, json: { type: 'string' }, page: { type: 'boolean' } },
});
process.on('exit', endAll);

const chosen = claims.filter((claim) => values.only === undefined || claim.id === values.only);
if (chosen.length === 0) {
  process.stderr.write(`There is no claim ${values.only}. Claims: ${claims.map((claim) => claim.id).join(', ')}\n`);
  process.exit(2);
}
const { tools, missing, versions } = prepareTools(new Set(chosen.flatMap((claim) => claim.needs)));
process.stdout.write(`${versions.join('\n')}\n\n`);
const rows: Row[] = [];
const absent: string[] = [];
for (const claim of chosen) {
  const reasons = claim.needs.flatMap((need) => missing.get(need) ?? []);
  if (reasons.length > 0) {
    absent.push(`${claim.id}: ${reasons.join('; ')}`);
    continue;
  }
  process.stderr.write(`${claim.id}: ${claim.says}\n`);
  for (const variant of readdirSync(join(root, 'fixtures/reproductions', claim.id)).sort())
    rows.push(await measure(claim, variant));
  endAll();
}
print([
  ['claim', 'files', 'failed', 'rule', 'hoplint', 'agree'],
  ...rows.map((row) => [
    row.claim,
    row.variant,
    `${row.count.failed}/${row.count.total}`,
    row.rule,
    row.verdict,
    agrees(row) ? 'yes' : 'NO',
  ]),
]);
const disagreements = rows.filter((row) => !agrees(row)).length;
process.stdout.write(`\n${rows.length} sets of files, ${disagreements} disagreements\n`);
if (absent.length > 0)
  process.stdout.write(`\nNot reproduced here:\n${absent.map((each) => `  ${each}`).join('\n')}\n`);
if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ versions, rows, absent }, null, 2)}\n`);
if (values.page === true) writePage(root, { versions, rows, absent }, values.only === undefined);
process.exitCode = disagreements > 0 || absent.length > 0 ? 1 : 0;

async function measure(claim: Claim, variant: string): Promise<Row> {
  const folder = join(root, 'fixtures/reproductions', claim.id, variant);
  const verdict = await verdictOn(folder, claim.rule);
  return { claim: claim.id, variant, rule: claim.rule, count: await claim.run(folder, tools), verdict };
}
function print(table: readonly (readonly string[])[]): void {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => (row[column] ?? '').length)));
  const lines = table.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  process.stdout.write(`${lines.map((line) => line.trimEnd()).join('\n')}\n`);
}
