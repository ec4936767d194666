// What a user got wrong: on stderr, one line each, and exit code 2.
import { nearestName } from '../knowledge/spelling.js';

export class UsageError extends Error {
  readonly lines: readonly string[];

  constructor(...lines: readonly string[]) {
    super(lines.join(' '));
    this.name = 'UsageError';
    this.lines = lines;
  }
}
/** The bundles of the command line have a class each. */
export function isUsageError(error: unknown): error is UsageError {
  return error instanceof Error && error.name === 'UsageError' && 'lines' in error;
}

/** `There is no rule "x"; did you mean "y"?`, or the list of all when nothing is near and the list is short. */
export function unknownName(kind: string, name: string, known: readonly string[]): UsageError {
  const near = nearestName(name, known);
  if (near !== undefined) return new UsageError(`there is no ${kind} "${name}"; did you mean "${near}"?`);
  const all = known.length > 0 && known.length <= 12 ? `; there is ${known.join(', ')}` : '';
  return new UsageError(`there is no ${kind} "${name}"${all}.`);
}
