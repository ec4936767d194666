// Writes values as YAML, the way Kubernetes' tools do: sorted keys, and every stretch with the place of the value it says.
import {
  holePiece,
  indentPieces,
  mapText,
  type Piece,
  plainText,
  type RegionPiece,
  type Source,
  slicePiece,
  textPiece,
} from './pieces.js';
import type { Sourced, SourcedList, SourcedMap } from './sourced.js';

/** Without a line break at the end, as `toYaml` has it. */
export function printYaml(value: Sourced): readonly Piece[] {
  const out: Piece[] = [];
  new Printer((piece) => out.push(piece)).print(value, 0, 'start');
  return out;
}
/** The same with the places of maps and lists as wholes. */
export function printYamlWithRegions(value: Sourced): readonly (Piece | RegionPiece)[] {
  const out: (Piece | RegionPiece)[] = [];
  const edge = (from: Source | undefined): unknown => out.push({ kind: 'region', from });
  new Printer((piece) => out.push(piece), edge).print(value, 0, 'start');
  return out;
}

const deepest = 100;
type Collection = SourcedMap | SourcedList;

class Printer {
  readonly #push: (piece: Piece) => unknown;
  readonly #edge: ((from: Source | undefined) => unknown) | undefined;

  constructor(push: (piece: Piece) => unknown, edge?: (from: Source | undefined) => unknown) {
    this.#push = push;
    this.#edge = edge;
  }

  /** `start`: on a line of its own; `key`: behind `key:`; `item`: behind `- `. */
  print(value: Sourced, depth: number, place: 'start' | 'key' | 'item'): void {
    const size = value.kind === 'map' ? value.entries.size : value.kind === 'list' ? value.items.length : 0;
    if ((value.kind === 'map' || value.kind === 'list') && size > 0 && depth < deepest) {
      if (place === 'key') this.#line(depth);
      this.#collection(value, depth);
      return;
    }
    if (place === 'key') this.#push(textPiece(' '));
    for (const piece of scalar(value, depth)) this.#push(piece);
  }

  #line(depth: number): void {
    this.#push(textPiece(`\n${' '.repeat(2 * depth)}`));
  }

  #collection(value: Collection, depth: number): void {
    const from = this.#edge === undefined ? undefined : value.from;
    if (from !== undefined) this.#edge?.(from);
    if (value.kind === 'map') this.#map(value, depth);
    else this.#list(value, depth);
    if (from !== undefined) this.#edge?.(undefined);
    if (value.open === undefined) return;
    this.#line(depth);
    if (value.kind === 'list') this.#push(textPiece('- '));
    this.#push(holePiece(value.open));
  }

  #map({ entries }: SourcedMap, depth: number): void {
    const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [index, [, { key, value }]] of sorted.entries()) {
      if (index > 0) this.#line(depth);
      for (const piece of scalar({ kind: 'text', pieces: key }, depth)) this.#push(piece);
      this.#push(textPiece(':'));
      // Elements of a list stand at the indentation of its key.
      this.print(value, value.kind === 'list' ? depth : depth + 1, 'key');
    }
  }

  #list({ items }: SourcedList, depth: number): void {
    for (const [index, item] of items.entries()) {
      if (index > 0) this.#line(depth);
      this.#push(textPiece('- '));
      this.print(item, depth + 1, 'item');
    }
  }
}

function scalar(value: Sourced, depth: number): readonly Piece[] {
  switch (value.kind) {
    case 'text':
      return printText(value.pieces, depth);
    case 'number':
    case 'boolean':
      return [textPiece(String(value.value), value.from)];
    case 'nothing':
      return [textPiece('null', value.from)];
    case 'unknown':
      return [holePiece(value.expression, value.from)];
    case 'list':
      return [textPiece('[]', value.from)];
    case 'map':
      return [textPiece('{}', value.from)];
  }
}

const isPlain = (text: string): boolean =>
  /^[A-Za-z_/.][\w./@+ -]*(?::[\w./@+-]+)*$/.test(text) &&
  !/\s$|^(?:true|false|null|yes|no|on|off|y|n|\.nan|\.inf)$/i.test(text) &&
  !/^\.?\d|^---|^\.\.\./.test(text);

function printText(pieces: readonly Piece[], depth: number): readonly Piece[] {
  const text = plainText(pieces);
  if (text !== undefined && isPlain(text)) return pieces;
  const lines = text?.includes('\n') === true && !/[^\n\t\u0020-\u{10ffff}]/u.test(text) && /\S/.test(text);
  if (lines) return block(text, pieces, depth);
  const simple = !pieces.some((piece) => piece.kind === 'text' && /[^\u0020-\u{10ffff}]/u.test(piece.text));
  const inner = simple
    ? mapText(pieces, (part) => part.replaceAll("'", "''"))
    : mapText(pieces, (part) => JSON.stringify(part).slice(1, -1));
  const mark = textPiece(simple ? "'" : '"');
  return [mark, ...inner, mark];
}

/** Lines stay lines, and those of a file know their place; else all of it stands where its first stretch does. */
function block(text: string, pieces: readonly Piece[], depth: number): readonly Piece[] {
  const width = 2 * Math.max(depth, 1);
  const indicator = /^\s/.test(text) ? '2' : '';
  const ends = text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-';
  if (pieces.every((piece) => piece.kind === 'text' && piece.exact === true)) {
    const lines = text.endsWith('\n') ? withoutLastBreak(pieces) : pieces;
    return [textPiece(`|${indicator}${ends}\n`), ...indentPieces(lines, width)];
  }
  const content = text.endsWith('\n') ? text.slice(0, -1) : text;
  const body = content.replaceAll(/^(?=[^\n])/gm, ' '.repeat(width));
  const [first] = pieces;
  return [textPiece(`|${indicator}${ends}\n${body}`, first?.kind === 'mark' ? undefined : first?.from)];
}
function withoutLastBreak(pieces: readonly Piece[]): readonly Piece[] {
  const last = pieces.at(-1);
  return last?.kind === 'text' ? [...pieces.slice(0, -1), slicePiece(last, 0, last.text.length - 1)] : pieces;
}
