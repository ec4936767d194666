// A server that nothing stops: main waits for the signal and returns, and the process takes the server along.
import { groupPairs } from '../../../model/group-by.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { isStopped, type ServerSite } from '../servers/site.js';
import type { Flow, Place } from '../values/flow.js';
import type { Scope } from '../values/scope.js';
import type { Values } from '../values/values.js';
import { runsAfter, threadOf } from './order.js';
import type { FoundHandler } from './signal-handlers.js';
import { waitsBeyond } from './waits-beyond.js';

/** Only where nobody else can get hold of it: what is in a field, or handed to another package, may be stopped there. */
export function isLeftRunning(
  values: Values,
  flow: Flow,
  { ends, steps, events }: FoundHandler,
  site: ServerSite,
): boolean {
  const { scope } = values;
  if (ends === undefined || site.listen === undefined || threadOf(scope, site.listen).kind !== 'goroutine')
    return false;
  if (steps.some(({ step }) => /^(?:close|close-all|exit|unknown)$/.test(step.do))) return false;
  if (!keepsToMain(values, flow, site)) return false;
  return !runsAfter(scope, ends).some((each) => waitsBeyond(values, flow, events ?? new Set(), each));
}

function keepsToMain({ scope }: Values, flow: Flow, site: ServerSite): boolean {
  const outer = scope.packageLevel().some((each) => site.places.has(`d:${each.id}`));
  if (outer || [...site.places].some((each) => each.startsWith('f:'))) return false;
  if (isStopped(scope, flow, site)) return false;
  const given = calls.get(flow) ?? callsByArgument(scope, flow);
  calls.set(flow, given);
  return [...site.places].every((place) => given.get(place)?.every((call) => leadsIntoFile(scope, call)) ?? true);
}
function leadsIntoFile(scope: Scope, call: SyntaxNode): boolean {
  const callee = scope.file.callee(call);
  return callee.kind === 'local' && scope.functionNamed(callee.name) !== undefined;
}
/** Asked of each server of a file: the calls are sorted once, by what they are given. */
const calls = new WeakMap<Flow, ReadonlyMap<Place, readonly SyntaxNode[]>>();
function callsByArgument(scope: Scope, flow: Flow): ReadonlyMap<Place, readonly SyntaxNode[]> {
  return groupPairs(
    scope.nodes('call_expression').flatMap((call) =>
      scope.file.callArguments(call).flatMap((each) => {
        const place = flow.placeOf(each);
        return place === undefined ? [] : [[place, call] as const];
      }),
    ),
  );
}
