// What template functions need to know of a value: whether it counts as true, its text, and the words that stand for it.
import { type Piece, plainText, type Source, sourcesOf, textPiece } from '../../kit/pieces.js';
import { type Sourced, sourceOf } from '../../kit/sourced.js';
import { wordsFor } from '../../kit/sourced-words.js';

/** Undefined where nobody knows. */
export function truthOf(value: Sourced): boolean | undefined {
  switch (value.kind) {
    case 'boolean':
      return value.value;
    case 'number':
      return value.value !== 0;
    case 'nothing':
      return false;
    case 'list':
      return value.items.length > 0 || (value.open === undefined ? false : undefined);
    case 'map':
      return value.entries.size > 0 || (value.open === undefined ? false : undefined);
    case 'text':
      return truthOfText(value.pieces);
    case 'unknown':
      return undefined;
  }
}
function truthOfText(pieces: readonly Piece[]): boolean | undefined {
  let depth = 0;
  for (const piece of pieces) {
    if (piece.kind === 'mark') depth += piece.mark === 'open' ? 1 : -1;
    else if (piece.kind === 'text' && depth === 0 && piece.text !== '') return true;
  }
  return pieces.some((piece) => piece.kind === 'hole' || (piece.kind === 'text' && piece.text !== ''))
    ? undefined
    : false;
}

/** As `toString` has it; undefined for what is unknown, and for collections. */
export function stringOf(value: Sourced | undefined): string | undefined {
  switch (value?.kind) {
    case 'text':
      return plainText(value.pieces);
    case 'number':
      return numberText(value.value, value.float);
    case 'boolean':
      return String(value.value);
    case 'nothing':
      return '';
    default:
      return undefined;
  }
}

/** Go prints large numbers of a values file with an exponent: 1048576 is 1.048576e+06. */
function numberText(value: number, float: boolean): string {
  const plain = String(value);
  if (!float || value === 0) return plain;
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -4 && exponent < 6) return plain;
  const [digits = '', power = '0'] = value.toExponential().split('e');
  const size = Math.abs(Number(power)).toString().padStart(2, '0');
  return `${digits}e${power.startsWith('-') ? '-' : '+'}${size}`;
}

export function printed(value: Sourced): readonly Piece[] {
  switch (value.kind) {
    case 'text':
      return value.pieces;
    case 'nothing':
      return [];
    case 'number':
    case 'boolean':
      return [textPiece(stringOf(value) ?? '', value.from)];
    default:
      return [
        value.from === undefined
          ? { kind: 'hole', expression: wordsFor(value) }
          : { kind: 'hole', expression: wordsFor(value), from: value.from },
      ];
  }
}

/** The one place that all of it comes from. */
export function soleSource(values: readonly Sourced[]): Source | undefined {
  const found = values.flatMap((value) => (value.kind === 'text' ? sourcesOf(value.pieces) : (sourceOf(value) ?? [])));
  const [first, ...rest] = found;
  return first !== undefined && rest.every((each) => each.file === first.file && each.start === first.start)
    ? first
    : undefined;
}

/** Text that is one hole is as unknown as the value it was printed from. */
export function unknownWords(value: Sourced | undefined): string | undefined {
  if (value?.kind === 'unknown') return value.expression;
  const [first, ...rest] = value?.kind === 'text' ? value.pieces : [];
  return first?.kind === 'hole' && rest.length === 0 ? first.expression : undefined;
}
