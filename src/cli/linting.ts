// How one run lints, from the words of the command line: what is read, what a change touches, what fixes leave.
import { pageOf } from '../docs/pages.js';
import type { LintOptions } from '../lint.js';
import type { LintResult } from '../model/report.js';
import { relinter, type Texts } from '../relint.js';
import type { Since } from '../since.js';
import type { Arguments } from './read-arguments.js';
import type { Request } from './request.js';
import { UsageError } from './usage-error.js';

export interface Linting {
  readonly options: LintOptions;
  /** Lints with these texts in place of files. */
  lint(texts?: Texts): Promise<LintResult>;
}

export async function lintingOf({ options, isForeign, cache }: Request, args: Arguments): Promise<Linting> {
  const since = sinceOf(args);
  const keep = (result: LintResult): LintResult => {
    cache?.save();
    return cache === undefined ? result : { ...result, notes: [...result.notes, ...cache.notes] };
  };
  if (since === undefined) {
    const relint = relinter(options);
    return { options, lint: async (texts) => keep(finished(await relint(texts), options, isForeign)) };
  }
  const { lintSince } = await import('../since.js');
  const watch = lintSince(options, since);
  if (!watch.ok) throw new UsageError(`${since === 'staged' ? '--staged' : '--diff'}: ${watch.message}.`);
  return {
    options: watch.value.options,
    async lint(texts) {
      const told = await watch.value.lint(texts);
      if (!told.ok) throw new UsageError(`${told.message}.`);
      return keep(finished(told.value, options, isForeign));
    },
  };
}
function sinceOf(args: Arguments): Since | undefined {
  const base = args.one('diff');
  if (base !== undefined && args.has('staged'))
    throw new UsageError(
      '--diff and --staged contradict each other: one compares the files on disk, the other the index.',
    );
  return args.has('staged') ? 'staged' : base === undefined ? undefined : { base };
}

/** Without what concerns the other repository alone, and with the pages of the rules that ran. */
function finished(result: LintResult, options: LintOptions, isForeign: (file: string) => boolean): LintResult {
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
