// `hoplint [PATH...]`: lint, report, and say by the exit code how it went.
import { pageOf } from '../../docs/pages.js';
import { lint } from '../../lint.js';
import { type Severity, severities } from '../../model/finding.js';
import type { LintResult } from '../../model/report.js';
import { loadReporter } from '../../reporters/registry.js';
import type { ReportSettings } from '../../reporters/reporter.js';
import { shownFindings, summaryText } from '../../reporters/summary.js';
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
  const outputs = outputsOf(args);
  const request = await requestOf(args);
  const result = await lintRequest(request);
  for (const output of outputs) await report(output, result, request, args);
  const toldThePerson = outputs.some((each) => each.format === 'pretty' && each.file === undefined);
  if (!toldThePerson) tellSummary(result, args);
  return exitCode(result, args.one('fail-on'));
}

/** The result without what concerns the other repository alone, and with the pages of the rules that ran. */
export async function lintRequest({ options, isForeign }: Request): Promise<LintResult> {
  const result = await withProgress(() => lint(options));
  const own = (each: LintResult['findings'][number]): boolean =>
    [each.location, ...each.related.map((one) => one.location)].some((at) => !isForeign(at.file));
  return {
    ...result,
    findings: result.findings.filter(own),
    rules: result.rules
      .filter((rule) => options.configuration.rules.get(rule.id)?.severity !== 'off')
      .map((rule) => {
        const page = pageOf(rule.id);
        return page === undefined ? rule : { ...rule, page };
      }),
  };
}

async function report(output: Output, result: LintResult, request: Request, args: Arguments): Promise<void> {
  const reporter = await loadReporter(output.format);
  if (reporter === undefined) throw new UsageError(`there is no format "${output.format}".`);
  await deliver(output.file, reporter(result, settingsFor(output.file, request, args)));
}
/** A file gets no colour unless it was asked for. */
export function settingsFor(file: string | undefined, request: Request, args: Arguments): ReportSettings {
  const stream = file === undefined ? process.stdout : {};
  const sourceUrl = sourceUrlOf(process.env, request.options.cwd);
  return {
    color: file === undefined ? wantsColor(args.one('color'), stream) : args.one('color') === 'always',
    width: terminalWidth(stream),
    verbose: args.has('verbose'),
    quiet: args.has('quiet'),
    lineOf: sourceLines(request.options.cwd, request.options.overlays),
    ...(sourceUrl === undefined ? {} : { sourceUrl }),
  };
}
/** A machine format owns standard output; people find the totals on stderr. */
function tellSummary(result: LintResult, args: Arguments): void {
  for (const { where, message } of result.errors) complain(`internal error in ${where}: ${message}`);
  if (args.has('quiet')) return;
  const { verdict, seen } = summaryText(result);
  tell(`hoplint: ${verdict} (${seen})`);
}

function exitCode(result: LintResult, failOn: string | undefined): number {
  if (result.errors.length > 0) return 3;
  if (failOn === 'never') return 0;
  const threshold: Severity = severities.find((each) => each === failOn) ?? 'error';
  const fatal = severities.slice(0, severities.indexOf(threshold) + 1);
  return shownFindings(result).some((each) => fatal.includes(each.severity)) ? 1 : 0;
}
