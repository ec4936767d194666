// Compares versions as far as it is certain: the cluster's own is one of those that are in use.
import { type Sourced, textOf } from '../../kit/sourced.js';
import { unknownWords } from './truth.js';

type Version = readonly [major: number, minor: number, patch: number];

/** Clusters older than the first are no longer kept by anyone; no chart asks for something newer than the second. */
const clusters: readonly [Version, Version] = [
  [1, 27, 0],
  [1, 40, 0],
];

export function compareVersions(constraint: Sourced | undefined, version: Sourced | undefined): boolean | undefined {
  const wanted = textOf(constraint);
  if (wanted === undefined) return undefined;
  if (unknownWords(version)?.startsWith('.Capabilities.KubeVersion') === true) {
    const [oldest, newest] = clusters.map((each) => satisfies(wanted, each));
    return oldest === newest ? oldest : undefined;
  }
  const given = parse(textOf(version) ?? '');
  return given === undefined ? undefined : satisfies(wanted, given);
}

/** `>=1.19-0 <1.22`, joined by blanks or commas; other forms are not certain. */
function satisfies(constraint: string, version: Version): boolean | undefined {
  const parts = constraint
    .replaceAll(/([<>=!])\s+/g, '$1')
    .split(/[\s,]+/)
    .filter((part) => part !== '');
  let all = true;
  for (const part of parts) {
    const match = /^(>=|<=|>|<|!=|=)?v?(\d[\w.+-]*)$/.exec(part);
    const bound = parse(match?.[2] ?? '');
    if (match === null || bound === undefined) return undefined;
    const holds = test(match[1] ?? '=', order(version, bound));
    if (holds === undefined) return undefined;
    all &&= holds;
  }
  return parts.length === 0 ? undefined : all;
}
function test(sign: string, difference: number): boolean | undefined {
  switch (sign) {
    case '>=':
      return difference >= 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '<':
      return difference < 0;
    default:
      return undefined;
  }
}
function parse(text: string): Version | undefined {
  const match = /^v?(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:[-+].*)?$/.exec(text);
  return match === null ? undefined : [Number(match[1]), Number(match[2] ?? 0), Number(match[3] ?? 0)];
}
function order(a: Version, b: Version): number {
  const index = a.findIndex((part, place) => part !== b[place]);
  return index < 0 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
