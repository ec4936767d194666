// Words of HAProxy's configuration as values: plain, or put together from the environment.
import { type Expression, literal } from '../../model/expression.js';
import type { Location } from '../../model/location.js';
import type { Line, Word } from './read-sections.js';

export type Place = (start: number, end: number) => Location;

export function wordValue(word: Word, line: Line, place: Place): Expression {
  const at = place(word.start, word.end);
  if (line.conditional)
    return { kind: 'unknown', reason: 'dynamic', text: `"${word.text}" counts only under a condition`, at };
  const parts = word.text.split(/\$\{(\w+)\}/);
  if (parts.length === 1) return literal(word.text, at);
  const operands = parts.flatMap((part, index): Expression[] => {
    if (index % 2 === 1) return [{ kind: 'env', name: part, at }];
    return part === '' ? [] : [literal(part, at)];
  });
  const [first] = operands;
  if (first === undefined) return literal('', at);
  return operands.length === 1 ? first : { kind: 'arithmetic', operator: '+', operands, at };
}

/** Everything behind the name, as one text. */
export function joined(words: readonly Word[]): Word | undefined {
  const first = words[0];
  const last = words.at(-1);
  if (first === undefined || last === undefined) return undefined;
  return { text: words.map((word) => word.text).join(' '), start: first.start, end: last.end };
}
/** `timeout client` and `option httpclose` are named by two words, everything else by one. */
export function keyOf(line: Line): { readonly key: string; readonly name: Word; readonly rest: readonly Word[] } {
  const [first, second, ...others] = line.words;
  if ((first.text === 'timeout' || first.text === 'option') && second !== undefined) {
    return {
      key: `${first.text} ${second.text}`,
      name: { text: `${first.text} ${second.text}`, start: first.start, end: second.end },
      rest: others,
    };
  }
  return { key: first.text, name: first, rest: line.words.slice(1) };
}
