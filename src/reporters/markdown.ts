// A summary for places that show Markdown: a pull request comment, the summary of a job.
import type { Finding } from '../model/finding.js';
import type { Location } from '../model/location.js';
import type { LintResult } from '../model/report.js';
import type { RequestPath } from '../model/topology.js';
import { remedyText } from './installations-text.js';
import { mermaidOf } from './mermaid.js';
import { drawPath } from './path-text.js';
import type { Reporter, ReportSettings } from './reporter.js';
import { safeText } from './safe-text.js';
import { bySeverity, shownFindings, summaryText } from './summary.js';
import { worstState } from './view/joints.js';
import { blindText, overviewOf } from './view/overview.js';

export const markdown: Reporter = (result, settings) => markdownSummary(result, settings, Number.POSITIVE_INFINITY);

/** `most`: how many findings, pictures, paths and notes of each kind are shown; the rest is counted. */
export function markdownSummary(result: LintResult, settings: ReportSettings, most: number): string {
  const findings = bySeverity(shownFindings(result));
  const { verdict, seen } = summaryText(result);
  const broken = distinct(result.model.paths.filter((path) => worstState(path) === 'races'));
  const overview = overviewOf(result.model.paths);
  const paths = [...new Set(overview.paths.map((path) => drawPath(path, Number.POSITIVE_INFINITY, '')))];
  const open = [...new Set(result.notEvaluated.map((note) => `${note.ruleId}: ${note.reason}`))];
  const sections = [
    `## hoplint: ${verdict}`,
    `<sub>${text(seen)}</sub>`,
    ...section('Broken request paths', broken, most, (shown) => shown.map(picture).join('\n\n')),
    ...section('Findings', findings, most, (shown) => shown.map((each) => findingText(each, settings)).join('\n')),
    ...section('Request paths', paths, most, fenced),
    ...(overview.blind.length === 0 ? [] : [text(blindText(overview.blind))]),
    ...section('Not evaluated', open, most, (shown) => shown.map((each) => `- ${text(each)}`).join('\n')),
    ...result.errors.map((each) => `**Internal error** in ${text(each.where)}: ${text(each.message)}`),
  ];
  return `${sections.join('\n\n')}\n`;
}
function section<T>(
  title: string,
  all: readonly T[],
  most: number,
  render: (shown: readonly T[]) => string,
): readonly string[] {
  if (all.length === 0) return [];
  const shown = all.slice(0, most);
  const rest = all.length - shown.length;
  return [`### ${title}`, render(shown), ...(rest === 0 ? [] : [`and ${rest} more.`])];
}

/** Mermaid escapes what it shows, so nothing in it can end the fence. */
function picture(path: RequestPath): string {
  return `\`\`\`mermaid\n${mermaidOf([path])}\`\`\``;
}
function distinct(paths: readonly RequestPath[]): readonly RequestPath[] {
  return [...new Map(paths.map((path) => [mermaidOf([path]), path])).values()];
}

function findingText(finding: Finding, settings: ReportSettings): string {
  const places = finding.related.map((each) => `  - ${place(each.location, settings)} ${text(each.message)}`);
  return [
    `- **${finding.severity}** [${finding.ruleId}](${finding.docsUrl}) ${place(finding.location, settings)}<br>${text(finding.message)}<br>${text(remedyText(finding))}`,
    ...places,
  ].join('\n');
}
function place({ file, line }: Location, settings: ReportSettings): string {
  const code = `\`${safeText(`${file}:${line}`).replaceAll('`', "'")}\``;
  const url = settings.sourceUrl?.(file, line);
  return url === undefined ? code : `[${code}](${url.replaceAll('(', '%28').replaceAll(')', '%29')})`;
}

/** Nothing that came from files becomes Markdown, HTML or a mention. */
function text(value: string): string {
  return safeText(value)
    .replace(/[\\`*_{}[\]()#+\-!|~]/g, (character) => `\\${character}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('@', '&#64;');
}
/** A fence longer than any run of backticks inside. */
function fenced(lines: readonly string[]): string {
  const body = lines.map(safeText).join('\n');
  const longest = Math.max(2, ...Array.from(body.matchAll(/`+/g), (match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${body}\n${fence}`;
}
