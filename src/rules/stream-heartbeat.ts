// A stream that stays silent longer than any hop on its way allows is ended by that hop.
import {
  areTolerated,
  atStart,
  defineRule,
  type EagerPings,
  eagerPings,
  forgetsConnections,
  type Hop,
  outlasts,
  placedId,
  type RequestPath,
  relatedTo,
  type Setting,
  satisfies,
  show,
  showHalf,
  showValue,
  type Tale,
  tellEagerPings,
  type Verdict,
} from './kit/index.js';

interface Stream {
  readonly kind: 'stream';
  readonly hop: Hop;
  readonly process: Hop;
  readonly path: RequestPath;
  readonly ping: Setting;
  readonly idle: Setting;
  /** The setting of the hop that ends a silent stream. */
  readonly limit: Limit;
}
type Limit = 'stream.idleTimeout' | 'outbound.responseTimeout';
const isKnown = (setting: Setting<boolean>, value: boolean): boolean =>
  setting.state === 'known' && setting.value === value;
function hasStreams(process: Hop): boolean {
  const joined =
    process.server?.fact.traits.some(({ name }) => name === 'webSockets' || name === 'endedWebSockets') === true;
  if (joined || process.server?.webSockets !== undefined || process.settings.isWritten('stream.pingInterval'))
    return true;
  return isKnown(process.habits.truth('clients-hold-streams'), true);
}
/** A hop below HTTP forgets whole connections, also those on which nothing is asked for a while. */
function losesConnections(process: Hop, hop: Hop): boolean {
  return hop.product.layer === 4 && isKnown(process.habits.truth('clients-hold-connections'), true);
}
/** Event streams are responses: a time that a hop has for tunnels does not hold for them. */
function silenceAllowed(process: Hop, hop: Hop): Limit {
  const covers = hop.habits.text('stream-timeout-covers');
  const sends = process.server?.eventPings !== undefined;
  return sends && covers.state === 'known' && covers.value === 'tunnels'
    ? 'outbound.responseTimeout'
    : 'stream.idleTimeout';
}
/** Pings are frames that this hop does not take for traffic. */
function overhears({ process, hop }: Pick<Stream, 'process' | 'hop'>): boolean {
  return (
    isKnown(hop.habits.truth('counts-http2-pings'), false) && isKnown(process.habits.truth('pings-are-http2'), true)
  );
}

/** Its time is for the whole response, and nobody has chosen how long a stream of events may last. */
function endsAllStreams({ process, hop, limit }: Pick<Stream, 'process' | 'hop' | 'limit'>): boolean {
  const counts = hop.habits.text('stream-time-counts');
  const isWhole = counts.state === 'known' && counts.value === 'whole';
  return isWhole && process.server?.eventPings !== undefined && !hop.settings.isWritten(limit);
}

export default defineRule<Stream | EagerPings>({
  id: 'stream-heartbeat',
  severity: 'warning',
  summary:
    'Streams send a heartbeat more often than any hop on their way ends silent ones, and no more often than the server allows',
  cause: 'upstream-timeout',
  reads: ['stream.pingInterval', 'stream.idleTimeout', 'stream.pingMinimum', 'outbound.responseTimeout'],

  *each(model) {
    const seen = new Set<string>();
    for (const path of model.paths) {
      const process = path.nodes.at(-1);
      if (process?.is !== 'hop') continue;
      const ping = process.settings.get('stream.pingInterval');
      for (const hop of path.nodes) {
        if (hop.is === 'gap' || hop === process) continue;
        if (!hasStreams(process) && !losesConnections(process, hop)) continue;
        const limit = silenceAllowed(process, hop);
        const idle = hop.settings.get(limit);
        if (idle.state === 'unknown' && idle.reason.kind === 'no-default') continue;
        if (idle.state === 'known' && idle.value.kind !== 'finite') continue;
        const key = `${placedId(hop, path)} > ${placedId(process, path)}`;
        if (seen.has(key)) continue;
        seen.add(key);
        yield { kind: 'stream', hop, process, path, ping, idle, limit };
      }
    }
    yield* eagerPings(model);
  },
  requires(stream): Verdict {
    if (stream.kind === 'eager-pings') return areTolerated(stream);
    const { ping, idle, process } = stream;
    // Whatever the interval is, it keeps nothing open there.
    if (overhears(stream) && ping.state === 'known') return satisfies(ping, () => false);
    if (endsAllStreams(stream) && ping.state === 'known') return satisfies(idle, () => false);
    if (ping.state === 'known' || ping.reason.kind !== 'no-default') return outlasts(idle, ping);
    return {
      holds: 'unknown',
      because: [
        {
          kind: 'not-in-scan',
          text: `${process.name} has WebSockets, and no setting says how often it pings them`,
          settle:
            'Ping by a setting of the library or by one timer of the program, or state why silence cannot last with a hoplint-ignore comment.',
          at: process.at,
        },
      ],
    };
  },
  tell(stream) {
    if (stream.kind === 'eager-pings') return tellEagerPings(stream);
    const { hop, process, path, ping, idle, limit } = stream;
    if (endsAllStreams(stream)) return tellWhole(stream);
    const key = process.settings.keyOf('stream.pingInterval');
    const unheard = overhears({ process, hop });
    const what = hop.product.layer === 4 ? 'connections' : 'streams';
    // Nobody chose a default of hours, and few products could wait as long.
    const raise =
      process.settings.isWritten('stream.pingInterval') && hop.settings.isSettable(limit)
        ? `, or raise ${hop.settings.keyOf(limit)} of ${hop.name} above ${showValue(ping)}`
        : '';
    const end = forgetsConnections(hop) ? 'forgets' : 'ends';
    return {
      message: unheard
        ? `${atStart(process.name)} pings every ${show(ping)} by HTTP/2 PING, which ${hop.name} does not count as traffic, so it ends a stream that is silent for ${show(idle)} all the same.`
        : `${atStart(process.name)} pings its ${what} every ${show(ping)}, but ${hop.name} ${end} a silent one after ${show(idle)}, so quiet clients are disconnected.`,
      help: unheard
        ? `Send a message of your own on each stream more often than ${showValue(idle)}, or raise ${hop.settings.keyOf(limit)} of ${hop.name} above the longest silence.`
        : `Lower ${key} of ${process.name} to ${showHalf(idle)} or less, half of that limit${raise}.`,
      at: ping,
      related: [
        ...relatedTo(ping, `${key} is ${showValue(ping)}`),
        ...relatedTo(idle, `${hop.name} allows ${showValue(idle)} of silence`),
      ],
      key: [hop.id, process.id],
      path,
    };
  },
  subject: (stream) =>
    stream.kind === 'eager-pings'
      ? { name: `pings of ${stream.link.from.name}`, at: stream.link.call.fact.at }
      : { name: `streams of ${stream.process.name} through ${stream.hop.name}`, at: stream.process.at },
});

function tellWhole({ hop, process, path, ping, idle, limit }: Stream): Tale {
  const key = process.settings.keyOf('stream.pingInterval');
  return {
    message: `${atStart(hop.name)} ends each stream of ${process.name} after ${show(idle)}, although ${process.name} sends something every ${show(ping)}: its time is for the whole response, not for silence.`,
    help: `Set ${hop.settings.keyOf(limit)} of ${hop.name} to as long as a stream may last, and let clients open it again.`,
    at: idle,
    related: [...relatedTo(ping, `${key} is ${showValue(ping)}`)],
    key: [hop.id, process.id, 'whole'],
    path,
  };
}
