// Cuts a plain Dockerfile into instructions at the ends of its lines, and gives back every text it is not certain of.
import {
  type Comment,
  type Instruction,
  type InstructionPlace,
  type Instructions,
  instructionAt,
} from './instruction.js';

/** Byte order marks, line breaks of other systems, here-documents, and backslashes that only the library knows the meaning of. */
const special = /^\ufeff|\r|<<|\\[ \t]+\\|\n[ \t]*\\/;
const frontEnd = /^# ?syntax=(\S+)\n/;
/** In the first line of a file, or below another such line, it speaks to Docker. */
const directive = /^[ \t]*#[^\n]*=/;

export function cutPlain(text: string): Instructions | undefined {
  const top = frontEnd.exec(text);
  const first = top?.[0].length ?? 0;
  if (special.test(text) || directive.test(text.slice(first))) return undefined;
  const instructions: Instruction[] = [];
  const comments: Comment[] = [];
  let open: Omit<InstructionPlace, 'end'> | undefined;
  for (let at = first; at < text.length; ) {
    const start = behindBlanks(text, at);
    const end = endOfLine(text, start);
    at = end + 1;
    if (start === end) continue;
    if (text[start] === '#') {
      comments.push({ text: text.slice(start, end), start, end });
      continue;
    }
    open ??= keywordAt(text, start, end);
    if (open.keyword.includes('\\')) return undefined;
    if (isContinued(text, end)) continue;
    instructions.push(instructionAt(text, { ...open, end }, '\\'));
    open = undefined;
  }
  if (open !== undefined) instructions.push(instructionAt(text, { ...open, end: text.length }, '\\'));
  return { instructions, comments, syntax: top?.[1] };
}

function keywordAt(text: string, start: number, end: number): Omit<InstructionPlace, 'end'> {
  let keywordEnd = start;
  while (keywordEnd < end && !isBlank(text, keywordEnd)) keywordEnd++;
  return { keyword: text.slice(start, keywordEnd).toUpperCase(), start, keywordEnd };
}
function isContinued(text: string, end: number): boolean {
  let last = end - 1;
  while (isBlank(text, last)) last--;
  return text[last] === '\\';
}
function behindBlanks(text: string, from: number): number {
  let at = from;
  while (isBlank(text, at)) at++;
  return at;
}
function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
const isBlank = (text: string, at: number): boolean => text[at] === ' ' || text[at] === '\t';
