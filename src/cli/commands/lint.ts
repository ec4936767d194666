// `hoplint [PATH...]`: what the last run printed, where that is what a run would print now; else a run.
import type { SavedReport } from '../../cache/last-report.js';
import { startNaming } from '../../discover/list-files.js';
import { baselineOf } from '../baseline-file.js';
import { earlyThread } from '../early-thread.js';
import { lastRunOf } from '../last-run.js';
import { deliver, type Output, outputsOf } from '../outputs.js';
import type { Arguments } from '../read-arguments.js';
import { settingsFor } from '../report-settings.js';
import { standpointOf } from '../standpoint.js';
import { tell } from '../terminal.js';
import { UsageError } from '../usage-error.js';

export async function runLint(args: Arguments): Promise<number> {
  if (args.has('quiet') && args.has('verbose')) throw new UsageError('--quiet and --verbose contradict each other.');
  if (wantsFixes(args) && args.has('staged'))
    throw new UsageError('--staged looks at the index, and fixes change the files on disk: fix first, then stage.');
  const outputs = outputsOf(args, args.has('dry-run'));
  const baseline = baselineOf(args);
  const standpoint = standpointOf(args);
  const { cwd, paths } = standpoint;
  // git lists while the last report is looked at, and while what a run needs is loaded.
  const naming = startNaming(cwd, args.has('staged') ? [] : paths.length === 0 ? ['.'] : paths);
  const settings = outputs.map(({ file }) => settingsFor(file, { cwd }, args));
  const last = await lastRunOf(args, standpoint, settings, naming);
  if (last?.report !== undefined) return again(last.report, outputs);
  const early = earlyThread(args, standpoint);
  const { freshRun } = await import('../work.js');
  const { lintAnew } = await freshRun();
  const names = await naming;
  return lintAnew({ args, standpoint, outputs, baseline, wantsFixes: wantsFixes(args), last, early, names });
}

async function again({ texts, told, exitCode }: SavedReport, outputs: readonly Output[]): Promise<number> {
  for (const [index, output] of outputs.entries()) await deliver(output.file, texts[index] ?? '');
  if (told !== undefined) tell(told);
  return exitCode;
}
function wantsFixes(args: Arguments): boolean {
  return ['fix', 'fix-unsafe', 'dry-run'].some((option) => args.has(option));
}
