// A file as a fix sees it: its text, its places as offsets, and its own line ends.
import type { TextEdit } from '../model/finding.js';
import type { Location } from '../model/location.js';
import { LineIndex } from '../parsers/kit/text.js';

/** The text of a scanned file by shown path; undefined when it cannot be had or is not plain UTF-8. */
export type FileTexts = (file: string) => string | undefined;

export class OpenFile {
  readonly path: string;
  readonly text: string;
  readonly lines: LineIndex;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
    this.lines = new LineIndex(text);
  }

  start(at: Location): number {
    return this.lines.offset(at.line, at.column);
  }
  end(at: Location): number {
    return this.lines.offset(at.endLine, at.endColumn);
  }
  textAt(at: Location): string {
    return this.text.slice(this.start(at), this.end(at));
  }

  /** Puts `newText`, written with `\n`, in place of a range, with the line ends of the file. */
  replace(start: number, end: number, newText: string): TextEdit {
    return { location: this.lines.location(this.path, start, end), newText: newText.replaceAll('\n', this.lineEnd()) };
  }
  insert(offset: number, newText: string): TextEdit {
    return this.replace(offset, offset, newText);
  }

  lineStart(offset: number): number {
    return this.lines.offset(this.lines.position(offset).line, 1);
  }
  /** Where the line of `offset` ends, before its line break. */
  endOfLine(offset: number): number {
    const { line } = this.lines.position(offset);
    return this.lines.offset(line, 1) + this.lines.lineText(line).length;
  }
  /** The blanks its line begins with. */
  indentOf(offset: number): string {
    return /^[ \t]*/.exec(this.lines.lineText(this.lines.position(offset).line))?.[0] ?? '';
  }

  lineEnd(): string {
    return /\r\n|\n|\r/.exec(this.text)?.[0] ?? '\n';
  }
}

/** Fixes of one file come in a row, and a file may hold all objects of a project: it is read once for them, and not for each. */
const lastOpened = new WeakMap<FileTexts, OpenFile>();

export function openFile(texts: FileTexts, path: string): OpenFile | undefined {
  const text = texts(path);
  if (text === undefined || isRecord(path, text)) return undefined;
  const last = lastOpened.get(texts);
  if (last?.path === path && last.text === text) return last;
  const file = new OpenFile(path, text);
  lastOpened.set(texts, file);
  return file;
}
/** What a tool wrote down about the world (an answer of `aws`, a plan, a state) is no place to change it. */
function isRecord(path: string, text: string): boolean {
  if (!/\.(?:json|tfstate)$/.test(path)) return false;
  if (/"(?:terraform_version|format_version)"\s*:/.test(text)) return true;
  // CDKTF writes it anew from a program.
  if (/^[\s\uFEFF]*\{\s*"\/\/"\s*:\s*\{\s*"metadata"\s*:/.test(text)) return true;
  const answer =
    /^[\s\uFEFF]*\{\s*"(?:LoadBalancers?|TargetGroups?|Listeners?|Rules|Attributes|TargetHealth|Tag)[A-Za-z]*"\s*:/;
  return answer.test(text);
}
