// Finds the name somebody probably meant: the nearest known one, when it is near enough to be no coincidence.

/** Insertions, deletions, replacements and swaps of neighbours that turn `a` into `b`; more than `limit` is not counted out. */
export function editDistance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a.charCodeAt(i - 1) === b.charCodeAt(j - 1);
      let cost = Math.min(entry(last, j) + 1, entry(row, j - 1) + 1, entry(last, j - 1) + (same ? 0 : 1));
      const swapped =
        i > 1 && j > 1 && a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
      if (swapped) cost = Math.min(cost, entry(beforeLast, j - 2) + 1);
      row.push(cost);
    }
    if (Math.min(...row) > limit) return limit + 1;
    beforeLast = last;
    last = row;
  }
  return Math.min(entry(last, b.length), limit + 1);
}

const entry = (row: readonly number[], index: number): number => row[index] ?? Number.POSITIVE_INFINITY;

/** No name of a product is longer; anything longer is not compared. */
const longest = 120;

/** The known name nearest to `name`, or none: letter case and separators count little, a cut-off end counts as near. */
export function nearestName(name: string, known: Iterable<string>): string | undefined {
  if (name.length > longest) return undefined;
  const limit = Math.max(1, Math.min(3, Math.floor(name.length / 4)));
  const plain = plainForm(name);
  let best: { name: string; distance: number } | undefined;
  for (const candidate of known) {
    const distance = distanceTo(name, plain, candidate, limit);
    if (distance > limit) continue;
    if (best === undefined || distance < best.distance) best = { name: candidate, distance };
  }
  return best?.name;
}

function distanceTo(name: string, plain: string, candidate: string, limit: number): number {
  const other = plainForm(candidate);
  if (plain === other) return 0;
  const distance = editDistance(name, candidate, limit);
  if (distance <= limit) return distance;
  const cut = plain.length >= 8 && (other.startsWith(plain) || plain.startsWith(other)) && other.length >= 8;
  return cut ? limit : limit + 1;
}

const plainForm = (name: string): string => name.toLowerCase().replaceAll(/[-_.]/g, '');
