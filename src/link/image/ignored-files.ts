// Whether `.dockerignore` keeps a file out of an image.
import type { IgnoreFileFact } from '../../model/facts.js';
import { joinPath } from '../../model/file-paths.js';
import type { FactIndex } from '../../model/topology.js';
import { matchesGlob } from '../../model/wildcard.js';
import { ignoreFilesByPath } from '../lookups.js';
import type { ImageSource } from './effective-image.js';

/** The one beside the Dockerfile comes before the one of the context. */
export function isIgnored(source: ImageSource | undefined, path: string, facts: FactIndex): boolean {
  if (source === undefined) return false;
  const files = ignoreFilesByPath(facts);
  const dockerfile = source.dockerfile?.at.file;
  const [own] = (dockerfile === undefined ? undefined : files.get(`${dockerfile}.dockerignore`)) ?? [];
  const [shared] = files.get(joinPath(source.context, '.dockerignore')) ?? [];
  const file = own ?? shared;
  const inContext = source.context === '' ? path : path.slice(source.context.length + 1);
  return file !== undefined && isKeptOut(file, inContext);
}

/** The last line that matches a file, or a folder above it, decides. */
function isKeptOut({ patterns }: Pick<IgnoreFileFact, 'patterns'>, path: string): boolean {
  const segments = path.split('/');
  let out = false;
  for (const each of patterns) {
    const brings = each.startsWith('!');
    const pattern = (brings ? each.slice(1).trim() : each)
      .split('/')
      .filter((segment) => segment !== '' && segment !== '.');
    if (brings === out && matchesAbove(pattern, segments)) out = !brings;
  }
  return out;
}
/** Segment by segment, `**` for any number of them; it is enough that the pattern ends at a folder above. */
function matchesAbove(pattern: readonly string[], segments: readonly string[]): boolean {
  let places = new Set([0]);
  for (const part of pattern) {
    const next = new Set<number>();
    for (const place of places) {
      if (part === '**') for (let at = place; at <= segments.length; at++) next.add(at);
      else if (place < segments.length && matchesGlob(part, segments[place] ?? '')) next.add(place + 1);
    }
    places = next;
  }
  return pattern.length > 0 && places.size > 0;
}
