// What a reporter is: a pure function from a result to text.
import type { LintResult } from '../model/report.js';

export interface ReportSettings {
  readonly color: boolean;
  /** Terminal width; machine formats ignore it. */
  readonly width: number;
  readonly verbose: boolean;
  readonly quiet: boolean;
  /** Text of a line of a linted file, for excerpts; undefined when it cannot be had. */
  readonly lineOf: (file: string, line: number) => string | undefined;
  /** Where a line can be looked at in a browser; undefined when the address of the repository is not known. */
  readonly sourceUrl?: (file: string, line: number) => string | undefined;
}
export type Reporter = (result: LintResult, settings: ReportSettings) => string;
