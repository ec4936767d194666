// Findings as a person reads them: grouped by file, each with the line, the other ends, the path and the remedy.
import type { Finding, Severity } from '../model/finding.js';
import { othersText, placeOf, splitAlike } from './alike.js';
import { installationsText } from './installations-text.js';
import { drawSteps } from './path-text.js';
import type { ReportSettings } from './reporter.js';
import { safeText } from './safe-text.js';
import type { Paint } from './style.js';
import { wrapText } from './wrap.js';

const colours: Readonly<Record<Severity, 'red' | 'yellow' | 'cyan'>> = {
  error: 'red',
  warning: 'yellow',
  note: 'cyan',
};
const longestExcerpt = 160;
const mostRelated = 10;

/** As many characters of a fingerprint as `hoplint explain` needs to find it again. */
export function shortId(finding: Finding): string {
  return finding.fingerprint.slice(0, 8);
}

export function findingsText(findings: readonly Finding[], settings: ReportSettings, paint: Paint): string {
  const drawn = new Set<string>();
  const byFile = new Map<string, Finding[]>();
  for (const finding of findings) {
    const list = byFile.get(finding.location.file);
    if (list === undefined) byFile.set(finding.location.file, [finding]);
    else list.push(finding);
  }
  return [...byFile]
    .map(([file, list]) =>
      [paint('bold', safeText(file)), list.map((each) => findingText(each, settings, paint, drawn)).join('\n\n')].join(
        '\n',
      ),
    )
    .join('\n\n');
}

/** Notes break nothing: one paragraph each, after everything that does, and the hundredth of a kind is no news. */
export function notesOfRules(findings: readonly Finding[], settings: ReportSettings, paint: Paint): string {
  if (findings.length === 0) return '';
  const byRule = new Map<string, Finding[]>();
  for (const finding of findings) {
    const list = byRule.get(finding.ruleId);
    if (list === undefined) byRule.set(finding.ruleId, [finding]);
    else list.push(finding);
  }
  const lines = [...byRule.values()].flatMap((alike) => {
    const { written, others } = splitAlike(alike);
    return [
      ...written.map((each) =>
        wrapText(`${placeOf(each)}  ${each.ruleId}: ${safeText(each.message)}`, settings.width, '  ', '      '),
      ),
      ...(others.length === 0 ? [] : [paint('dim', wrapText(othersText(others), settings.width, '      '))]),
    ];
  });
  return [`${paint('bold', 'Notes')} ${paint('dim', '(worth knowing; less urgent than a warning)')}`, ...lines].join(
    '\n',
  );
}
function relatedLines({ related }: Finding, { width, verbose }: ReportSettings): readonly string[] {
  const shown = verbose || related.length <= mostRelated + 1 ? related : related.slice(0, mostRelated);
  const rest = related.length - shown.length;
  return [
    ...shown.map(({ location: at, message }) =>
      wrapText(`at  ${safeText(at.file)}:${at.line}:${at.column}  ${safeText(message)}`, width, '      ', '          '),
    ),
    ...(rest > 0 ? [`      and ${rest} more places: --verbose`] : []),
  ];
}
/** `drawn` remembers the paths already on the screen: the same one is not drawn twice. */
export function findingText(
  finding: Finding,
  settings: ReportSettings,
  paint: Paint,
  drawn: Set<string> = new Set(),
): string {
  const { location: at } = finding;
  const unsure = finding.confidence === 'high' ? '' : paint('dim', `  ${finding.confidence} confidence`);
  const lines = [
    `  ${at.line}:${at.column}  ${paint(colours[finding.severity], finding.severity)}  ${paint('bold', finding.ruleId)}${unsure}  ${paint('dim', shortId(finding))}`,
    wrapText(safeText(finding.message), settings.width, '    '),
    ...excerptOf(finding, settings).map((line) => paint('dim', line)),
    ...installationLine(finding, settings).map((line) => paint('dim', line)),
    ...relatedLines(finding, settings).map((line) => paint('dim', line)),
    ...pathOf(finding, drawn).map((line) => paint('dim', `      ${line}`)),
  ];
  const remedy = wrapText(`help  ${safeText(finding.help)}`, settings.width, '    ', '          ');
  lines.push(remedy.replace('help', () => paint('green', 'help')));
  return lines.join('\n');
}
function excerptOf(finding: Finding, settings: ReportSettings): readonly string[] {
  const text = settings.lineOf(finding.location.file, finding.location.line)?.trimEnd();
  if (text === undefined || text === '') return [];
  const cut = text.length > longestExcerpt ? `${text.slice(0, longestExcerpt)}…` : text;
  return [`  ${String(finding.location.line).padStart(7)} │ ${safeText(cut.replaceAll('\t', '  '))}`];
}
function installationLine(finding: Finding, settings: ReportSettings): readonly string[] {
  const text = installationsText(finding);
  return text === undefined ? [] : [wrapText(`in  ${safeText(text)}`, settings.width, '      ', '          ')];
}
/** Drawn where the finding is about two hops; a missing probe is no clearer for the way a request took to it. */
function pathOf(finding: Finding, drawn: Set<string>): readonly string[] {
  if (finding.path.filter((step) => finding.message.includes(step.hop)).length < 2) return [];
  const lines = drawSteps(finding.path);
  const key = lines.join('\n');
  if (drawn.has(key)) return [];
  drawn.add(key);
  return lines;
}
