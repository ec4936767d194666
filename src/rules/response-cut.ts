// A server that ends a slow response without a word leaves the proxy in front of it to invent a 502.
import {
  any,
  atLeast,
  atStart,
  defineRule,
  type Hop,
  type Model,
  outlasts,
  placedId,
  type RequestPath,
  raiseTime,
  relatedTo,
  type Server,
  type Setting,
  type SettingTable,
  seconds,
  shortestOf,
  show,
  showAbove,
  showValue,
  type Verdict,
} from './kit/index.js';

const cuts = ['inbound.writeTimeout', 'inbound.socketTimeout'] as const;
type Cut = (typeof cuts)[number];

interface Answering {
  readonly server: Server;
  readonly hop: Hop;
  readonly downstream: Hop;
  readonly path: RequestPath;
  readonly name: Cut;
  readonly cut: Setting;
  readonly waits: Setting;
  readonly slowest: Setting;
}
function isLimit(settings: SettingTable, name: Cut): boolean {
  const setting = settings.get(name);
  if (setting.state === 'unknown') return setting.reason.kind !== 'no-default' && settings.isWritten(name);
  return setting.value.kind === 'finite';
}
/** A handler that answers in time by itself (http.TimeoutHandler) leaves nothing to cut. */
const answersItself = (server: Server): boolean => server.fact.traits.some((each) => each.name === 'timeoutHandler');

function* answering(model: Model): Iterable<Answering> {
  const seen = new Set<string>();
  for (const path of model.paths) {
    const hop = path.nodes.at(-1);
    const before = path.nodes.at(-2);
    if (hop?.is !== 'hop' || hop.server === undefined || answersItself(hop.server)) continue;
    const downstream = before?.is === 'hop' && before.product.layer === 7 ? before : undefined;
    const key = `${placedId(hop)} < ${downstream === undefined ? '?' : placedId(downstream)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (downstream === undefined) continue;
    const waits = shortestOf([downstream.settings.get('outbound.responseTimeout')]);
    if (waits === undefined) continue;
    for (const name of cuts) {
      if (!isLimit(hop.settings, name)) continue;
      const cut = hop.settings.get(name);
      yield { server: hop.server, hop, downstream, path, name, cut, waits, slowest: model.assumptions.slowestRequest };
    }
  }
}

export default defineRule<Answering>({
  id: 'response-cut',
  severity: 'error',
  summary: 'No server cuts a slow response before the hop in front of it stops waiting',
  cause: 'upstream-timeout',
  reads: ['inbound.writeTimeout', 'inbound.socketTimeout', 'outbound.responseTimeout', 'assume.slowestRequest'],

  each: (model) => answering(model),

  requires({ cut, waits, slowest }): Verdict {
    const proxyFirst = atLeast(cut, waits);
    return slowest.state === 'known' ? any(proxyFirst, outlasts(cut, slowest)) : proxyFirst;
  },

  tell({ server, hop, downstream, path, name, cut, waits, slowest }) {
    const key = hop.settings.keyOf(name);
    const status = downstream.product.status.reset;
    const seen = status === undefined || status === 'closed' ? 'a broken connection' : `a ${status}`;
    const certain = slowest.state === 'known';
    const slow = certain ? `the slowest one, which takes ${show(slowest)},` : 'a slower request';
    return {
      message: `${atStart(hop.name)} ends the connection without a response once ${key} is over, after ${show(cut)}, although ${downstream.name} would wait ${show(waits)}, so the work for ${slow} is thrown away and the client sees ${seen}.`,
      help: `Raise ${key} to ${showAbove(certain ? slowest : waits)} or more, or limit the work itself to less than ${showValue(cut)} and answer with an error of your own.`,
      at: cut,
      related: [
        ...relatedTo(cut, `${key} is ${showValue(cut)}`),
        ...relatedTo(waits, `${downstream.name} waits ${showValue(waits)}`),
      ],
      // Routes and copies of a workload that lead to one server are one defect.
      key: [downstream.product.id, server.fact.at.file, key, server.product.id],
      remedies: raiseTime(hop, name, certain ? slowest : waits, seconds(5)),
      path,
      // Whether any request takes that long is known only when it is stated.
      ...(certain ? {} : { severity: 'warning' as const }),
    };
  },
  subject: ({ hop, downstream }) => ({ name: `responses of ${hop.name} behind ${downstream.name}`, at: hop.at }),
});
