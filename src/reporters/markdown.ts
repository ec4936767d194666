// A summary for places that show Markdown: a pull request comment, the summary of a job.
import type { Finding } from '../model/finding.js';
import { drawPath } from './path-text.js';
import type { Reporter } from './reporter.js';
import { safeText } from './safe-text.js';
import { shownFindings, summaryText } from './summary.js';

export const markdown: Reporter = (result) => {
  const findings = shownFindings(result);
  const { verdict, seen } = summaryText(result);
  const paths = [...new Set(result.model.paths.map((path) => drawPath(path, Number.POSITIVE_INFINITY, '')))];
  const open = [...new Set(result.notEvaluated.map((note) => `${note.ruleId}: ${note.reason}`))];
  const sections = [
    `## hoplint: ${verdict}`,
    `<sub>${text(seen)}</sub>`,
    ...(paths.length === 0 ? [] : ['### Request paths', fenced(paths)]),
    ...(findings.length === 0 ? [] : ['### Findings', ...findings.map(findingText)]),
    ...(open.length === 0 ? [] : ['### Not evaluated', open.map((each) => `- ${text(each)}`).join('\n')]),
  ];
  return `${sections.join('\n\n')}\n`;
};

function findingText(finding: Finding): string {
  const places = finding.related.map(
    (each) => `  - \`${code(`${each.location.file}:${each.location.line}`)}\` ${text(each.message)}`,
  );
  return [
    `- **${finding.severity}** [${finding.ruleId}](${finding.docsUrl}) \`${code(`${finding.location.file}:${finding.location.line}`)}\`<br>${text(finding.message)}<br>${text(finding.help)}`,
    ...places,
  ].join('\n');
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
function code(value: string): string {
  return safeText(value).replaceAll('`', "'");
}
/** A fence longer than any run of backticks inside. */
function fenced(lines: readonly string[]): string {
  const body = lines.map(safeText).join('\n');
  const longest = Math.max(2, ...Array.from(body.matchAll(/`+/g), (match) => match[0].length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${body}\n${fence}`;
}
