// The words that stand for a value: the same words for the same value, in whatever context it is met.
import { type Piece, plainText, type Source, wordsOf } from './pieces.js';
import type { Sourced } from './sourced.js';

const mostWords = 160;
const mostPieces = 200;
function textWords(pieces: readonly Piece[]): string {
  if (pieces.length > mostPieces) return cut(`(${wordsOf(pieces.slice(0, mostPieces))} and ${pieces.length} more)`);
  const text = plainText(pieces);
  return cut(text === undefined ? `(${wordsOf(pieces)})` : JSON.stringify(text));
}
/** The same words for the same value, in whatever context it is met. */
export function wordsFor(value: Sourced): string {
  switch (value.kind) {
    case 'unknown':
      return value.expression;
    case 'text':
      return textWords(value.pieces);
    case 'number':
    case 'boolean':
      return String(value.value);
    case 'nothing':
      return 'nil';
    case 'list':
      return value.items.length <= mostElements
        ? cut(`(list ${value.items.map(elementWords).join(' ')})`)
        : `(list of ${value.items.length}${placeOf(value)})`;
    case 'map':
      return value.entries.size <= mostElements
        ? cut(`(dict ${[...value.entries].map(([key, held]) => `${key} ${elementWords(held.value)}`).join(' ')})`)
        : `(dict of ${value.entries.size}${placeOf(value)})`;
  }
}
/** As an argument or in front of a field: what has arguments of its own stands in brackets. */
export function wordsWithin(value: Sourced): string {
  const words = wordsFor(value);
  return value.kind === 'unknown' && words.includes(' ') ? `(${words})` : words;
}
const mostElements = 8;
/** Only what is small is spelled out. */
const elementWords = (value: Sourced): string =>
  value.kind === 'list' || value.kind === 'map' ? `(${value.kind}${placeOf(value)})` : wordsFor(value);
const placeOf = ({ from }: { readonly from?: Source }): string =>
  from === undefined ? '' : ` ${from.file}:${from.start}`;
/** Long words are told apart by their sum. */
export function cut(words: string): string {
  if (words.length <= mostWords) return words;
  let sum = 0;
  for (let at = 0; at < words.length; at++) sum = (Math.imul(sum, 31) + words.charCodeAt(at)) | 0;
  return `${words.slice(0, mostWords - 20)} ... ${(sum >>> 0).toString(36)}`;
}
