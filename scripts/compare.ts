// What other linters tell apart: reports about files with a fault that are gone once the fault is mended.
// The pairs are the field cases (broken, fixed) and the fixtures of fixes (before, after). Usage:
// npm run compare -- [--tool NAME] [--schemas TEMPLATE] [--verbose] [PREFIX…]; tools are taken from PATH, those that are not there are named.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { judge, lintCase, listCases } from '../test/field-cases/case.js';
import { filesIn, lintTexts } from '../test/fixes/kit.js';
import { type Tool, tools } from './compare/tools.js';

const {
  values: { schemas, verbose, tool: chosen },
  positionals: prefixes,
} = parseArgs({
  options: { schemas: { type: 'string' }, verbose: { type: 'boolean' }, tool: { type: 'string', multiple: true } },
  allowPositionals: true,
});
const isChosen = (name: string): boolean => chosen === undefined || chosen.includes(name);

interface Pair {
  readonly id: string;
  readonly broken: string;
  readonly fixed: string;
  /** Whether hoplint names the fault in the one, and not in the other. */
  readonly told: () => Promise<boolean>;
}
const root = join(import.meta.dirname, '..');

function fieldCases(): readonly Pair[] {
  return listCases()
    .filter(({ silent }) => !silent)
    .map((each) => ({
      id: each.id,
      broken: join(each.folder, 'broken'),
      fixed: join(each.folder, 'fixed'),
      told: async () =>
        judge(each, await lintCase(each, 'broken'), await lintCase(each, 'fixed')).every(
          ({ missing, twin }) => missing === undefined && twin === undefined,
        ),
    }));
}
/** `after` holds the files that the fix changes: over a copy of the others. */
function mended(scratch: string): readonly Pair[] {
  const folder = join(root, 'fixtures/fixes');
  return readdirSync(folder).map((id) => {
    const [broken, fixed] = [join(folder, id, 'before'), join(scratch, id)];
    for (const part of [broken, join(folder, id, 'after')])
      if (existsSync(part)) cpSync(part, fixed, { recursive: true });
    return {
      id,
      broken,
      fixed,
      told: async () => {
        const [rule] = id.split('--');
        const [before, after] = await Promise.all([broken, fixed].map((at) => lintTexts(filesIn(at), rule)));
        return (before?.length ?? 0) > 0 && after?.length === 0;
      },
    };
  });
}

/** Manifests as they are, without templates nobody but their renderer reads; nginx configurations with a server in them. */
function filesFor(reads: Tool['reads'], folder: string): readonly string[] {
  const fits = (text: string): boolean =>
    reads === 'manifests'
      ? /^apiVersion:/m.test(text) && /^kind:/m.test(text) && !text.includes('{{')
      : /\bserver\s*\{/.test(text);
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => (reads === 'manifests' ? /\.ya?ml$/ : /\.conf$/).test(path))
    .filter((path) => fits(readFileSync(join(folder, path), 'utf8')))
    .sort();
}
function textsBelow(reads: Tool['reads'], folder: string): string {
  return JSON.stringify(filesFor(reads, folder).map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
}
/** What only the broken files are reported for; undefined where the tool could not be run. */
function toldApart(tool: Tool, { broken, fixed }: Pair): readonly string[] | undefined {
  const [before, after] = [broken, fixed].map((cwd) => {
    const files = filesFor(tool.reads, cwd);
    return files.length === 0 ? [] : tool.ask(files, cwd);
  });
  if (before === undefined || after === undefined) return undefined;
  const still = new Set(after);
  return [...new Set(before)].filter((report) => !still.has(report));
}

interface Answers {
  readonly found: ReadonlyMap<string, readonly string[]>;
  /** Pairs it did not come to an end with: of them nothing is known. */
  readonly unanswered: readonly string[];
}
const hopeless = 3;
/** Undefined where the tool is not there, or waits each time for what it does not get. */
function ask(tool: Tool, pairs: readonly Pair[]): Answers | undefined {
  const found = new Map<string, readonly string[]>();
  const unanswered: string[] = [];
  if (spawnSync(tool.command, ['--version']).error !== undefined) return undefined;
  // It sees no difference where there is none.
  const differing = pairs.filter(
    ({ broken, fixed }) => textsBelow(tool.reads, broken) !== textsBelow(tool.reads, fixed),
  );
  for (const [index, pair] of differing.entries()) {
    const reports = toldApart(tool, pair);
    if (reports === undefined) unanswered.push(pair.id);
    else if (reports.length > 0) found.set(pair.id, reports);
    if (index + 1 === hopeless && unanswered.length === hopeless) return undefined;
  }
  return { found, unanswered };
}

const scratch = mkdtempSync(join(tmpdir(), 'hoplint-compare-'));
const pairs = [...fieldCases(), ...mended(scratch)].filter(
  ({ id }) => prefixes.length === 0 || prefixes.some((prefix) => id.startsWith(prefix)),
);
const rows: (readonly string[])[] = [];
if (isChosen('hoplint')) {
  let told = 0;
  for (const pair of pairs) if (await pair.told()) told += 1;
  rows.push(['hoplint', String(pairs.length), String(told)]);
}

for (const tool of tools(schemas).filter(({ name }) => isChosen(name))) {
  const readable = pairs.filter(({ broken }) => filesFor(tool.reads, broken).length > 0);
  const answers = ask(tool, readable);
  if (answers === undefined) {
    process.stdout.write(`${tool.name}: not on PATH, or it found no schemas\n`);
    continue;
  }
  const { found, unanswered } = answers;
  if (unanswered.length > 0) process.stdout.write(`${tool.name}: no answer about ${unanswered.join(', ')}\n`);
  rows.push([tool.name, String(readable.length - unanswered.length), String(found.size)]);
  if (verbose !== true) continue;
  for (const [id, reports] of found) process.stdout.write(`${tool.name}  ${id}  ${reports.join('; ')}\n`);
}

const head = ['tool', 'pairs it can read', 'told apart'];
const widths = head.map((cell, index) => Math.max(cell.length, ...rows.map((row) => row[index]?.length ?? 0)));
for (const row of [head, ...rows]) {
  const cells = row.map((cell, index) => cell.padEnd(widths[index] ?? 0));
  process.stdout.write(`${cells.join('  ').trimEnd()}\n`);
}
rmSync(scratch, { recursive: true, force: true });
