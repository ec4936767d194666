// What GitHub shows beside the lines of a pull request: ranked, within its limit of ten per level and step, with the number not shown.
import { type Finding, type Severity, severities } from '../model/finding.js';
import type { Location } from '../model/location.js';
import type { LintResult } from '../model/report.js';
import { remedyText } from './installations-text.js';
import { shownFindings } from './summary.js';

export interface Annotation {
  readonly severity: Severity;
  readonly title: string;
  readonly text: string;
  /** Absent for the one that says how many are not shown. */
  readonly at?: Location;
}

/** GitHub drops what is over ten annotations of one level in one step. */
const mostPerLevel = 10;
const certainty = { high: 0, medium: 1, low: 2 } as const;

/** Of each level the surest first; where there are more than fit, the last place says how many. */
export function annotationsOf(result: LintResult): readonly Annotation[] {
  return severities.flatMap((severity) => {
    const ranked = shownFindings(result)
      .filter((each) => each.severity === severity)
      .sort((a, b) => certainty[a.confidence] - certainty[b.confidence]);
    const shown = ranked.length > mostPerLevel ? ranked.slice(0, mostPerLevel - 1) : ranked;
    const rest = ranked.length - shown.length;
    const more: readonly Annotation[] =
      rest === 0 ? [] : [{ severity, title: 'hoplint', text: `${rest} more of this level are not shown here` }];
    return [...shown.map(annotationOf), ...more];
  });
}
function annotationOf(finding: Finding): Annotation {
  const places = finding.related.map((each) => `${each.location.file}:${each.location.line} ${each.message}`);
  return {
    severity: finding.severity,
    title: `hoplint ${finding.ruleId}`,
    text: [`${finding.message} ${remedyText(finding)}`, ...places].join('\n'),
    at: finding.location,
  };
}
