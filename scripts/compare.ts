// Which field cases other linters tell apart: what they report about the broken files and no longer about the fixed ones.
// Usage: npm run compare -- [--schemas TEMPLATE] [--verbose]; the tools are taken from PATH, those that are not there are named.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { judge, lintCase, listCases } from '../test/field-cases/case.js';
import { type Tool, tools } from './compare/tools.js';

const args = process.argv.slice(2);
const verbose = args.includes('--verbose');
const schemas = args.includes('--schemas') ? args[args.indexOf('--schemas') + 1] : undefined;

/** Manifests as they are, without templates nobody but their renderer reads; nginx configurations with a server in them. */
function filesFor(reads: Tool['reads'], folder: string): readonly string[] {
  const texts = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: false })
    .filter((path) => (reads === 'manifests' ? /\.ya?ml$/ : /\.conf$/).test(path))
    .sort()
    .map((path) => ({ path, text: readFileSync(join(folder, path), 'utf8') }));
  const fits = (text: string): boolean =>
    reads === 'manifests'
      ? /^apiVersion:/m.test(text) && /^kind:/m.test(text) && !text.includes('{{')
      : /\bserver\s*\{/.test(text);
  return texts.filter(({ text }) => fits(text)).map(({ path }) => path);
}
/** What only the broken files are reported for; undefined where the tool could not be run. */
function told(tool: Tool, folder: string): readonly string[] | undefined {
  const [broken, fixed] = ['broken', 'fixed'].map((part) => {
    const cwd = join(folder, part);
    const files = filesFor(tool.reads, cwd);
    return files.length === 0 ? [] : tool.ask(files, cwd);
  });
  if (broken === undefined || fixed === undefined) return undefined;
  const still = new Set(fixed);
  return [...new Set(broken)].filter((report) => !still.has(report));
}

const cases = listCases().filter(({ silent }) => !silent);
const rows: (readonly string[])[] = [];
function add(name: string, of: number, found: ReadonlyMap<string, readonly string[]>): void {
  rows.push([name, String(of), String(found.size)]);
  if (!verbose) return;
  for (const [id, reports] of found) process.stdout.write(`${name}  ${id}  ${reports.join('; ')}\n`);
}

const hoplint = new Map<string, readonly string[]>();
for (const each of cases) {
  const outcomes = judge(each, await lintCase(each, 'broken'), await lintCase(each, 'fixed'));
  if (outcomes.every(({ missing, twin }) => missing === undefined && twin === undefined))
    hoplint.set(
      each.id,
      outcomes.map(({ expectation }) => expectation.rule),
    );
}
add('hoplint', cases.length, hoplint);

for (const tool of tools(schemas)) {
  const readable = cases.filter(({ folder }) => filesFor(tool.reads, join(folder, 'broken')).length > 0);
  const found = new Map<string, readonly string[]>();
  let ran = false;
  for (const { id, folder } of readable) {
    const reports = told(tool, folder);
    if (reports === undefined) continue;
    ran = true;
    if (reports.length > 0) found.set(id, reports);
  }
  if (ran) add(tool.name, readable.length, found);
  else process.stdout.write(`${tool.name}: not on PATH, or it found no schemas\n`);
}

const head = ['tool', 'cases it can read', 'told apart'];
const widths = head.map((cell, index) => Math.max(cell.length, ...rows.map((row) => row[index]?.length ?? 0)));
for (const row of [head, ...rows])
  process.stdout.write(
    `${row
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd()}\n`,
  );
