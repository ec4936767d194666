// What a template function is, and the values most of them return.
import type { Piece, Source } from '../../kit/pieces.js';
import type { Sourced } from '../../kit/sourced.js';
import { soleSource } from './truth.js';

/** Undefined where the result is not certain. */
export type TemplateFunction = (args: readonly Sourced[]) => Sourced | undefined;
export type Functions = Readonly<Record<string, TemplateFunction>>;

export const truth = (value: boolean | undefined): Sourced | undefined =>
  value === undefined ? undefined : { kind: 'boolean', value };
export const integer = (value: number, from: readonly Sourced[] = []): Sourced => numberFrom(value, false, from);
export function numberFrom(value: number, float: boolean, args: readonly Sourced[]): Sourced {
  const from = soleSource(args);
  return from === undefined ? { kind: 'number', value, float } : { kind: 'number', value, float, from };
}
/** Text made of arguments stands where the only one of them that stands anywhere does. */
export function textFrom(value: string, args: readonly Sourced[]): Sourced {
  const from: Source | undefined = soleSource(args);
  if (value === '') return { kind: 'text', pieces: [] };
  const piece: Piece = from === undefined ? { kind: 'text', text: value } : { kind: 'text', text: value, from };
  return { kind: 'text', pieces: [piece] };
}
