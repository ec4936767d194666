// The quick YAML reader: the part of YAML that people write, line by line, straight into a tree. It never guesses: at the first
// thing that is not plain it gives the document back, and the reader of events, which knows all of YAML, takes it.
import { limits, type YamlEntry, type YamlNode, type YamlScalar } from './node.js';
import { quickFlow } from './quick-flow.js';
import { arePlainKeys } from './quick-keys.js';
import { is, isLineEnd, QuickLines } from './quick-lines.js';
import { quickBlock, quickPlain, quickQuoted, quickScalar } from './quick-scalars.js';

/** Characters that YAML forbids somewhere, half a pair, and a carriage return that is no part of a line break. */
const uncommon = /[^\t\n\r\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]|\r(?!\n)/u;
const directive = /^%/m;

/**
 * The tree that the reader of events makes of this document, to the last offset; undefined where this one is not certain, or
 * where anything is wrong. The document starts at `start`, its content may from `body`.
 */
export function readQuickly(text: string, start: number, body: number, end: number): YamlNode | undefined {
  if (uncommon.test(text.slice(start, end)) || directive.test(text.slice(start, body))) return undefined;
  const lines = new QuickLines(text, body, end);
  const found = body > start ? lines.next() : lines.firstFrom(start);
  if (!found || lines.column !== 0) return undefined;
  const root = block(lines, 0, -1);
  const isWhole = lines.column < 0 && lines.nodes <= limits.nodes;
  return isWhole && root?.kind !== 'scalar' ? root : undefined;
}

/** The node at `column`, below or behind something that is indented by `parent`. All of these leave `lines` at what follows. */
function block(lines: QuickLines, column: number, parent: number): YamlNode | undefined {
  switch (lines.text.charCodeAt(lines.at)) {
    case is.openBracket:
    case is.openBrace:
      return lastOfLine(lines, quickFlow(lines));
    case is.bar:
    case is.greater:
      return lastOfLine(lines, quickBlock(lines, parent));
    case is.doubleQuote:
    case is.singleQuote:
      return scalarOrMap(lines, column, quickQuoted(lines));
    default:
      return lines.isDash() ? sequence(lines, column) : scalarOrMap(lines, column, quickPlain(lines));
  }
}

function lastOfLine(lines: QuickLines, node: YamlNode | undefined): YamlNode | undefined {
  return node !== undefined && lines.next() ? node : undefined;
}

function scalarOrMap(lines: QuickLines, column: number, first: YamlScalar | undefined): YamlNode | undefined {
  if (first === undefined) return undefined;
  return colonFollows(lines) ? map(lines, column, first) : lastOfLine(lines, first);
}

/** Passes the colon behind a key. */
function colonFollows(lines: QuickLines): boolean {
  const { text } = lines;
  let { at } = lines;
  while (text.charCodeAt(at) === is.space) at++;
  if (text.charCodeAt(at) !== is.colon || !lines.isAlone(at)) return false;
  lines.at = at + 1;
  return true;
}

function map(lines: QuickLines, column: number, first: YamlScalar): YamlNode | undefined {
  if (lines.isTooDeep()) return undefined;
  lines.nodes++;
  lines.depth++;
  const entries: YamlEntry[] = [];
  let key: YamlScalar | undefined = first;
  let { end } = first;
  for (;;) {
    const value = valueBehind(lines, column);
    if (value === undefined || lines.column > column) return undefined;
    entries.push({ key, value });
    end = value.end;
    if (lines.column < column) break;
    key = keyOf(lines);
    if (key === undefined || !colonFollows(lines)) return undefined;
  }
  lines.depth--;
  return arePlainKeys(entries) ? { kind: 'map', entries, start: first.start, end } : undefined;
}

function keyOf(lines: QuickLines): YamlScalar | undefined {
  const code = lines.text.charCodeAt(lines.at);
  return code === is.doubleQuote || code === is.singleQuote ? quickQuoted(lines) : quickPlain(lines);
}

/** What stands behind the colon of a key at `column`, or below it. */
function valueBehind(lines: QuickLines, column: number): YamlNode | undefined {
  const { text, at: behind, end } = lines;
  let at = behind;
  let code = text.charCodeAt(at);
  while (code === is.space) code = text.charCodeAt(++at);
  if (isLineEnd(code) || code === is.hash || at >= end) {
    if (!lines.next()) return undefined;
    if (lines.column > column) return block(lines, lines.column, column);
    if (lines.column === column && lines.isDash()) return sequence(lines, column);
    return quickScalar(lines, '', false, behind, behind);
  }
  lines.at = at;
  switch (code) {
    case is.doubleQuote:
    case is.singleQuote:
      return lastOfLine(lines, quickQuoted(lines));
    case is.openBracket:
    case is.openBrace:
      return lastOfLine(lines, quickFlow(lines));
    case is.bar:
    case is.greater:
      return lastOfLine(lines, quickBlock(lines, column));
    default:
      return lastOfLine(lines, quickPlain(lines));
  }
}

function sequence(lines: QuickLines, column: number): YamlNode | undefined {
  if (lines.isTooDeep()) return undefined;
  lines.nodes++;
  lines.depth++;
  const items: YamlNode[] = [];
  const start = lines.at;
  let end = start;
  for (;;) {
    const item = itemBehind(lines, column);
    if (item === undefined || lines.column > column) return undefined;
    items.push(item);
    end = item.end;
    if (lines.column < column || !lines.isDash()) break;
  }
  lines.depth--;
  return { kind: 'seq', items, start, end };
}

/** What stands behind a dash at `column`, or below it. */
function itemBehind(lines: QuickLines, column: number): YamlNode | undefined {
  const { text, at: dash, end } = lines;
  let at = dash + 1;
  let code = text.charCodeAt(at);
  while (code === is.space) code = text.charCodeAt(++at);
  lines.at = at;
  if (!isLineEnd(code) && code !== is.hash && at < end) return block(lines, column + at - dash, column);
  if (!lines.next()) return undefined;
  return lines.column > column ? block(lines, lines.column, column) : quickScalar(lines, '', false, dash + 1, dash + 1);
}
