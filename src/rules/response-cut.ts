// A response that is lost on its way: cut while it is made, or with headers that a proxy in front has no room for.
import {
  any,
  atLeast,
  atStart,
  boundLength,
  type Change,
  defineRule,
  exceeds,
  type Hop,
  hasOwnLimit,
  isChosen,
  type LargeHead,
  type Location,
  type Model,
  outlasts,
  placedId,
  type RequestPath,
  raiseTime,
  relatedTo,
  type Setting,
  type SettingTable,
  satisfies,
  seconds,
  shortestOf,
  show,
  showAbove,
  showPlace,
  showSize,
  showValue,
  sizeOf,
  sparesHandlers,
  type Tale,
  type Verdict,
  withLeeway,
} from './kit/index.js';

interface Lost {
  readonly name: string;
  readonly at: Location;
  readonly holds: Verdict;
  tell(): Tale;
}

// ---------------------------------------------------------------- cut while it is made

const cuts = ['inbound.writeTimeout', 'inbound.socketTimeout'] as const;
type Cut = (typeof cuts)[number];

function isLimit(settings: SettingTable, name: Cut): boolean {
  const setting = settings.get(name);
  if (setting.state === 'unknown') return setting.reason.kind !== 'no-default' && settings.isWritten(name);
  return setting.value.kind === 'finite';
}
/** A handler that answers in time by itself (http.TimeoutHandler) leaves nothing to cut. */
const answersItself = ({ server }: Hop): boolean => server === undefined || server.handlerLimit !== undefined;

function* cutResponses(model: Model): Iterable<Lost> {
  const seen = new Set<string>();
  for (const path of model.paths) {
    const hop = path.nodes.at(-1);
    const before = path.nodes.at(-2);
    if (hop?.is !== 'hop') continue;
    const downstream = before?.is === 'hop' && before.product.layer === 7 ? before : undefined;
    const late = lateAnswers(hop, downstream, path, model);
    const answered = `late ${placedId(hop, path)}`;
    if (!seen.has(answered)) yield* late;
    seen.add(answered);
    // What is mended first changes what there is to say about the rest.
    if (answersItself(hop) || late.some(({ holds }) => holds.holds === 'no')) continue;
    const key = `${placedId(hop, path)} < ${downstream === undefined ? '?' : placedId(downstream, path)}`;
    if (seen.has(key)) continue;
    seen.add(key);
    if (isEnded(hop)) {
      if (!seen.has(placedId(hop, path))) yield streamCutBy(hop, downstream, path);
      seen.add(placedId(hop, path));
      continue;
    }
    if (downstream === undefined) continue;
    const waits = shortestOf([downstream.settings.get('outbound.responseTimeout')]);
    if (waits === undefined) continue;
    for (const name of cuts) {
      if (!isLimit(hop.settings, name) || sparesHandlers(hop, name)) continue;
      const slowest = model.assumptions.slowestRequest;
      // Who takes it off where a response may last has chosen it for the rest.
      if (name === 'inbound.writeTimeout' && hop.server?.liftsDeadlines === true && slowest.state === 'unknown')
        continue;
      yield cutBy({ hop, downstream, path, name, waits, slowest });
    }
  }
}
/** Its own answer to what takes too long, or that of the proxy it is, and the end of the time in which it may be written. */
function lateAnswers(hop: Hop, downstream: Hop | undefined, path: RequestPath, model: Model): readonly Lost[] {
  if (hop.server === undefined || !isLimit(hop.settings, 'inbound.writeTimeout')) return [];
  const { file } = hop.server.fact.at;
  const proxies = model.clients.filter(({ fact }) => fact.reverseProxy && fact.at.file === file);
  return [hop, ...proxies].flatMap(({ settings }) =>
    settings.isWritten('outbound.responseTimeout') ? [answersTooLate(hop, settings, downstream, path)] : [],
  );
}
function answersTooLate(hop: Hop, answers: SettingTable, downstream: Hop | undefined, path: RequestPath): Lost {
  const { settings, server } = hop;
  const limit = answers.get('outbound.responseTimeout');
  const cut = settings.get('inbound.writeTimeout');
  return {
    name: `answers of ${hop.name} to slow requests`,
    at: hop.at,
    holds: outlasts(cut, limit),
    tell() {
      const key = settings.keyOf('inbound.writeTimeout');
      const by = answers.keyOf('outbound.responseTimeout');
      const status = downstream?.product.status.reset;
      const seen = status === undefined || status === 'closed' ? 'a broken connection' : `a ${status}`;
      return {
        message: `${atStart(hop.name)} answers a request that takes too long after ${show(limit)}, but ${key} ends the connection after ${show(cut)}, so that answer is never sent and the client sees ${seen}.`,
        help: `Raise ${key} to ${showAbove(limit)} or more, or lower ${by} below ${showValue(cut)}.`,
        at: cut,
        related: [
          ...relatedTo(cut, `${key} is ${showValue(cut)}`),
          ...relatedTo(limit, `${by} answers after ${showValue(limit)}`),
        ],
        key: [server?.fact.at.file ?? hop.id, key, by],
        remedies: raiseTime(hop, 'inbound.writeTimeout', limit, seconds(5)),
        path,
      };
    },
  };
}
interface Cutting {
  readonly hop: Hop;
  readonly downstream: Hop;
  readonly path: RequestPath;
  readonly name: Cut;
  readonly waits: Setting;
  readonly slowest: Setting;
}
function cutBy({ hop, downstream, path, name, waits, slowest }: Cutting): Lost {
  const cut = hop.settings.get(name);
  const proxyFirst = atLeast(hasOwnLimit(hop) ? withLeeway(cut) : cut, waits);
  const certain = slowest.state === 'known';
  const isEndless = !certain && waits.state === 'known' && waits.value.kind === 'unbounded';
  return {
    name: `responses of ${hop.name} behind ${downstream.name}`,
    at: hop.at,
    holds: certain ? any(proxyFirst, outlasts(cut, slowest)) : proxyFirst,
    tell() {
      const key = hop.settings.keyOf(name);
      const status = downstream.product.status.reset;
      const seen = status === undefined || status === 'closed' ? 'a broken connection' : `a ${status}`;
      const slow = certain ? `the slowest one, which takes ${show(slowest)},` : 'a slower request';
      return {
        message: `${atStart(hop.name)} ends the connection without a response once ${key} is over, after ${show(cut)}, although ${downstream.name} would wait ${isEndless ? 'for ever' : show(waits)}, so the work for ${slow} is thrown away and the client sees ${seen}.`,
        // Nothing is longer than what has no end.
        help: isEndless
          ? `Limit the work itself to less than ${showValue(cut)} and answer with an error of your own, or raise ${key} above the slowest response.`
          : `Raise ${key} to ${showAbove(certain ? slowest : waits)} or more, or limit the work itself to less than ${showValue(cut)} and answer with an error of your own.`,
        at: cut,
        related: [
          ...relatedTo(cut, `${key} is ${showValue(cut)}`),
          ...relatedTo(waits, `${downstream.name} waits ${isEndless ? 'for ever' : showValue(waits)}`),
        ],
        // Routes and copies of a workload that lead to one server are one defect.
        key: [downstream.product.id, hop.server?.fact.at.file ?? hop.id, key, hop.product.id],
        remedies: raiseTime(hop, name, certain ? slowest : waits, seconds(5)),
        path,
        // Whether any request takes that long is known only when it is stated.
        ...(certain ? {} : { severity: isGenerous(cut) ? ('note' as const) : ('warning' as const) }),
      };
    },
  };
}
/** Whether it begins responses that stay open, and ends them. */
function isEnded({ server, settings, habits }: Hop): boolean {
  const ends = habits.truth('write-timeout-ends-streams');
  if (server?.eventStream === undefined || ends.state === 'unknown' || !ends.value) return false;
  return isLimit(settings, 'inbound.writeTimeout');
}
function streamCutBy(hop: Hop, downstream: Hop | undefined, path: RequestPath): Lost {
  const cut = hop.settings.get('inbound.writeTimeout');
  const begins = hop.server?.eventStream ?? hop.at;
  const waits =
    downstream === undefined ? undefined : shortestOf([downstream.settings.get('outbound.responseTimeout')]);
  const key = hop.settings.keyOf('inbound.writeTimeout');
  const without = hop.settings.isWritten('inbound.writeTimeout') ? `leave ${key} out` : `set ${key} to 0`;
  const although = waits?.state === 'known' ? `, although ${downstream?.name} would wait ${show(waits)}` : '';
  return {
    name: `event streams of ${hop.name}`,
    at: hop.at,
    holds: satisfies(cut, (bound) => bound.kind !== 'finite'),
    tell: () => ({
      message: `${atStart(hop.name)} ends every response once ${key} is over, after ${show(cut)}, and with it the event stream that begins in ${showPlace(begins)}${although}, so its clients are cut off in the middle.`,
      help: `Take the deadline off that response with http.NewResponseController(w).SetWriteDeadline(time.Time{}), or ${without} and limit the other handlers with http.TimeoutHandler.`,
      at: cut,
      related: [
        ...relatedTo(cut, `${key} is ${showValue(cut)}`),
        { message: 'the event stream begins here', location: begins },
        ...(waits === undefined ? [] : relatedTo(waits, `${downstream?.name} waits ${showValue(waits)}`)),
      ],
      key: [hop.server?.fact.at.file ?? hop.id, key, 'event-stream', hop.product.id],
      path,
      severity: 'warning' as const,
    }),
  };
}
/** A default that few requests outlast: worth knowing, and no more. */
const isGenerous = (cut: Setting): boolean =>
  !isChosen(cut) && cut.state === 'known' && boundLength(cut.value) >= seconds(30);

// ---------------------------------------------------------------- headers larger than a buffer on the way

function* oversizedHeads(model: Model): Iterable<Lost> {
  const seen = new Set<string>();
  for (const path of model.paths) {
    const end = path.nodes.at(-1);
    const sender = end?.is === 'hop' ? end.server?.largeHeads : path.workload?.served?.largeHeads;
    for (const head of sender ?? []) {
      for (const hop of proxiesBefore(path)) {
        const key = [placedId(hop, path), path.workload?.id ?? '', head.what, JSON.stringify(head.bytes)].join(' < ');
        const buffer = hop.settings.get('outbound.headerBuffer');
        const isUndocumented = buffer.state === 'unknown' && buffer.reason.kind === 'no-default';
        if (isUndocumented || seen.has(key)) continue;
        seen.add(key);
        yield tooLarge(head, end?.is === 'hop' ? end.name : (path.workload?.name ?? 'the server'), hop, buffer, path);
      }
    }
  }
}
/** Every one of them has to take the head whole, nearest first. */
function* proxiesBefore({ nodes }: RequestPath): Iterable<Hop> {
  for (const node of nodes.slice(0, -1).toReversed()) {
    if (node.is === 'gap') return;
    if (node.product.layer === 7) yield node;
  }
}
function tooLarge(head: LargeHead, sender: string, hop: Hop, buffer: Setting<number>, path: RequestPath): Lost {
  const { what, bytes, extent, moment, instead } = head;
  const sends = extent === 'holds' ? `sends ${what} of` : `may send ${what} of more than`;
  return {
    name: `headers of ${sender} through ${hop.name}`,
    at: hop.at,
    holds: exceeds(buffer, bytes),
    tell() {
      const { settings, product } = hop;
      const key = settings.keyOf('outbound.headerBuffer');
      const status = product.status.tooLarge === undefined ? 'an error' : `a ${product.status.tooLarge}`;
      const also = settings.howToRaise('outbound.headerBuffer');
      const raise = `raise ${key} to ${roomFor(head)} bytes${also === undefined ? '' : ` (${also})`}`;
      const ways = [
        ...(settings.isSettable('outbound.headerBuffer') ? [raise] : []),
        ...(instead === undefined ? [] : [instead]),
      ];
      return {
        message: `${atStart(sender)} ${sends} ${showSize(bytes)}, but ${hop.name} has room for ${showSize(buffer)} in the head of a response, so ${moment} ${extent === 'holds' ? 'becomes' : 'can end in'} ${status}.`,
        help: `${sentence(ways.join(', or ') || 'make these headers smaller')}.`,
        at: extent === 'holds' ? bytes : buffer,
        related: [
          ...relatedTo(bytes, `${sender} ${sends} ${sizeOf(bytes)}`),
          ...relatedTo(buffer, `${hop.name} has room for ${sizeOf(buffer)}`),
        ],
        key: [product.id, sender, what],
        remedies: [{ changes: [raiseBuffer(hop, roomFor(head))] }],
        path,
        // How much the responses of others come to is known only while they run.
        ...(extent === 'holds' ? {} : { severity: 'warning' as const }),
      };
    },
  };
}
const raiseBuffer = ({ settings, product, at }: Hop, bytes: number): Change => ({
  do: 'set-size',
  name: 'outbound.headerBuffer',
  settings,
  bytes,
  place: { product: product.id, at },
});
/** A power of two with room for the headers beside it; of what is not known exactly, several times as much. */
function roomFor({ bytes, extent }: LargeHead): number {
  if (bytes.state === 'unknown') return 0;
  const wanted = extent === 'holds' ? bytes.value + 1024 : bytes.value * 4;
  return 2 ** Math.ceil(Math.log2(wanted));
}
const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export default defineRule<Lost>({
  id: 'response-cut',
  severity: 'error',
  summary: 'No response is cut before the hop in front stops waiting, or has headers that it has no room for',
  cause: 'upstream-timeout',
  reads: [
    'inbound.writeTimeout',
    'inbound.socketTimeout',
    'outbound.responseTimeout',
    'outbound.headerBuffer',
    'server.largeHeads',
    'assume.slowestRequest',
  ],
  *each(model) {
    yield* cutResponses(model);
    yield* oversizedHeads(model);
  },
  requires: ({ holds }): Verdict => holds,
  tell: (lost) => lost.tell(),
  subject: ({ name, at }) => ({ name, at }),
});
