// Docker's own variable substitution: `$NAME`, `${NAME}`, `${NAME:-word}`, `${NAME:+word}`, with ARG and ENV in scope.
import { type Expression, literal } from '../../model/expression.js';
import type { Location } from '../../model/location.js';

/** What a name stands for at one line of the file; undefined: declared nowhere, or an ARG without default. */
export type Scope = ReadonlyMap<string, string>;

type Piece = { readonly text: string } | { readonly name: string };

export interface Substitution {
  /** References without a visible value are left as written. */
  readonly text: string;
  readonly unresolved: readonly string[];
  readonly pieces: readonly Piece[];
}

const reference = /\\\$|\$\{([A-Za-z_]\w*)(?:(:?[-+])([^{}]*))?\}|\$([A-Za-z_]\w*)/g;

export function substitute(text: string, scope: Scope): Substitution {
  const pieces: Piece[] = [];
  const unresolved: string[] = [];
  let out = '';
  let from = 0;
  const push = (piece: string): void => {
    out += piece;
    if (piece !== '') pieces.push({ text: piece });
  };
  for (const match of text.matchAll(reference)) {
    push(text.slice(from, match.index));
    from = match.index + match[0].length;
    const name = match[1] ?? match[4];
    if (name === undefined) {
      push('$');
      continue;
    }
    const value = replacementFor(scope.get(name), match[2], match[3]);
    if (value === undefined) {
      unresolved.push(name);
      pieces.push({ name });
      out += match[0];
    } else {
      push(value);
    }
  }
  push(text.slice(from));
  return { text: out, unresolved, pieces };
}

function replacementFor(
  value: string | undefined,
  operator: string | undefined,
  word: string | undefined,
): string | undefined {
  if (operator === undefined) return value;
  const missing = value === undefined || (operator.startsWith(':') && value === '');
  if (operator.endsWith('-')) return missing ? word : value;
  return missing ? '' : word;
}

/** A value whose build arguments only the one who builds knows stays a sum that `link` can finish. */
export function valueExpression(substitution: Substitution, at: Location): Expression {
  if (substitution.unresolved.length === 0) return literal(substitution.text, at);
  const parts = substitution.pieces.map(
    (piece): Expression =>
      'name' in piece ? { kind: 'name', space: 'build-arg', name: piece.name, at } : literal(piece.text, at),
  );
  const [only] = parts;
  return only !== undefined && parts.length === 1 ? only : { kind: 'arithmetic', operator: '+', operands: parts, at };
}

/** Words of an instruction: blanks separate, quotes group and are taken off. */
export function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  let current: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (quote !== '') {
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"' && at + 1 < text.length) current = (current ?? '') + text.charAt(++at);
      else current = (current ?? '') + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      current ??= '';
    } else if (char === '\\' && at + 1 < text.length) {
      const next = text.charAt(++at);
      current = (current ?? '') + (next === '$' ? '\\$' : next);
    } else if (/\s/.test(char)) {
      if (current !== undefined) words.push(current);
      current = undefined;
    } else {
      current = (current ?? '') + char;
    }
  }
  if (current !== undefined) words.push(current);
  return words;
}

/** `A=1 B="x y"`, or the old form `A value to the end of the line`. */
export function splitPairs(text: string): readonly { readonly name: string; readonly value: string | undefined }[] {
  const old = /^([A-Za-z_][\w.-]*)(?:[ \t]+([\s\S]*))?$/.exec(text);
  if (old?.[1] !== undefined && (old[2] === undefined || !/^[^\s"']*=/.test(text))) {
    return [{ name: old[1], value: old[2]?.trim() }];
  }
  return splitWords(text).flatMap((word): { name: string; value: string | undefined }[] => {
    const equals = word.indexOf('=');
    if (equals === 0) return [];
    return equals < 0
      ? [{ name: word, value: undefined }]
      : [{ name: word.slice(0, equals), value: word.slice(equals + 1) }];
  });
}
