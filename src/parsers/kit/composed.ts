// Text put together from pieces, for readers that want a file: what is unknown stands in letters of a private alphabet, and every place leads back.
import type { FileFacts } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { isSame, type Piece, type RegionPiece, type Source, slicePiece, type TextPiece } from './pieces.js';
import { type MoveLocation, relocate } from './relocate.js';
import { LineIndex } from './text.js';
import { composedHeader, lettersOf, markClose, markOpen, privateCharacters } from './yaml/composed.js';

export interface Composed {
  readonly text: string;
  /** The same facts, in the files that the text was put together from. */
  place(facts: FileFacts): FileFacts;
  /** Where a range of the text comes from; undefined where no piece explains it. */
  locate(start: number, end: number): Location | undefined;
  readonly move: MoveLocation;
}

/** `fallback`: where everything stands that no piece explains. */
export function compose(
  pieces: readonly (Piece | RegionPiece)[],
  textOf: (file: string) => string | undefined,
  fallback: Location,
): Composed {
  const placed: Placed[] = [];
  let text = composedHeader;
  const regions = new Map<string, Source>();
  const open: { readonly from: Source; readonly start: number }[] = [];
  for (const piece of atLineEnds(pieces)) {
    if (piece.kind === 'region') {
      const opened = piece.from === undefined ? open.pop() : undefined;
      const range = opened === undefined ? '' : `${opened.start}:${text.length}`;
      // The innermost of several that say the same.
      if (opened !== undefined && !regions.has(range)) regions.set(range, opened.from);
      if (piece.from !== undefined) open.push({ from: piece.from, start: text.length });
      continue;
    }
    const written = lettersFor(piece);
    if (written === '') continue;
    placed.push({ piece, start: text.length, end: text.length + written.length });
    text += written;
  }
  const lines = new LineIndex(text);
  const places = new Places(text, placed, regions, textOf);
  const move: MoveLocation = (at) => {
    const start = lines.offset(at.line, at.column);
    const end = lines.offset(at.endLine, at.endColumn);
    return places.locate(start, Math.max(end, start + 1)) ?? fallback;
  };
  return {
    text,
    locate: (start, end) => places.locate(start, end),
    move,
    place(facts) {
      // A comment that came through is read in its own file.
      const suppressions = facts.suppressions.filter(
        ({ at }) => !lines.lineText(at.line).startsWith('#', at.column - 1),
      );
      return relocate({ ...facts, suppressions }, move);
    },
  };
}

function lettersFor(piece: Piece): string {
  if (piece.kind === 'mark') return piece.mark === 'open' ? markOpen : markClose;
  return piece.kind === 'text' ? piece.text.replaceAll(privateCharacters, '\ufffd') : lettersOf(piece.expression);
}

/** A mark in front of a line goes behind the line above it: there it is in nobody's way. */
function atLineEnds(pieces: readonly (Piece | RegionPiece)[]): readonly (Piece | RegionPiece)[] {
  const out: (Piece | RegionPiece)[] = [];
  for (const piece of pieces) {
    if (piece.kind !== 'mark') {
      out.push(piece);
      continue;
    }
    let index = out.length - 1;
    for (let each = out[index]; each?.kind === 'text' && /^[ \t]*$/.test(each.text); each = out[index]) index--;
    const before = out[index];
    const cut = before?.kind === 'text' ? before.text.search(/\r?\n[ \t]*$/) : -1;
    if (before?.kind !== 'text' || cut < 0) out.push(piece);
    else out.splice(index, 1, slicePiece(before, 0, cut), piece, slicePiece(before, cut, before.text.length));
  }
  return out;
}

interface Placed {
  readonly piece: Piece;
  readonly start: number;
  readonly end: number;
}

class Places {
  readonly #text: string;
  readonly #placed: readonly Placed[];
  readonly #regions: ReadonlyMap<string, Source>;
  readonly #textOf: (file: string) => string | undefined;
  readonly #lines = new Map<string, LineIndex | undefined>();

  constructor(
    text: string,
    placed: readonly Placed[],
    regions: ReadonlyMap<string, Source>,
    textOf: (file: string) => string | undefined,
  ) {
    this.#text = text;
    this.#regions = regions;
    this.#placed = placed;
    this.#textOf = textOf;
  }

  locate(start: number, end: number): Location | undefined {
    const region = this.#regions.get(`${start}:${end}`);
    if (region !== undefined) return this.#location(region);
    const sources = this.#within(start, end);
    const [first, ...rest] = sources;
    const last = rest.at(-1);
    if (first === undefined) return this.#near(start);
    // What a template worked out stands where its own file asks for it.
    if (last === undefined) return this.#location(first.worked ? first.chain.at(-1) : first.chain[0]);
    // Values between quotes of the template, or with a unit behind them.
    const [value, another] = sources.filter(({ loose }) => !loose);
    if (value !== undefined && another === undefined && !value.exact) return this.#location(value.chain[0]);
    return this.#location(
      this.#isOneLine(start, end) ? spanOf(first.chain.at(-1), last.chain.at(-1)) : around(first, last),
    );
  }

  #isOneLine(start: number, end: number): boolean {
    return !this.#text.slice(start, end).includes('\n');
  }

  #within(start: number, end: number): readonly Within[] {
    const found: Within[] = [];
    for (let index = this.#indexOf(start); index < this.#placed.length; index++) {
      const placed = this.#placed[index];
      if (placed === undefined || placed.start >= end) break;
      const each = placed.end <= start ? undefined : within(placed, start, end);
      if (each !== undefined) found.push(each);
    }
    return found;
  }

  /** What is nearest above, for text that no file holds. */
  #near(start: number): Location | undefined {
    for (let index = this.#indexOf(start); index >= 0; index--) {
      const piece = this.#placed[index]?.piece;
      const source = piece === undefined || piece.kind === 'mark' ? undefined : (piece.via?.at(-1) ?? piece.from);
      if (source !== undefined) return this.#location(source);
    }
    return undefined;
  }

  #indexOf(offset: number): number {
    let low = 0;
    let high = this.#placed.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if ((this.#placed[middle]?.start ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #location(source: Source | undefined): Location | undefined {
    if (source === undefined) return undefined;
    const { file, start, end } = source;
    if (!this.#lines.has(file)) {
      const text = this.#textOf(file);
      this.#lines.set(file, text === undefined ? undefined : new LineIndex(text));
    }
    return this.#lines.get(file)?.location(file, start, end);
  }
}

interface Within {
  /** Where it stands, and the expressions that brought it here, outermost last. */
  readonly chain: readonly Source[];
  readonly exact: boolean;
  /** It stands nowhere as it is. */
  readonly worked: boolean;
  /** Nothing but quotes and blanks. */
  readonly loose: boolean;
}
function within({ piece, start: at, end: until }: Placed, start: number, end: number): Within | undefined {
  if (piece.kind === 'mark') return undefined;
  const exact = piece.kind === 'text' && piece.from !== undefined && piece.exact === true;
  const from = Math.max(start, at) - at;
  const to = Math.min(end, until) - at;
  const part: TextPiece | undefined = exact ? slicePiece(piece, from, to) : undefined;
  const own = part?.from ?? piece.from;
  // What holds printed values together stands nowhere.
  if (own === undefined && piece.kind === 'text' && /^[-:,[\]{}|>"'\s]*$/.test(piece.text)) return undefined;
  const chain = [...(own === undefined ? [] : [own]), ...(piece.via ?? [])];
  if (chain.length === 0) return undefined;
  const bare = piece.kind === 'text' && (piece.from === undefined || exact);
  return { chain, exact, worked: own === undefined, loose: bare && /^["'\s]*$/.test(piece.text.slice(from, to)) };
}

/** The innermost text that both ends stand in. */
function around(first: Within, last: Within): Source | undefined {
  let found = spanOf(first.chain.at(-1), last.chain.at(-1));
  for (let depth = 1; depth <= Math.min(first.chain.length, last.chain.length); depth++) {
    const [a, b] = [first.chain.at(-depth), last.chain.at(-depth)];
    found = spanOf(a, b);
    if (a === undefined || b === undefined || !isSame(a, b)) break;
  }
  return found;
}
/** From one to the other where they stand in this order in one file; else the first. */
function spanOf(first: Source | undefined, last: Source | undefined): Source | undefined {
  if (first === undefined || last?.file !== first.file || last.end < first.start) return first;
  return { file: first.file, start: first.start, end: Math.max(first.end, last.end) };
}
