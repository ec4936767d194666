// Where a value comes from, in words: the same in messages, paths and reports.
import type { Location } from './location.js';
import { type Origin, originPlace } from './setting.js';

/** `src/server.ts:14`. */
export function showPlace(at: Location): string {
  return `${at.file}:${at.line}`;
}

/** Where a value comes from, as it stands in brackets: "Node 22 default, src/server.ts:14". */
export function showOrigin(origin: Origin): string {
  switch (origin.kind) {
    case 'written':
      return showPlace(origin.at);
    case 'declared':
      return `declared in ${showPlace(origin.at)}`;
    case 'default':
      return `${origin.label}, ${showPlace(origin.impliedBy)}`;
    case 'derived': {
      const source = lastWritten(origin);
      const place = source === undefined ? showPlace(origin.at) : showPlace(source);
      return isPlain(origin.how) ? `${origin.how}, ${place}` : place;
    }
  }
}
/** The place alone where a person would change it. */
export function showSource(origin: Origin): string {
  return showPlace(lastWritten(origin) ?? originPlace(origin));
}
/** The end of a derivation chain is the place a person edits. */
function lastWritten(origin: Origin): Location | undefined {
  if (origin.kind !== 'derived') return originPlace(origin);
  const first = origin.from[0];
  return first === undefined ? origin.at : lastWritten(first);
}
function isPlain(how: string): boolean {
  return how !== 'computed';
}
