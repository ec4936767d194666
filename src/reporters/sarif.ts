// SARIF 2.1.0 as GitHub and other viewers read it: full regions, linked places, the request path as a flow.
import type {
  CodeFlow,
  Log,
  Notification,
  PhysicalLocation,
  Region,
  Result,
  Fix as SarifFix,
  Location as SarifLocation,
} from 'sarif';
import type { Finding, Fix, NotEvaluated } from '../model/finding.js';
import type { Location } from '../model/location.js';
import type { LintResult } from '../model/report.js';
import { remedyText } from './installations-text.js';
import type { Reporter } from './reporter.js';
import { safeJson, safeText } from './safe-text.js';
import { linkedText, plainText } from './sarif-message.js';
import { descriptorsOf } from './sarif-rules.js';

export const sarif: Reporter = (result) => safeJson(sarifLog(result));

export function sarifLog(result: LintResult): Log {
  const descriptors = descriptorsOf(result);
  const indexes = new Map(descriptors.map((each, index) => [each.id, index]));
  const anySuppressed = result.findings.some((each) => each.suppressed !== undefined);
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
            informationUri: 'https://github.com/hoplint/hoplint',
            rules: [...descriptors],
          },
        },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [root]: { description: { text: 'The folder hoplint was started in.' } } },
        invocations: [
          {
            executionSuccessful: result.errors.length === 0,
            toolExecutionNotifications: [
              ...result.errors.map(
                (each): Notification => ({
                  level: 'error',
                  message: { text: plainText(`Internal error in ${each.where}: ${each.message}`) },
                }),
              ),
              ...openNotifications(result.notEvaluated, indexes),
            ],
          },
        ],
        results: result.findings.map((finding) => resultOf(finding, indexes.get(finding.ruleId), anySuppressed)),
      },
    ],
  };
}
/** Viewers resolve it to the checkout. */
const root = '%SRCROOT%';

/** What could not be evaluated is no result, and still must not look like health. */
function openNotifications(
  notes: readonly NotEvaluated[],
  indexes: ReadonlyMap<string, number>,
): readonly Notification[] {
  return notes.map((note): Notification => {
    const index = indexes.get(note.ruleId);
    return {
      level: 'note',
      message: { text: plainText(`Not evaluated: ${note.subject}. ${note.reason}.`) },
      locations: [{ physicalLocation: physical(note.location) }],
      associatedRule: { id: note.ruleId, ...(index === undefined ? {} : { index }) },
    };
  });
}

/** If one result of a run has `suppressions`, all have (SARIF 2.1.0, 3.27.23): an empty list says "not suppressed". */
function resultOf(finding: Finding, ruleIndex: number | undefined, anySuppressed: boolean): Result {
  const related = finding.related.map(
    (each, index): SarifLocation => ({
      id: index + 1,
      physicalLocation: physical(each.location),
      message: { text: plainText(each.message) },
    }),
  );
  const flow = flowOf(finding);
  return {
    ruleId: finding.ruleId,
    ...(ruleIndex === undefined ? {} : { ruleIndex }),
    level: finding.severity,
    message: { text: linkedText(`${finding.message} ${remedyText(finding)}`, finding.related) },
    locations: [{ physicalLocation: physical(finding.location) }],
    ...(related.length === 0 ? {} : { relatedLocations: related }),
    ...(flow === undefined ? {} : { codeFlows: [flow] }),
    ...(finding.fixes.length === 0 ? {} : { fixes: finding.fixes.map(fixOf) }),
    ...(anySuppressed ? { suppressions: suppressionsOf(finding) } : {}),
    partialFingerprints: { 'hoplint/v1': finding.fingerprint },
    properties: {
      confidence: finding.confidence,
      ...(finding.holdsIn === undefined ? {} : { holdsIn: finding.holdsIn.map(safeText) }),
      ...(finding.notSeenIn === undefined ? {} : { notSeenIn: finding.notSeenIn.map(safeText) }),
    },
  };
}
function suppressionsOf({ suppressed }: Finding): NonNullable<Result['suppressions']> {
  if (suppressed === undefined) return [];
  return [
    {
      kind: 'inSource',
      status: 'accepted',
      justification: safeText(suppressed.reason),
      location: { physicalLocation: physical(suppressed.at) },
    },
  ];
}
function flowOf(finding: Finding): CodeFlow | undefined {
  const steps = finding.path.flatMap(({ hop, detail, location }) =>
    location === undefined ? [] : [{ text: hop === '?' ? `Not known: ${detail}` : `${hop}: ${detail}`, location }],
  );
  if (steps.length < 2) return undefined;
  return {
    message: { text: 'The request path, client first.' },
    threadFlows: [
      {
        locations: steps.map(({ text, location }) => ({
          location: { physicalLocation: physical(location), message: { text: plainText(text) } },
        })),
      },
    ],
  };
}
function fixOf(fix: Fix): SarifFix {
  const byFile = new Map<string, Fix['edits'][number][]>();
  for (const edit of fix.edits) {
    const edits = byFile.get(edit.location.file);
    if (edits === undefined) byFile.set(edit.location.file, [edit]);
    else edits.push(edit);
  }
  return {
    description: { text: plainText(fix.safe ? fix.title : `${fix.title} (review it)`) },
    artifactChanges: [...byFile].map(([file, edits]) => ({
      artifactLocation: artifact(file),
      replacements: edits.map((edit) => ({
        deletedRegion: regionOf(edit.location),
        insertedContent: { text: edit.newText },
      })),
    })),
  };
}
function physical(at: Location): PhysicalLocation {
  return { artifactLocation: artifact(at.file), region: regionOf(at) };
}
function artifact(file: string): { readonly uri: string; readonly uriBaseId?: string } {
  const uri = uriOf(file);
  return uri.startsWith('file:') ? { uri } : { uri, uriBaseId: root };
}
function regionOf(at: Location): Region {
  return { startLine: at.line, startColumn: at.column, endLine: at.endLine, endColumn: at.endColumn };
}

/** Relative to the root with forward slashes, every other character escaped; a place outside every root stays absolute. */
export function uriOf(file: string): string {
  const path = file.split('/').map(encodePart).join('/');
  if (/^[A-Za-z]:[\\/]/.test(file))
    return `file:///${file.split(/[\\/]/).map(encodePart).join('/').replace('%3A', ':')}`;
  return path.startsWith('/') ? `file://${path}` : path;
}
/** A file name may hold half a surrogate pair, which no URI can. */
function encodePart(part: string): string {
  return encodeURIComponent(
    part.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd'),
  );
}
