// Text put together from several files, every stretch of which knows where it stands, and what nobody could work out as a hole with a name.

/** A stretch of a file, in UTF-16 units. */
export interface Source {
  readonly file: string;
  readonly start: number;
  readonly end: number;
}
export type Piece = TextPiece | HolePiece | MarkPiece;
/** Around what a map or a list of a file says as a whole. */
export interface RegionPiece {
  readonly kind: 'region';
  /** Undefined at its end. */
  readonly from: Source | undefined;
}
export interface TextPiece {
  readonly kind: 'text';
  readonly text: string;
  readonly from?: Source;
  /** Its characters stand one by one in `from`; else the whole of `from` says the whole of the text. */
  readonly exact?: true;
  /** The expressions of templates that printed it, innermost first. */
  readonly via?: readonly Source[];
}
export interface HolePiece {
  readonly kind: 'hole';
  /** The same words always stand for the same value. */
  readonly expression: string;
  readonly from?: Source;
  readonly via?: readonly Source[];
}
/** What stands between `open` and `close` is there only under a condition, or more than once. */
export interface MarkPiece {
  readonly kind: 'mark';
  readonly mark: 'open' | 'close';
}

export const textPiece = (text: string, from?: Source): TextPiece =>
  from === undefined ? { kind: 'text', text } : { kind: 'text', text, from };
export const exactPiece = (text: string, from: Source): TextPiece => ({ kind: 'text', text, from, exact: true });
export const holePiece = (expression: string, from?: Source): HolePiece =>
  from === undefined ? { kind: 'hole', expression } : { kind: 'hole', expression, from };

/** The text, where all of it is known. */
export function plainText(pieces: readonly Piece[]): string | undefined {
  let text = '';
  for (const piece of pieces) {
    if (piece.kind !== 'text') return undefined;
    text += piece.text;
  }
  return text;
}
/** The text with its holes as words. */
export const wordsOf = (pieces: readonly Piece[]): string =>
  pieces.map((piece) => (piece.kind === 'text' ? piece.text : piece.kind === 'hole' ? piece.expression : '')).join('');

/** Part of the text of a piece, with the place of that part. */
export function slicePiece(piece: TextPiece, from: number, to: number): TextPiece {
  const text = piece.text.slice(from, to);
  if (piece.from === undefined || piece.exact !== true) return { ...piece, text };
  const start = piece.from.start + from;
  return { ...piece, text, from: { file: piece.from.file, start, end: start + text.length } };
}

/** Each text changed by itself: only for changes that no neighbour matters to. */
export function mapText(pieces: readonly Piece[], change: (text: string) => string): Piece[] {
  return pieces.map((piece) => {
    if (piece.kind !== 'text') return piece;
    const text = change(piece.text);
    if (text === piece.text) return piece;
    const { exact: _, ...rest } = piece;
    return { ...rest, text };
  });
}

/** Without blanks (or the characters of `set`) at its ends. */
export function trimPieces(pieces: readonly Piece[], ends: { start?: true; end?: true }, set?: string): Piece[] {
  const out = [...pieces];
  const isCut = (char: string): boolean => (set === undefined ? /\s/.test(char) : set.includes(char));
  if (ends.start === true) trimEnd(out, 'start', isCut);
  if (ends.end === true) trimEnd(out, 'end', isCut);
  return out;
}
function trimEnd(out: Piece[], side: 'start' | 'end', isCut: (char: string) => boolean): void {
  let index = side === 'start' ? 0 : out.length - 1;
  while (index >= 0 && index < out.length) {
    const piece = out[index];
    if (piece?.kind === 'mark') {
      index += side === 'start' ? 1 : -1;
      continue;
    }
    if (piece?.kind !== 'text') return;
    let from = 0;
    let to = piece.text.length;
    if (side === 'start') while (from < to && isCut(piece.text.charAt(from))) from++;
    else while (to > from && isCut(piece.text.charAt(to - 1))) to--;
    if (from < to) {
      out[index] = slicePiece(piece, from, to);
      return;
    }
    out.splice(index, 1);
    if (side === 'end') index--;
  }
}

/** `depth` blanks in front of every line. */
export function indentPieces(pieces: readonly Piece[], depth: number): Piece[] {
  const blank = textPiece(' '.repeat(depth));
  const out: Piece[] = depth === 0 ? [] : [blank];
  for (const piece of pieces) {
    if (piece.kind !== 'text' || !piece.text.includes('\n') || depth === 0) {
      out.push(piece);
      continue;
    }
    let at = 0;
    for (let next = piece.text.indexOf('\n', at); next >= 0; next = piece.text.indexOf('\n', at)) {
      out.push(slicePiece(piece, at, next + 1), blank);
      at = next + 1;
    }
    if (at < piece.text.length) out.push(slicePiece(piece, at, piece.text.length));
  }
  return out;
}

/** The places that all of it comes from, each once. */
export function sourcesOf(pieces: readonly Piece[]): readonly Source[] {
  const found: Source[] = [];
  for (const piece of pieces) {
    if (piece.kind !== 'mark' && piece.from !== undefined) addSource(found, piece.from);
  }
  return found;
}
function addSource(found: Source[], source: Source): void {
  if (!found.some((each) => isSame(each, source))) found.push(source);
}
export const isSame = (a: Source, b: Source): boolean => a.file === b.file && a.start === b.start && a.end === b.end;
