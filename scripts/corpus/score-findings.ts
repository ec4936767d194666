// Compares findings with labelled defects and traps.
import type { Finding } from '../../src/model/finding.js';
import { isNear, type LabelledDefect, type LabelledRepository, type LabelledTrap, type Place } from './labels.js';

export interface FindingScore {
  readonly defects: readonly { readonly label: LabelledDefect; readonly found: boolean }[];
  readonly traps: readonly { readonly label: LabelledTrap; readonly sprungBy: Finding | undefined }[];
  /** Findings of severity error or warning that no label explains. */
  readonly unexplained: readonly Finding[];
  readonly loud: number;
}

export function scoreFindings(
  labels: LabelledRepository,
  findings: readonly Finding[],
  categories: ReadonlyMap<string, readonly string[]>,
): FindingScore {
  const answers = (category: string, finding: Finding): boolean =>
    categories.get(category)?.includes(finding.ruleId) ?? false;
  const isAt = (finding: Finding, label: Place): boolean => placesOf(finding).some((place) => isNear(place, label));
  const matches = (label: LabelledDefect, finding: Finding): boolean =>
    answers(label.category, finding) && isAt(finding, label);
  const loud = findings.filter((each) => each.severity !== 'note');
  const defects = labels.defects.map((label) => ({ label, found: findings.some((each) => matches(label, each)) }));
  const traps = labels.traps.map((label) => {
    const named = categories.get(label.what);
    const sprungBy = loud.find(
      (each) =>
        (named === undefined || named.includes(each.ruleId)) &&
        isNear(primaryOf(each), label) &&
        !labels.defects.some((defect) => matches(defect, each)),
    );
    return { label, sprungBy };
  });
  const unexplained = loud.filter((each) => !labels.defects.some((defect) => matches(defect, each)));
  return { defects, traps, unexplained, loud: loud.length };
}
function primaryOf(finding: Finding): Place {
  return { file: finding.location.file, line: finding.location.line };
}
function placesOf(finding: Finding): readonly Place[] {
  return [finding.location, ...finding.related.map((each) => each.location)];
}
