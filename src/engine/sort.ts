// The order in which results are shown: by place, then rule. The same whatever order the files were read in.
import type { Finding, NotEvaluated } from '../model/finding.js';
import { compareLocations } from '../model/location.js';

export function sortFindings(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort(
    (a, b) =>
      compareLocations(a.location, b.location) || compareText(a.ruleId, b.ruleId) || compareText(a.message, b.message),
  );
}
export function sortNotes(notes: readonly NotEvaluated[]): readonly NotEvaluated[] {
  const sorted = [...notes].sort(
    (a, b) =>
      compareLocations(a.location, b.location) ||
      compareText(a.ruleId, b.ruleId) ||
      compareText(a.subject, b.subject) ||
      compareText(a.reason, b.reason),
  );
  return sorted.filter((note, index) => {
    const before = sorted[index - 1];
    return (
      before === undefined ||
      before.ruleId !== note.ruleId ||
      before.subject !== note.subject ||
      before.reason !== note.reason
    );
  });
}
function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
