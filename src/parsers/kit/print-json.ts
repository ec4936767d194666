// Writes values as JSON; what is unknown is a word in braces, which is one value wherever a template puts it.
import type { Piece } from './pieces.js';
import type { Sourced } from './sourced.js';

const openWord = (expression: string): string => `\${${expression.replaceAll(/[^\w.]+/g, '_')}}`;
export const templateText = (pieces: readonly Piece[]): string =>
  pieces
    .map((piece) => (piece.kind === 'text' ? piece.text : piece.kind === 'hole' ? openWord(piece.expression) : ''))
    .join('');

export function printJson(value: Sourced): string {
  switch (value.kind) {
    case 'text':
      return JSON.stringify(templateText(value.pieces));
    case 'number':
    case 'boolean':
      return JSON.stringify(value.value);
    case 'nothing':
      return 'null';
    case 'unknown':
      return JSON.stringify(openWord(value.expression));
    case 'list':
      return `[${value.items.map(printJson).join(',')}]`;
    case 'map':
      return `{${[...value.entries].map(([key, entry]) => `${JSON.stringify(key)}:${printJson(entry.value)}`).join(',')}}`;
  }
}
