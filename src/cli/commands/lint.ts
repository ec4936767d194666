// `hoplint [PATH...]`: lint, report, and say by the exit code how it went.
import type { SavedReport } from '../../cache/last-report.js';
import type { LintOptions } from '../../lint.js';
import { type Severity, severities } from '../../model/finding.js';
import type { LintResult } from '../../model/report.js';
import { loadReporter } from '../../reporters/registry.js';
import type { ReportSettings } from '../../reporters/reporter.js';
import { shownFindings, summaryText } from '../../reporters/summary.js';
import { againstBaseline, baselineOf } from '../baseline-file.js';
import { lastRunOf } from '../last-run.js';
import { lintingOf } from '../linting.js';
import { deliver, type Output, outputsOf } from '../outputs.js';
import { withProgress } from '../progress.js';
import type { Arguments } from '../read-arguments.js';
import { type Request, requestOf } from '../request.js';
import { sourceLines } from '../source-lines.js';
import { sourceUrlOf } from '../source-url.js';
import { complain, tell, terminalWidth, wantsColor } from '../terminal.js';
import { UsageError } from '../usage-error.js';

export async function runLint(args: Arguments): Promise<number> {
  if (args.has('quiet') && args.has('verbose')) throw new UsageError('--quiet and --verbose contradict each other.');
  if (wantsFixes(args) && args.has('staged'))
    throw new UsageError('--staged looks at the index, and fixes change the files on disk: fix first, then stage.');
  const outputs = outputsOf(args, args.has('dry-run'));
  const baseline = baselineOf(args);
  const asked = await requestOf(args);
  const settings = outputs.map((output) => settingsFor(output.file, asked.options, args));
  const last = await lastRunOf(asked, args, settings);
  if (last?.report !== undefined) return again(last.report, outputs);
  const request = last === undefined ? asked : { ...asked, options: last.options };
  const linting = await lintingOf(withoutIdleWork(request, outputs, args), args);
  const fixed = await withProgress(async () =>
    wantsFixes(args) ? (await import('../fixing.js')).lintAndFix(linting, request, args) : linting.lint(),
  );
  const isWhole = !args.has('diff') && !args.has('staged');
  const result = baseline === undefined ? fixed : againstBaseline(fixed, baseline, request.options.cwd, isWhole);
  const texts: string[] = [];
  for (const output of outputs) {
    const settings = settingsFor(output.file, linting.options, args);
    const text = await textOf(output, result, last?.watched(settings) ?? settings);
    await deliver(output.file, text);
    texts.push(text);
  }
  for (const { where, message } of result.errors) complain(`internal error in ${where}: ${message}`);
  const told = toldBesides(outputs, result, args);
  if (told !== undefined) tell(told);
  const code = exitCode(result, args.one('fail-on'));
  if (result.errors.length === 0) last?.remember({ texts, exitCode: code, ...(told === undefined ? {} : { told }) });
  return code;
}

async function again({ texts, told, exitCode: code }: SavedReport, outputs: readonly Output[]): Promise<number> {
  for (const [index, output] of outputs.entries()) await deliver(output.file, texts[index] ?? '');
  if (told !== undefined) tell(told);
  return code;
}

/** Only some formats show fixes. */
function withoutIdleWork(request: Request, outputs: readonly Output[], args: Arguments): Request {
  const shown = outputs.some(({ format }) => format === 'json' || format === 'sarif');
  return shown || wantsFixes(args) ? request : { ...request, options: { ...request.options, fixes: 'later' } };
}
function wantsFixes(args: Arguments): boolean {
  return ['fix', 'fix-unsafe', 'dry-run'].some((option) => args.has(option));
}

async function textOf(output: Output, result: LintResult, settings: ReportSettings): Promise<string> {
  const reporter = await loadReporter(output.format);
  if (reporter === undefined) throw new UsageError(`there is no format "${output.format}".`);
  return reporter(result, settings);
}
/** A file gets no colour unless it was asked for. */
export function settingsFor(file: string | undefined, options: LintOptions, args: Arguments): ReportSettings {
  const stream = file === undefined ? process.stdout : {};
  const sourceUrl = sourceUrlOf(process.env, options.cwd);
  return {
    color: file === undefined ? wantsColor(args.one('color'), stream) : args.one('color') === 'always',
    width: terminalWidth(stream),
    verbose: args.has('verbose'),
    quiet: args.has('quiet'),
    lineOf: sourceLines(options.cwd, options.overlays),
    ...(sourceUrl === undefined ? {} : { sourceUrl }),
  };
}
/** A machine format owns standard output; people find the totals on stderr. */
function toldBesides(outputs: readonly Output[], result: LintResult, args: Arguments): string | undefined {
  const isTold = outputs.some((each) => each.format === 'pretty' && each.file === undefined);
  if (isTold || args.has('quiet')) return undefined;
  const { verdict, seen } = summaryText(result);
  return `hoplint: ${verdict} (${seen})`;
}

export function exitCode(result: LintResult, failOn: string | undefined): number {
  if (result.errors.length > 0) return 3;
  if (failOn === 'never') return 0;
  const threshold: Severity = severities.find((each) => each === failOn) ?? 'error';
  const fatal = severities.slice(0, severities.indexOf(threshold) + 1);
  return shownFindings(result).some((each) => fatal.includes(each.severity)) ? 1 : 0;
}
