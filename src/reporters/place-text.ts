// Finds the places that a sentence names (`src/server.ts:14`), so that a report can link them.
import type { RelatedLocation } from '../model/finding.js';

/** Text between places as it is; a place with its position in `related`. */
export type TextPart = string | { readonly place: string; readonly index: number };

/** Each place of `related` is found where the text names it; `a.ts:1` is not named by `a.ts:14`. */
export function splitAtPlaces(text: string, related: readonly RelatedLocation[]): readonly TextPart[] {
  const indexes = new Map<string, number>();
  related.forEach(({ location }, index) => {
    const place = `${location.file}:${location.line}`;
    if (!indexes.has(place)) indexes.set(place, index);
  });
  const places = [...indexes.keys()].sort((a, b) => b.length - a.length);
  const parts: TextPart[] = [];
  let rest = text;
  for (let next = nextPlace(rest, places); next !== undefined; next = nextPlace(rest, places)) {
    if (next.start > 0) parts.push(rest.slice(0, next.start));
    parts.push({ place: next.place, index: indexes.get(next.place) ?? 0 });
    rest = rest.slice(next.start + next.place.length);
  }
  return rest === '' ? parts : [...parts, rest];
}

/** The first place that the text names, the longest where several start. */
function nextPlace(
  text: string,
  places: readonly string[],
): { readonly place: string; readonly start: number } | undefined {
  let best: { place: string; start: number } | undefined;
  for (const place of places) {
    let start = text.indexOf(place);
    while (start >= 0 && (/\d/.test(text.charAt(start + place.length)) || /[\w./-]/.test(text.charAt(start - 1)))) {
      start = text.indexOf(place, start + 1);
    }
    if (start >= 0 && (best === undefined || start < best.start)) best = { place, start };
  }
  return best;
}
