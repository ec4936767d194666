// What an overview of a run shows of its request paths: the broken ones first, and those of which nothing is known by name only.
import { groupBy } from '../../model/group-by.js';
import type { RequestPath } from '../../model/topology.js';
import { drawPath } from '../path-text.js';
import { worstFirst } from './joints.js';

export interface Overview {
  readonly paths: readonly RequestPath[];
  /** What no hop was found for, on either side: "Deployment redis". */
  readonly blind: readonly string[];
}

export function overviewOf(paths: readonly RequestPath[]): Overview {
  const blind = paths.filter((path) => !showsHop(path));
  return {
    paths: worstFirst(paths.filter(showsHop)),
    blind: [...new Set(blind.map(titleOf))],
  };
}
/** How many an overview tells apart: copies in other overlays and namespaces that look alike are one line, and so one path to its reader. */
export function countPaths(paths: readonly RequestPath[]): number {
  return new Set(paths.map((path) => (showsHop(path) ? drawPath(path) : titleOf(path)))).size;
}
/** What it leads to: a workload, or the last hop that is known. */
export function titleOf({ workload, nodes, id }: RequestPath): string {
  const last = nodes.findLast((node) => node.is === 'hop');
  return workload?.title ?? last?.name ?? id;
}
/** As they were, those that show no hop at the end. */
export function blindLast(paths: readonly RequestPath[]): readonly RequestPath[] {
  return [...paths.filter(showsHop), ...paths.filter((path) => !showsHop(path))];
}
function showsHop(path: RequestPath): boolean {
  return path.nodes.some((node) => node.is !== 'gap');
}

/** In one sentence, the first few by name. */
export function blindText(blind: readonly string[]): string {
  const named = blind.slice(0, mostNamed);
  const rest = blind.length - named.length;
  const last = named.at(-1) ?? '';
  const names =
    rest > 0
      ? `${named.join(', ')} and ${rest} more`
      : named.length < 2
        ? last
        : `${named.slice(0, -1).join(', ')} and ${last}`;
  return `Nothing is known of what stands in front of ${names}, nor of the server inside.`;
}
const mostNamed = 3;

/** Why hops are drawn as "?", what stands for most of them first, and what would show them. */
export function gapsText(paths: readonly RequestPath[]): readonly string[] {
  const reasons = paths.flatMap(({ nodes }) => nodes.flatMap((node) => (node.is === 'gap' ? [node.reason] : [])));
  const kinds = [...groupBy(reasons, ({ text, settle }) => settle ?? text).values()];
  return kinds
    .sort((a, b) => b.length - a.length)
    .slice(0, mostGaps)
    .map((kind) => {
      const texts = [...new Set(kind.map(({ text }) => text))];
      const rest = texts.length > 1 ? ` (and ${texts.length - 1} more of this kind)` : '';
      const settle = kind[0]?.settle;
      return `${texts[0]}${rest}.${settle === undefined ? '' : ` ${settle}`}`;
    });
}
const mostGaps = 2;
