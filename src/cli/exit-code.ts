// How a run went, in a number: 0 fine, 1 findings at or above --fail-on, 3 a mistake of ours.
import { type Severity, severities } from '../model/finding.js';
import type { LintResult } from '../model/report.js';
import { shownFindings } from '../reporters/summary.js';

export function exitCode(result: LintResult, failOn: string | undefined): number {
  if (result.errors.length > 0) return 3;
  if (failOn === 'never') return 0;
  const threshold: Severity = severities.find((each) => each === failOn) ?? 'error';
  const fatal = severities.slice(0, severities.indexOf(threshold) + 1);
  return shownFindings(result).some((each) => fatal.includes(each.severity)) ? 1 : 0;
}
