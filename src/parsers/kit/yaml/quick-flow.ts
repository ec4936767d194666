// Collections in brackets for the quick YAML reader: those that stand on one line.
import type { YamlEntry, YamlNode } from './node.js';
import { arePlainKeys } from './quick-keys.js';
import { is, type QuickLines } from './quick-lines.js';
import { quickPlainInFlow, quickQuoted } from './quick-scalars.js';

/** Undefined for one that goes on in the next line, for pairs without braces, and for keys without a value. */
export function quickFlow(lines: QuickLines): YamlNode | undefined {
  const { text, at: start } = lines;
  if (lines.isTooDeep()) return undefined;
  const isMap = text.charCodeAt(start) === is.openBrace;
  // Two braces are a template.
  if (isMap && text.charCodeAt(start + 1) === is.openBrace) return undefined;
  lines.at++;
  lines.nodes++;
  lines.depth++;
  const node = isMap ? flowMap(lines, start) : flowSequence(lines, start);
  lines.depth--;
  return node;
}

function flowMap(lines: QuickLines, start: number): YamlNode | undefined {
  const entries: YamlEntry[] = [];
  for (let code = blanks(lines); code !== is.closeBrace; ) {
    const key = code === is.doubleQuote || code === is.singleQuote ? quickQuoted(lines) : quickPlainInFlow(lines);
    if (key === undefined || blanks(lines) !== is.colon) return undefined;
    lines.at++;
    const value = element(lines, blanks(lines));
    if (value === undefined) return undefined;
    entries.push({ key, value });
    code = separator(lines, is.closeBrace);
    if (code === nothing) return undefined;
  }
  lines.at++;
  return arePlainKeys(entries) ? { kind: 'map', entries, start, end: lines.at } : undefined;
}

function flowSequence(lines: QuickLines, start: number): YamlNode | undefined {
  const items: YamlNode[] = [];
  for (let code = blanks(lines); code !== is.closeBracket; ) {
    const item = element(lines, code);
    if (item === undefined) return undefined;
    items.push(item);
    code = separator(lines, is.closeBracket);
    if (code === nothing) return undefined;
  }
  lines.at++;
  return { kind: 'seq', items, start, end: lines.at };
}

function element(lines: QuickLines, code: number): YamlNode | undefined {
  switch (code) {
    case is.doubleQuote:
    case is.singleQuote:
      return quickQuoted(lines);
    case is.openBracket:
    case is.openBrace:
      return quickFlow(lines);
    default:
      return quickPlainInFlow(lines);
  }
}

const nothing = -1;

/** What stands behind the comma, or the bracket at the end; `nothing` where something else follows an element. */
function separator(lines: QuickLines, closer: number): number {
  const code = blanks(lines);
  if (code === closer) return code;
  if (code !== is.comma) return nothing;
  lines.at++;
  return blanks(lines);
}

function blanks(lines: QuickLines): number {
  let code = lines.text.charCodeAt(lines.at);
  while (code === is.space) code = lines.text.charCodeAt(++lines.at);
  return code;
}
