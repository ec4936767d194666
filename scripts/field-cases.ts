// Prints the table of field cases: what each should have been told, whether it is, and whether its fixed twin is quiet.
// Usage: npm run field-cases -- [--said] [ID…]; --said prints every finding of both twins of the cases named.
import { type FieldCase, judge, lintCase, listCases, type Said } from '../test/field-cases/case.js';

interface Row {
  readonly cells: readonly string[];
  readonly wrong: string | undefined;
}

const args = process.argv.slice(2);
const said = args.includes('--said');
const named = args.filter((arg) => !arg.startsWith('-'));
const chosen = listCases().filter((each) => named.length === 0 || named.some((name) => each.id.startsWith(name)));

async function rowsOf(fieldCase: FieldCase): Promise<readonly Row[]> {
  const { id, title } = fieldCase;
  if (fieldCase.silent) {
    const { findings } = await lintCase(fieldCase, 'silent');
    const wrong = findings.map((each) => `${each.ruleId}: ${each.message}`)[0];
    return [{ cells: [id, title, '(silence)', wrong === undefined ? 'silent' : 'NO', '-'], wrong }];
  }
  const broken = await lintCase(fieldCase, 'broken');
  const fixed = await lintCase(fieldCase, 'fixed');
  if (said) print(fieldCase, { broken, fixed });
  return judge(fieldCase, broken, fixed).map(({ expectation, found, missing, twin }) => ({
    cells: [
      id,
      title,
      expectation.rule,
      found === undefined ? 'NO' : expectation.at,
      twin === undefined ? 'yes' : 'NO',
    ],
    wrong: missing ?? twin,
  }));
}
function print(fieldCase: FieldCase, parts: Readonly<Record<string, Said>>): void {
  for (const [part, { findings, notEvaluated }] of Object.entries(parts)) {
    process.stdout.write(`\n== ${fieldCase.id} ${part}: ${fieldCase.title}\n`);
    for (const { location, severity, ruleId, message, help } of findings)
      process.stdout.write(`${location.file}:${location.line} ${severity} ${ruleId}\n   ${message}\n   > ${help}\n`);
    for (const { location, ruleId, reason } of notEvaluated)
      process.stdout.write(`${location.file}:${location.line} ? ${ruleId}: ${reason}\n`);
  }
}

const rows: Row[] = [];
for (const fieldCase of chosen) {
  try {
    rows.push(...(await rowsOf(fieldCase)));
  } catch (error) {
    rows.push({ cells: [fieldCase.id, fieldCase.title, '', 'NO', 'NO'], wrong: String(error) });
  }
}
const head = ['case', 'what happened', 'rule', 'caught', 'fixed twin quiet'];
const widths = head.map((cell, index) => Math.max(cell.length, ...rows.map(({ cells }) => cells[index]?.length ?? 0)));
const line = (cells: readonly string[]): string =>
  cells
    .map((cell, index) => cell.padEnd(widths[index] ?? 0))
    .join('  ')
    .trimEnd();
const wrong = rows.filter((row) => row.wrong !== undefined);
process.stdout.write(
  `\n${[head, widths.map((width) => '-'.repeat(width)), ...rows.map((row) => row.cells)].map(line).join('\n')}\n`,
);
for (const row of wrong) process.stdout.write(`\n${row.cells[0]} ${row.cells[2]}: ${row.wrong}\n`);
const caught = rows.filter((row) => row.wrong === undefined).length;
process.stdout.write(`\n${chosen.length} cases, ${rows.length} expectations, ${caught} met, ${wrong.length} not met\n`);
process.exitCode = wrong.length > 0 ? 1 : 0;
