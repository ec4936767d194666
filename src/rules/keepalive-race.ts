// A server that drops idle connections first leaves the hop in front of it reusing dead ones.
import {
  adjacentHops,
  all,
  defineRule,
  type Hop,
  type HopPair,
  outlasts,
  placeOf,
  relatedTo,
  type Setting,
  satisfies,
  seconds,
  show,
  showValue,
  type Verdict,
} from './kit/index.js';

/** Slack below this is lost to a stalled event loop or a round trip (measured; see the rule page). */
const floor = seconds(1);

/** What the accepting side promises; a runtime's hidden buffer on top of it is no safety margin. */
function promises({ settings }: Hop): 'inbound.advertisedIdleTimeout' | 'inbound.idleTimeout' {
  const advertises = settings.keyOf('inbound.advertisedIdleTimeout') !== 'inbound.advertisedIdleTimeout';
  return advertises ? 'inbound.advertisedIdleTimeout' : 'inbound.idleTimeout';
}
function promised({ upstream }: HopPair): Setting {
  return upstream.settings.get(promises(upstream));
}

export default defineRule<HopPair>({
  id: 'keepalive-race',
  severity: 'error',
  summary: 'A hop keeps idle connections open longer than the hop in front of it reuses them',
  cause: 'keep-alive-mismatch',
  reads: ['inbound.idleTimeout', 'inbound.advertisedIdleTimeout', 'outbound.idleTimeout', 'outbound.pooling'],

  *each(model) {
    for (const pair of adjacentHops(model)) {
      const pooling = pair.downstream.settings.get('outbound.pooling');
      if (pooling.state === 'known' && !pooling.value) continue;
      yield pair;
    }
  },

  requires({ downstream, upstream, ...rest }): Verdict {
    const reuses = downstream.settings.get('outbound.idleTimeout');
    const holds = outlasts(promised({ downstream, upstream, ...rest }), reuses, floor);
    const pooling = downstream.settings.get('outbound.pooling');
    if (pooling.state === 'known' || holds.holds === 'yes') return holds;
    return all(
      satisfies(pooling, (pools) => !pools),
      holds,
    );
  },

  tell(pair) {
    const { downstream, upstream, path } = pair;
    const closes = promised(pair);
    const really = upstream.settings.get('inbound.idleTimeout');
    const reuses = downstream.settings.get('outbound.idleTimeout');
    const lost = outlasts(really, reuses).holds !== 'yes';
    const key = upstream.settings.keyOf(promises(upstream));
    return {
      message: lost
        ? `${upstream.name} closes idle connections after ${show(closes)}, but ${downstream.name} reuses them for ${show(reuses)}.`
        : `${upstream.name} closes idle connections after ${show(closes)}, barely later than the ${show(reuses)} for which ${downstream.name} reuses them.`,
      help: `Raise ${key} of ${upstream.name} at least 5 s above ${showValue(reuses)}.`,
      at: closes,
      related: [
        ...relatedTo(reuses, `${downstream.name} reuses idle connections for ${showValue(reuses)}`),
        { message: `${upstream.name} is here`, location: placeOf(closes) },
      ],
      key: [downstream.id, upstream.id],
      path,
      ...(lost ? {} : { severity: 'warning' as const }),
    };
  },

  subject: ({ downstream, upstream }) => ({
    name: `keep-alive between ${downstream.name} and ${upstream.name}`,
    at: upstream.at,
  }),
});
