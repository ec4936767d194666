// Cuts Python and Ruby into statements: one may go on over several lines inside brackets, and what stands in a string is no code.
import type { Comment } from '../kit/suppressions.js';

export interface CodeLine {
  /** Without the comment behind it. */
  readonly text: string;
  readonly start: number;
  /** Blanks in front of it: more than none stand inside something else. */
  readonly indent: number;
}
export interface CodeLines {
  readonly lines: readonly CodeLine[];
  readonly comments: readonly Comment[];
}

export function codeLines(text: string): CodeLines {
  const lines: CodeLine[] = [];
  const comments: Comment[] = [];
  let at = 0;
  while (at < text.length) {
    const begin = at;
    const { end, next } = statementEnd(text, begin, comments);
    const code = text.slice(begin, end);
    const indent = code.length - code.trimStart().length;
    if (code.trim() !== '') lines.push({ text: code.trim(), start: begin + indent, indent: indentOf(code, indent) });
    at = next;
  }
  return { lines, comments };
}
/** The blanks of its own line, where empty lines stand in front. */
const indentOf = (code: string, blanks: number): number => blanks - (code.slice(0, blanks).lastIndexOf('\n') + 1);

function statementEnd(
  text: string,
  begin: number,
  comments: Comment[],
): { readonly end: number; readonly next: number } {
  let depth = 0;
  let at = begin;
  let end: number | undefined;
  while (at < text.length) {
    const character = text[at] ?? '';
    if (character === '#') {
      const stop = endOfLine(text, at);
      comments.push({ text: text.slice(at, stop), start: at, end: stop });
      if (depth === 0) end ??= at;
      at = stop;
    } else if (character === '"' || character === "'") at = endOfString(text, at);
    else if (character === '\\') at += 2;
    else if (character === '\n' && depth <= 0) return { end: end ?? at, next: at + 1 };
    else {
      if ('([{'.includes(character)) depth++;
      if (')]}'.includes(character)) depth--;
      at++;
    }
  }
  return { end: end ?? text.length, next: text.length };
}
function endOfLine(text: string, from: number): number {
  const found = text.indexOf('\n', from);
  return found < 0 ? text.length : found;
}
/** Three quotes go on over lines, one does not. */
function endOfString(text: string, from: number): number {
  const quote = text[from] ?? '';
  const triple = quote.repeat(3);
  if (text.startsWith(triple, from)) {
    const found = text.indexOf(triple, from + 3);
    return found < 0 ? text.length : found + 3;
  }
  for (let at = from + 1; at < text.length; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === quote) return at + 1;
    else if (character === '\n') return at;
  }
  return text.length;
}
