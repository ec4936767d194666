// The report to look at: one self-contained page.
import type { LintResult } from '../model/report.js';
import { page } from './html/page.js';
import type { Reporter, ReportSettings } from './reporter.js';

export const html: Reporter = (result, settings) =>
  page({ version: result.version, model: result.model, linted: result }, settings);

/** The paths and shutdowns alone, nothing checked. */
export function pathsPage(content: Pick<LintResult, 'version' | 'model'>, settings: ReportSettings): string {
  return page(content, settings);
}
