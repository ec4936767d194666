// The result as JSON: the public shape other programs rely on.
import type { Finding, NotEvaluated } from '../model/finding.js';
import type { Reporter } from './reporter.js';
import { safeJson } from './safe-text.js';
import { shownFindings, tally } from './summary.js';

export const json: Reporter = (result) => {
  const shown = shownFindings(result);
  const counts = tally(result);
  return safeJson({
    version: result.version,
    findings: shown.map(findingJson),
    suppressed: result.findings.filter((each) => each.suppressed !== undefined).map(findingJson),
    notEvaluated: result.notEvaluated.map(noteJson),
    notes: result.notes,
    ...(result.baseline === undefined ? {} : { settled: result.baseline.settled }),
    errors: result.errors.map(({ where, message }) => ({ where, message })),
    summary: {
      errors: counts.error,
      warnings: counts.warning,
      notes: counts.note,
      suppressed: result.findings.length - shown.length,
      ...(result.baseline === undefined ? {} : { baselined: result.baseline.known }),
      notEvaluated: result.notEvaluated.length,
      paths: result.model.paths.length,
      workloads: result.model.workloads.length,
      files: result.stats.filesListed,
    },
  });
};

function findingJson(finding: Finding): Record<string, unknown> {
  const { ruleId, severity, confidence, message, help, location, related, path, fixes, docsUrl, fingerprint } = finding;
  return {
    ...{ ruleId, severity, confidence, message, help, location, related, path, fixes, docsUrl, fingerprint },
    ...(finding.holdsIn === undefined ? {} : { holdsIn: finding.holdsIn }),
    ...(finding.notSeenIn === undefined ? {} : { notSeenIn: finding.notSeenIn }),
    ...(finding.suppressed === undefined ? {} : { suppressed: finding.suppressed }),
  };
}
function noteJson({ ruleId, subject, reason, settle, location }: NotEvaluated): Record<string, unknown> {
  return { ruleId, subject, reason, ...(settle === undefined ? {} : { settle }), location };
}
