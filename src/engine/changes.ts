// Which findings a change touches, and which of their ends it touched: that one becomes the place the finding stands at.
import { diffArrays } from 'diff';
import type { Finding } from '../model/finding.js';
import { compareLocations, type Location } from '../model/location.js';

/** Line numbers of the text as it is now, or all of them. */
export type ChangedLines = ReadonlySet<number> | 'all';

/** More differences than a person would make by hand: the whole file counts as changed. */
const mostEdits = 5000;

/** `before` is undefined for a new file. Line ends alone are no change. */
export function changedLines(before: string | undefined, after: string): ChangedLines {
  if (before === undefined) return 'all';
  const changed = new Set<number>();
  if (before === after) return changed;
  const parts = diffArrays(linesOf(before), linesOf(after), { maxEditLength: mostEdits });
  if (parts === undefined) return 'all';
  let line = 1;
  for (const part of parts) {
    if (part.removed) continue;
    if (part.added) for (let each = 0; each < part.value.length; each += 1) changed.add(line + each);
    line += part.value.length;
  }
  return changed;
}
const linesOf = (text: string): string[] => text.split(/\r\n|\n|\r/);

/**
 * The findings that stand on a changed line with any of their places, and those that were not there before: the missing line
 * that made them has none of its own. `changes` answers for any file, undefined where nothing changed.
 */
export function touchedFindings(
  findings: readonly Finding[],
  changes: (file: string) => ChangedLines | undefined,
  isNew: (finding: Finding) => boolean,
): readonly Finding[] {
  const isTouched = (at: Location): boolean => {
    const lines = changes(at.file);
    return lines !== undefined && (lines === 'all' || lines.has(at.line));
  };
  return findings.flatMap((finding) => {
    if (isTouched(finding.location)) return [finding];
    const places = [
      ...finding.related.map((each) => each.location),
      ...finding.path.flatMap((step) => step.location ?? []),
    ];
    const end = places.find(isTouched);
    if (end !== undefined) return [turned(finding, end)];
    return isNew(finding) ? [finding] : [];
  });
}
function turned(finding: Finding, location: Location): Finding {
  const others = finding.related.filter((each) => compareLocations(each.location, location) !== 0);
  return {
    ...finding,
    location,
    related: [{ message: 'the other end is here', location: finding.location }, ...others],
  };
}

/** What a finding is, apart from where it stands: lines move with every edit above them. */
export function identityOf({ fingerprint, message }: Finding): string {
  return `${fingerprint} ${withoutLines(message)}`;
}
export function withoutLines(message: string): string {
  return message.replaceAll(/(?<=[^\s:]):\d+(?::\d+)?(?=[\s,;)"']|$)/g, '');
}
