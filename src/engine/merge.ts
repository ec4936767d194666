// One defect told once: findings of equal identity (copies of a manifest, several paths over one pair) become one with more places.
import type { Finding, RelatedLocation } from '../model/finding.js';
import { compareLocations, type Location } from '../model/location.js';

/** `preferred` says which copy people edit: lower is better. Ties go to the first place in the tree. */
export function mergeFindings(findings: readonly Finding[], preferred: (file: string) => number): readonly Finding[] {
  const byIdentity = new Map<string, Finding[]>();
  for (const finding of saidOnce(findings)) {
    const list = byIdentity.get(finding.fingerprint);
    if (list === undefined) byIdentity.set(finding.fingerprint, [finding]);
    else list.push(finding);
  }
  return [...byIdentity.values()].map((copies) => {
    const [first, ...others] = [...copies].sort(
      (a, b) =>
        rank[a.severity] - rank[b.severity] ||
        preferred(a.location.file) - preferred(b.location.file) ||
        compareLocations(a.location, b.location),
    );
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
    return { ...first, related, ...(elsewhere.length === 0 ? {} : { copies: elsewhere.length }) };
  });
}
const rank = { error: 0, warning: 1, note: 2 } as const;

/** Two servers stopped by one handler, two Ingresses with one check: the same sentence about the same place is one finding. */
function saidOnce(findings: readonly Finding[]): readonly Finding[] {
  const seen = new Map<string, Finding>();
  for (const finding of findings) {
    const key = [finding.ruleId, placeKey(finding.location), finding.message].join('\0');
    const before = seen.get(key);
    if (before === undefined || finding.fingerprint < before.fingerprint) seen.set(key, finding);
  }
  return [...seen.values()];
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
