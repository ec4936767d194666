// Message text for SARIF: places become links to related locations, and nothing that came from a file can make a link of its own.
import type { RelatedLocation } from '../model/finding.js';
import { splitAtPlaces } from './place-text.js';
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
  const linked = new Set<number>();
  const parts = splitAtPlaces(text, related).map((part) => {
    if (typeof part === 'string') return plainText(part);
    linked.add(part.index);
    return `[${plainText(part.place)}](${part.index + 1})`;
  });
  const others = related.flatMap(({ message }, index) =>
    linked.has(index) ? [] : [`[${plainText(message)}](${index + 1})`],
  );
  return others.length === 0 ? parts.join('') : `${parts.join('')} See: ${others.join(', ')}.`;
}
