// Values that know where they stand, from any number of files: what charts and kustomizations are put together from.
import { exactPiece, type Piece, plainText, type Source, textPiece } from './pieces.js';
import type { YamlNode, YamlScalar } from './yaml/node.js';
import { scalarStretches } from './yaml/scalar-places.js';

export type Sourced =
  | SourcedText
  | SourcedNumber
  | SourcedBoolean
  | SourcedNothing
  | SourcedList
  | SourcedMap
  | SourcedUnknown;
export interface SourcedText {
  readonly kind: 'text';
  readonly pieces: readonly Piece[];
}
export interface SourcedNumber {
  readonly kind: 'number';
  readonly value: number;
  /** As JSON has it: every number of a values file. */
  readonly float: boolean;
  readonly from?: Source;
}
export interface SourcedBoolean {
  readonly kind: 'boolean';
  readonly value: boolean;
  readonly from?: Source;
}
export interface SourcedNothing {
  readonly kind: 'nothing';
  readonly from?: Source;
}
export interface SourcedList {
  readonly kind: 'list';
  readonly items: readonly Sourced[];
  /** There may be more elements. */
  readonly open?: string;
  readonly from?: Source;
}
export interface SourcedMap {
  readonly kind: 'map';
  /** Templates change maps in place. */
  readonly entries: Map<string, SourcedEntry>;
  /** There may be more keys. */
  readonly open?: string;
  readonly from?: Source;
}
export interface SourcedEntry {
  readonly key: readonly Piece[];
  readonly value: Sourced;
}
/** What nobody can work out here; the same words stand for the same value. */
export interface SourcedUnknown {
  readonly kind: 'unknown';
  readonly expression: string;
  readonly from?: Source;
}

export const nothing: SourcedNothing = { kind: 'nothing' };
export function text(value: string, from?: Source): SourcedText {
  return { kind: 'text', pieces: value === '' && from === undefined ? [] : [textPiece(value, from)] };
}
export const unknown = (expression: string, from?: Source): SourcedUnknown =>
  from === undefined ? { kind: 'unknown', expression } : { kind: 'unknown', expression, from };

export function textOf(value: Sourced | undefined): string | undefined {
  return value?.kind === 'text' ? plainText(value.pieces) : undefined;
}
export function entry(map: Sourced | undefined, ...path: readonly string[]): Sourced | undefined {
  let current = map;
  for (const key of path) {
    if (current?.kind !== 'map') return undefined;
    current = current.entries.get(key)?.value;
  }
  return current;
}
export function items(value: Sourced | undefined, ...path: readonly string[]): readonly Sourced[] {
  const found = entry(value, ...path);
  return found?.kind === 'list' ? found.items : [];
}

/**
 * A tree of a file. What a template fills in is unknown by the words of its expression. `lines`: the text of the file, where every line
 * of a longer text has to know its place.
 */
export function sourced(file: string, node: YamlNode, lines?: string): Sourced {
  const from: Source = { file, start: node.start, end: node.end };
  switch (node.kind) {
    case 'scalar':
      return sourcedScalar(node, from, lines);
    case 'seq':
      return { kind: 'list', items: node.items.map((item) => sourced(file, item, lines)), from };
    case 'map': {
      const entries = new Map<string, SourcedEntry>();
      for (const { key, value } of node.entries) {
        const name = keyText(key);
        const at: Source = { file, start: key.start, end: key.end };
        entries.set(name, { key: [textPiece(name, at)], value: sourced(file, value, lines) });
      }
      return node.filledIn === true
        ? { kind: 'map', entries, from, open: 'a condition' }
        : { kind: 'map', entries, from };
    }
  }
}
function sourcedScalar(node: YamlScalar, from: Source, lines: string | undefined): Sourced {
  if (node.filledIn === true) return { kind: 'unknown', expression: withoutBraces(node.text), from };
  switch (typeof node.value) {
    case 'number':
      return { kind: 'number', value: node.value, float: true, from };
    case 'boolean':
      return { kind: 'boolean', value: node.value, from };
    case 'string':
      return { kind: 'text', pieces: linePieces(node, from.file, lines) ?? [textPiece(node.value, from)] };
    default:
      return { kind: 'nothing', from };
  }
}
/** Where nothing stands beside one expression, the words in it. */
function withoutBraces(text: string): string {
  const isOne = text.startsWith('{{') && text.endsWith('}}') && text.indexOf('{{', 2) < 0;
  return isOne ? text.slice(2, -2).trim() : text;
}
function linePieces(node: YamlScalar, file: string, source: string | undefined): readonly Piece[] | undefined {
  const stretches = source === undefined || !node.text.includes('\n') ? undefined : scalarStretches(source, node);
  return stretches?.map(({ text: written, place }) =>
    exactPiece(written, { file, start: place, end: place + written.length }),
  );
}
/** `on:` and `y:` are truth values to the readers of Kubernetes, and keys are what JSON makes of them. */
const keyText = (key: YamlScalar): string =>
  typeof key.value === 'boolean' && !key.quoted ? String(key.value) : key.text;

/** Where the whole of a value comes from, when that is one place. */
export function sourceOf(value: Sourced): Source | undefined {
  if (value.kind !== 'text') return value.from;
  const [first, ...rest] = value.pieces;
  return first !== undefined && first.kind !== 'mark' && rest.length === 0 ? first.from : undefined;
}

export function copyOf(value: Sourced): Sourced {
  if (value.kind === 'list') return { ...value, items: value.items.map(copyOf) };
  if (value.kind !== 'map') return value;
  return {
    ...value,
    entries: new Map([...value.entries].map(([key, held]) => [key, { key: held.key, value: copyOf(held.value) }])),
  };
}

/** The same values in other places. */
export function withPlaces(value: Sourced, moved: (from: Source) => Source | undefined): Sourced {
  const place = (from: Source | undefined): { from?: Source } => {
    const found = from === undefined ? undefined : moved(from);
    return found === undefined ? {} : { from: found };
  };
  const inText = (pieces: readonly Piece[]): readonly Piece[] =>
    pieces.map((piece) => {
      if (piece.kind === 'mark') return piece;
      const { from, ...rest } = piece;
      return { ...rest, ...place(from) };
    });
  if (value.kind === 'text') return { kind: 'text', pieces: inText(value.pieces) };
  const { from, ...rest } = value;
  if (rest.kind === 'list') {
    return { ...rest, items: rest.items.map((item) => withPlaces(item, moved)), ...place(from) };
  }
  if (rest.kind !== 'map') return { ...rest, ...place(from) };
  const entries = [...rest.entries].map(([key, held]): [string, SourcedEntry] => [
    key,
    { key: inText(held.key), value: withPlaces(held.value, moved) },
  ]);
  return { ...rest, entries: new Map(entries), ...place(from) };
}
