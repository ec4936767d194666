// Moves every place in the facts of a file somewhere else, and leaves all other values alone.
import type { FileFacts, SuppressionFact } from '../../model/facts.js';
import type { Location } from '../../model/location.js';

export type MoveLocation = (at: Location) => Location;

export function relocate(facts: FileFacts, move: MoveLocation): FileFacts {
  const seen = new Map<string, Location>();
  const once: MoveLocation = (at) => {
    const key = `${at.line}:${at.column}:${at.endLine}:${at.endColumn}`;
    const known = seen.get(key);
    if (known !== undefined) return known;
    const moved = move(at);
    seen.set(key, moved);
    return moved;
  };
  return {
    file: facts.file,
    facts: facts.facts.map((fact) => moveAll(fact, once)),
    problems: facts.problems.map((problem) => moveAll(problem, once)),
    suppressions: facts.suppressions.map((suppression) => moveSuppression(suppression, once)),
  };
}

/** What it covers is lines, which move like the lines of places. */
function moveSuppression(suppression: SuppressionFact, move: MoveLocation): SuppressionFact {
  const at = move(suppression.at);
  const line = (number: number): Location =>
    move({ file: suppression.at.file, line: number, column: 1, endLine: number, endColumn: 1 });
  const ends = [line(suppression.covers.from), line(suppression.covers.to)].filter(({ file }) => file === at.file);
  const lines = [at.line, ...ends.map((end) => end.line)];
  return { ...suppression, at, covers: { from: Math.min(...lines), to: Math.max(...lines) } };
}

function isLocation(value: object): value is Location {
  return 'file' in value && 'line' in value && 'column' in value && 'endLine' in value && 'endColumn' in value;
}

/** The same shape with other places in it. */
function moveAll<T>(value: T, move: MoveLocation): T {
  const moved: unknown = moveAny(value, move);
  return moved as T;
}

function moveAny(value: unknown, move: MoveLocation): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => moveAny(each, move));
  if (isLocation(value)) return move(value);
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, moveAny(each, move)]));
}
