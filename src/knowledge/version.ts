// Version ranges as sets of intervals, so that "22" can be asked whether all of it, some of it or none of it lies in a range.
import { perName } from './memo.js';

/** Half-open: from the first version in it to the first version after it. */
type Interval = readonly [from: number, to: number];
/** Sorted, disjoint, not touching. Empty: no version at all. */
export type VersionSet = readonly Interval[];

const end = Number.POSITIVE_INFINITY;
export const anyVersion: VersionSet = [[0, end]];

/** One number per version keeps comparison trivial; parts above 99999 do not occur in products we know. */
function rank(major: number, minor: number, patch: number): number {
  const part = (value: number): number => Math.min(value, 99_999);
  return Math.min(major, 99_999) * 1e10 + part(minor) * 1e5 + part(patch);
}

const partialShape = /^[v=]?(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:[-+][0-9A-Za-z.+-]*)?$/;
/** `22` is all of 22.x.x, `22.9` all of 22.9.x, `22.9.1` itself. */
function parsePartial(text: string): { readonly all: Interval; readonly parts: readonly number[] } | undefined {
  const match = partialShape.exec(text);
  if (match === null) return undefined;
  const parts: number[] = [];
  for (const group of match.slice(1)) {
    if (group === undefined || /^[xX*]$/.test(group)) break;
    parts.push(Number(group));
  }
  const [major, minor, patch] = parts;
  if (major === undefined) return { all: [0, end], parts };
  if (minor === undefined) return { all: [rank(major, 0, 0), rank(major + 1, 0, 0)], parts };
  if (patch === undefined) return { all: [rank(major, minor, 0), rank(major, minor + 1, 0)], parts };
  const at = rank(major, minor, patch);
  return { all: [at, at + 1], parts };
}

/** `^1.2` stays below 2, `^0.2` below 0.3, as npm has it. */
function caretEnd(parts: readonly number[]): number {
  const [major, minor, patch] = parts;
  if (major === undefined) return end;
  if (major > 0 || minor === undefined) return rank(major + 1, 0, 0);
  if (minor > 0 || patch === undefined) return rank(0, minor + 1, 0);
  return rank(0, 0, patch) + 1;
}
function tildeEnd(parts: readonly number[]): number {
  const [major, minor] = parts;
  if (major === undefined) return end;
  return minor === undefined ? rank(major + 1, 0, 0) : rank(major, minor + 1, 0);
}

function parseComparator(text: string): Interval | undefined {
  const match = /^(>=|<=|>|<|\^|~|=)?(.+)$/.exec(text);
  const partial = match?.[2] === undefined ? undefined : parsePartial(match[2]);
  if (partial === undefined) return undefined;
  const [from, to] = partial.all;
  switch (match?.[1]) {
    case '>=':
      return [from, end];
    case '>':
      return [to, end];
    case '<':
      return [0, from];
    case '<=':
      return [0, to];
    case '^':
      return [from, caretEnd(partial.parts)];
    case '~':
      return [from, tildeEnd(partial.parts)];
    default:
      return partial.all;
  }
}

function parseConjunction(text: string): VersionSet | undefined {
  const hyphen = /^(\S+)\s+-\s+(\S+)$/.exec(text);
  const words =
    hyphen === null ? text.replace(/(>=|<=|>|<|\^|~|=)\s+/g, '$1').split(/\s+/) : [`>=${hyphen[1]}`, `<=${hyphen[2]}`];
  let set: VersionSet = anyVersion;
  for (const word of words) {
    const interval = parseComparator(word);
    if (interval === undefined) return undefined;
    set = intersect(set, [interval]);
  }
  return set;
}

/** The subset of npm's ranges that our tables and `engines` fields use; undefined when the text is no range. */
export function parseRange(text: string): VersionSet | undefined {
  return text.length > 256 ? undefined : readRange(text);
}
const readRange = perName((text): VersionSet | undefined => {
  let set: VersionSet = [];
  for (const piece of text.split('||')) {
    const part = parseConjunction(piece.trim() === '' ? '*' : piece.trim());
    if (part === undefined) return undefined;
    set = unite(set, part);
  }
  return set;
});

/** A version as people write it: `22`, `v22.19.0-alpine`, `go1.22.3`, `>=18`; undefined when it names none (`lts`, `latest`). */
export function parseLooseVersion(text: string): VersionSet | undefined {
  const trimmed = text.trim();
  const plain = /^(?:v|go|node-?v?)?(\d{1,5}(?:\.\d{1,5}){0,2})(?:[-+_.][^\s|]*)?$/.exec(trimmed);
  if (plain?.[1] !== undefined) {
    const all = parsePartial(plain[1])?.all;
    return all === undefined ? undefined : [all];
  }
  return trimmed === '' || trimmed === '*' ? undefined : parseRange(trimmed);
}

export function intersect(a: VersionSet, b: VersionSet): VersionSet {
  return normalise(
    a.flatMap(([from, to]) => b.map(([low, high]): Interval => [Math.max(from, low), Math.min(to, high)])),
  );
}
export function unite(a: VersionSet, b: VersionSet): VersionSet {
  return normalise([...a, ...b]);
}
export function subtract(a: VersionSet, b: VersionSet): VersionSet {
  return b.reduce<VersionSet>(
    (rest, [low, high]) =>
      normalise(
        rest.flatMap(([from, to]): Interval[] => [
          [from, Math.min(to, low)],
          [Math.max(from, high), to],
        ]),
      ),
    a,
  );
}
function normalise(intervals: readonly Interval[]): VersionSet {
  const merged: [number, number][] = [];
  for (const [from, to] of intervals.filter((each) => each[0] < each[1]).sort((x, y) => x[0] - y[0])) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  return merged;
}

/** `some`: part of the versions the loose text stands for lies in the range, part does not. */
export function matchVersion(loose: string, range: string): 'all' | 'some' | 'none' {
  const versions = parseLooseVersion(loose) ?? anyVersion;
  const allowed = parseRange(range) ?? [];
  if (intersect(versions, allowed).length === 0) return 'none';
  return subtract(versions, allowed).length === 0 ? 'all' : 'some';
}

/** The rows that apply to some of `versions`, in order, earlier rows first; `open`: versions that no row covers. */
export function rowsFor<Row extends { readonly versions?: string }>(
  rows: readonly Row[],
  versions: VersionSet,
): { readonly rows: readonly Row[]; readonly open: boolean } {
  let rest = versions;
  const found: Row[] = [];
  for (const row of rows) {
    const range = parseRange(row.versions ?? '*') ?? [];
    if (intersect(rest, range).length > 0) found.push(row);
    rest = subtract(rest, range);
  }
  return { rows: found, open: rest.length > 0 };
}
