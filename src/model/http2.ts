// Two neighbours that speak HTTP/2: which idle clock counts there, and whether a connection that ends takes a request with it.
import { idleSlack, promisedIdle } from './idle-pair.js';
import { originPlace, type Setting, type UnknownReason, unknown } from './setting.js';
import type { Hop, HopPair } from './topology.js';
import { outlasts, satisfies, type Verdict } from './verdict.js';

type Neighbours = Pick<HopPair, 'downstream' | 'upstream'>;

/** Whether they speak it: the one in front was told to, or the one behind speaks nothing else. */
export function speakHttp2({ downstream, upstream }: Neighbours): Verdict {
  if (isTrue(upstream, 'speaks-only-http2')) return { holds: 'yes', because: [] };
  const version = downstream.settings.get('outbound.httpVersion');
  const is2 = satisfies(version, (text) => /^(?:(?:HTTP\/?)?2(?:\.0)?|GRPCS?|H2C?)$/i.test(text));
  const is1 = satisfies(version, (text) => /^(?:HTTP\/?)?1(?:\.[01])?$/i.test(text));
  if (is2.holds === 'yes') return is2;
  // Whatever the one in front would like to speak: this is all that is left.
  if (is1.holds === 'yes' || speaksOnlyHttp1(upstream))
    return { holds: 'no', because: is1.holds === 'yes' ? is1.because : [] };
  if (version.state === 'unknown' && version.reason.kind !== 'no-default') return is2;
  const text =
    version.state === 'known'
      ? `${downstream.name} speaks the HTTP version of each client, or one agreed on while running`
      : `which HTTP version ${downstream.name} speaks to ${upstream.name} is not documented`;
  const kind = version.state === 'known' ? 'dynamic' : 'no-default';
  const settle = downstream.declared === true ? { settle: 'State its httpVersion in hoplint.yaml.' } : {};
  return { holds: 'unknown', because: [{ kind, text, ...settle, at: downstream.at }] };
}
/** Its product knows no other version, or none without TLS or without being told, and it was not. */
function speaksOnlyHttp1({ habits, server, proxy }: Hop): boolean {
  const accepts = habits.text('accepts-http2');
  if (accepts.state === 'unknown') return false;
  const traits = server?.fact.traits ?? proxy?.traits ?? [];
  const isOpen = traits.some(
    ({ name, value }) =>
      (name === 'http2' || name === 'h2c' || name === 'serverFactory') &&
      !(value.kind === 'literal' && value.value === false),
  );
  if (isOpen) return false;
  switch (accepts.value) {
    case 'never':
      return true;
    case 'over-tls':
      return traits.some(({ name }) => name === 'plaintext');
    case 'when-told':
      return proxy !== undefined;
    default:
      return false;
  }
}

/** How long idle HTTP/2 connections are kept. */
export function http2Idle({ downstream, upstream }: Neighbours): Setting {
  const idle = upstream.settings.get('inbound.http2IdleTimeout');
  if (idle.state === 'known' || idle.reason.kind !== 'no-default') return idle;
  return unknown({
    kind: 'no-default',
    text: `${downstream.name} speaks HTTP/2 to ${upstream.name}, and how long ${upstream.product.title} keeps idle HTTP/2 connections is not documented`,
    at: upstream.at,
  });
}

/** How long the one behind keeps idle connections that the one in front opened, in the HTTP version they speak. */
export function keptIdle(pair: Neighbours): Setting {
  return speakHttp2(pair).holds === 'yes' ? http2Idle(pair) : pair.upstream.settings.get('inbound.idleTimeout');
}

/** Whether a request that meets the end of an idle HTTP/2 connection is answered all the same. */
function outlivesHttp2Close({ downstream, upstream }: Neighbours): Verdict {
  const spares = ['idle-close-spares-requests', 'http2-idle-close-spares-requests'];
  if (spares.some((key) => isTrue(upstream, key))) return { holds: 'yes', because: [] };
  if (triesRefusedAgain(downstream)) return triesAllAgain(downstream);
  if (isTrue(downstream, 'loses-refused-streams')) return { holds: 'no', because: [] };
  const text = `what ${downstream.product.title} does with a request that an HTTP/2 server refuses while it closes the connection is not documented`;
  return { holds: 'unknown', because: [{ kind: 'no-default', text, at: downstream.at }] };
}
function triesRefusedAgain({ habits, settings }: Hop): boolean {
  const words = habits.list('retries-refused-streams');
  if (words.state === 'unknown' || satisfies(settings.get('outbound.attempts'), (tries) => tries <= 1).holds === 'yes')
    return false;
  const isCovered = (on: string): boolean => on.split(/[\s,]+/).some((word) => words.value.includes(word));
  return satisfies(settings.get('outbound.retryOn'), isCovered).holds === 'yes';
}
/** Where it sends refused requests again: a burst that meets the end of a connection is sent again only as far as retries may run at once. */
export function triesAllAgain({ name, settings }: Hop): Verdict {
  const atOnce = settings.get('outbound.parallelRetries');
  if (atOnce.state === 'unknown' || satisfies(atOnce, (count) => count > fewAtOnce).holds === 'yes')
    return { holds: 'yes', because: [] };
  const reason: UnknownReason = {
    kind: 'dynamic',
    text: `${name} sends refused requests again, but only ${atOnce.value} at once, and how many of them meet the end of a connection depends on the load`,
    settle: `Raise ${settings.keyOf('outbound.parallelRetries')} of ${name} above the requests that may arrive at once.`,
    at: originPlace(atOnce.origin),
  };
  return { holds: 'unknown', because: [reason] };
}
/** More than this many requests within some milliseconds are a burst even for a small service. */
const fewAtOnce = 10;

function isTrue({ habits }: Hop, key: string): boolean {
  const habit = habits.truth(key);
  return habit.state === 'known' && habit.value;
}

/** Whether the connections that the one in front reuses are safe from the one behind, in whichever version they speak. */
export function outlastsReuse(pair: Neighbours): Verdict {
  const reused = pair.downstream.settings.get('outbound.idleTimeout');
  const plain = (): Verdict => outlasts(promisedIdle(pair.upstream), reused, idleSlack);
  const spoken = speakHttp2(pair);
  if (spoken.holds === 'no') return plain();
  const over2 = overHttp2(pair, reused);
  if (spoken.holds === 'yes') return over2;
  const over1 = plain();
  return over1.holds === over2.holds ? over1 : spoken;
}
function overHttp2(pair: Neighbours, reused: Setting): Verdict {
  const outlives = outlivesHttp2Close(pair);
  if (outlives.holds === 'yes') return outlives;
  const outlasting = outlasts(http2Idle(pair), reused, idleSlack);
  return outlasting.holds === 'no' ? outlives : outlasting;
}
