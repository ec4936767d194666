// One run that does the work: lint, report, and say by the exit code how it went.
import type { NamesByFolder } from '../discover/list-files.js';
import type { LintResult } from '../model/report.js';
import { loadReporter } from '../reporters/registry.js';
import type { ReportSettings } from '../reporters/reporter.js';
import { summaryText } from '../reporters/summary.js';
import type { ReadingThread } from '../threads/start-thread.js';
import { againstBaseline, type BaselineFile } from './baseline-file.js';
import { exitCode } from './exit-code.js';
import { keeperOf } from './keep-run.js';
import { lintingOf } from './linting.js';
import { deliver, type Output } from './outputs.js';
import { withProgress } from './progress.js';
import type { Arguments } from './read-arguments.js';
import { settingsFor } from './report-settings.js';
import { type Request, requestOf } from './request.js';
import type { LastRun } from './run-grounds.js';
import type { Standpoint } from './standpoint.js';
import { complain, tell } from './terminal.js';
import { UsageError } from './usage-error.js';

export interface FreshRun {
  readonly args: Arguments;
  readonly standpoint: Standpoint;
  readonly outputs: readonly Output[];
  readonly baseline: BaselineFile | undefined;
  readonly wantsFixes: boolean;
  /** What was found out before. */
  readonly last: LastRun | undefined;
  readonly early: Promise<ReadingThread> | undefined;
  readonly names: NamesByFolder;
}

export async function lintAnew({
  args,
  standpoint,
  outputs,
  baseline,
  wantsFixes,
  last,
  early,
  names,
}: FreshRun): Promise<number> {
  const asked = await requestOf(args, args.operands, { standpoint, names, seen: last?.seen, early });
  const keeper = last === undefined ? undefined : keeperOf(last, names, asked);
  const request = keeper === undefined ? asked : { ...asked, options: keeper.options };
  const linting = await lintingOf(wantsFixes ? request : withoutIdleWork(request, outputs), args);
  const fixed = await withProgress(async () =>
    wantsFixes ? (await import('./fixing.js')).lintAndFix(linting, request, args) : linting.lint(),
  );
  const isWhole = !args.has('diff') && !args.has('staged');
  const result = baseline === undefined ? fixed : againstBaseline(fixed, baseline, request.options.cwd, isWhole);
  const texts: Uint8Array[] = [];
  for (const output of outputs) {
    const settings = settingsFor(output.file, linting.options, args);
    const written = await textOf(output, result, keeper?.watched(settings) ?? settings);
    const text = Buffer.from(standpoint.seenFromHere(written, result.files));
    await deliver(output.file, text);
    texts.push(text);
  }
  for (const { where, message } of result.errors) complain(`internal error in ${where}: ${message}`);
  const told = toldBesides(outputs, result, args);
  if (told !== undefined) tell(told);
  const code = exitCode(result, args.one('fail-on'));
  if (result.errors.length === 0) keeper?.keep({ texts, exitCode: code, ...(told === undefined ? {} : { told }) });
  return code;
}

/** Only some formats show fixes. */
function withoutIdleWork(request: Request, outputs: readonly Output[]): Request {
  const shown = outputs.some(({ format }) => format === 'json' || format === 'sarif');
  return shown ? request : { ...request, options: { ...request.options, fixes: 'later' } };
}

async function textOf(output: Output, result: LintResult, settings: ReportSettings): Promise<string> {
  const reporter = await loadReporter(output.format);
  if (reporter === undefined) throw new UsageError(`there is no format "${output.format}".`);
  return reporter(result, settings);
}
/** A machine format owns standard output; people find the totals on stderr. */
function toldBesides(outputs: readonly Output[], result: LintResult, args: Arguments): string | undefined {
  const isTold = outputs.some((each) => each.format === 'pretty' && each.file === undefined);
  if (isTold || args.has('quiet')) return undefined;
  const { verdict, seen } = summaryText(result);
  return `hoplint: ${verdict} (${seen})`;
}
