// What holds inside one block of nginx configuration: its own directives over those it inherits, as nginx inherits them.
import type { Directive } from '../../model/facts.js';
import { includeOutOfSight, type OutOfSight } from './out-of-sight.js';

export interface Scope {
  /** Directives that take one value, by name: the innermost wins. */
  readonly values: ReadonlyMap<string, Directive>;
  /** `proxy_set_header` is inherited as a whole list, and only by blocks that have none of their own. */
  readonly headers: readonly Directive[];
  /** A Connection header of an outer block that this block's own list of headers drops. */
  readonly lostConnection?: { readonly outer: Directive; readonly by: Directive };
  /** A file that stands here, or around, and that nobody sees. */
  readonly outOfSight?: OutOfSight;
  /** Variables by name; `if` blocks may set one several times. */
  readonly variables: ReadonlyMap<string, readonly Directive[]>;
}
export const outermost: Scope = { values: new Map(), headers: [], variables: new Map() };

export function enter(outer: Scope, block: readonly Directive[]): Scope {
  const values = new Map(outer.values);
  const variables = new Map(outer.variables);
  const own: Directive[] = [];
  for (const each of block) {
    if (each.block !== undefined || each.name === 'include') continue;
    if (each.name === 'proxy_set_header') own.push(each);
    else if (each.name !== 'set') values.set(each.name, each);
  }
  for (const [name, directives] of setsIn(block)) variables.set(name, directives);
  const outOfSight = lookOutside(outer, block);
  const seen = outOfSight === undefined ? {} : { outOfSight };
  if (own.length === 0) return { ...outer, values, variables, ...seen };
  const lost = connectionHeader(outer.headers);
  const first = own[0];
  const isLost = lost !== undefined && first !== undefined && connectionHeader(own) === undefined;
  return {
    values,
    variables,
    headers: own,
    ...seen,
    ...(isLost ? { lostConnection: { outer: lost, by: first } } : {}),
  };
}
function lookOutside({ outOfSight }: Scope, block: readonly Directive[]): OutOfSight | undefined {
  const by = includeOutOfSight(block);
  if (by === undefined && outOfSight === undefined) return undefined;
  const own = block.flatMap((each) => (each.block === undefined ? [each.name] : []));
  if (by !== undefined) return { by, certain: new Set(own) };
  return outOfSight && { by: outOfSight.by, certain: new Set([...outOfSight.certain, ...own]) };
}

function setsIn(block: readonly Directive[]): ReadonlyMap<string, readonly Directive[]> {
  const found = new Map<string, Directive[]>();
  const visit = (directives: readonly Directive[]): void => {
    for (const each of directives) {
      const name = each.name === 'set' ? each.words[0]?.text.replace(/^\$/, '') : undefined;
      if (each.name === 'if' && each.block !== undefined) visit(each.block);
      if (name === undefined) continue;
      const list = found.get(name);
      if (list === undefined) found.set(name, [each]);
      else list.push(each);
    }
  };
  visit(block);
  return found;
}

/** The Connection header of a list of `proxy_set_header`; names have no case. */
export function connectionHeader(headers: readonly Directive[]): Directive | undefined {
  return headers.findLast((each) => each.words[0]?.text.toLowerCase() === 'connection');
}
