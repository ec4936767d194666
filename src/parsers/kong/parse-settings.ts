// Reads kong.conf: `key = value # comment`, a line each.
// https://github.com/Kong/kong/blob/22246ef2/kong.conf.default
import { judgeValue } from '../../knowledge/judge-value.js';
import { fileKeys } from '../../knowledge/lookup.js';
import { type Expression, literal } from '../../model/expression.js';
import type { BindingsFact, FileFacts, SettingMistake } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { type Comment, readSuppressions } from '../kit/suppressions.js';
import { LineIndex } from '../kit/text.js';
import type { Parser, SourceText } from '../parser.js';

export const parser: Parser = { parse: parseSettings };

const assignment = /^[ \t]*([a-z]\w*)[ \t]*=((?:[^\r\n#\\]|\\.)*)/gm;
/** `\#` is how a value has one. */
const comment = /#[^\r\n]*/g;

export function parseSettings({ path, text }: SourceText): FileFacts {
  const lines = new LineIndex(text);
  const names = new Map<string, Expression[]>();
  const mistakes: SettingMistake[] = [];
  for (const match of text.matchAll(assignment)) {
    const [all, name = '', given = ''] = match;
    const value = given.trim();
    // Nothing behind the sign leaves the default.
    if (value === '') continue;
    const end = match.index + all.trimEnd().length;
    const read = readValue(value.replaceAll('\\#', '#'), lines.location(path, end - value.length, end));
    names.set(name, [read]);
    const entries = (fileKeys('kong').get(name) ?? []).filter(({ key }) => key.words === undefined);
    if (read.kind === 'literal' && entries.length > 0) mistakes.push(...judgeValue(name, read, entries));
  }
  const fact: BindingsFact = {
    ...{ kind: 'bindings', space: 'program-file', owner: path },
    names: Object.fromEntries(names),
  };
  const suppressions = readSuppressions(path, commentsIn(text), lines);
  return { file: path, facts: [fact, ...mistakes], problems: [], suppressions };
}

function readValue(text: string, at: Location): Expression {
  if (/^\{vault:/.test(text))
    return { kind: 'unknown', reason: 'secret', text: `Kong takes it from a vault, ${text}`, at };
  if (/[$%{]\{|\$\(|<%/.test(text))
    return { kind: 'unknown', reason: 'templated', text: `a template fills in ${JSON.stringify(text)}`, at };
  return /^\d{1,15}$/.test(text) ? literal(Number(text), at) : literal(text, at);
}

function commentsIn(text: string): readonly Comment[] {
  return Array.from(text.matchAll(comment)).flatMap(({ 0: all, index }) =>
    text[index - 1] === '\\' ? [] : [{ text: all, start: index, end: index + all.length }],
  );
}
