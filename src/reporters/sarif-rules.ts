// The rules of a run as SARIF describes them: every active rule with its page, and the ids that are no rules.
import type { ReportingDescriptor } from 'sarif';
import type { Severity } from '../model/finding.js';
import type { LintResult, RuleInfo } from '../model/report.js';

const problemSeverity: Readonly<Record<Severity, string>> = {
  error: 'error',
  warning: 'warning',
  note: 'recommendation',
};

/** Findings about unreadable files and suppressions have ids of their own. */
export function descriptorsOf(result: LintResult): readonly ReportingDescriptor[] {
  const known = new Set(result.rules.map((rule) => rule.id));
  const extra = new Map(result.findings.filter((each) => !known.has(each.ruleId)).map((each) => [each.ruleId, each]));
  const reserved = [...extra.values()]
    .sort((a, b) => (a.ruleId < b.ruleId ? -1 : 1))
    .map(
      (each): RuleInfo => ({
        id: each.ruleId,
        severity: each.severity,
        summary: each.ruleId.startsWith('parse/') ? 'A file cannot be read' : 'A suppression has no effect',
        cause: 'misconfiguration',
        hygiene: false,
        docsUrl: each.docsUrl,
      }),
    );
  return [...result.rules, ...reserved].map(descriptorOf);
}

function descriptorOf(rule: RuleInfo): ReportingDescriptor {
  const text = `${rule.summary}. See ${rule.docsUrl}.`;
  return {
    id: rule.id,
    name: rule.id.replace(/(^|[-/])(\w)/g, (_match, _separator, letter: string) => letter.toUpperCase()),
    shortDescription: { text: `${rule.summary}.` },
    fullDescription: { text: `${rule.summary}.` },
    help: { text, markdown: rule.page ?? text },
    helpUri: rule.docsUrl,
    defaultConfiguration: { level: rule.severity },
    properties: {
      tags: ['reliability', rule.cause, ...(rule.hygiene ? ['hygiene'] : [])],
      precision: 'high',
      'problem.severity': problemSeverity[rule.severity],
    },
  };
}
