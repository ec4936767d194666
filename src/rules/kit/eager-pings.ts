// Clients that ping more often than the server they call puts up with: it ends the connection, with every call on it.
import { timesOf } from '../../model/duration.js';
import type { CalledServer, CallLink, Model } from '../../model/topology.js';
import { all, any, atLeast, formatBound, type Verdict } from '../../model/verdict.js';
import type { Tale } from './define-rule.js';
import { showAbove, showHalf } from './lengths.js';
import { relatedTo, show, showValue } from './wording.js';

export interface EagerPings {
  readonly kind: 'eager-pings';
  readonly link: CallLink;
}

export function* eagerPings({ calls }: Model): Iterable<EagerPings> {
  const seen = new Set<string>();
  for (const link of calls) {
    const ping = link.call.settings.get('stream.pingInterval');
    if (ping.state === 'known' && ping.value.kind !== 'finite') continue;
    if (!link.call.fact.settings.some(({ name }) => name === 'stream.pingInterval')) continue;
    const { file, line } = link.call.fact.at;
    const to = 'kind' in link.to ? [] : link.to.map(({ server }) => `${server.fact.at.file}:${server.fact.at.line}`);
    const key = [`${file}:${line}`, link.from.name, showValue(ping), ...to].join(' ');
    if (seen.has(key)) continue;
    seen.add(key);
    yield { kind: 'eager-pings', link };
  }
}

/** The next ping goes out that long after the last answer came back, so equal times are no race here. */
const verdictOf = ({ call }: CallLink, { server }: CalledServer): Verdict =>
  atLeast(call.settings.get('stream.pingInterval'), server.settings.get('stream.pingMinimum'));

export function areTolerated({ link }: EagerPings): Verdict {
  if ('kind' in link.to) return { holds: 'unknown', because: [link.to] };
  const verdicts = link.to.map((each) => verdictOf(link, each));
  const every = all(...verdicts);
  if (every.holds !== 'no' || any(...verdicts).holds === 'no') return every;
  const text = 'several servers may answer there, and not all of them take so many pings';
  return { holds: 'unknown', because: [{ kind: 'ambiguous', text, at: link.call.fact.at }] };
}

export function tellEagerPings({ link }: EagerPings): Tale {
  const { call, from, to } = link;
  const ping = call.settings.get('stream.pingInterval');
  const called = 'kind' in to ? undefined : to.find((each) => verdictOf(link, each).holds === 'no');
  if (called === undefined) throw new RangeError('only what a server refuses is told');
  const { server, workload } = called;
  const least = server.settings.get('stream.pingMinimum');
  const strikes = call.habits.count('pings-until-refused');
  const silence =
    ping.state === 'known' && ping.value.kind === 'finite' && strikes.state === 'known'
      ? ` for ${formatBound({ kind: 'finite', length: timesOf(ping.value.length, strikes.value) })}`
      : '';
  return {
    message: `${from.name} pings ${workload.name} every ${show(ping)}, but ${workload.name} takes no more than one ping in ${show(least)}, so where it is silent${silence} in a call it ends the connection as too_many_pings, with every other call on it.`,
    help: `Raise ${call.settings.keyOf('stream.pingInterval')} of ${from.name} to ${showAbove(least)} or more, or set ${server.settings.keyOf('stream.pingMinimum')} of the enforcement policy of ${workload.name} to ${showHalf(ping)} or less.`,
    at: ping,
    related: [
      ...relatedTo(ping, `${from.name} pings from here`),
      ...relatedTo(least, `${workload.name} takes one ping in ${showValue(least)}`),
    ],
    key: [from.name, call.fact.at.file, workload.name],
  };
}
