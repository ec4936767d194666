// Whether a server answers a path: by its routes, and by what may stand below their mounts.
import type { Server } from '../../model/topology.js';
import { anyCharacters, anyInSegment, matchesPieces, oneInSegment, type PatternPiece } from '../../model/wildcard.js';

export type Route = Server['fact']['routes'][number];

/** Without query, fragment and last slash. */
export const plainPath = (path: string): string => path.replace(/[?#].*/s, '').replace(/(?<=^\/|[^/])\/+$/, '');
const slash: PatternPiece = { is: 'text', text: '/' };
/** A parameter is at least one character of one segment, a wildcard whatever is left. */
function piecesOf(route: string): readonly PatternPiece[] {
  return route.split('/').flatMap((part, index) => {
    const piece: readonly PatternPiece[] = !/[*:{]/.test(part)
      ? [{ is: 'text', text: part }]
      : part.includes('*') || part.includes('...')
        ? [anyCharacters]
        : [oneInSegment, anyInSegment];
    return index === 0 ? piece : [slash, ...piece];
  });
}
/** Whether a route with parameters or wildcards answers the path. */
export function answersPath(route: string, path: string): boolean {
  return (
    matchesPieces(piecesOf(plainPath(route)), plainPath(path)) ||
    (plainPath(route) !== '/' && route.endsWith('/') && plainPath(path).startsWith(route))
  );
}
/** Whether a route, or what lies below its mount, may answer the path: most routers do not tell letters by their case. */
export function mayAnswerPath({ path: route, below }: Route, path: string): boolean {
  const [own, asked] = [plainPath(route).toLowerCase(), plainPath(path).toLowerCase()];
  // `/health(z)?` of Express 4 is a pattern.
  if (/[?+()]/.test(route) || answersPath(own, asked)) return true;
  return below === true && matchesPieces([...(own === '/' ? [] : piecesOf(own)), slash, anyCharacters], asked);
}
/** Whether a balancer takes a status for a success; `codes`: `200`, `200-299,302`. */
export function acceptsStatus(codes: string, status: number): boolean {
  return codes.split(',').some((part) => {
    const [, first, last = first] = /^\s*(\d{1,3})(?:-(\d{1,3}))?\s*$/.exec(part) ?? [];
    // What cannot be read may hold anything.
    return first === undefined || (Number(first) <= status && status <= Number(last));
  });
}
