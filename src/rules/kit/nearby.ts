// Whether two objects are told together: in one installation, or in folders that begin the same way.
import type { Location } from '../../model/location.js';

interface Placed {
  readonly at: Location;
  readonly scope?: string;
}

/** Two files at the root of the scan are nearby, and a file there is nearby to all. */
export function isNearby(a: Placed, b: Placed): boolean {
  if (a.scope !== b.scope) return false;
  const [left, right] = [topOf(a), topOf(b)];
  return a.scope !== undefined || left === '' || right === '' || left === right;
}
function topOf({ at: { file } }: Placed): string {
  const slash = file.indexOf('/');
  return slash < 0 ? '' : file.slice(0, slash);
}
