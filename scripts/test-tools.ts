// Asks the products themselves about every fixture they can read: a fixture that its own product refuses proves nothing.
//
//   npm run test:tools [-- --only PROGRAM]
//
// A fixture that is meant to be refused says so in a comment: `Refused by nginx: why`.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { findTool } from './tools/install.js';
import { judgeRenderings } from './tools/judge-renderings.js';
import { judges } from './tools/judges.js';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({ options: { only: { type: 'string' } } });
const say = (text: string): boolean => process.stdout.write(`${text}\n`);

const files = readdirSync(join(root, 'fixtures'), { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
  .sort();
const texts = new Map(files.map((path) => [path, readFileSync(join(root, path), 'utf8')]));

let passed = 0;
let failed = 0;
let skipped = 0;
for (const judge of judges) {
  if (values.only !== undefined && judge.program !== values.only) continue;
  const mine = files.filter((path) => judge.accepts(path, texts.get(path) ?? '', (each) => texts.has(each)));
  const tool =
    mine.length === 0 ? { missing: 'no fixture is for it' } : findTool(judge, join(root, 'node_modules/.cache/tools'));
  if ('missing' in tool) {
    skipped += mine.length;
    say(`${judge.program}: ${mine.length} fixtures not judged, ${tool.missing}`);
    continue;
  }
  const wrong = [
    ...mine.flatMap((path) => complaint(path, judge, tool.path) ?? []),
    ...judgeRenderings(judge.program, tool.path, join(root, 'fixtures/rendering')),
  ];
  passed += mine.length - wrong.length;
  failed += wrong.length;
  say(`${judge.program}: ${mine.length} fixtures judged, ${wrong.length} wrong`);
  for (const each of wrong) say(`  ${each}`);
}
say(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exitCode = failed === 0 ? 0 : 1;

function complaint(path: string, judge: (typeof judges)[number], program: string): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'hoplint-judge-'));
  try {
    const refused = judge.judge(program, join(root, path), folder);
    const meant = new RegExp(`\\brefused by ${judge.program}\\b`, 'i').test(texts.get(path) ?? '');
    if (meant) return refused === undefined ? `${path} is taken, though it says it is refused` : undefined;
    return refused === undefined ? undefined : `${path} is refused: ${refused.replaceAll(folder, '')}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
