// What holds in many places alike: written out once or twice, after that only where.
import type { Location } from '../model/location.js';
import { safeText } from './safe-text.js';

/** As many of one kind are written out; of more than that the first, and where the others are. */
const mostAlike = 2;
const mostPlaces = 5;

export function splitAlike<T>(alike: readonly T[]): { readonly written: readonly T[]; readonly others: readonly T[] } {
  const written = alike.length > mostAlike ? alike.slice(0, 1) : alike;
  return { written, others: alike.slice(written.length) };
}
export function othersText(others: readonly { readonly location: Location }[]): string {
  // One line of a template may be that of several.
  const places = [...new Set(others.map(placeOf))];
  const rest = places.length - mostPlaces;
  return `${others.length} more of this kind: ${places.slice(0, mostPlaces).join(', ')}${rest > 0 ? ` and ${rest} others (--verbose)` : ''}`;
}
export function placeOf({ location }: { readonly location: Location }): string {
  return `${safeText(location.file)}:${location.line}`;
}
