// JUnit XML: one suite for each rule, so that a dashboard of tests shows which ones hold, fail, or could not be evaluated.
import type { Finding, NotEvaluated } from '../model/finding.js';
import type { Location } from '../model/location.js';
import type { InternalError, LintResult } from '../model/report.js';
import { shortId } from './finding-text.js';
import { remedyText } from './installations-text.js';
import type { Reporter } from './reporter.js';
import { safeLines } from './safe-text.js';
import { xmlText } from './xml-text.js';

interface Case {
  readonly outcome: 'passed' | 'failed' | 'skipped' | 'crashed';
  readonly name: string;
  readonly at?: Location;
  /** What stands inside the element, escaped. */
  readonly body: string;
}
interface Suite {
  readonly name: string;
  readonly cases: readonly Case[];
}

export const junit: Reporter = (result) => {
  const suites = suitesOf(result);
  const all = suites.flatMap((suite) => suite.cases);
  const text = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="hoplint" ${countsOf(all)}>`,
    ...suites.map(suiteText),
    '</testsuites>',
    '',
  ].join('\n');
  return safeLines(text);
};

function suitesOf(result: LintResult): readonly Suite[] {
  const known = new Set(result.rules.map((rule) => rule.id));
  const reserved = [...new Set(result.findings.map((each) => each.ruleId))].filter((id) => !known.has(id)).sort();
  const rules = [
    ...result.rules.map(({ id, summary }) => ({ id, summary })),
    ...reserved.map((id) => ({ id, summary: id })),
  ];
  const suites = rules.map((rule): Suite => {
    const cases = [
      ...result.findings.filter((each) => each.ruleId === rule.id).map(findingCase),
      ...result.notEvaluated.filter((each) => each.ruleId === rule.id).map(openCase),
    ];
    const healthy: Case = { outcome: 'passed', name: rule.summary, body: '' };
    return { name: rule.id, cases: cases.length === 0 ? [healthy] : cases };
  });
  return result.errors.length === 0 ? suites : [...suites, { name: 'hoplint', cases: result.errors.map(crashCase) }];
}
/** A note breaks nothing, so it does not turn a build red. */
function findingCase(finding: Finding): Case {
  // Free of line numbers and wording, so that dashboards recognise it in the next run.
  const base = { name: `${finding.location.file} (${shortId(finding)})`, at: finding.location };
  const text = [
    `${finding.location.file}:${finding.location.line}:${finding.location.column}`,
    finding.message,
    remedyText(finding),
    ...finding.related.map((each) => `at ${each.location.file}:${each.location.line} ${each.message}`),
    finding.docsUrl,
  ]
    .map(xmlText)
    .join('\n');
  if (finding.suppressed !== undefined)
    return { ...base, outcome: 'skipped', body: skipped(finding.suppressed.reason) };
  if (finding.severity === 'note') return { ...base, outcome: 'passed', body: `<system-out>${text}</system-out>` };
  const kind = `type="${finding.severity}" message="${xmlText(finding.message)}"`;
  return { ...base, outcome: 'failed', body: `<failure ${kind}>${text}</failure>` };
}
function openCase({ subject, reason, settle, location }: NotEvaluated): Case {
  const why = settle === undefined ? reason : `${reason}. ${settle}`;
  return { outcome: 'skipped', name: subject, at: location, body: skipped(`not evaluated: ${why}`) };
}
function skipped(message: string): string {
  return `<skipped message="${xmlText(message)}"/>`;
}
function crashCase({ where, message }: InternalError): Case {
  return {
    outcome: 'crashed',
    name: `internal error in ${where}`,
    body: `<error type="internal" message="${xmlText(message)}"/>`,
  };
}

function countsOf(cases: readonly Case[]): string {
  const count = (outcome: Case['outcome']): number => cases.filter((each) => each.outcome === outcome).length;
  return `tests="${cases.length}" failures="${count('failed')}" errors="${count('crashed')}" skipped="${count('skipped')}"`;
}
function suiteText(suite: Suite): string {
  const cases = suite.cases.map(({ name, at, body }) => {
    const place = at === undefined ? '' : ` file="${xmlText(at.file)}" line="${at.line}"`;
    const head = `    <testcase classname="hoplint.${xmlText(suite.name)}" name="${xmlText(name)}"${place}`;
    return body === '' ? `${head}/>` : `${head}>\n      ${body}\n    </testcase>`;
  });
  return [`  <testsuite name="${xmlText(suite.name)}" ${countsOf(suite.cases)}>`, ...cases, '  </testsuite>'].join(
    '\n',
  );
}
