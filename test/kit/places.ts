// Every place that facts name, to hold parsers to the text they were given.
import type { Location } from '../../src/model/location.js';

export interface Place extends Location {
  isInside(text: string): boolean;
}

export function placesOf(value: unknown): readonly Place[] {
  if (typeof value !== 'object' || value === null) return [];
  const own = isLocation(value) ? [{ ...value, isInside: (text: string) => liesIn(value, text) }] : [];
  return [...own, ...Object.values(value).flatMap(placesOf)];
}
function isLocation(value: object): value is Location {
  return 'endColumn' in value && 'endLine' in value && 'column' in value && 'line' in value && 'file' in value;
}
function liesIn({ line, column, endLine, endColumn }: Location, text: string): boolean {
  const lines = text.split(/\r\n?|\n/);
  const width = (number: number): number => (lines[number - 1] ?? '').length + 1;
  const isOrdered = line < endLine || (line === endLine && column <= endColumn);
  return (
    isOrdered &&
    line >= 1 &&
    column >= 1 &&
    endLine <= lines.length &&
    column <= width(line) &&
    endColumn <= width(endLine)
  );
}
