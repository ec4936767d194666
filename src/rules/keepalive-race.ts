// A server that drops idle connections first leaves the hop in front of it reusing dead ones.
import type { TimeSettingName } from '../model/setting-names.js';
import {
  adjacentHops,
  any,
  asksAgain,
  atStart,
  boundLength,
  defineRule,
  forgetsConnections,
  formatDuration,
  type Hop,
  type HopPair,
  holdsOnLongEnough,
  howLong,
  http2Idle,
  idleSlack,
  lostRequest,
  lowerTime,
  milliseconds,
  minutes,
  not,
  outlastIdle,
  outlasts,
  outlastsReuse,
  type PooledCall,
  placedId,
  pooledCalls,
  promisedIdle,
  promisedIdleName,
  relatedTo,
  reusesConnections,
  type Setting,
  seconds,
  show,
  showAbove,
  showBelow,
  showValue,
  speakHttp2,
  tellPooledCall,
  triesAllAgain,
  type Verdict,
} from './kit/index.js';

/** A hop that reuses connections, and one behind it that ends them: the next that speaks HTTP, or a layer-4 hop on the way there. */
interface Reuse extends HopPair {
  readonly kind: 'hops';
  readonly closer: Hop;
}

/** HTTP/2 has a clock of its own. What forgets connections on the way asks nobody what they carry. */
const isHttp2 = (reuse: Reuse): boolean => reuse.closer === reuse.upstream && speakHttp2(reuse).holds === 'yes';
const promised = (reuse: Reuse): Setting => (isHttp2(reuse) ? http2Idle(reuse) : promisedIdle(reuse.closer));
const reused = ({ downstream }: Reuse): Setting => downstream.settings.get('outbound.idleTimeout');
const isDocumented = (setting: Setting): boolean =>
  setting.state === 'known' || setting.reason.kind !== 'no-default' || (setting.candidates ?? []).length > 0;

/** Nobody documents what the product does about a dead connection: worth knowing, and no more. */
function isUnproven({ habits }: Hop): boolean {
  const unproven = habits.truth('reuse-race-unproven');
  return unproven.state === 'known' && unproven.value;
}

/** Two proxies of one mesh at the defaults of their product: nobody chose the tie, and nobody who runs it could. */
function isOnesOwn(reuse: Reuse): boolean {
  const owners = [reused(reuse), promised(reuse)].map((setting) =>
    setting.state === 'known' && setting.origin.kind === 'default' ? setting.origin.entry.split('/')[0] : undefined,
  );
  return reuse.downstream.product.kind === 'mesh' && owners[0] !== undefined && owners[0] === owners[1];
}

/** It says with every response that it closes: nothing is left to be reused. */
const keepsNone = (setting: Setting): boolean => setting.state === 'known' && setting.value.kind === 'off';

/** A server of WebSockets answers nothing else, and nobody reuses the connection of one. */
const onlyUpgrades = ({ server }: Hop): boolean =>
  server?.fact.traits.some(({ name }) => name === 'onlyUpgrades') === true;

/** What it costs to keep connections longer. */
function costOf(closer: Hop): string {
  if (forgetsConnections(closer)) return 'it remembers connections longer';
  const waits = closer.server?.habits.truth('close-waits-for-idle-timeout');
  if (waits?.state === 'known' && waits.value)
    return 'idle connections stay open longer, so closing the server has to wait for them or end them';
  const { settings } = closer;
  const both = settings.isOneValue('inbound.idleTimeout', 'outbound.idleTimeout');
  return both && closer.server === undefined && reusesConnections(closer).holds !== 'no'
    ? 'it also reuses connections for that long, so what stands behind it has to hold on longer still'
    : 'idle connections stay open longer';
}

/** The time it would have to be lowered to is one that requests take, and it ends those as well. */
function wouldCut({ downstream, closer }: Reuse): boolean {
  const closes = promisedIdle(closer);
  const both = downstream.settings.isOneValue('outbound.responseTimeout', 'outbound.idleTimeout');
  return both && closes.state === 'known' && boundLength(closes.value) < seconds(30);
}

/** What a runtime adds to the time it announces: drawings of the path show the sum of both. */
function addedUnasked(reuse: Reuse): string {
  if (isHttp2(reuse)) return '';
  const really = reuse.closer.settings.get('inbound.idleTimeout');
  const told = promised(reuse);
  if (really.state !== 'known' || told.state !== 'known' || really.value.kind !== 'finite') return '';
  const extra = milliseconds(boundLength(really.value) - boundLength(told.value));
  return extra > 0 ? ` and the ${formatDuration(extra)} that its runtime adds` : '';
}

/** Where the one that closes takes its time from. */
const nameOf = (reuse: Reuse): TimeSettingName => {
  const { settings } = reuse.closer;
  if (!isHttp2(reuse)) return promisedIdleName(reuse.closer);
  return settings.isWritten('inbound.http2IdleTimeout') ? 'inbound.http2IdleTimeout' : 'inbound.idleTimeout';
};

/** A server that speaks HTTP/2 says which requests it has not looked at. */
function tryAgain(reuse: Reuse): string | undefined {
  const { downstream } = reuse;
  const conditions = downstream.habits.list('retries-refused-streams');
  const condition = conditions.state === 'known' ? conditions.value[0] : undefined;
  if (!isHttp2(reuse) || condition === undefined || !downstream.settings.isSettable('outbound.retryOn'))
    return undefined;
  const more =
    triesAllAgain(downstream).holds === 'yes'
      ? ''
      : ` and more of them at once with ${downstream.settings.keyOf('outbound.parallelRetries')}`;
  return `let ${downstream.name} send refused requests again with ${condition} in ${downstream.settings.keyOf('outbound.retryOn')}${more} (safe for every method, as the server says that it has not looked at them)`;
}

/** The remedies that exist: a limit the product fixes cannot be moved. */
function remedies(reuse: Reuse): string {
  const { downstream, closer } = reuse;
  const reuses = reused(reuse);
  const closes = promised(reuse);
  const name = nameOf(reuse);
  const endless = reuses.state === 'known' && reuses.value.kind !== 'finite';
  const raise =
    closer.settings.isSettable(name) && !endless
      ? (closer.settings.howToRaise(name) ??
        `raise ${closer.settings.keyOf(name)} of ${closer.name} to ${showAbove(reuses)} or more (${costOf(closer)})`)
      : closer.settings.howToRaise(name);
  const tooShort = closes.state === 'known' && boundLength(closes.value) <= seconds(2);
  const instead = downstream.settings.howToLower('outbound.idleTimeout');
  const shorter = `lower ${downstream.settings.keyOf('outbound.idleTimeout')} of ${downstream.name} to ${showBelow(closes)} or less`;
  // One value for both: who lowers it ends slow requests as well.
  const both = downstream.settings.isOneValue('outbound.responseTimeout', 'outbound.idleTimeout');
  const price = both ? 'it also ends requests that take longer' : 'it opens new connections more often';
  const lower =
    downstream.settings.isSettable('outbound.idleTimeout') && !tooShort && !(raise !== undefined && wouldCut(reuse))
      ? `${instead ?? shorter} (${price})`
      : undefined;
  const again = tryAgain(reuse);
  const ways = [raise, lower].filter((way) => way !== undefined);
  // An hour is more than anybody wants to keep connections by themselves, and a few seconds are too few to reuse them for.
  const long = reuses.state === 'known' && boundLength(reuses.value) > minutes(5);
  const short = closes.state === 'known' && boundLength(closes.value) <= seconds(30);
  const text =
    again !== undefined
      ? [again, ...ways].join(', or ')
      : long && short && raise !== undefined && lower !== undefined && instead === undefined
        ? `set ${downstream.settings.keyOf('outbound.idleTimeout')} of ${downstream.name} to 60 s or less (${price}), and ${closer.settings.keyOf(name)} of ${closer.name} to 65 s or more (${costOf(closer)})`
        : ways.length === 0
          ? `put a hop with a shorter idle time between ${downstream.name} and ${closer.name}`
          : (long ? ways.toReversed() : ways).join(', or ');
  const probes = forgetsConnections(closer) ? ' TCP keep-alive probes on the connection keep it open as well.' : '';
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.${probes}`;
}

/** Routes of one proxy, and copies of a workload, that lead to one server are one defect. */
function keyOf(reuse: Reuse): readonly string[] {
  const { downstream, closer } = reuse;
  const closing = closer.server?.fact ?? (closer.proxy?.runsIn === 'file' ? closer.proxy : undefined);
  if (closing === undefined) return [downstream.id, closer.id];
  const { at, product } = closing;
  return [downstream.product.id, at.file, product];
}

export default defineRule<Reuse | PooledCall>({
  id: 'keepalive-race',
  severity: 'error',
  summary: 'A hop keeps idle connections open longer than the hop in front of it reuses them',
  cause: 'keep-alive-mismatch',
  reads: [
    'inbound.idleTimeout',
    'inbound.advertisedIdleTimeout',
    'inbound.http2IdleTimeout',
    'outbound.idleTimeout',
    'outbound.pooling',
    'outbound.httpVersion',
  ],

  *each(model) {
    const seen = new Set<string>();
    for (const pair of adjacentHops(model)) {
      if (reusesConnections(pair.downstream).holds === 'no' || asksAgain(pair.downstream)) continue;
      for (const closer of [pair.upstream, ...pair.between]) {
        const reuse: Reuse = { ...pair, kind: 'hops', closer };
        if (closer !== pair.upstream && !isDocumented(promised(reuse))) continue;
        if (isOnesOwn(reuse) || keepsNone(promised(reuse)) || onlyUpgrades(closer)) continue;
        // The locations of one configuration file accept connections alike.
        const place =
          closer.proxy?.runsIn === 'file'
            ? `${closer.at.file} ${showValue(promised(reuse))}`
            : placedId(closer, pair.path);
        const key = `${placedId(pair.downstream, pair.path)} > ${place}`;
        if (seen.has(key)) continue;
        seen.add(key);
        yield reuse;
      }
    }
    yield* pooledCalls(model);
  },

  requires(reuse): Verdict {
    if (reuse.kind === 'pooled-call') return holdsOnLongEnough(reuse);
    const holds =
      reuse.closer === reuse.upstream ? outlastsReuse(reuse) : outlasts(promised(reuse), reused(reuse), idleSlack);
    return any(not(reusesConnections(reuse.downstream)), holds);
  },

  tell(reuse) {
    if (reuse.kind === 'pooled-call') return tellPooledCall(reuse);
    const { downstream, closer, path } = reuse;
    const closes = promised(reuse);
    const reuses = reused(reuse);
    const really = outlasts(isHttp2(reuse) ? closes : closer.settings.get('inbound.idleTimeout'), reuses);
    const inTime = outlasts(closes, reuses).holds === 'yes';
    const lost = really.holds === 'no';
    const verb = forgetsConnections(closer) ? 'forgets' : 'closes';
    const idle = isHttp2(reuse) ? 'idle HTTP/2 connections' : 'idle connections';
    const values = `${atStart(closer.name)} ${verb} ${idle} after ${show(closes)}`;
    const against = howLong(reuses);
    const told = `${verb.replace(/s$/, '')} idle connections`;
    const message = lost
      ? `${values}${addedUnasked(reuse)}, but ${downstream.name} reuses them ${against}, so ${lostRequest(downstream)}.`
      : inTime
        ? `${values}, barely later than the ${show(reuses)} for which ${downstream.name} reuses them, so one stall of the process is enough; then ${lostRequest(downstream)}.`
        : really.holds === 'unknown'
          ? `${atStart(closer.name)} is told to ${told} after ${show(closes)}, but ${downstream.name} reuses them ${against}, so unless its runtime keeps them longer than it is told, ${lostRequest(downstream)}.`
          : `${atStart(closer.name)} is told to ${told} after ${show(closes)}, and ${downstream.name} reuses them ${against}, so only a buffer that the runtime adds unasked keeps the two apart.`;
    return {
      message,
      help: remedies(reuse),
      at: closes,
      related: [
        ...relatedTo(reuses, `${downstream.name} reuses idle connections for ${showValue(reuses)}`),
        ...relatedTo(closes, `${closer.name} ${verb} them after ${showValue(closes)}`),
      ],
      key: keyOf(reuse),
      remedies: [
        ...(isHttp2(reuse) ? [] : outlastIdle(closer, reuses, path)),
        ...(wouldCut(reuse) ? [] : lowerTime(downstream, 'outbound.idleTimeout', closes)),
      ],
      path,
      ...(isUnproven(downstream) ? { severity: 'note' as const } : lost ? {} : { severity: 'warning' as const }),
    };
  },

  subject: (reuse) =>
    reuse.kind === 'pooled-call'
      ? {
          name: `keep-alive of ${reuse.link.call.product.title} in ${reuse.link.from.name}`,
          at: reuse.link.call.fact.at,
        }
      : { name: `keep-alive between ${reuse.downstream.name} and ${reuse.closer.name}`, at: reuse.closer.at },
});
