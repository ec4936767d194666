// Message text for SARIF: places become links to related locations, and nothing that came from a file can make a link of its own.
import type { RelatedLocation } from '../model/finding.js';
import { safeText } from './safe-text.js';

/** `[` `]` and `\` would start a link. */
export function plainText(text: string): string {
  return safeText(text).replace(/[[\]\\]/g, (character) => `\\${character}`);
}

/**
 * Each related location is linked where the text names its place (`src/server.ts:14`), else in a sentence at the end. Its id is
 * its position, counted from 1.
 */
export function linkedText(text: string, related: readonly RelatedLocation[]): string {
  const ids = new Map<string, number>();
  related.forEach(({ location }, index) => {
    const place = `${location.file}:${location.line}`;
    if (!ids.has(place)) ids.set(place, index + 1);
  });
  const linked = new Set<string>();
  const places = [...ids.keys()].sort((a, b) => b.length - a.length);
  let rest = text;
  let result = '';
  while (rest !== '') {
    const next = nextPlace(rest, places);
    if (next === undefined) break;
    result += `${plainText(rest.slice(0, next.start))}[${plainText(next.place)}](${ids.get(next.place)})`;
    linked.add(next.place);
    rest = rest.slice(next.start + next.place.length);
  }
  result += plainText(rest);
  const others = related.flatMap(({ message, location }, index) => {
    const place = `${location.file}:${location.line}`;
    return linked.has(place) && ids.get(place) === index + 1 ? [] : [`[${plainText(message)}](${index + 1})`];
  });
  return others.length === 0 ? result : `${result} See: ${others.join(', ')}.`;
}

/** The first place that the text names, the longest where several start; `a.ts:1` is not named by `a.ts:14`. */
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
