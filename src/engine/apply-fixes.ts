// Turns fixes into new texts: whole fixes only, the first of two that touch the same place, everything else byte for byte.
import type { Finding, Fix, TextEdit } from '../model/finding.js';
import { compareLocations, type Location } from '../model/location.js';

export interface AppliedFixes {
  /** New texts by file; only files that change. */
  readonly texts: ReadonlyMap<string, string>;
  readonly applied: readonly { readonly finding: Finding; readonly fix: Fix }[];
}
export interface ApplySettings {
  readonly unsafe: boolean;
  /** Not more fixes than this. */
  readonly most?: number;
}

/** `texts` gives what was linted. Of a finding's fixes the first that may be applied is taken; suppressed findings are left alone. */
export function applyFixes(
  findings: readonly Finding[],
  texts: (file: string) => string | undefined,
  { unsafe, most = Number.POSITIVE_INFINITY }: ApplySettings,
): AppliedFixes {
  const taken = new Map<string, TextEdit[]>();
  const applied: { finding: Finding; fix: Fix }[] = [];
  for (const finding of findings) {
    if (applied.length >= most) break;
    if (finding.suppressed !== undefined) continue;
    const fix = finding.fixes.find((each) => each.safe || unsafe);
    if (fix === undefined || fix.edits.some((edit) => texts(edit.location.file) === undefined)) continue;
    if (isOverlapping(fix.edits)) continue;
    if (fix.edits.some((edit) => (taken.get(edit.location.file) ?? []).some((other) => overlaps(edit, other))))
      continue;
    for (const edit of fix.edits) taken.set(edit.location.file, [...(taken.get(edit.location.file) ?? []), edit]);
    applied.push({ finding, fix });
  }
  const changed = new Map<string, string>();
  for (const [file, edits] of [...taken].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const before = texts(file);
    const after = before === undefined ? undefined : rewrite(before, edits);
    if (after !== undefined && after !== before) changed.set(file, after);
  }
  return { texts: changed, applied };
}

/** Two edits at one point have no order of their own, so they overlap as well. */
function overlaps(a: TextEdit, b: TextEdit): boolean {
  return reaches(a.location, b.location) && reaches(b.location, a.location);
}
const reaches = (a: Location, b: Location): boolean =>
  a.line < b.endLine || (a.line === b.endLine && a.column <= b.endColumn);
function isOverlapping(edits: readonly TextEdit[]): boolean {
  return edits.some((edit, index) =>
    edits.some((other, at) => at > index && other.location.file === edit.location.file && overlaps(edit, other)),
  );
}

function rewrite(text: string, edits: readonly TextEdit[]): string {
  const starts = lineStarts(text);
  const offset = (line: number, column: number): number => {
    const start = starts[line - 1] ?? text.length;
    const next = starts[line] ?? text.length;
    return Math.min(start + column - 1, next);
  };
  let result = '';
  let at = 0;
  for (const { location, newText } of [...edits].sort((a, b) => compareLocations(a.location, b.location))) {
    const start = offset(location.line, location.column);
    result += text.slice(at, start) + newText;
    at = offset(location.endLine, location.endColumn);
  }
  return result + text.slice(at);
}
/** `\n`, `\r\n` and a lone `\r` end a line, as for every place hoplint names. */
function lineStarts(text: string): readonly number[] {
  return [0, ...Array.from(text.matchAll(/\r\n?|\n/g), (match) => match.index + match[0].length)];
}
