// Collections in brackets whose lines stand no deeper than their key: the letter of YAML forbids it, and readers of the libyaml kind, those
// of Kubernetes, compose and CloudFormation, take it. Put on one line, of the same length, they are valid.
import type { Event } from 'js-yaml';
import { documentEvents } from './yaml-events.js';

export interface UnfoldedText {
  /** As long as the original, so that offsets hold. */
  readonly text: string;
  readonly events: readonly Event[];
}

/** How many such collections one document may have: each takes another reading. */
const mostUnfolded = 16;
/** How many brackets in front of the fault are tried: it stands in the last one, or in one around that. */
const mostNested = 8;

/** Undefined where something else is wrong as well. */
export function unfoldFlows(slice: string): UnfoldedText | undefined {
  let text = slice;
  for (let round = 0; round <= mostUnfolded; round++) {
    const events = documentEvents(text);
    if (!('problem' in events)) return { text, events };
    const around = events.onlyIndentation ? collectionAround(text, events.problem.offset) : undefined;
    if (around === undefined || around.oneLine === text.slice(around.start, around.end)) return undefined;
    text = text.slice(0, around.start) + around.oneLine + text.slice(around.end);
  }
  return undefined;
}

interface Collection {
  readonly start: number;
  readonly end: number;
  readonly oneLine: string;
}

/** The innermost collection that opens behind a key or a dash and goes on over `offset`. */
function collectionAround(text: string, offset: number): Collection | undefined {
  const openings = Array.from(
    text.slice(0, offset).matchAll(/[:-][ \t]+(?=[[{])/g),
    ({ index, 0: before }) => index + before.length,
  );
  for (const start of openings.slice(-mostNested).reverse()) {
    const collection = onOneLine(text, start);
    if (collection !== undefined && collection.end > offset) return collection;
  }
  return undefined;
}

/** With blanks for its line breaks and comments; text in quotes stays as it is. Undefined where it never closes. */
function onOneLine(text: string, start: number): Collection | undefined {
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
