// Runs every claimed failure and its fix on real servers, and sets the counts beside what hoplint says about the same files.
//
//   npm run reproduce [-- --only CLAIM]     loopback only; bounded in requests and time
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { defaultConfiguration } from '../src/config/configuration.js';
import { lint } from '../src/lint.js';
import { claims } from './reproduce/claims.js';
import type { Count } from './reproduce/load.js';
import { endAll } from './reproduce/processes.js';
import { prepareTools } from './reproduce/tools.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({ options: { only: { type: 'string' } } });
process.on('exit', endAll);

const { tools, missing, versions } = prepareTools();
process.stdout.write(`${versions.join('\n')}\n\n`);
const rows: string[][] = [['claim', 'rule', 'broken: failed', 'hoplint', 'fixed: failed', 'hoplint', 'agree']];
const absent: string[] = [];
let disagreements = 0;
for (const claim of claims) {
  if (values.only !== undefined && claim.id !== values.only) continue;
  const reasons = claim.needs.flatMap((need) => missing.get(need) ?? []);
  if (reasons.length > 0) {
    absent.push(`${claim.id}: ${reasons.join('; ')}`);
    continue;
  }
  process.stderr.write(`${claim.id}: ${claim.says}\n`);
  const [broken, fixed] = [await measure(claim, 'broken'), await measure(claim, 'fixed')];
  const agree =
    broken.count.failed > 0 === broken.fires && fixed.count.failed > 0 === fixed.fires && broken.fires && !fixed.fires;
  if (!agree) disagreements += 1;
  rows.push([
    claim.id,
    claim.rule,
    share(broken.count),
    broken.fires ? 'fires' : 'silent',
    share(fixed.count),
    fixed.fires ? 'fires' : 'silent',
    agree ? 'yes' : 'NO',
  ]);
  endAll();
}
const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
process.stdout.write(
  `${rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')}\n`,
);
if (absent.length > 0)
  process.stdout.write(`\nNot reproduced here:\n${absent.map((each) => `  ${each}`).join('\n')}\n`);
process.exitCode = disagreements > 0 || absent.length > 0 ? 1 : 0;

async function measure(
  claim: (typeof claims)[number],
  variant: 'broken' | 'fixed',
): Promise<{ readonly count: Count; readonly fires: boolean }> {
  const folder = join(root, 'fixtures/reproductions', claim.id, variant);
  const result = await lint({
    cwd: folder,
    paths: ['.'],
    includes: () => false,
    excludes: () => false,
    configuration: defaultConfiguration,
    today: '2026-01-01',
    searchPath: undefined,
  });
  const fires = result.findings.some((finding) => finding.ruleId === claim.rule && finding.severity !== 'note');
  return { count: await claim.run(folder, tools), fires };
}
function share({ failed, total }: Count): string {
  return `${failed}/${total}`;
}
