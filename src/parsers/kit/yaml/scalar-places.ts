// Where the characters of a scalar stand in its file: of a block, in quotes with escapes, or folded over lines.
import type { MoveLocation } from '../relocate.js';
import { LineIndex } from '../text.js';
import type { YamlScalar } from './node.js';
import type { NodeReader } from './node-reader.js';

/** Leads offsets in the text of a scalar to offsets in the file, and back. */
export interface ScalarPlaces {
  inFile(offset: number): number;
  /** Of a place that the text does not have, a line break that was folded, the last one in front of it. */
  inText(place: number): number;
}
/** Part of a text that stands in the file as it is. */
export interface Stretch {
  readonly text: string;
  readonly place: number;
}

/** Undefined where text and file do not fit together: something has filled the text in. */
export function scalarPlaces(source: string, scalar: YamlScalar): ScalarPlaces | undefined {
  return stretchesOf(source, scalar).places();
}
export function scalarStretches(source: string, scalar: YamlScalar): readonly Stretch[] | undefined {
  return stretchesOf(source, scalar).all();
}
function stretchesOf(source: string, scalar: YamlScalar): Stretches {
  const start = behindProperties(source, scalar);
  const stretches = new Stretches(scalar.text);
  const reader = new Reader(source, start, scalar.end, stretches);
  switch (source.charAt(start)) {
    case '|':
      reader.literal();
      break;
    case '>':
      reader.folded();
      break;
    case '"':
      reader.quoted('"');
      break;
    case "'":
      reader.quoted("'");
      break;
    default:
      reader.plain();
  }
  return stretches;
}

/** The same for places in the text as a file of its own. */
export function movedOutOf({ source, lines, file }: NodeReader, scalar: YamlScalar): MoveLocation | undefined {
  const places = scalarPlaces(source, scalar);
  if (places === undefined) return undefined;
  const inner = new LineIndex(scalar.text);
  return (at) => {
    const start = places.inFile(inner.offset(at.line, at.column));
    return lines.location(file, start, Math.max(start, places.inFile(inner.offset(at.endLine, at.endColumn))));
  };
}

/** An anchor or a tag may stand in front. */
function behindProperties(source: string, { start, end }: YamlScalar): number {
  const properties = /(?:[&!]\S*\s+)*/y;
  properties.lastIndex = start;
  properties.exec(source);
  return Math.min(properties.lastIndex, end);
}

/** Stretches that stand in the file as they do in the text. */
class Stretches {
  readonly #text: string;
  readonly #inText: number[] = [];
  readonly #inFile: number[] = [];
  #at = 0;
  #fits = true;

  constructor(text: string) {
    this.#text = text;
  }

  /** What comes next in the text, standing at `place`. */
  add(written: string, place: number): void {
    if (written === '') return;
    if (!this.#text.startsWith(written, this.#at)) this.#fits = false;
    const last = this.#inFile.length - 1;
    const isNext = (this.#inFile[last] ?? -1) + this.#at - (this.#inText[last] ?? -1) === place;
    if (!isNext || last < 0) {
      this.#inText.push(this.#at);
      this.#inFile.push(place);
    }
    this.#at += written.length;
  }

  /** Line breaks of the text from here on, none of them more than `most`. */
  breaks(most: number): string {
    let end = this.#at;
    while (end - this.#at < most && this.#text.charAt(end) === '\n') end++;
    return this.#text.slice(this.#at, end);
  }

  /** Blanks that the first line which says something begins with. */
  get firstIndent(): number {
    const first = this.#text.search(/[^ \n]/);
    return first < 0 ? 0 : first - (this.#text.lastIndexOf('\n', first) + 1);
  }
  get isDone(): boolean {
    return !this.#fits || this.#at >= this.#text.length;
  }

  get #isWhole(): boolean {
    return this.#fits && this.#at === this.#text.length;
  }
  places(): ScalarPlaces | undefined {
    if (!this.#isWhole) return undefined;
    const [inText, inFile] = [this.#inText, this.#inFile];
    return {
      inFile: (offset) => {
        const index = lastUpTo(inText, offset);
        return (inFile[index] ?? 0) + offset - (inText[index] ?? 0);
      },
      inText: (place) => {
        const index = lastUpTo(inFile, place);
        const next = inText[index + 1] ?? this.#text.length;
        return Math.min(next, Math.max(0, (inText[index] ?? 0) + place - (inFile[index] ?? 0)));
      },
    };
  }
  all(): readonly Stretch[] | undefined {
    if (!this.#isWhole) return undefined;
    return this.#inText.map((start, index) => ({
      text: this.#text.slice(start, this.#inText[index + 1]),
      place: this.#inFile[index] ?? 0,
    }));
  }
}
/** The index of the last number that is not above. */
function lastUpTo(numbers: readonly number[], most: number): number {
  let low = 0;
  let high = numbers.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((numbers[middle] ?? 0) <= most) low = middle;
    else high = middle - 1;
  }
  return low;
}

interface Line {
  readonly start: number;
  readonly text: string;
}

class Reader {
  readonly #source: string;
  readonly #start: number;
  readonly #end: number;
  readonly #into: Stretches;

  constructor(source: string, start: number, end: number, into: Stretches) {
    this.#source = source;
    this.#start = start;
    this.#end = end;
    this.#into = into;
  }

  literal(): void {
    const lines = this.#linesBelow();
    const pad = this.#padding(lines);
    for (const { start, text } of lines) {
      if (this.#into.isDone) return;
      const content = text.slice(pad);
      this.#into.add(content, start + Math.min(pad, text.length));
      this.#into.add(this.#into.breaks(1), start + text.length);
    }
    this.#lastBreaks();
  }

  folded(): void {
    const lines = this.#linesBelow();
    const pad = this.#padding(lines);
    let blank = 0;
    for (const { start, text } of lines) {
      if (this.#into.isDone) return;
      if (text.trim() === '' && text.length <= pad) {
        blank++;
        continue;
      }
      if (start > (lines[0]?.start ?? 0)) this.#fold(blank, start - 1);
      blank = 0;
      this.#into.add(text.slice(pad), start + pad);
    }
    this.#lastBreaks();
  }

  quoted(quote: '"' | "'"): void {
    let at = this.#start + 1;
    const last = this.#end - 1;
    const pieces = quote === '"' ? /[^\\" \t\r\n]+|[ \t]+|\\/y : /[^' \t\r\n]+|[ \t]+|''/y;
    while (at < last && !this.#into.isDone) {
      pieces.lastIndex = at;
      const piece = pieces.exec(this.#source)?.[0];
      if (piece === undefined) at = this.#foldAt(at, last);
      else if (piece === "''" && quote === "'") {
        this.#into.add("'", at);
        at += 2;
      } else if (piece === '\\') at = this.#escape(at);
      else if (/^[ \t]/.test(piece) && isLineEnd(this.#source, at + piece.length)) at = this.#foldAt(at, last);
      else {
        this.#into.add(piece, at);
        at += piece.length;
      }
    }
  }

  plain(): void {
    let at = this.#start;
    while (at < this.#end && !this.#into.isDone) {
      const pieces = /[^ \t\r\n]+|[ \t]+/y;
      pieces.lastIndex = at;
      const piece = pieces.exec(this.#source)?.[0];
      if (piece === undefined || (/^[ \t]/.test(piece) && isLineEnd(this.#source, at + piece.length)))
        at = this.#foldAt(at, this.#end);
      else {
        this.#into.add(piece, at);
        at += piece.length;
      }
    }
  }

  /** The lines below the header of a block, without their ends; blanks that nothing stands behind are part of it. */
  #linesBelow(): readonly Line[] {
    const found: Line[] = [];
    const blanks = /\s*/y;
    blanks.lastIndex = this.#end;
    blanks.exec(this.#source);
    const last = blanks.lastIndex;
    const ends = /\r\n?|\n/g;
    ends.lastIndex = this.#start;
    let from: number | undefined;
    for (let end = ends.exec(this.#source); end !== null && end.index < last; end = ends.exec(this.#source)) {
      if (from !== undefined) found.push({ start: from, text: this.#source.slice(from, end.index) });
      from = ends.lastIndex;
    }
    if (from !== undefined && from < last) found.push({ start: from, text: this.#source.slice(from, last) });
    return found;
  }

  /** How far the block is indented: the first line that says something tells, for the text has the rest of its blanks. */
  #padding(lines: readonly Line[]): number {
    const first = lines.find(({ text }) => text.trim() !== '')?.text ?? '';
    return Math.max(0, first.search(/[^ ]|$/) - this.#into.firstIndent);
  }

  /** A line break is a blank, further ones stay; in front of and behind lines that are indented further, all of them stay. */
  #fold(blank: number, place: number): void {
    const breaks = this.#into.breaks(blank + 1);
    this.#into.add(breaks === '' ? ' ' : breaks, place);
  }
  /** Breaks at the end of the text that are the end of the last line, and blank lines below it. */
  #lastBreaks(): void {
    this.#into.add(this.#into.breaks(Number.POSITIVE_INFINITY), this.#end);
  }

  /** Behind a line break between quotes, and what is blank around it. */
  #foldAt(at: number, last: number): number {
    const blanks = /[ \t\r\n]*/y;
    blanks.lastIndex = at;
    const between = blanks.exec(this.#source)?.[0] ?? '';
    // Not even a break: no more fits, and the text says so.
    if (!/[\r\n]/.test(between)) {
      this.#into.add('\0', at);
      return last;
    }
    this.#fold(between.split(/\r\n?|\n/).length - 2, at);
    return at + between.length;
  }

  #escape(at: number): number {
    const next = this.#source.charAt(at + 1);
    const digits = { x: 2, u: 4, U: 8 }[next];
    if (digits !== undefined) {
      const code = Number.parseInt(this.#source.slice(at + 2, at + 2 + digits), 16);
      this.#into.add(code <= 0x10ffff ? String.fromCodePoint(code) : '\0', at);
      return at + 2 + digits;
    }
    if (next === '\n' || next === '\r') {
      const blanks = /(?:\r\n?|\n)[ \t]*/y;
      blanks.lastIndex = at + 1;
      blanks.exec(this.#source);
      return blanks.lastIndex;
    }
    this.#into.add(escapes.get(next) ?? next, at);
    return at + 2;
  }
}

const isLineEnd = (source: string, at: number): boolean => source.charAt(at) === '\n' || source.charAt(at) === '\r';

const escapes: ReadonlyMap<string, string> = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  ['N', '\x85'],
  ['_', '\xa0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);
