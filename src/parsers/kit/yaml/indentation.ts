// Indentation that the letter of YAML forbids and readers of the libyaml kind, those of Kubernetes, compose and CloudFormation, take:
// brackets and text in quotes whose lines stand no deeper than their key, and a `|` on a line of its own below its key. Moved up, at the
// same length, it is valid.
import { EVENT_ID, type Event } from 'js-yaml';
import { documentEvents, type SyntaxProblem } from './events.js';

export interface IndentedText {
  /** As long as the original, so that offsets hold. */
  readonly text: string;
  readonly events: readonly Event[];
}

/** How many such places one document may have: each takes another reading. */
const mostMended = 16;
/** How many brackets in front of the fault are tried: it stands in the last one, or in one around that. */
const mostNested = 8;

/** Undefined where something else is wrong as well. */
export function readIndented(slice: string, fault: SyntaxProblem): IndentedText | undefined {
  let text = slice;
  let problem = fault;
  const quoted: Place[] = [];
  for (let round = 0; round < mostMended; round++) {
    const moved = moveUp(text, problem);
    if (moved === undefined) return undefined;
    text = moved.text;
    if (moved.place.quoted) quoted.push(moved.place);
    if (!('problem' in moved.events)) return withQuoted(slice, text, quoted, moved.events);
    problem = moved.events;
  }
  return undefined;
}

interface Moved {
  readonly text: string;
  readonly place: Place;
  readonly events: readonly Event[] | SyntaxProblem;
}

/** The first place that takes the reader further than it came. */
function moveUp(text: string, { problem: { offset }, onlyIndentation }: SyntaxProblem): Moved | undefined {
  const places = onlyIndentation
    ? [quotesAround(text, offset), collectionAround(text, offset)]
    : [headerBelowKey(text, offset)];
  for (const place of places) {
    if (place === undefined || place.oneLine === text.slice(place.start, place.end)) continue;
    const tried = text.slice(0, place.start) + place.oneLine + text.slice(place.end);
    const events = documentEvents(tried);
    if (!('problem' in events) || events.problem.offset > offset) return { text: tried, place, events };
  }
  return undefined;
}

/** Text in quotes says what its lines say, so that it stands there as it was, and its events say that it has lines. */
function withQuoted(slice: string, text: string, quoted: readonly Place[], events: readonly Event[]): IndentedText {
  if (quoted.length === 0) return { text, events };
  let whole = text;
  for (const { start, end } of quoted) whole = whole.slice(0, start) + slice.slice(start, end) + whole.slice(end);
  const starts = new Set(quoted.map(({ start }) => start + 1));
  return {
    text: whole,
    events: events.map((event) =>
      event.type === EVENT_ID.SCALAR && starts.has(event.valueStart) ? { ...event, fast: false } : event,
    ),
  };
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly oneLine: string;
  readonly quoted?: true;
}

/** The line break between a key and the header of its block scalar, with the blanks behind it. */
function headerBelowKey(text: string, offset: number): Place | undefined {
  if (!/^[|>][-+\d]*[ \t]*(?:#[^\r\n]*)?[\r\n]/.test(text.slice(offset, offset + 200))) return undefined;
  const key = /:([ \t]*[\r\n]+[ \t]*)$/.exec(text.slice(Math.max(0, offset - 200), offset));
  const between = key?.[1];
  if (between === undefined) return undefined;
  return { start: offset - between.length, end: offset, oneLine: ' '.repeat(between.length) };
}

/** The last text in quotes that opens before `offset`, behind what announces a value, and goes on over it. */
function quotesAround(text: string, offset: number): Place | undefined {
  const openings = Array.from(
    text.slice(0, offset).matchAll(/(?:[:-][ \t]+(?:[!&]\S*[ \t]+){0,2}|[,[{][ \t]*)(?=["'])/g),
    ({ index, 0: before }) => index + before.length,
  );
  for (const start of openings.slice(-mostNested).reverse()) {
    const end = endOfQuotes(text, start);
    if (end === undefined || end <= offset) continue;
    return { start, end, oneLine: text.slice(start, end).replace(/[\r\n]/g, ' '), quoted: true };
  }
  return undefined;
}
function endOfQuotes(text: string, start: number): number | undefined {
  const token = /"(?:\\[\s\S]|[^"\\])*"|'(?:''|[^'])*'/y;
  token.lastIndex = start;
  return token.exec(text) === null ? undefined : token.lastIndex;
}

/** The innermost collection that opens behind a key or a dash, and perhaps a tag, and goes on over `offset`. */
function collectionAround(text: string, offset: number): Place | undefined {
  const openings = Array.from(
    text.slice(0, offset).matchAll(/[:-][ \t]+(?:[!&]\S*[ \t]+){0,2}(?=[[{])/g),
    ({ index, 0: before }) => index + before.length,
  );
  for (const start of openings.slice(-mostNested).reverse()) {
    const collection = onOneLine(text, start);
    if (collection !== undefined && collection.end > offset) return collection;
  }
  return undefined;
}

/** With blanks for its line breaks and comments; text in quotes stays as it is. Undefined where it never closes. */
function onOneLine(text: string, start: number): Place | undefined {
  const token = /"(?:\\[\s\S]|[^"\\])*"|'(?:''|[^'])*'|((?<=\s)#[^\r\n]*|[\r\n]+)|[[\]{}]|[^"'#\r\n[\]{}]+|[\s\S]/y;
  token.lastIndex = start;
  let oneLine = '';
  let depth = 0;
  for (let match = token.exec(text); match !== null; match = token.exec(text)) {
    const [piece, skipped] = match;
    oneLine += skipped === undefined ? piece : ' '.repeat(piece.length);
    if (piece === '[' || piece === '{') depth++;
    else if ((piece === ']' || piece === '}') && --depth === 0) return { start, end: token.lastIndex, oneLine };
  }
  return undefined;
}
