// Where something stands in a file: every value, fact and finding carries one of these.

/** A range in a file. Lines and columns start at 1; columns count UTF-16 units; the end is exclusive. */
export interface Location {
  /** POSIX path relative to the root of the scan, or `<stdin>`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A location that spans nothing: used where only a line is known. */
export function pointAt(file: string, line: number, column = 1): Location {
  return { file, line, column, endLine: line, endColumn: column };
}

/** Both stand in one file. */
export const isInside = (inner: Location, outer: Location): boolean =>
  inner.file === outer.file &&
  (inner.line > outer.line || (inner.line === outer.line && inner.column >= outer.column)) &&
  (inner.endLine < outer.endLine || (inner.endLine === outer.endLine && inner.endColumn <= outer.endColumn));

/** Total order of locations: file, then start, then end. Output is always sorted with it. */
export function compareLocations(a: Location, b: Location): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || a.endLine - b.endLine || a.endColumn - b.endColumn;
}
