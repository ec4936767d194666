// The scalars of the quick YAML reader: plain and quoted ones on one line, and blocks of text.
import type { YamlScalar } from './node.js';
import { is, isLineEnd, type QuickLines } from './quick-lines.js';
import { scalarValue } from './scalar.js';

export function quickScalar(lines: QuickLines, text: string, quoted: boolean, start: number, end: number): YamlScalar {
  lines.nodes++;
  return { kind: 'scalar', value: scalarValue(text, quoted, undefined), text, quoted, start, end };
}

/** Plain text up to a comment, the end of the line, or a colon that ends a key, where `lines` is left. */
export function quickPlain(lines: QuickLines): YamlScalar | undefined {
  const { text, at: start, end } = lines;
  if (!opensPlain(lines, text.charCodeAt(start))) return undefined;
  let at = start + 1;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code > is.colon) continue;
    if (code === is.colon) {
      if (lines.isAlone(at)) break;
      if (text.charCodeAt(at + 1) === is.tab) return undefined;
    } else if (isLineEnd(code)) break;
    else if (code === is.tab) return undefined;
    else if (code === is.hash && text.charCodeAt(at - 1) === is.space) break;
  }
  lines.at = at;
  while (text.charCodeAt(at - 1) === is.space) at--;
  return quickScalar(lines, text.slice(start, at), false, start, at);
}

/** Within brackets, whose own characters end it too. */
export function quickPlainInFlow(lines: QuickLines): YamlScalar | undefined {
  const { text, at: start, end } = lines;
  const first = text.charCodeAt(start);
  if (!opensPlain(lines, first) || (first === is.dash && isFlowIndicator(text.charCodeAt(start + 1)))) return undefined;
  let at = start + 1;
  for (; at < end; at++) {
    const code = text.charCodeAt(at);
    if (isFlowIndicator(code)) break;
    if (isLineEnd(code) || code === is.tab) return undefined;
    if (code === is.hash && text.charCodeAt(at - 1) === is.space) return undefined;
    if (code === is.colon && (lines.isAlone(at) || isFlowIndicator(text.charCodeAt(at + 1)))) break;
  }
  lines.at = at;
  while (text.charCodeAt(at - 1) === is.space) at--;
  return quickScalar(lines, text.slice(start, at), false, start, at);
}

function isFlowIndicator(code: number): boolean {
  switch (code) {
    case is.comma:
    case is.openBracket:
    case is.closeBracket:
    case is.openBrace:
    case is.closeBrace:
      return true;
    default:
      return false;
  }
}

function opensPlain(lines: QuickLines, code: number): boolean {
  if (code > 0x60) return code !== is.openBrace && code !== is.bar && code !== is.closeBrace;
  if (code > 0x40) return code !== is.openBracket && code !== is.closeBracket && code !== 0x60;
  if (code === is.dash) return !lines.isAlone(lines.at) && lines.text.charCodeAt(lines.at + 1) !== is.tab;
  // Dots, slashes and digits, then `<`, `=`, and `$`, `(`, `)`, `+`, `;`.
  if (code >= is.dot) return code !== is.colon && code !== is.greater && code !== 0x3f && code !== 0x40;
  return code === 0x24 || code === 0x28 || code === 0x29 || code === is.plus;
}

/** Undefined for one that goes on in the next line, and for escapes that few people write. */
export function quickQuoted(lines: QuickLines): YamlScalar | undefined {
  const { text, at: start, end } = lines;
  const quote = text.charCodeAt(start);
  let escaped = false;
  for (let at = start + 1; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code === is.lineFeed) return undefined;
    if (code === is.backslash && quote === is.doubleQuote) {
      if (!escapes.has(text.charAt(at + 1))) return undefined;
      escaped = true;
      at++;
    } else if (code === quote) {
      if (quote === is.singleQuote && text.charCodeAt(at + 1) === quote) {
        escaped = true;
        at++;
        continue;
      }
      lines.at = at + 1;
      const raw = text.slice(start + 1, at);
      const value = !escaped ? raw : quote === is.singleQuote ? raw.replaceAll("''", "'") : unescaped(raw);
      return quickScalar(lines, value, true, start, at + 1);
    }
  }
  return undefined;
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['n', '\n'],
  ['t', '\t'],
]);
const unescaped = (raw: string): string => raw.replace(/\\(.)/g, (_, char: string) => escapes.get(char) ?? char);

/** A literal or folded block below a line that is indented by `parent`; undefined where its indentation is not plain to see. */
export function quickBlock(lines: QuickLines, parent: number): YamlScalar | undefined {
  const { text, at: start } = lines;
  const folded = text.charCodeAt(start) === is.greater;
  const chomping = text.charCodeAt(start + 1);
  lines.at = chomping === is.dash || chomping === is.plus ? start + 2 : start + 1;
  const block = textBelow(lines, parent, folded);
  if (block === undefined) return undefined;
  const { value, blankLines } = block;
  const tail = chomping === is.dash ? '' : chomping === is.plus ? '\n'.repeat(1 + blankLines) : '\n';
  // Behind the last line of the text, of which there is one.
  let end = lines.at;
  while (isBlank(text.charCodeAt(end - 1))) end--;
  return quickScalar(lines, value + tail, true, start, end);
}

const isBlank = (code: number): boolean => code === is.space || code === is.tab || isLineEnd(code);

/** `lines` is left at the end of the line above the one that is not part of it. */
function textBelow(
  lines: QuickLines,
  parent: number,
  folded: boolean,
): { value: string; blankLines: number } | undefined {
  const { text, end } = lines;
  let at = headerEnd(lines);
  let value = '';
  let indent = -1;
  let blankLines = 0;
  let widestBlank = 0;
  let deeper = false;
  while (at < end) {
    const line = at + 1;
    let from = line;
    while (text.charCodeAt(from) === is.space && (indent < 0 || from - line < indent)) from++;
    const code = text.charCodeAt(from);
    if (from >= end) {
      if (from > line) return undefined;
      at = end;
    } else if (isLineEnd(code)) {
      if (indent < 0 && from - line > widestBlank) widestBlank = from - line;
      blankLines++;
      at = lines.lineEnd(from);
    } else {
      if (indent < 0) {
        if (code === is.tab || from - line <= parent || from - line < widestBlank) return undefined;
        indent = from - line;
      } else if (from - line < indent) break;
      at = lines.lineEnd(from);
      if (at === end && code === is.space && text.slice(from).trim() === '') return undefined;
      const isDeeper = folded && (code === is.space || code === is.tab);
      const first = value === '';
      if (!folded || isDeeper || deeper) value += first ? '\n'.repeat(blankLines) : '\n'.repeat(1 + blankLines);
      else value += blankLines > 0 ? '\n'.repeat(blankLines) : first ? '' : ' ';
      value += text.slice(from, text.charCodeAt(at - 1) === is.carriageReturn ? at - 1 : at);
      deeper = isDeeper;
      blankLines = 0;
    }
  }
  lines.at = at;
  return indent < 0 ? undefined : { value, blankLines };
}

/** The end of the line that a block starts on; the end of the document, below which nothing is, where it says more. */
function headerEnd(lines: QuickLines): number {
  const { text, at: from } = lines;
  let at = from;
  while (text.charCodeAt(at) === is.space) at++;
  if (text.charCodeAt(at) === is.hash && at > from) return lines.lineEnd(at);
  return isLineEnd(text.charCodeAt(at)) ? lines.lineEnd(at) : lines.end;
}
