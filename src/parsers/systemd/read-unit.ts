// The syntax of unit files: sections, and assignments that may go on over several lines. https://www.freedesktop.org/software/systemd/man/latest/systemd.syntax.html
import type { Comment } from '../kit/suppressions.js';

export interface Assignment {
  readonly key: string;
  /** Continued lines joined by a blank. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}
export interface UnitFile {
  /** Assignments of `[Service]`, in order. */
  readonly service: readonly Assignment[];
  readonly comments: readonly Comment[];
}

interface Line {
  readonly text: string;
  readonly start: number;
}

export function readUnit(text: string): UnitFile {
  const lines = Array.from(text.matchAll(/[^\r\n]+/g), (match): Line => ({ text: match[0], start: match.index }));
  const comments: Comment[] = [];
  const service: Assignment[] = [];
  let section = '';
  let open: Assignment | undefined;
  for (const line of lines) {
    // Comments may stand between the lines of one value.
    if (/^[ \t]*[#;]/.test(line.text)) {
      const start = line.start + line.text.search(/[#;]/);
      comments.push({ text: line.text.trim(), start, end: line.start + line.text.trimEnd().length });
      continue;
    }
    const goesOn = line.text.trimEnd().endsWith('\\');
    const body = goesOn ? line.text.trimEnd().slice(0, -1) : line.text;
    const read = open === undefined ? begun(body, line.start) : continued(open, body, line.start);
    open = goesOn ? read : undefined;
    if (read === undefined) section = /^[ \t]*\[([^\]]*)\]/.exec(line.text)?.[1] ?? section;
    else if (!goesOn && section === 'Service') service.push(read);
  }
  if (open !== undefined && section === 'Service') service.push(open);
  return { service, comments };
}

function begun(line: string, offset: number): Assignment | undefined {
  const equals = line.indexOf('=');
  const key = line.slice(0, equals).trim();
  if (equals < 0 || !/^\w+$/.test(key)) return undefined;
  const value = line.slice(equals + 1).trim();
  const start = offset + equals + 1 + leadingBlanks(line.slice(equals + 1));
  return { key, value, start, end: Math.max(start, offset + line.trimEnd().length) };
}
function continued(open: Assignment, line: string, offset: number): Assignment {
  const more = line.trim();
  return { ...open, value: `${open.value} ${more}`.trim(), end: offset + line.trimEnd().length };
}
const leadingBlanks = (text: string): number => text.length - text.trimStart().length;
