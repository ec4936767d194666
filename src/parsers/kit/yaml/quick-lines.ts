// Where the quick YAML reader stands in the lines of one document.
import { limits } from './node.js';

/** The characters that structure hangs on. */
export const is = {
  tab: 0x09,
  lineFeed: 0x0a,
  /** Always in front of a line feed: `readQuickly` sees to it. */
  carriageReturn: 0x0d,
  space: 0x20,
  doubleQuote: 0x22,
  hash: 0x23,
  singleQuote: 0x27,
  plus: 0x2b,
  comma: 0x2c,
  dash: 0x2d,
  dot: 0x2e,
  colon: 0x3a,
  greater: 0x3e,
  openBracket: 0x5b,
  backslash: 0x5c,
  closeBracket: 0x5d,
  openBrace: 0x7b,
  bar: 0x7c,
  closeBrace: 0x7d,
} as const;

/** Documents that are nested deeper are left to the other reader, which knows how deep is too deep. */
const deepest = limits.depth / 3;

export class QuickLines {
  readonly text: string;
  /** Behind the document. It ends with a line feed, or the text does. */
  readonly end: number;
  at: number;
  /** How far the line that `next` found is indented; -1 behind the last one. */
  column = -1;
  /** Nodes made so far, keys included. */
  nodes = 0;
  depth = 0;

  constructor(text: string, at: number, end: number) {
    this.text = text;
    this.end = end;
    this.at = at;
  }

  /** Goes to the next line that says something. False where more than a comment is left of this one, or a marker follows. */
  next(): boolean {
    const { text, end } = this;
    let at = this.at;
    let code = text.charCodeAt(at);
    while (code === is.space) code = text.charCodeAt(++at);
    if (at < end && !isLineEnd(code) && (code !== is.hash || text.charCodeAt(at - 1) !== is.space)) return false;
    return this.firstFrom(this.lineEnd(at) + 1);
  }
  /** The same for the line that starts at `line`, and those below it. */
  firstFrom(line: number): boolean {
    const { text, end } = this;
    for (let start = line; start < end; ) {
      let at = start;
      let code = text.charCodeAt(at);
      while (code === is.space) code = text.charCodeAt(++at);
      if (at >= end) break;
      if (code !== is.hash && !isLineEnd(code)) {
        this.at = at;
        this.column = at - start;
        return at > start || !isMarker(text, at, code);
      }
      start = this.lineEnd(at) + 1;
    }
    this.at = end;
    this.column = -1;
    return true;
  }

  /** Whether one more collection may open here. */
  isTooDeep(): boolean {
    return this.depth >= deepest;
  }

  /** The line feed behind `from`, or the end of the document. */
  lineEnd(from: number): number {
    const at = this.text.indexOf('\n', from);
    return at < 0 || at > this.end ? this.end : at;
  }

  /** Whether this is an indicator, with nothing but a blank or the end of the line behind it. */
  isAlone(at: number): boolean {
    const code = this.text.charCodeAt(at + 1);
    return code === is.space || isLineEnd(code) || at + 1 >= this.end;
  }
  isDash(): boolean {
    return this.text.charCodeAt(this.at) === is.dash && this.isAlone(this.at);
  }
}

export const isLineEnd = (code: number): boolean => code === is.lineFeed || code === is.carriageReturn;

function isMarker(text: string, at: number, code: number): boolean {
  if (code !== is.dash && code !== is.dot) return false;
  return text.charCodeAt(at + 1) === code && text.charCodeAt(at + 2) === code;
}
