// SARIF 2.1.0 as GitHub and other viewers read it: full regions, linked places, the request path as a flow.
import type { CodeFlow, Fix as SarifFix, Location as SarifLocation, Log, PhysicalLocation, Region, ReportingDescriptor, Result } from 'sarif';
import type { Finding, Fix, Severity } from '../model/finding.js';
import type { Location } from '../model/location.js';
import type { LintResult, RuleInfo } from '../model/report.js';
import type { Reporter } from './reporter.js';

export const sarif: Reporter = (result) => `${JSON.stringify(sarifLog(result), undefined, 2)}\n`;

export function sarifLog(result: LintResult): Log {
  const descriptors = [...result.rules.map(descriptorOf), ...extraDescriptors(result)];
  const indexes = new Map(descriptors.map((each, index) => [each.id, index]));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'hoplint',
            semanticVersion: result.version,
            version: result.version,
            informationUri: 'https://hoplint.dev',
            rules: descriptors,
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { ROOT: { description: { text: 'The folder hoplint was started in.' } } },
        invocations: [
          {
            executionSuccessful: result.errors.length === 0,
            toolExecutionNotifications: result.errors.map((each) => ({
              level: 'error' as const,
              message: { text: `Internal error in ${each.where}: ${each.message}` },
            })),
          },
        ],
        results: result.findings.map((finding) => resultOf(finding, indexes.get(finding.ruleId))),
      },
    ],
  };
}

const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = { error: 'error', warning: 'warning', note: 'note' };
const problemSeverity: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'recommendation' };

function descriptorOf(rule: RuleInfo): ReportingDescriptor {
  const text = rule.page ?? `${rule.summary}. See ${rule.docsUrl}.`;
  return {
    id: rule.id,
    name: rule.id.replace(/(^|[-/])(\w)/g, (_match, _separator, letter: string) => letter.toUpperCase()),
    shortDescription: { text: `${rule.summary}.` },
    fullDescription: { text: `${rule.summary}.` },
    help: { text: `${rule.summary}. See ${rule.docsUrl}.`, markdown: text },
    helpUri: rule.docsUrl,
    defaultConfiguration: { level: levels[rule.severity] },
    properties: {
      tags: ['reliability', rule.cause, ...(rule.hygiene ? ['hygiene'] : [])],
      precision: 'high',
      'problem.severity': problemSeverity[rule.severity],
    },
  };
}
/** Findings about unreadable files and suppressions have ids of their own. */
function extraDescriptors(result: LintResult): readonly ReportingDescriptor[] {
  const known = new Set(result.rules.map((rule) => rule.id));
  const extra = new Map(result.findings.filter((each) => !known.has(each.ruleId)).map((each) => [each.ruleId, each]));
  return [...extra.values()]
    .sort((a, b) => (a.ruleId < b.ruleId ? -1 : 1))
    .map((each) =>
      descriptorOf({
        id: each.ruleId,
        severity: each.severity,
        summary: each.ruleId.startsWith('parse/') ? 'A file cannot be read' : 'A suppression has no effect',
        cause: 'misconfiguration',
        hygiene: false,
        docsUrl: each.docsUrl,
      }),
    );
}

function resultOf(finding: Finding, ruleIndex: number | undefined): Result {
  const related = finding.related.map((each, index): SarifLocation => ({
    id: index + 1,
    physicalLocation: physical(each.location),
    message: { text: each.message },
  }));
  const flow = flowOf(finding);
  return {
    ruleId: finding.ruleId,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: levels[finding.severity],
    message: { text: linkedMessage(finding) },
    locations: [{ physicalLocation: physical(finding.location) }],
    ...(related.length === 0 ? {} : { relatedLocations: related }),
    ...(flow === undefined ? {} : { codeFlows: [flow] }),
    ...(finding.fixes.length === 0 ? {} : { fixes: finding.fixes.map(fixOf) }),
    ...(finding.suppressed === undefined
      ? {}
      : { suppressions: [{ kind: 'inSource' as const, justification: finding.suppressed.reason, location: { physicalLocation: physical(finding.suppressed.at) } }] }),
    partialFingerprints: { 'hoplint/v1': finding.fingerprint },
    properties: { confidence: finding.confidence },
  };
}
/** The places the message speaks of become links; what came from files cannot open one of its own. */
function linkedMessage(finding: Finding): string {
  let text = `${finding.message} ${finding.help}`.replace(/[[\]\\]/g, (character) => `\\${character}`);
  finding.related.forEach((each, index) => {
    const place = `${each.location.file}:${each.location.line}`.replace(/[[\]\\]/g, (character) => `\\${character}`);
    text = text.replace(place, () => `[${place}](${index + 1})`);
  });
  return text;
}
function flowOf(finding: Finding): CodeFlow | undefined {
  const steps = finding.path.flatMap((step) => (step.location === undefined ? [] : [{ ...step, location: step.location }]));
  if (steps.length < 2) return undefined;
  return {
    message: { text: 'The request path, client first.' },
    threadFlows: [
      {
        locations: steps.map((step) => ({
          location: { physicalLocation: physical(step.location), message: { text: `${step.hop}: ${step.detail}` } },
        })),
      },
    ],
  };
}
function fixOf(fix: Fix): SarifFix {
  const byFile = new Map<string, Fix['edits'][number][]>();
  for (const edit of fix.edits) byFile.set(edit.location.file, [...(byFile.get(edit.location.file) ?? []), edit]);
  return {
    description: { text: fix.title },
    artifactChanges: [...byFile].map(([file, edits]) => ({
      artifactLocation: { uri: uriOf(file), uriBaseId: 'ROOT' },
      replacements: edits.map((edit) => ({ deletedRegion: regionOf(edit.location), insertedContent: { text: edit.newText } })),
    })),
  };
}
function physical(at: Location): PhysicalLocation {
  return { artifactLocation: { uri: uriOf(at.file), uriBaseId: 'ROOT' }, region: regionOf(at) };
}
function regionOf(at: Location): Region {
  return { startLine: at.line, startColumn: at.column, endLine: at.endLine, endColumn: at.endColumn };
}
/** Relative, with forward slashes, and with every character a URI does not take escaped. */
export function uriOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}
