// The counts of a run in words, the same on every screen.
import { type Finding, type Severity, severities } from '../model/finding.js';
import type { LintResult } from '../model/report.js';
import { countPaths } from './view/overview.js';

export function counted(count: number, word: string, plural = `${word}s`): string {
  return `${count} ${count === 1 ? word : plural}`;
}
/** Findings somebody has to look at: the suppressed ones have been. */
export function shownFindings(result: LintResult): readonly Finding[] {
  return result.findings.filter((each) => each.suppressed === undefined);
}
/** The worst first, otherwise as they were: where only some are shown, these are the ones. */
export function bySeverity(findings: readonly Finding[]): readonly Finding[] {
  return [...findings].sort((a, b) => severities.indexOf(a.severity) - severities.indexOf(b.severity));
}
export function tally(result: LintResult): Readonly<Record<Severity, number>> {
  const shown = shownFindings(result);
  const by = (severity: Severity): number => shown.filter((each) => each.severity === severity).length;
  return { error: by('error'), warning: by('warning'), note: by('note') };
}
/** Whether there was anything that a rule could have looked at. */
export function isEmpty(result: LintResult): boolean {
  const { paths, workloads, servers, clients } = result.model;
  return [paths, workloads, servers, clients, result.findings, result.errors].every((each) => each.length === 0);
}

/** `verdict`: what was found; `seen`: in how much. */
export function summaryText(result: LintResult): { readonly verdict: string; readonly seen: string } {
  const { stats, model } = result;
  const counts = tally(result);
  const suppressed = result.findings.length - shownFindings(result).length;
  const found = [
    ...(counts.error > 0 ? [counted(counts.error, 'error')] : []),
    ...(counts.warning > 0 ? [counted(counts.warning, 'warning')] : []),
    ...(counts.note > 0 ? [counted(counts.note, 'note')] : []),
  ];
  const parts = [
    found.length === 0 ? 'No findings' : found.join(', '),
    ...(suppressed > 0 ? [`${suppressed} ignored with a reason`] : []),
    ...(result.baseline === undefined || result.baseline.known === 0
      ? []
      : [`${result.baseline.known} in the baseline`]),
    ...(result.notEvaluated.length > 0 ? [`${result.notEvaluated.length} not evaluated`] : []),
  ];
  const seen = [
    counted(countPaths(model.paths), 'request path'),
    counted(model.workloads.length, 'workload'),
    counted(stats.filesListed, 'file'),
  ];
  return { verdict: parts.join(', '), seen: seen.join(', ') };
}
