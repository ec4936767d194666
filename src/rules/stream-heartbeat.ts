// A stream that stays silent longer than any hop on its way allows is ended by that hop.
import {
  atStart,
  defineRule,
  type Hop,
  outlasts,
  placedId,
  type RequestPath,
  relatedTo,
  type Setting,
  show,
  showValue,
  type Verdict,
} from './kit/index.js';

interface Stream {
  readonly hop: Hop;
  readonly process: Hop;
  readonly path: RequestPath;
  readonly ping: Setting;
  readonly idle: Setting;
}
function hasStreams(process: Hop): boolean {
  const joined = process.server?.fact.traits.some((each) => each.name === 'webSockets') === true;
  if (joined || process.settings.isWritten('stream.pingInterval')) return true;
  const always = process.habits.truth('clients-hold-streams');
  return always.state === 'known' && always.value;
}

export default defineRule<Stream>({
  id: 'stream-heartbeat',
  severity: 'warning',
  summary: 'Streams send a heartbeat more often than any hop on their way ends silent ones',
  cause: 'upstream-timeout',
  reads: ['stream.pingInterval', 'stream.idleTimeout'],

  *each(model) {
    const seen = new Set<string>();
    for (const path of model.paths) {
      const process = path.nodes.at(-1);
      if (process?.is !== 'hop' || !hasStreams(process)) continue;
      const ping = process.settings.get('stream.pingInterval');
      for (const hop of path.nodes) {
        if (hop.is === 'gap' || hop === process) continue;
        const idle = hop.settings.get('stream.idleTimeout');
        if (idle.state === 'unknown' && idle.reason.kind === 'no-default') continue;
        if (idle.state === 'known' && idle.value.kind !== 'finite') continue;
        const key = `${placedId(hop)} > ${placedId(process)}`;
        if (seen.has(key)) continue;
        seen.add(key);
        yield { hop, process, path, ping, idle };
      }
    }
  },
  requires({ ping, idle, process }): Verdict {
    if (ping.state === 'known' || ping.reason.kind !== 'no-default') return outlasts(idle, ping);
    return {
      holds: 'unknown',
      because: [
        {
          kind: 'not-in-scan',
          text: `${process.name} has WebSockets, and no setting says how often it pings them`,
          settle: 'Ping by a setting of the library, or state why silence cannot last with a hoplint-ignore comment.',
          at: process.at,
        },
      ],
    };
  },
  tell({ hop, process, path, ping, idle }) {
    const key = process.settings.keyOf('stream.pingInterval');
    return {
      message: `${atStart(process.name)} pings its streams every ${show(ping)}, but ${hop.name} ends a silent one after ${show(idle)}, so quiet clients are disconnected.`,
      help: `Lower ${key} to half of ${showValue(idle)} or less, or raise ${hop.settings.keyOf('stream.idleTimeout')} of ${hop.name} above ${showValue(ping)}.`,
      at: ping,
      related: [
        ...relatedTo(ping, `${key} is ${showValue(ping)}`),
        ...relatedTo(idle, `${hop.name} allows ${showValue(idle)} of silence`),
      ],
      key: [hop.id, process.id],
      path,
    };
  },
  subject: ({ hop, process }) => ({ name: `streams of ${process.name} through ${hop.name}`, at: process.at }),
});
