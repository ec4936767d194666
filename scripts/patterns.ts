// Asks `recheck` whether a text exists on which a regular expression of ours runs polynomially or exponentially long: all literals of
// src, and the patterns among what we know of products. A pull request under review may hold that text.
//
// Patterns put together at run time are asked about with a letter for whatever is filled in, and each has a reason in patterns/built.yaml.
//
//   npm run check:patterns [-- --record]     --record: keeps the verdicts, so that only new patterns are asked about
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parse } from 'yaml';
import { judge } from './patterns/judge.js';
import { builtPatterns, type Pattern, patternsOf } from './patterns/patterns-of.js';

/** Why nothing that a stranger wrote stands in a pattern that is put together while hoplint runs, or why it does no harm there. */
interface Reason {
  readonly file: string;
  /** What is handed to RegExp, or as much of it as tells which is meant. */
  readonly argument: string;
  readonly why: string;
}
interface Exception {
  readonly pattern: string;
  readonly files: readonly string[];
  readonly why: string;
}
const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { values } = parseArgs({ options: { record: { type: 'boolean', default: false } } });
const recordFile = join(root, 'scripts/patterns/linear.txt');
const exceptions = (parse(readFileSync(join(root, 'scripts/patterns/exceptions.yaml'), 'utf8')) ?? []) as Exception[];

/** Short, as there are a thousand. */
const keyOf = ({ source, flags }: Pattern): string =>
  createHash('sha256').update(`/${source}/${flags}`).digest('hex').slice(0, 16);
const shown = ({ source, flags }: Pattern): string => `/${source}/${flags}`;

const patterns = patternsOf(root);
const recorded = new Set(readFileSync(recordFile, 'utf8').split('\n'));
const faults: string[] = [];
const linear: string[] = [];
const used = new Set<Exception>();
let asked = 0;

for (const pattern of patterns) {
  const key = keyOf(pattern);
  const own = exceptions.find((each) => each.pattern === shown(pattern));
  if (own !== undefined) used.add(own);
  const others = pattern.places.filter((place) => own?.files.includes(place.file) !== true);
  if (others.length === 0) continue;
  if (recorded.has(key)) {
    linear.push(key);
    continue;
  }
  asked++;
  const fault = await judge(pattern);
  if (fault === undefined) linear.push(key);
  else {
    const places = others.map(({ file, line }) => `${file}:${line}`).join(', ');
    faults.push(`${places}: ${shown(pattern)}\n  ${fault}`);
  }
}
for (const each of exceptions) {
  const found = patterns.find((pattern) => shown(pattern) === each.pattern);
  const gone = each.files.filter((file) => found?.places.some((place) => place.file === file) !== true);
  if (gone.length > 0) faults.push(`scripts/patterns/exceptions.yaml: ${each.pattern} is not in ${gone.join(', ')}`);
}
const built = builtPatterns(root);
const reasons = (parse(readFileSync(join(root, 'scripts/patterns/built.yaml'), 'utf8')) ?? []) as Reason[];
const isAbout = (reason: Reason, { file, argument }: (typeof built)[number]): boolean =>
  file === reason.file && argument.startsWith(reason.argument) && reason.why.length > 0;
for (const place of built)
  if (!reasons.some((reason) => isAbout(reason, place)))
    faults.push(
      `${place.file}:${place.line}: ${place.argument}\n  built while hoplint runs; say in scripts/patterns/built.yaml why no text under review gets into it, or why it may`,
    );
for (const reason of reasons)
  if (!built.some((place) => isAbout(reason, place)))
    faults.push(`scripts/patterns/built.yaml: ${reason.file} builds no pattern of ${reason.argument}`);
const record = `${linear.sort().join('\n')}\n`;
if (values.record) writeFileSync(recordFile, record);
else if (faults.length === 0 && record !== readFileSync(recordFile, 'utf8'))
  faults.push('Patterns have changed, and none runs long: commit what `npm run check:patterns -- --record` writes.');
process.stdout.write(
  `${patterns.length} patterns, ${asked} of them new, ${used.size} exceptions, ${built.length} built while running\n`,
);
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;
