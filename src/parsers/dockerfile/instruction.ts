// One instruction of a Dockerfile with its arguments as Docker reads them: continuations joined, comments out.

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

/** Where an instruction stands in its file. */
export interface InstructionPlace {
  readonly keyword: string;
  readonly start: number;
  readonly keywordEnd: number;
  readonly end: number;
}

export function instructionAt(
  file: string,
  { keyword, start, keywordEnd, end }: InstructionPlace,
  escapeChar: '\\' | '`',
): Instruction {
  const raw = file.slice(keywordEnd, end);
  const { line, body } = joinLines(raw, escapeChar);
  const lead = raw.length - raw.trimStart().length;
  return { keyword, text: line.trim(), heredoc: body, start, end, argumentsStart: Math.min(keywordEnd + lead, end) };
}

/** The logical line, and what stands below it (here-documents). */
function joinLines(raw: string, escapeChar: '\\' | '`'): { line: string; body: string } {
  if (!/[\r\n]/.test(raw) && !raw.includes(escapeChar)) return { line: raw, body: '' };
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
