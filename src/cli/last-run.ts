// A run that asks what the last one asked, of files that say what they said, prints what that one printed.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { recallReport, rememberReport, type SavedReport } from '../cache/last-report.js';
import { factsKey, filesThatMatter, type LintOptions, listFiles, renderersOf } from '../lint.js';
import type { ReportSettings } from '../reporters/reporter.js';
import type { Arguments } from './read-arguments.js';
import type { Request } from './request.js';

export interface LastRun {
  /** The files as they were listed for the comparison. */
  readonly options: LintOptions;
  readonly report: SavedReport | undefined;
  remember(report: SavedReport): void;
}

/** These look at more than the files on disk, or change them. */
const other = ['diff', 'staged', 'fix', 'fix-unsafe', 'dry-run', 'baseline', 'update-baseline', 'with'];

const isRendered = /(?:^|\/)(?:Chart\.ya?ml|kustomization\.ya?ml|Kustomization)$/;

/** Undefined where what is printed depends on more than the words of the command line and the listed files. */
export function lastRunOf(
  { cache, options, configFile }: Request,
  args: Arguments,
  settings: readonly ReportSettings[],
): LastRun | undefined {
  if (cache === undefined || options.overlays !== undefined || other.some((option) => args.has(option)))
    return undefined;
  const discovery = listFiles(options);
  const renderers = renderersOf(options);
  // What a renderer makes may depend on files that are not listed.
  if (renderers.length > 0 && discovery.files.some(({ path }) => isRendered.test(path))) return undefined;
  const tree = cache.treeOf(filesThatMatter(discovery));
  if (tree === undefined) return undefined;
  const key = createHash('sha256')
    .update(
      JSON.stringify([
        factsKey,
        args.words,
        options.cwd,
        options.today,
        configFile === undefined ? undefined : readFileSync(configFile, 'utf8'),
        renderers,
        settings.map(({ sourceUrl, lineOf: _, ...plain }) => [plain, sourceUrl?.('file', 1)]),
        [discovery.files.map((file) => file.path), discovery.missing, [...discovery.leftAlone], discovery.notes],
        tree,
      ]),
    )
    .digest('base64url');
  return {
    options: { ...options, discovery },
    report: cache.notes.length === 0 ? recallReport(cache.reportFile, key) : undefined,
    remember(report) {
      if (cache.notes.length === 0) rememberReport(cache.reportFile, key, report);
    },
  };
}
