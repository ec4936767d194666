// One defect told once: findings of equal identity (copies of a manifest, several paths over one pair) become one with more places.
import type { Finding, RelatedLocation } from '../model/finding.js';
import { groupBy } from '../model/group-by.js';
import { compareLocations, type Location } from '../model/location.js';
import type { Installations } from './installations.js';

/** `preferred` says which copy people edit: lower is better. Production's comes first, and ties go to the first place in the tree. */
export function mergeFindings(
  findings: readonly Finding[],
  preferred: (file: string) => number,
  installations?: Installations,
): readonly Finding[] {
  const rankOf = ({ scopes }: Said): number => Math.min(...scopes.map((scope) => installations?.rank(scope) ?? 0));
  const groups = groupBy(saidOnce(findings, installations), ({ finding }) => finding.fingerprint);
  return [...groups.values()].map((copies) => {
    const [first, ...others] = [...copies]
      .sort(
        (a, b) =>
          rank[a.finding.severity] - rank[b.finding.severity] ||
          rankOf(a) - rankOf(b) ||
          preferred(a.finding.location.file) - preferred(b.finding.location.file) ||
          compareLocations(a.finding.location, b.finding.location),
      )
      .map(({ finding }) => finding);
    if (first === undefined) throw new RangeError('a group of findings is never empty');
    const elsewhere = others
      .filter((each) => !samePlace(each.location, first.location))
      .map(({ severity, location }): RelatedLocation => {
        const message = severity === first.severity ? 'the same holds here' : 'perhaps the same here: less is known';
        return { message, location };
      });
    // Of copies at the same place only the other ends differ.
    const otherEnds = others.flatMap((each) => (samePlace(each.location, first.location) ? each.related : []));
    const related = uniquePlaces([...first.related, ...otherEnds, ...elsewhere], first.location);
    const { scope: _, ...told } = first;
    return {
      ...told,
      related,
      ...(elsewhere.length === 0 ? {} : { copies: elsewhere.length }),
      ...installations?.of(
        copies.flatMap(({ scopes }) => scopes.flatMap((scope) => scope ?? [])),
        copies.map(({ finding }) => finding.location.file),
      ),
    };
  });
}
const rank = { error: 0, warning: 1, note: 2 } as const;

interface Said {
  readonly finding: Finding;
  /** Of every installation in which it was found. */
  readonly scopes: readonly (string | undefined)[];
}
/**
 * Two servers stopped by one handler, two Ingresses with one check: the same sentence about the same place is one finding. So is a sentence
 * in which only the names of the installation differ; production's is told.
 */
function saidOnce(findings: readonly Finding[], installations: Installations | undefined): readonly Said[] {
  const alike = groupBy(findings, ({ ruleId, location, message, scope }) =>
    [ruleId, placeKey(location), installations?.unnamed(message, scope) ?? message].join('\0'),
  );
  const rankOf = ({ scope }: Finding): number => installations?.rank(scope) ?? 0;
  const isBefore = (a: Finding, b: Finding): boolean =>
    a.message === b.message || rankOf(a) === rankOf(b) ? a.fingerprint < b.fingerprint : rankOf(a) < rankOf(b);
  return [...alike.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const finding = others.reduce((best, each) => (isBefore(each, best) ? each : best), first);
    return [{ finding, scopes: [first, ...others].map(({ scope }) => scope) }];
  });
}
function samePlace(a: Location, b: Location): boolean {
  return compareLocations(a, b) === 0;
}
function uniquePlaces(related: readonly RelatedLocation[], primary: Location): readonly RelatedLocation[] {
  const seen = new Set([placeKey(primary)]);
  return related.filter(({ location }) => {
    const key = placeKey(location);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
function placeKey(at: Location): string {
  return `${at.file}:${at.line}:${at.column}`;
}
