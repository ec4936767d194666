// Indentation that the letter of YAML forbids and readers of the libyaml kind, those of Kubernetes, compose and CloudFormation, take:
// brackets whose lines stand no deeper than their key, and a `|` on a line of its own below its key. Moved up, at the same length, it is valid.
import type { Event } from 'js-yaml';
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
  for (let round = 0; round < mostMended; round++) {
    const { offset } = problem.problem;
    const place = problem.onlyIndentation ? collectionAround(text, offset) : headerBelowKey(text, offset);
    if (place === undefined || place.oneLine === text.slice(place.start, place.end)) return undefined;
    text = text.slice(0, place.start) + place.oneLine + text.slice(place.end);
    const events = documentEvents(text);
    if (!('problem' in events)) return { text, events };
    problem = events;
  }
  return undefined;
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly oneLine: string;
}

/** The line break between a key and the header of its block scalar, with the blanks behind it. */
function headerBelowKey(text: string, offset: number): Place | undefined {
  if (!/^[|>][-+\d]*[ \t]*(?:#[^\r\n]*)?[\r\n]/.test(text.slice(offset, offset + 200))) return undefined;
  const key = /:([ \t]*[\r\n]+[ \t]*)$/.exec(text.slice(Math.max(0, offset - 200), offset));
  const between = key?.[1];
  if (between === undefined) return undefined;
  return { start: offset - between.length, end: offset, oneLine: ' '.repeat(between.length) };
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
