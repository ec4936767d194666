// Findings as editors show them: on both ends, each pointing at the other.
import { type Diagnostic, type DiagnosticRelatedInformation, DiagnosticSeverity } from 'vscode-languageserver';
import type { Finding, Severity } from '../model/finding.js';
import type { Location } from '../model/location.js';
import { rangeOf, visibleRange } from './ranges.js';

const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  note: DiagnosticSeverity.Information,
};

/** Diagnostics by shown file. The other end of a finding gets a hint of its own, so that it is seen from both files. */
export function diagnosticsByFile(
  findings: readonly Finding[],
  uriOf: (file: string) => string,
): ReadonlyMap<string, readonly Diagnostic[]> {
  const byFile = new Map<string, Diagnostic[]>();
  const add = (file: string, diagnostic: Diagnostic): void => {
    const list = byFile.get(file);
    if (list === undefined) byFile.set(file, [diagnostic]);
    else list.push(diagnostic);
  };
  for (const finding of findings) {
    if (finding.suppressed !== undefined) continue;
    add(finding.location.file, primary(finding, uriOf));
    for (const { location, message } of otherEnds(finding))
      add(location.file, otherEnd(finding, location, message, uriOf));
  }
  return byFile;
}

function primary(finding: Finding, uriOf: (file: string) => string): Diagnostic {
  return {
    range: visibleRange(finding.location),
    severity: severities[finding.severity],
    code: finding.ruleId,
    codeDescription: { href: finding.docsUrl },
    source: 'hoplint',
    message: `${finding.message}\n${finding.help}`,
    relatedInformation: finding.related.map(
      (each): DiagnosticRelatedInformation => ({
        location: { uri: uriOf(each.location.file), range: rangeOf(each.location) },
        message: each.message,
      }),
    ),
    data: { fingerprint: finding.fingerprint },
  };
}
/** One per other file: the first related place there. */
function otherEnds(finding: Finding): readonly { readonly location: Location; readonly message: string }[] {
  const seen = new Set([finding.location.file]);
  return finding.related.filter(({ location }) => {
    if (seen.has(location.file)) return false;
    seen.add(location.file);
    return true;
  });
}
function otherEnd(finding: Finding, location: Location, message: string, uriOf: (file: string) => string): Diagnostic {
  return {
    range: visibleRange(location),
    severity: finding.severity === 'note' ? DiagnosticSeverity.Hint : DiagnosticSeverity.Information,
    code: finding.ruleId,
    codeDescription: { href: finding.docsUrl },
    source: 'hoplint',
    message: `${message}: ${finding.message}`,
    relatedInformation: [
      {
        location: { uri: uriOf(finding.location.file), range: rangeOf(finding.location) },
        message: 'the finding stands here',
      },
    ],
    data: { fingerprint: finding.fingerprint },
  };
}
