// Which of several same-named things a reference means: same scope first, then the nearest in the tree.
import type { Location } from '../model/location.js';

interface Placed {
  readonly at: Location;
  readonly scope?: string;
  readonly namespace?: string;
}

/** Shared leading path segments; the same file counts one more than the same folder. */
export function nearness(a: string, b: string): number {
  if (a === b) return Number.POSITIVE_INFINITY;
  const left = a.split('/').slice(0, -1);
  const right = b.split('/').slice(0, -1);
  let shared = 0;
  while (shared < left.length && shared < right.length && left[shared] === right[shared]) shared++;
  const detour = left.length - shared + (right.length - shared);
  return shared * 100 - detour;
}

/** Two objects can meet only inside one installation: one rendered chart or overlay, or plain files. */
export function canMeet(a: Placed, b: Placed): boolean {
  if (a.scope !== b.scope) return false;
  return a.namespace === undefined || b.namespace === undefined || a.namespace === b.namespace;
}

/** The candidates nearest to `from`; several when equally near. */
export function nearest<T extends Placed>(from: Placed, candidates: readonly T[]): readonly T[] {
  const reachable = candidates.filter((each) => canMeet(from, each));
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
