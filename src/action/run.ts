// One run of the Action: lint, print, annotate, summarise, set outputs, and fail the step where asked to.
import { error, info, notice, setFailed, setOutput, summary, warning } from '@actions/core';
import { exitCode } from '../cli/exit-code.js';
import { UsageError } from '../cli/usage-error.js';
import { checkTarget, writeWhole } from '../cli/write-file.js';
import type { Severity } from '../model/finding.js';
import type { LintResult } from '../model/report.js';
import { type Annotation, annotationsOf } from '../reporters/annotations.js';
import { markdownSummary } from '../reporters/markdown.js';
import { pretty } from '../reporters/pretty.js';
import { sarif } from '../reporters/sarif.js';
import { summaryText, tally } from '../reporters/summary.js';
import { basesOf } from './base.js';
import { readInputs } from './inputs.js';
import { type Linted, lintFor } from './lint.js';

export async function runAction(): Promise<void> {
  try {
    const inputs = readInputs();
    if (inputs.sarifFile !== undefined) checkTarget(inputs.sarifFile);
    const linted = await lintFor(inputs, basesOf(process.env));
    const { result, settings } = linted;
    // Logs of GitHub show colour and are wide; what could be a command in them is made text by the report.
    info(pretty(result, { ...settings, color: true, width: logWidth }));
    info(scopeOf(linted));
    if (inputs.annotations) for (const each of annotationsOf(result)) annotate(each);
    if (inputs.summary && process.env.GITHUB_STEP_SUMMARY !== undefined) await writeSummary(linted);
    if (inputs.sarifFile !== undefined) writeWhole(inputs.sarifFile, sarif(await linted.whole(), settings));
    setOutputs(result);
    finish(result, exitCode(result, inputs.argsFor(undefined).one('fail-on')));
  } catch (mistake) {
    if (mistake instanceof UsageError) setFailed(asInputs(mistake.lines.join('\n')));
    else if (mistake instanceof TypeError && mistake.message.startsWith('Input does not meet')) setFailed(mistake);
    else throw mistake;
  }
}
const logWidth = 120;

/** Options of the command line are inputs here. */
function asInputs(message: string): string {
  return message.replace(
    /(^|value of )--(config|profile|fail-on|diff)\b/gm,
    (_match, before: string, option: string) => `${before}input ${option === 'diff' ? 'base' : option}`,
  );
}

// ---------------------------------------------------------------- what people see

const levels: Readonly<Record<Severity, typeof error>> = { error, warning, note: notice };

function annotate({ severity, title, text, at }: Annotation): void {
  if (at === undefined) {
    levels[severity](text, { title });
    return;
  }
  // GitHub shows columns only for a range on one line.
  const columns =
    at.line === at.endLine && at.endColumn > at.column ? { startColumn: at.column, endColumn: at.endColumn } : {};
  levels[severity](text, { title, file: at.file, startLine: at.line, endLine: at.endLine, ...columns });
}

/** GitHub takes a mebibyte for each step and drops a longer summary as a whole. */
const mostBytes = 1_000_000;

async function writeSummary(linted: Linted): Promise<void> {
  const { result, settings } = linted;
  const texts = [Number.POSITIVE_INFINITY, 200, 50, 10, 1].map((most) => () => markdownSummary(result, settings, most));
  const fitting = texts.map((render) => render()).find((text) => Buffer.byteLength(text) <= mostBytes);
  const { verdict, seen } = summaryText(result);
  await summary.addRaw(`${fitting ?? `## hoplint: ${verdict}\n\n${seen}\n`}\n${scopeOf(linted)}\n`).write();
}
/** Which findings these are. */
function scopeOf({ base }: Linted): string {
  if (base === undefined) return 'All findings are reported.';
  return base === 'missing'
    ? 'All findings are reported: the base of the pull request is not in this checkout. With fetch-depth: 2 for actions/checkout, only what the pull request touches is.'
    : 'Only what the change touches is reported, at the end that it touched.';
}

// ---------------------------------------------------------------- what programs see

function setOutputs(result: LintResult): void {
  const counts = tally(result);
  setOutput('errors', counts.error);
  setOutput('warnings', counts.warning);
  setOutput('notes', counts.note);
  setOutput('not-evaluated', result.notEvaluated.length);
}

/** The exit code fails the step: a message about findings would take one of its ten annotations. */
function finish(result: LintResult, code: number): void {
  const [crash] = result.errors;
  if (crash !== undefined) setFailed(`internal error in ${crash.where}: ${crash.message}`);
  process.exitCode = code;
}
