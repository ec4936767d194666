// --fix, --fix-unsafe and --dry-run: lints, applies what may be applied, and says what was done.
import { mend } from '../mend.js';
import type { LintResult } from '../model/report.js';
import { counted } from '../reporters/summary.js';
import { FixTargets } from './fix-files.js';
import type { Linting } from './linting.js';
import { deliver } from './outputs.js';
import type { Arguments } from './read-arguments.js';
import type { Request } from './request.js';
import { complain, tell } from './terminal.js';

/** What is left to report: after the fixes, or as things are where they were only shown. */
export async function lintAndFix(
  linting: Linting,
  { options, isForeign }: Request,
  args: Arguments,
): Promise<LintResult> {
  const targets = new FixTargets(options.cwd, (file) => isForeign(file) || options.overlays?.has(file) === true);
  const mended = await mend({
    unsafe: args.has('fix-unsafe'),
    relint: (texts) => linting.lint(texts),
    textOf: (file) => targets.textOf(file),
  });
  const files = [...mended.texts.keys()].sort();
  if (args.has('dry-run')) {
    await deliver(undefined, targets.patch(mended.texts));
    sayWhatIs(
      args,
      `${counted(mended.fixes, 'fix', 'fixes')} would change ${counted(files.length, 'file')}`,
      mended.failed,
      targets,
    );
    return mended.before;
  }
  const changedMeanwhile = targets.write(mended.texts);
  for (const file of changedMeanwhile)
    complain(`${file} changed while hoplint was running, so it was left as it is; run it again.`);
  const named = files.length > 0 && files.length <= 5 ? `: ${files.join(', ')}` : '';
  sayWhatIs(
    args,
    `${counted(mended.fixes, 'fix', 'fixes')} applied to ${counted(files.length, 'file')}${named}`,
    mended.failed,
    targets,
  );
  return changedMeanwhile.length === 0 ? mended.result : linting.lint();
}
function sayWhatIs(args: Arguments, done: string, failed: number, targets: FixTargets): void {
  if (args.has('quiet')) return;
  tell(`hoplint: ${done}.`);
  if (failed > 0)
    tell(
      `hoplint: ${counted(failed, 'fix', 'fixes')} left out: alone, ${failed === 1 ? 'it' : 'they'} would only move the fault.`,
    );
  for (const reason of targets.refusals()) tell(`hoplint: ${reason}`);
}
