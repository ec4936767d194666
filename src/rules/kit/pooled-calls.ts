// Programs that reuse connections to a server of ours longer than it keeps them: no proxy stands between them.
import { idleSlack, promisedIdle, promisedIdleName, reusesConnections } from '../../model/idle-pair.js';
import type { Setting } from '../../model/setting.js';
import type { CalledServer, CallLink, Model } from '../../model/topology.js';
import { all, any, not, outlasts, type Verdict } from '../../model/verdict.js';
import type { Tale } from './define-rule.js';
import { lostRequest } from './failures.js';
import { showAbove, showBelow } from './lengths.js';
import { atStart, relatedTo, show, showOrigin, showValue } from './wording.js';

export interface PooledCall {
  readonly kind: 'pooled-call';
  readonly link: CallLink;
  readonly to: readonly CalledServer[];
}

/** Of an address that leads to nothing known nobody expects to hear: most of what programs call is elsewhere. */
export function* pooledCalls({ calls }: Model): Iterable<PooledCall> {
  const seen = new Set<string>();
  for (const link of calls) {
    const { call, from, to } = link;
    if ('kind' in to || reusesConnections(call).holds === 'no') continue;
    // It gives up earlier where the server says how long it waits.
    if (call.habits.rows('hint-margin').length > 0) continue;
    const idle = call.settings.get('outbound.idleTimeout');
    if (idle.state === 'unknown' && idle.reason.kind === 'no-default') continue;
    const { file, line } = call.fact.at;
    // One request says as much as all others of its client.
    const place = call.fact.request === undefined ? `${file}:${line}` : call.product.id;
    const key = [place, from.name, ...to.map(({ server: { fact } }) => `${fact.at.file}:${fact.at.line}`)];
    if (seen.has(key.join(' '))) continue;
    seen.add(key.join(' '));
    yield { kind: 'pooled-call', link, to };
  }
}

/** Told how long it may keep them, it believes a server that says less: which one does, its responses show. */
function heedsServer({ call }: CallLink, { server }: CalledServer): boolean {
  const heeds = call.habits.truth('honours-hint-only-with-timeout');
  const idle = call.settings.get('outbound.idleTimeout');
  const announces = server.habits.truth('keep-alive-header');
  return [heeds, announces].every((each) => each.state === 'known' && each.value) && isLimited(idle);
}
const isLimited = (idle: Setting): boolean => idle.state === 'known' && idle.value.kind === 'finite';
/** It ends each connection with its response: nothing is left to be reused. */
const keepsNone = ({ server }: CalledServer): boolean => {
  const idle = promisedIdle(server);
  return idle.state === 'known' && idle.value.kind === 'off';
};

function verdictOf(link: CallLink, called: CalledServer): Verdict {
  const { call } = link;
  if (heedsServer(link, called) || keepsNone(called)) return { holds: 'yes', because: [] };
  return any(
    not(reusesConnections(call)),
    outlasts(promisedIdle(called.server), call.settings.get('outbound.idleTimeout'), idleSlack),
  );
}

export function holdsOnLongEnough({ link, to }: PooledCall): Verdict {
  const verdicts = to.map((each) => verdictOf(link, each));
  const every = all(...verdicts);
  if (every.holds !== 'no' || any(...verdicts).holds === 'no') return every;
  const text = 'several servers may answer there, and not all of them keep idle connections long enough';
  return { holds: 'unknown', because: [{ kind: 'ambiguous', text, at: link.call.fact.at }] };
}

export const howLong = (reuses: Setting): string =>
  reuses.state === 'known' && !isLimited(reuses)
    ? `without a limit (${showOrigin(reuses.origin)})`
    : `for ${show(reuses)}`;

export function tellPooledCall({ link, to }: PooledCall): Tale {
  const { call, from } = link;
  const called = to.find((each) => verdictOf(link, each).holds === 'no');
  if (called === undefined) throw new RangeError('only a server that closes first is told');
  const { server, workload } = called;
  const reuses = call.settings.get('outbound.idleTimeout');
  const closes = promisedIdle(server);
  const caller = `${call.product.title} of ${from.title}`;
  const late = outlasts(server.settings.get('inbound.idleTimeout'), reuses).holds === 'no';
  const name = promisedIdleName(server);
  const { request } = call.fact;
  const own = call.settings.keyOf('outbound.idleTimeout');
  const values = `${atStart(workload.title)} closes idle connections after ${show(closes)}`;
  return {
    message: late
      ? `${values}, but ${caller} reuses them ${howLong(reuses)}, so ${lostRequest(call)}.`
      : `${values}, barely later than the ${show(reuses)} for which ${caller} reuses them, so one stall of the process is enough; then ${lostRequest(call)}.`,
    help: isLimited(reuses)
      ? `Raise ${server.settings.keyOf(name)} of ${workload.title} to ${showAbove(reuses)} or more, or lower ${own} of ${caller} to ${showBelow(closes)} or less.`
      : `Set ${own} of ${caller} to ${showBelow(closes)} or less.`,
    at: closes,
    related: [
      ...relatedTo(reuses, `${caller} reuses idle connections for ${showValue(reuses)}`),
      ...relatedTo(closes, `${workload.title} closes them after ${showValue(closes)}`),
      ...(request === undefined ? [] : [{ message: `a ${request} is sent here`, location: call.fact.at }]),
    ],
    key: [from.name, call.fact.at.file, workload.name],
    // What the program makes of the error nobody can see from here.
    ...(late && request === undefined ? {} : { severity: 'warning' as const }),
  };
}
