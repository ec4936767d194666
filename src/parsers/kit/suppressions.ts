// Reads `hoplint-ignore` from the comments of any language, and from the annotation of an object.
import type { SuppressionFact } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import type { LineIndex } from './text.js';

/** A comment with its marker, as the reader of the language found it. */
export interface Comment {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What every suppression says. */
export const suppressionWord = 'hoplint-ignore';
/** At the beginning of a comment, or behind a marker of its own in one that says something else first. */
const opening =
  /(?:^[ \t]*(?:(?:#+|\/\/+|\/\*+|\*+|;+|--+|<!--+)[ \t]*)?|(?:#|\/\/)(?<=[^\s#/][ \t]+(?:#|\/\/))[ \t]*)hoplint-ignore(?![\w-])/;
const closing = /(?:(?<!\*)\*+\/|(?<!-)--+>)$/;

/**
 * The suppressions among the comments of a file: `hoplint-ignore <rule-id>[,<rule-id>] [until=YYYY-MM-DD] -- reason`.
 * A comment on a line of its own covers that line and the next one that is no comment; one behind code covers its line.
 * What is missing stays missing: whether a reason is due and a date has passed is not judged here.
 */
export function readSuppressions(file: string, comments: readonly Comment[], lines: LineIndex): SuppressionFact[] {
  if (!comments.some((comment) => comment.text.includes(suppressionWord))) return [];
  const commentLines = linesOfOnlyComments(comments, lines);
  return comments.flatMap((comment) =>
    linesOf(comment).flatMap(({ text, start }) => {
      const match = opening.exec(text);
      if (match === null) return [];
      const body = text.slice(match.index);
      const statement = readStatement(body.slice(match[0].length).trimEnd().replace(closing, ''), 'marked');
      const from = start + match.index + leadingBlanks(body);
      const at = lines.location(file, from, start + text.trimEnd().length);
      const to = commentLines.has(at.line) ? nextCodeLine(at.line, commentLines, lines) : at.line;
      return [{ ...statement, at, covers: { from: at.line, to } }];
    }),
  );
}

/** The annotation form, `"<rule-id> reason"`: everything behind the rules is the reason. One suppression per line of the value. */
export function readIgnoreAnnotation(value: string, at: Location, object: Location): SuppressionFact[] {
  return value
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => ({
      ...readStatement(line, 'bare'),
      at,
      covers: { from: object.line, to: Math.max(object.line, lastLineOf(object)) },
    }));
}

/** The end of a location is exclusive: a range that stops at the first column does not reach into that line. */
const lastLineOf = (range: Location): number => (range.endColumn <= 1 ? range.endLine - 1 : range.endLine);

type Statement = Pick<SuppressionFact, 'rules' | 'reason' | 'until'>;

function readStatement(text: string, reasons: 'marked' | 'bare'): Statement {
  const list = /^\s*[\w/-]*[\w](?:\s*,\s*[\w/-]*[\w])*/.exec(text)?.[0];
  const rules = list === undefined ? [] : list.split(',').map((rule) => rule.trim());
  let rest = text.slice(list === undefined ? 0 : list.length).trim();
  const until = /^until=(\S*)\s*/.exec(rest);
  if (until !== null) rest = rest.slice(until[0].length);
  const marked = /^(?:--+|—)\s*/.exec(rest);
  const reason = marked === null ? (reasons === 'bare' ? rest : '') : rest.slice(marked[0].length).trim();
  return {
    rules,
    ...(reason === '' ? {} : { reason }),
    ...(until?.[1] === undefined ? {} : { until: until[1] }),
  };
}

function linesOf({ text, start }: Comment): { text: string; start: number }[] {
  const found: { text: string; start: number }[] = [];
  for (const match of text.matchAll(/[^\r\n]+/g)) found.push({ text: match[0], start: start + match.index });
  return found;
}

const leadingBlanks = (text: string): number => text.length - text.trimStart().length;

function linesOfOnlyComments(comments: readonly Comment[], lines: LineIndex): ReadonlySet<number> {
  const found = new Set<number>();
  for (const { start, end } of comments) {
    const first = lines.position(start);
    const last = lines.position(end).line;
    const alone =
      lines
        .lineText(first.line)
        .slice(0, first.column - 1)
        .trim() === '';
    for (let line = alone ? first.line : first.line + 1; line <= last; line++) found.add(line);
  }
  return found;
}

function nextCodeLine(line: number, commentLines: ReadonlySet<number>, lines: LineIndex): number {
  let next = line + 1;
  while (next <= lines.lineCount && (commentLines.has(next) || lines.lineText(next).trim() === '')) next++;
  return Math.min(next, lines.lineCount);
}
