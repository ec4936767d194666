// Workflow commands: annotations for steps that run the command line. The Action lets GitHub's own toolkit write them.
import type { Severity } from '../model/finding.js';
import { type Annotation, annotationsOf } from './annotations.js';
import type { Reporter } from './reporter.js';

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' };

export const github: Reporter = (result) => annotationsOf(result).map(commandOf).join('');

function commandOf({ severity, title, text, at }: Annotation): string {
  const properties = [
    ...(at === undefined ? [] : [`file=${property(at.file)}`, `line=${at.line}`, `endLine=${at.endLine}`]),
    // Columns are only shown for a range on one line.
    ...(at !== undefined && at.line === at.endLine && at.endColumn > at.column
      ? [`col=${at.column}`, `endColumn=${at.endColumn}`]
      : []),
    `title=${property(title)}`,
  ];
  return `::${commands[severity]} ${properties.join(',')}::${data(text)}\n`;
}

/** As the runner's own toolkit escapes: a name or value of a stranger can neither end the command nor start another. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
