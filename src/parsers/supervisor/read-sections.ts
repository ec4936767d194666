// The syntax of supervisord's files, that of Python's ConfigParser: sections, `key = value`, values that go on in indented lines.
import type { Comment } from '../kit/suppressions.js';

export interface Section {
  /** `program:web` */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly entries: ReadonlyMap<string, Entry>;
}
export interface Entry {
  /** Lines that go on are joined by a blank. */
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

export function readSections(text: string): {
  readonly sections: readonly Section[];
  readonly comments: readonly Comment[];
} {
  const sections: (Section & { entries: Map<string, Entry> })[] = [];
  const comments: Comment[] = [];
  let key: string | undefined;
  for (const match of text.matchAll(/[^\r\n]+/g)) {
    const [line] = match;
    const start = match.index;
    const hash = commentIn(line);
    if (hash !== undefined) comments.push({ text: line.slice(hash), start: start + hash, end: start + line.length });
    const code = line.slice(0, hash).trimEnd();
    const indent = code.length - code.trimStart().length;
    if (code.trim() === '') continue;
    const section = sections.at(-1);
    const begun = /^\[([^\]]{1,200})\]/.exec(code)?.[1];
    if (begun !== undefined) {
      sections.push({ name: begun.trim(), start, end: start + code.length, entries: new Map() });
      key = undefined;
    } else if (indent > 0 && key !== undefined) {
      const before = section?.entries.get(key);
      const value = `${before?.value ?? ''} ${code.trim()}`.trim();
      section?.entries.set(key, { value, start: before?.start ?? start + indent, end: start + code.length });
    } else {
      const sign = code.search(/[=:]/);
      key = sign < 0 ? undefined : code.slice(0, sign).trim().toLowerCase();
      if (key === undefined) continue;
      const written = code.slice(sign + 1);
      const from = start + sign + 1 + (written.length - written.trimStart().length);
      section?.entries.set(key, { value: written.trim(), start: from, end: Math.max(from, start + code.length) });
    }
  }
  return { sections, comments };
}

/** A line of its own with `;` or `#`, `;` behind a blank, or what is meant for hoplint. */
function commentIn(line: string): number | undefined {
  if (/^[;#]/.test(line.trimStart())) return line.length - line.trimStart().length;
  const at = line.search(/\s(?:;|# ?hoplint-ignore\b)/);
  return at < 0 ? undefined : at + 1;
}
