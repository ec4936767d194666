// Compose's `${VARIABLE}` in values: what is written around it, its default, and what only the caller's shell knows.
import { type Expression, literal } from '../../model/expression.js';
import type { Location } from '../../model/location.js';

type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | {
      readonly kind: 'variable';
      readonly name: string;
      readonly fallback: readonly Piece[] | undefined;
      /** `${A:+b}`: what stands there says nothing about the variable's own value. */
      readonly replaced?: true;
      /** As it stands in the text. */
      readonly written: string;
    };

/** Deeper nesting of defaults is nobody's configuration. */
const deepest = 8;

function cut(text: string, depth: number): readonly Piece[] {
  const pieces: Piece[] = [];
  let out = '';
  let at = 0;
  const push = (piece: Piece): void => {
    if (out !== '') pieces.push({ kind: 'text', text: out });
    out = '';
    pieces.push(piece);
  };
  while (at < text.length) {
    const rest = text.slice(at, at + 1000);
    const bare = /^\$([A-Za-z_]\w*)/.exec(rest);
    const braced = /^\$\{([A-Za-z_]\w*)(:?[-?+])?/.exec(rest);
    if (rest.startsWith('$$')) {
      out += '$';
      at += 2;
    } else if (bare?.[1] !== undefined) {
      push({ kind: 'variable', name: bare[1], fallback: undefined, written: bare[0] });
      at += bare[0].length;
    } else if (braced?.[1] !== undefined && depth < deepest) {
      const from = at + braced[0].length;
      const end = closingBrace(text, from);
      const word = text.slice(from, end);
      const fallback = braced[2]?.endsWith('-') === true ? cut(word, depth + 1) : undefined;
      const replaced = braced[2]?.endsWith('+') === true ? ({ replaced: true } as const) : {};
      push({ kind: 'variable', name: braced[1], fallback, ...replaced, written: text.slice(at, end + 1) });
      at = end + 1;
    } else {
      out += text.charAt(at);
      at++;
    }
  }
  if (out !== '') pieces.push({ kind: 'text', text: out });
  return pieces;
}

function closingBrace(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at++) {
    if (text.charAt(at) === '{') depth++;
    else if (text.charAt(at) === '}' && --depth === 0) return at;
  }
  return text.length;
}

/** A value as an expression: `${PORT:-80}` is the variable or, without it, 80. */
export function interpolated(text: string, at: Location): Expression {
  return sum(cut(text, 0), at);
}
function sum(pieces: readonly Piece[], at: Location): Expression {
  const parts = pieces.map((piece): Expression => {
    if (piece.kind === 'text') return literal(piece.text, at);
    const { name } = piece;
    if (piece.replaced) return { kind: 'unknown', reason: 'dynamic', text: `it depends on whether ${name} is set`, at };
    const variable: Expression = { kind: 'env', name, at };
    if (piece.fallback === undefined) return variable;
    return { kind: 'fallback', mode: 'if-missing', options: [variable, sum(piece.fallback, at)], at };
  });
  const [first] = parts;
  if (first === undefined) return literal('', at);
  return parts.length === 1 ? first : { kind: 'arithmetic', operator: '+', operands: parts, at };
}

/** The text with every default filled in; what has none stays as written. */
export function withDefaults(text: string): string {
  return flatten(cut(text, 0));
}
function flatten(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => {
      if (piece.kind === 'text') return piece.text;
      return piece.fallback === undefined ? `\${${piece.name}}` : flatten(piece.fallback);
    })
    .join('');
}

/** By name; none of them is empty. */
export type ComposeVariables = ReadonlyMap<string, string>;

/** The text with what these variables say; of the others all stays as it is written. */
export function withVariables(text: string, variables: ComposeVariables): string {
  return text.includes('$') ? filled(cut(text, 0), variables) : text;
}
function filled(pieces: readonly Piece[], variables: ComposeVariables): string {
  return pieces
    .map((piece) => {
      if (piece.kind === 'text') return escaped(piece.text);
      const value = variables.get(piece.name);
      if (piece.replaced) return piece.written;
      if (value !== undefined) return escaped(value);
      return piece.fallback === undefined ? piece.written : `\${${piece.name}:-${filled(piece.fallback, variables)}}`;
    })
    .join('');
}
const escaped = (text: string): string => text.replaceAll('$', '$$$$');
