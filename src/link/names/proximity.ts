// Which of several same-named things a reference means: same scope first, then the nearest in the tree.
import type { Location } from '../../model/location.js';

interface Placed {
  readonly at: Location;
  readonly scope?: string;
  readonly namespace?: string;
}

/**
 * One template makes an object in each installation of its chart, all of them at one place. What a chart makes with its own values is
 * the same as its output that the repository keeps.
 */
export function placeKey({ at, scope = '' }: Placed): string {
  const isPlain = scope.startsWith('helm:') && at.file.startsWith(`${scope.slice('helm:'.length)}/`);
  return `${at.file}:${at.line}:${isPlain ? '' : scope}`;
}

/** Shared leading path segments; the same file counts one more than the same folder. */
export function nearness(a: string, b: string): number {
  if (a === b) return Number.POSITIVE_INFINITY;
  const shared = sharedFolders(a, b);
  const detour = foldersIn(a) + foldersIn(b) - 2 * shared;
  return shared * 100 - detour;
}
/** How many folders two paths start with in common. */
export function sharedFolders(a: string, b: string): number {
  let shared = 0;
  for (let place = 0; place < a.length && a[place] === b[place]; place += 1) if (a[place] === '/') shared += 1;
  return shared;
}
function foldersIn(path: string): number {
  let count = 0;
  for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) count += 1;
  return count;
}

/** Two objects can meet only inside one installation: one rendered chart or overlay, or plain files. */
export function canMeet(a: Placed, b: Placed): boolean {
  if (a.scope !== b.scope) return false;
  return a.namespace === undefined || b.namespace === undefined || a.namespace === b.namespace;
}

/** The candidates nearest to `from`; several when equally near. */
export function nearest<T extends Placed>(from: Placed, candidates: readonly T[]): readonly T[] {
  const reachable = candidates.filter((each) => canMeet(from, each));
  if (reachable.length < 2) return reachable;
  let best = Number.NEGATIVE_INFINITY;
  let chosen: T[] = [];
  for (const each of reachable) {
    const distance = nearness(from.at.file, each.at.file);
    if (distance > best) {
      best = distance;
      chosen = [each];
    } else if (distance === best) {
      chosen.push(each);
    }
  }
  return chosen;
}

/** Those of the same installation, else of any: what is plain here and what a chart makes there meet in the cluster. */
export function nearestAnywhere<T extends Placed>(from: Placed, candidates: readonly T[]): readonly T[] {
  const own = nearest(from, candidates);
  if (own.length > 0) return own;
  const placed = candidates.map((each) => [each, withoutScope(each)] as const);
  const found = new Set(
    nearest(
      withoutScope(from),
      placed.map(([, place]) => place),
    ),
  );
  return placed.flatMap(([each, place]) => (found.has(place) ? [each] : []));
}
function withoutScope({ at, namespace }: Placed): Placed {
  return namespace === undefined ? { at } : { at, namespace };
}
