// Findings as editors show them: on both ends, each pointing at the other.
import { type Diagnostic, type DiagnosticRelatedInformation, DiagnosticSeverity } from 'vscode-languageserver';
import type { ConfigurationProblem } from '../config/configuration.js';
import { perObject } from '../knowledge/memo.js';
import type { Finding, RelatedLocation, Severity } from '../model/finding.js';
import type { Location } from '../model/location.js';
import { installationsText, remedyText } from '../reporters/installations-text.js';
import { rangeOf, visibleRange } from './ranges.js';
import type { WorkspaceState } from './workspace.js';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  note: DiagnosticSeverity.Information,
};

export interface DiagnosticForm {
  readonly uriOf: (file: string) => string;
  /** Where an editor cannot show other places beside a message, the message names them. */
  readonly showsRelated: boolean;
}

/** One thing to show in a file: a finding, its other end, or what is wrong with the configuration. */
export type Shown =
  | { readonly finding: Finding; readonly end: RelatedLocation | undefined }
  | { readonly problem: ConfigurationProblem };

/** By shown file. The other end of a finding gets a diagnostic of its own, so that it is seen from both files. */
export function shownByFile({ result, configurationProblems }: WorkspaceState): ReadonlyMap<string, readonly Shown[]> {
  const byFile = new Map<string, Shown[]>();
  const add = (file: string, shown: Shown): void => {
    const list = byFile.get(file);
    if (list === undefined) byFile.set(file, [shown]);
    else list.push(shown);
  };
  for (const finding of result.findings) {
    if (finding.suppressed !== undefined) continue;
    add(finding.location.file, { finding, end: undefined });
    for (const end of otherEnds(finding)) add(end.location.file, { finding, end });
  }
  for (const problem of configurationProblems) add(problem.at.file, { problem });
  return byFile;
}
/** The same for the same diagnostics, and cheaper to make: most files do not change with a keystroke. */
export function keyOf(shown: readonly Shown[]): string {
  return shown
    .map((each) =>
      'problem' in each ? `${placeKey(each.problem.at)} ${each.problem.message}` : findingKey(each.finding),
    )
    .join('\n');
}
/** Most findings outlive a keystroke. */
const findingKey = perObject((finding: Finding) => {
  const { severity, fingerprint, message, location, related } = finding;
  const places = [location, ...related.map((other) => other.location)].map(placeKey).join(' ');
  return `${severity} ${fingerprint} ${places} ${message} ${installationsText(finding) ?? ''}`;
});
function placeKey({ file, line, column, endLine, endColumn }: Location): string {
  return `${file}:${line}:${column}-${endLine}:${endColumn}`;
}
export function diagnosticsOf(shown: readonly Shown[], form: DiagnosticForm): readonly Diagnostic[] {
  return shown.map((each) => {
    if ('problem' in each) return complaint(each.problem);
    return each.end === undefined ? primary(each.finding, form) : otherEnd(each.finding, each.end, form);
  });
}

function primary(finding: Finding, form: DiagnosticForm): Diagnostic {
  return {
    ...common(finding, finding.location),
    severity: severities[finding.severity],
    ...said(`${finding.message}\n${remedyText(finding)}`, finding.related, form),
  };
}
/** One per other file: the first related place there. */
function otherEnds(finding: Finding): readonly RelatedLocation[] {
  const seen = new Set([finding.location.file]);
  return finding.related.filter(({ location }) => {
    if (seen.has(location.file)) return false;
    seen.add(location.file);
    return true;
  });
}
function otherEnd(finding: Finding, { location, message }: RelatedLocation, form: DiagnosticForm): Diagnostic {
  return {
    ...common(finding, location),
    severity: finding.severity === 'note' ? DiagnosticSeverity.Hint : DiagnosticSeverity.Information,
    ...said(
      `${message}: ${finding.message}`,
      [{ message: 'the finding stands here', location: finding.location }],
      form,
    ),
  };
}
function common(finding: Finding, at: Location): Omit<Diagnostic, 'message'> {
  return {
    range: visibleRange(at),
    code: finding.ruleId,
    codeDescription: { href: finding.docsUrl },
    source: 'hoplint',
    data: { fingerprint: finding.fingerprint },
  };
}
function said(
  message: string,
  related: readonly RelatedLocation[],
  { uriOf, showsRelated }: DiagnosticForm,
): Pick<Diagnostic, 'message' | 'relatedInformation'> {
  if (!showsRelated) {
    const places = related.map((each) => `${each.location.file}:${each.location.line} ${each.message}`);
    return { message: [message, ...places].join('\n') };
  }
  return {
    message,
    relatedInformation: related.map(
      (each): DiagnosticRelatedInformation => ({
        location: { uri: uriOf(each.location.file), range: rangeOf(each.location) },
        message: each.message,
      }),
    ),
  };
}
function complaint({ at, message }: ConfigurationProblem): Diagnostic {
  return { range: visibleRange(at), severity: DiagnosticSeverity.Error, source: 'hoplint', message };
}
