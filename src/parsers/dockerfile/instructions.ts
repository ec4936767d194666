// Cuts a Dockerfile into instructions with their arguments as Docker reads them: continuations joined, comments out.
import { DockerfileParser } from 'dockerfile-ast';

export interface Instruction {
  readonly keyword: string;
  /** Arguments with continuation lines joined and the comments between them gone; here-documents kept below. */
  readonly text: string;
  /** The lines below the instruction that belong to its here-documents. */
  readonly heredoc: string;
  readonly start: number;
  readonly end: number;
  /** Where the arguments begin. */
  readonly argumentsStart: number;
}
export interface Comment {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}
export interface Instructions {
  readonly instructions: readonly Instruction[];
  readonly comments: readonly Comment[];
  /** `# syntax=` line: a front end that may read the file differently. */
  readonly syntax: string | undefined;
}

export function readInstructions(text: string): Instructions {
  const tree = DockerfileParser.parse(text);
  const starts = lineStarts(text);
  const offset = (position: { line: number; character: number }): number =>
    Math.min((starts[position.line] ?? text.length) + position.character, text.length);
  const escapeChar = tree.getEscapeCharacter() === '`' ? '`' : '\\';
  const instructions = tree.getInstructions().map((each): Instruction => {
    const range = each.getRange();
    const start = offset(range.start);
    const end = offset(range.end);
    const keywordEnd = offset(each.getInstructionRange().end);
    const { line, body } = joinLines(text.slice(keywordEnd, end), escapeChar);
    const lead = /^\s*/.exec(text.slice(keywordEnd, end))?.[0].length ?? 0;
    return {
      keyword: each.getKeyword(),
      text: line.trim(),
      heredoc: body,
      start,
      end,
      argumentsStart: Math.min(keywordEnd + lead, end),
    };
  });
  const directives = tree.getDirectives().map((each) => ({ name: each.getName(), value: each.getValue() }));
  const comments = tree.getComments().map((each): Comment => {
    const range = each.getRange();
    const [start, end] = [offset(range.start), offset(range.end)];
    return { text: text.slice(start, end), start, end };
  });
  const syntax = directives.find((each) => each.name.toLowerCase() === 'syntax')?.value;
  return { instructions, comments, syntax };
}

/** The logical line, and what stands below it (here-documents). */
function joinLines(raw: string, escapeChar: string): { line: string; body: string } {
  const lines = raw.split(/\r\n|\r|\n/);
  const continued = escapeChar === '`' ? /`[ \t]*$/ : /\\[ \t]*$/;
  const parts: string[] = [];
  for (const [index, line] of lines.entries()) {
    // Inside a continuation Docker drops comment lines and (with a warning) empty ones.
    if (index > 0 && (/^\s*#/.test(line) || line.trim() === '')) continue;
    if (continued.test(line)) {
      parts.push(line.replace(continued, ''));
      continue;
    }
    parts.push(line);
    return { line: parts.join(''), body: lines.slice(index + 1).join('\n') };
  }
  return { line: parts.join(''), body: '' };
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const lineBreak of text.matchAll(/\r\n|\r|\n/g)) starts.push(lineBreak.index + lineBreak[0].length);
  return starts;
}
