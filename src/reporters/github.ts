// Workflow commands: what GitHub shows beside the lines of a pull request, ranked, within its limit of ten per level and step.
import type { Finding, Severity } from '../model/finding.js';
import type { Reporter } from './reporter.js';
import { shownFindings } from './summary.js';

/** GitHub drops what is over ten annotations of one level in one step. */
const mostPerLevel = 10;
const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' };
const certainty = { high: 0, medium: 1, low: 2 } as const;

export const github: Reporter = (result) => {
  const lines = (['error', 'warning', 'note'] as const).flatMap((severity) => {
    const ranked = shownFindings(result)
      .filter((each) => each.severity === severity)
      .sort((a, b) => certainty[a.confidence] - certainty[b.confidence]);
    const rest = ranked.length - mostPerLevel;
    // The last place says how many there are beyond it.
    const shown = rest > 0 ? ranked.slice(0, mostPerLevel - 1) : ranked;
    const more =
      rest > 0
        ? [
            `::${commands[severity]} title=hoplint::${ranked.length - shown.length} more of this level are not shown here`,
          ]
        : [];
    return [...shown.map(annotation), ...more];
  });
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
};

function annotation(finding: Finding): string {
  const { file, line, column, endLine, endColumn } = finding.location;
  const places = finding.related.map((each) => `${each.location.file}:${each.location.line} ${each.message}`);
  const text = [`${finding.message} ${finding.help}`, ...places].join('\n');
  const properties = [
    `file=${property(file)}`,
    `line=${line}`,
    `endLine=${endLine}`,
    ...(line === endLine && endColumn > column ? [`col=${column}`, `endColumn=${endColumn}`] : []),
    `title=${property(`hoplint ${finding.ruleId}`)}`,
  ];
  return `::${commands[finding.severity]} ${properties.join(',')}::${data(text)}`;
}

/** As the runner's own toolkit escapes: a name or value of a stranger can neither end the command nor start another. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
