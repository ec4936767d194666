// Values that Terraform works out, as text that knows where every part of it stands.
import {
  isUnset,
  placeOfSettled,
  plainOf,
  type Settled,
  type SettledScalar,
} from '../link/infrastructure/values/settled.js';
import type { Location } from '../model/location.js';
import { exactPiece, holePiece, type Piece, type Source, textPiece } from '../parsers/kit/pieces.js';
import type { Sourced, SourcedEntry } from '../parsers/kit/sourced.js';
import { LineIndex } from '../parsers/kit/text.js';

/** Finds the stretch of a file that a place names. */
export class Stretches {
  readonly #textOf: (file: string) => string | undefined;
  readonly #lines = new Map<string, { readonly text: string; readonly lines: LineIndex } | undefined>();

  constructor(textOf: (file: string) => string | undefined) {
    this.#textOf = textOf;
  }

  sourceOf({ file, line, column, endLine, endColumn }: Location): Source | undefined {
    const lines = this.#file(file)?.lines;
    if (lines === undefined) return undefined;
    return { file, start: lines.offset(line, column), end: lines.offset(endLine, endColumn) };
  }
  /** Exact where the file has these very characters there. */
  piece(text: string, at: Location): Piece {
    const source = this.sourceOf(at);
    if (source === undefined) return textPiece(text);
    const isExact = this.#file(at.file)?.text.startsWith(text, source.start) === true;
    return isExact ? exactPiece(text, { ...source, end: source.start + text.length }) : textPiece(text, source);
  }
  textAt(at: Location): string {
    const source = this.sourceOf(at);
    return source === undefined ? '' : (this.#file(at.file)?.text.slice(source.start, source.end) ?? '');
  }
  #file(file: string): { readonly text: string; readonly lines: LineIndex } | undefined {
    if (!this.#lines.has(file)) {
      const text = this.#textOf(file);
      this.#lines.set(file, text === undefined ? undefined : { text, lines: new LineIndex(text) });
    }
    return this.#lines.get(file);
  }
}

/** Undefined where a part that nobody knows may be more than one value: the text around it would say something else. */
export function textPieces(value: Settled, stretches: Stretches): readonly Piece[] | undefined {
  const pieces = piecesOf(value, stretches);
  return pieces === undefined || holdsOpenLines(pieces) ? undefined : pieces;
}
function piecesOf(value: Settled, stretches: Stretches): readonly Piece[] | undefined {
  switch (value.is) {
    case 'scalar': {
      if (value.pieces !== undefined) return flattened(value.pieces.map((piece) => piecesOf(piece, stretches)));
      if (value.value === null) return [];
      if (value.value === undefined) return mayBeMore(value) ? undefined : [openPiece(value, stretches)];
      return [stretches.piece(String(value.value), value.expression.at)];
    }
    case 'json': {
      const plain = plainOf(value.value);
      return plain === undefined ? undefined : [stretches.piece(JSON.stringify(plain), placeOfSettled(value.value))];
    }
    case 'resource':
      return value.value === undefined ? [openPiece(value, stretches)] : piecesOf(value.value, stretches);
    default:
      return undefined;
  }
}
function flattened(parts: readonly (readonly Piece[] | undefined)[]): readonly Piece[] | undefined {
  const known = parts.flatMap((part) => (part === undefined ? [] : [part]));
  return known.length < parts.length ? undefined : known.flat();
}
/** What a function or a directive makes may be lines. */
const mayBeMore = ({ expression }: SettledScalar): boolean =>
  expression.kind === 'unknown' && (expression.reason === 'unsupported-syntax' || expression.reason === 'templated');
/** A hole that has a line to itself may hold any number of them. */
function holdsOpenLines(pieces: readonly Piece[]): boolean {
  const written = pieces.map((piece) => (piece.kind === 'text' ? piece.text : '\0')).join('');
  return /^[ \t]*\0[ \t]*$/m.test(written);
}
function openPiece(value: Settled, stretches: Stretches): Piece {
  return holePiece(wordsOf(value, stretches), stretches.sourceOf(placeOfSettled(value)));
}

/** The words that a value without a known one goes by: as it is written, where that is short. */
function wordsOf(value: Settled, stretches: Stretches): string {
  if (value.is === 'resource') return `${value.address}.${value.attribute}`;
  const written = stretches.textAt(placeOfSettled(value)).trim();
  return written.length < 60 && /^[^\n{}]+$/.test(written) ? written : 'value';
}

/** As a tree for who prints YAML; what may be left out or be several things is unknown. */
export function sourcedOf(value: Settled, stretches: Stretches): Sourced {
  const at = stretches.sourceOf(placeOfSettled(value));
  const from = at === undefined ? {} : { from: at };
  switch (value.is) {
    case 'scalar':
    case 'json': {
      if (value.is === 'scalar' && typeof value.value === 'number')
        return { kind: 'number', value: value.value, float: true, ...from };
      if (value.is === 'scalar' && typeof value.value === 'boolean')
        return { kind: 'boolean', value: value.value, ...from };
      const pieces = piecesOf(value, stretches);
      const isKnown = pieces?.some((piece) => piece.kind === 'text') === true || value.is === 'json';
      return pieces !== undefined && (isKnown || pieces.length === 0)
        ? { kind: 'text', pieces }
        : { kind: 'unknown', expression: wordsOf(value, stretches), ...from };
    }
    case 'list': {
      const items = value.items.filter((item) => !isUnset(item));
      const open = items.find((item) => item.is === 'either');
      return {
        kind: 'list',
        items: items.filter((item) => item !== open).map((item) => sourcedOf(item, stretches)),
        ...(open === undefined ? {} : { open: 'a condition' }),
        ...from,
      };
    }
    case 'map': {
      const entries = new Map<string, SourcedEntry>();
      for (const { key, keyAt, value: inner } of value.entries) {
        if (isUnset(inner)) entries.delete(key);
        else entries.set(key, { key: [stretches.piece(key, keyAt)], value: sourcedOf(inner, stretches) });
      }
      return { kind: 'map', entries, ...from };
    }
    case 'resource':
      return value.value === undefined
        ? { kind: 'unknown', expression: wordsOf(value, stretches), ...from }
        : sourcedOf(value.value, stretches);
    default:
      return { kind: 'unknown', expression: wordsOf(value, stretches), ...from };
  }
}
