// The result as JSON: the public shape other programs rely on.
import type { Finding, NotEvaluated } from '../model/finding.js';
import type { Reporter } from './reporter.js';

export const json: Reporter = (result) => {
  const shown = result.findings.filter((each) => each.suppressed === undefined);
  const count = (severity: string): number => shown.filter((each) => each.severity === severity).length;
  const report = {
    version: result.version,
    findings: shown.map(findingJson),
    suppressed: result.findings.filter((each) => each.suppressed !== undefined).map(findingJson),
    notEvaluated: result.notEvaluated.map(noteJson),
    notes: result.notes,
    errors: result.errors.map(({ where, message }) => ({ where, message })),
    summary: {
      errors: count('error'),
      warnings: count('warning'),
      notes: count('note'),
      suppressed: result.findings.length - shown.length,
      notEvaluated: result.notEvaluated.length,
      paths: result.model.paths.length,
      workloads: result.model.workloads.length,
      files: result.stats.filesListed,
    },
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
};

function findingJson(finding: Finding): Record<string, unknown> {
  const { ruleId, severity, confidence, message, help, location, related, path, fixes, docsUrl, fingerprint, suppressed } = finding;
  return { ruleId, severity, confidence, message, help, location, related, path, fixes, docsUrl, fingerprint, ...(suppressed === undefined ? {} : { suppressed }) };
}
function noteJson({ ruleId, subject, reason, settle, location }: NotEvaluated): Record<string, unknown> {
  return { ruleId, subject, reason, ...(settle === undefined ? {} : { settle }), location };
}
