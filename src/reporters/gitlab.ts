// GitLab's Code Quality report: an array in the format of Code Climate, shown in merge requests beside the lines.
import type { Finding, Severity } from '../model/finding.js';
import type { Location } from '../model/location.js';
import { remedyText } from './installations-text.js';
import type { Reporter } from './reporter.js';
import { safeJson, safeText } from './safe-text.js';
import { shownFindings } from './summary.js';

const severities: Readonly<Record<Severity, string>> = { error: 'critical', warning: 'major', note: 'info' };

export const gitlab: Reporter = (result) => {
  const seen = new Map<string, number>();
  return safeJson(
    shownFindings(result).map((finding) => {
      // GitLab drops what shares a fingerprint with another finding of the report.
      const count = (seen.get(finding.fingerprint) ?? 0) + 1;
      seen.set(finding.fingerprint, count);
      return issueOf(finding, count === 1 ? finding.fingerprint : `${finding.fingerprint}-${count}`);
    }),
  );
};

function issueOf(finding: Finding, fingerprint: string): Record<string, unknown> {
  return {
    type: 'issue',
    check_name: finding.ruleId,
    description: safeText(`${finding.message} ${remedyText(finding)}`),
    content: { body: `${finding.docsUrl}\n` },
    categories: ['Bug Risk'],
    severity: severities[finding.severity],
    fingerprint,
    location: placeOf(finding.location),
    ...(finding.related.length === 0
      ? {}
      : { other_locations: finding.related.map(({ location }) => placeOf(location)) }),
  };
}
function placeOf({ file, line, endLine }: Location): Record<string, unknown> {
  return { path: file, lines: { begin: line, end: endLine } };
}
