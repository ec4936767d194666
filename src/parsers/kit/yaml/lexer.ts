// Tells apart the comments, the quoted text and the rest of YAML that no parser accepts: line by line, never failing.

export interface Span {
  readonly start: number;
  readonly end: number;
}

export interface LooseLexemes {
  readonly comments: readonly Span[];
  /** What is neither comment nor quoted text nor the content of a block scalar, at most one line each. */
  readonly bare: readonly Span[];
}

/** Reads `text` from `start` to `end`; offsets are those of `text`. */
export function looseLexemes(text: string, start: number, end: number): LooseLexemes {
  const comments: Span[] = [];
  const bare: Span[] = [];
  const quotes = new Quotes(text, end);
  let block: number | undefined;
  let at = start;
  while (at < end) {
    const lineEnd = endOfLine(text, at, end);
    const indent = indentation(text, at, lineEnd);
    const blank = at + indent >= lineEnd;
    if (block !== undefined && (blank || indent > block)) {
      at = afterBreak(text, lineEnd, end);
      continue;
    }
    block = undefined;
    const line = readLine(text, at, lineEnd, quotes);
    if (line.comment !== undefined) comments.push({ start: line.comment, end: lineEnd });
    bare.push(...line.bare);
    if (line.end <= lineEnd && endsInBlockHeader(text, at, line.comment ?? lineEnd)) block = indent;
    at = line.end > lineEnd ? line.end : afterBreak(text, lineEnd, end);
  }
  return { comments, bare };
}

/** `key: |`, `- >-`, `--- |2`: the lines below that are indented deeper are text. */
function endsInBlockHeader(text: string, start: number, end: number): boolean {
  let at = end - 1;
  while (at >= start && isBlank(text.charCodeAt(at))) at--;
  for (let indicators = 0; indicators < 2 && /[-+0-9]/.test(text.charAt(at)); indicators++) at--;
  const code = text.charCodeAt(at);
  if (at < start || (code !== 0x7c && code !== 0x3e)) return false;
  return at === start || isBlank(text.charCodeAt(at - 1));
}

interface Line {
  readonly comment: number | undefined;
  readonly bare: readonly Span[];
  /** Behind the line, or behind a quoted text that reaches further. */
  readonly end: number;
}

function readLine(text: string, start: number, lineEnd: number, quotes: Quotes): Line {
  const bare: Span[] = [];
  let from = start;
  let opening = true;
  const keep = (to: number): void => {
    if (to > from) bare.push({ start: from, end: to });
  };
  for (let at = start; at < lineEnd; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x23 && (at === start || isBlank(text.charCodeAt(at - 1)))) {
      keep(at);
      return { comment: at, bare, end: lineEnd };
    }
    if (opening && (code === 0x22 || code === 0x27)) {
      const close = quotes.close(at);
      keep(at);
      if (close >= lineEnd) return { comment: undefined, bare, end: close + 1 };
      // Without an end the quote swallows the line alone: what follows it is more likely sound.
      if (close < 0) return { comment: undefined, bare, end: lineEnd };
      at = close;
      from = close + 1;
    } else if (opening && (code === 0x21 || code === 0x26)) {
      // A tag or an anchor: the value is still to come.
      while (at + 1 < lineEnd && !isBlank(text.charCodeAt(at + 1))) at++;
    } else if (!isBlank(code)) {
      opening = opensValue(code, text.charCodeAt(at + 1));
    }
  }
  keep(lineEnd);
  return { comment: undefined, bare, end: lineEnd };
}

/** Whether a quote after this character starts a scalar rather than being part of one. */
function opensValue(code: number, next: number): boolean {
  switch (code) {
    case 0x3a: // :
    case 0x2d: // -
    case 0x3f: // ?
      return isBlank(next);
    case 0x2c: // ,
    case 0x5b: // [
    case 0x7b: // {
      return true;
    default:
      return false;
  }
}

/** Finds the ends of quoted texts, and remembers a quote that has none: a file full of them is not searched again. */
class Quotes {
  readonly #text: string;
  readonly #end: number;
  readonly #endless = new Set<number>();

  constructor(text: string, end: number) {
    this.#text = text;
    this.#end = end;
  }

  close(open: number): number {
    const quote = this.#text.charCodeAt(open);
    if (this.#endless.has(quote)) return -1;
    for (let at = open + 1; at < this.#end; at++) {
      const code = this.#text.charCodeAt(at);
      if (code === 0x5c && quote === 0x22) at++;
      else if (code === quote && quote === 0x27 && this.#text.charCodeAt(at + 1) === 0x27) at++;
      else if (code === quote) return at;
    }
    this.#endless.add(quote);
    return -1;
  }
}

const isBlank = (code: number): boolean => code === 0x20 || code === 0x09;

function endOfLine(text: string, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x0a || code === 0x0d) return at;
  }
  return end;
}

function afterBreak(text: string, lineEnd: number, end: number): number {
  return Math.min(end, lineEnd + (text.startsWith('\r\n', lineEnd) ? 2 : 1));
}

function indentation(text: string, from: number, lineEnd: number): number {
  let at = from;
  while (at < lineEnd && isBlank(text.charCodeAt(at))) at++;
  return at - from;
}
