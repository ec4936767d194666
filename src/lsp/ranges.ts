// Between hoplint's places (from 1) and the protocol's (from 0).
import type { Position, Range } from 'vscode-languageserver';
import type { Location } from '../model/location.js';

export function rangeOf(at: Location): Range {
  return {
    start: { line: at.line - 1, character: at.column - 1 },
    end: { line: at.endLine - 1, character: at.endColumn - 1 },
  };
}
/** The line up to its end: a point on it would underline nothing an eye could find. */
export function visibleRange(at: Location): Range {
  const range = rangeOf(at);
  if (range.start.line !== range.end.line || range.start.character !== range.end.character) return range;
  return { start: range.start, end: { line: range.start.line, character: range.start.character + 1 } };
}
function contains(at: Location, position: Position): boolean {
  const { start, end } = rangeOf(at);
  const after = position.line > start.line || (position.line === start.line && position.character >= start.character);
  const before = position.line < end.line || (position.line === end.line && position.character <= end.character);
  return after && before;
}
/** A position stands on the value itself, or anywhere on the one line the value is on. */
export function isOnLine(at: Location, position: Position): boolean {
  return at.line - 1 === position.line && (at.endLine === at.line || contains(at, position));
}
