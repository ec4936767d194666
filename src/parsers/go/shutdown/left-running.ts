// A server that nothing stops: main waits for the signal and returns, and the process takes the server along.
import { type ServerSite, siteStoppedBy } from '../servers/site.js';
import type { Flow } from '../values/flow.js';
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
  return scope.nodes('call_expression').every((call) => {
    if (siteStoppedBy(scope, flow, site, call) !== undefined) return false;
    const callee = scope.file.callee(call);
    if (callee.kind === 'local' && scope.functionNamed(callee.name) !== undefined) return true;
    return scope.file.callArguments(call).every((each) => !site.places.has(flow.placeOf(each) ?? ''));
  });
}
