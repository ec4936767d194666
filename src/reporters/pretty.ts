// The report a person reads in a terminal: paths found, findings with both ends, what could not be evaluated, how to say more.
import type { Finding, NotEvaluated, Severity } from '../model/finding.js';
import type { LintResult, RunNote } from '../model/report.js';
import { drawPath } from './path-text.js';
import type { Reporter, ReportSettings } from './reporter.js';
import { safeText } from './safe-text.js';
import { type Paint, painter } from './style.js';

const mostPaths = 8;
const mostReasons = 5;

export const pretty: Reporter = (result, settings) => {
  const paint = painter(settings.color);
  const shown = result.findings.filter((each) => each.suppressed === undefined);
  const sections = settings.quiet
    ? [findingsText(shown, settings, paint), summaryText(result, shown, paint)]
    : [
        pathsText(result, settings, paint),
        findingsText(shown, settings, paint),
        openText(result.notEvaluated, settings, paint),
        notesText(result.notes, settings, paint),
        errorsText(result, paint),
        summaryText(result, shown, paint),
        moreText(result),
      ];
  return `${sections.filter((each) => each !== '').join('\n\n')}\n`;
};

function pathsText(result: LintResult, settings: ReportSettings, paint: Paint): string {
  const { paths } = result.model;
  if (paths.length === 0) return '';
  const drawn = [...new Set(paths.map(drawPath))];
  const lines = drawn.slice(0, settings.verbose ? drawn.length : mostPaths).map((each) => `  ${each}`);
  const rest = drawn.length - lines.length;
  return [
    `${paint('bold', 'Request paths')} ${paint('dim', '(how long the left side reuses an idle connection │ how long the right side keeps it)')}`,
    ...lines,
    ...(rest > 0 ? [paint('dim', `  and ${rest} more: hoplint paths`)] : []),
  ].join('\n');
}

const colours: Readonly<Record<Severity, 'red' | 'yellow' | 'cyan'>> = { error: 'red', warning: 'yellow', note: 'cyan' };

function findingsText(findings: readonly Finding[], settings: ReportSettings, paint: Paint): string {
  return findings.map((each) => findingText(each, settings, paint)).join('\n\n');
}
function findingText(finding: Finding, settings: ReportSettings, paint: Paint): string {
  const { location: at } = finding;
  const excerpt = settings.lineOf(at.file, at.line);
  const lines = [
    `${paint('bold', `${safeText(at.file)}:${at.line}:${at.column}`)}  ${paint(colours[finding.severity], finding.severity)}  ${finding.ruleId}`,
    `  ${safeText(finding.message)}`,
  ];
  if (excerpt !== undefined && excerpt.trim() !== '') {
    const text = excerpt.length > 160 ? `${excerpt.slice(0, 160)}…` : excerpt;
    lines.push(paint('dim', `  ${String(at.line).padStart(5)} │ ${safeText(text.trimEnd())}`));
  }
  for (const each of finding.related) {
    const place = `${safeText(each.location.file)}:${each.location.line}:${each.location.column}`;
    lines.push(paint('dim', `      at  ${place}  ${safeText(each.message)}`));
  }
  lines.push(`  ${paint('green', 'help')}  ${safeText(finding.help)}`);
  return lines.join('\n');
}

function openText(notes: readonly NotEvaluated[], settings: ReportSettings, paint: Paint): string {
  if (notes.length === 0) return '';
  const byReason = new Map<string, { note: NotEvaluated; rules: Set<string>; count: number }>();
  for (const note of notes) {
    const group = byReason.get(note.reason);
    if (group === undefined) byReason.set(note.reason, { note, rules: new Set([note.ruleId]), count: 1 });
    else {
      group.rules.add(note.ruleId);
      group.count += 1;
    }
  }
  const groups = [...byReason.values()].sort((a, b) => b.count - a.count);
  const shown = settings.verbose ? groups : groups.slice(0, mostReasons);
  const lines = shown.flatMap(({ note, rules }) => [
    `  ${safeText(note.location.file)}:${note.location.line}  ${[...rules].join(', ')}: ${safeText(note.reason)}`,
    ...(note.settle === undefined ? [] : [paint('dim', `      ${safeText(note.settle)}`)]),
  ]);
  const rest = groups.length - shown.length;
  return [
    paint('bold', 'Not evaluated'),
    ...lines,
    ...(rest > 0 ? [paint('dim', `  and ${rest} more ${rest === 1 ? 'reason' : 'reasons'}: --verbose`)] : []),
  ].join('\n');
}

function notesText(notes: readonly RunNote[], settings: ReportSettings, paint: Paint): string {
  if (notes.length === 0) return '';
  const shown = settings.verbose ? notes : notes.slice(0, mostReasons);
  const lines = shown.map((note) => {
    const place = note.at === undefined ? '' : `${safeText(note.at.file)}:${note.at.line}  `;
    return `  ${place}${safeText(note.message)}${note.settle === undefined ? '' : ` ${safeText(note.settle)}`}`;
  });
  const rest = notes.length - shown.length;
  return [paint('bold', 'Left alone'), ...lines, ...(rest > 0 ? [paint('dim', `  and ${rest} more: --verbose`)] : [])].join('\n');
}

function errorsText(result: LintResult, paint: Paint): string {
  return result.errors.map((each) => `${paint('red', 'internal error')} in ${each.where}: ${safeText(each.message)}`).join('\n');
}

export function counted(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? '' : 's'}`;
}
function summaryText(result: LintResult, shown: readonly Finding[], paint: Paint): string {
  const by = (severity: Severity): number => shown.filter((each) => each.severity === severity).length;
  const suppressed = result.findings.length - shown.length;
  const counts = [counted(by('error'), 'error'), counted(by('warning'), 'warning'), counted(by('note'), 'note')];
  if (suppressed > 0) counts.push(`${suppressed} ignored with a reason`);
  const { stats, model } = result;
  const seen = `${counted(model.paths.length, 'request path')}, ${counted(model.workloads.length, 'workload')}, ${counted(stats.filesListed, 'file')}`;
  const open = result.notEvaluated.length === 0 ? '' : `, ${result.notEvaluated.length} not evaluated`;
  const text = `${counts.join(', ')}${open}`;
  return `${paint(by('error') > 0 ? 'red' : by('warning') > 0 ? 'yellow' : 'green', text)} ${paint('dim', `(${seen})`)}`;
}

function moreText(result: LintResult): string {
  if (result.model.paths.length === 0 && result.model.unlinkedServers.length === 0) {
    return [
      'hoplint found no server, workload or load balancer here.',
      'It reads Kubernetes YAML, Helm output (helm template … | hoplint -), Terraform, Dockerfiles, docker-compose, nginx.conf, and Node and Go source.',
    ].join('\n');
  }
  return result.notEvaluated.length > 0
    ? 'Tell hoplint what no file shows: `hoplint init` writes a hoplint.yaml with hops: and services: to fill in.'
    : '';
}
