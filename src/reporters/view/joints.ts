// Two neighbours of a path and their idle clocks: who reuses, who closes, and which of them gives up first.
import { formatDuration, type Milliseconds, milliseconds } from '../../model/duration.js';
import { keptIdle, outlastsReuse, speakHttp2 } from '../../model/http2.js';
import { forgetsConnections, idleSlack, pairsOf, promisedIdle, reusesConnections } from '../../model/idle-pair.js';
import { showPlace } from '../../model/origin-text.js';
import type { Setting } from '../../model/setting.js';
import type { Hop, HopPair, RequestPath } from '../../model/topology.js';
import { boundLength, outlasts } from '../../model/verdict.js';
import { valueText } from '../path-text.js';
import { originText } from './settings.js';

/** `races`: the closing side gives up first; `tight`: later, but by less than a stall of the process. */
export type JointState = 'holds' | 'tight' | 'races' | 'no-reuse' | 'unknown';

/** A length of time as a drawing shows it. */
export interface Clock {
  readonly hop: Hop;
  /** "reuses an idle connection for". */
  readonly does: string;
  readonly value: string;
  /** In milliseconds; infinite for no limit, undefined when it is not known. The longest, where a few values are possible. */
  readonly length?: number;
  /** The part of the length that is certain, where it may be shorter or a runtime adds some of it unasked. */
  readonly sure?: number;
  /** What it promises the other side, where it holds on longer than it says. */
  readonly promises?: string;
  readonly origin: string;
}
export interface Joint {
  readonly pair: HopPair;
  readonly state: JointState;
  readonly reuses?: Clock;
  /** The next hop that speaks HTTP, and layer-4 hops on the way that forget connections. */
  readonly keeps: readonly Clock[];
  /** Who gives up first, in words. */
  readonly says: string;
}

export function jointsOf(path: RequestPath): readonly Joint[] {
  return [...pairsOf(path)].map(jointOf);
}
/** The state that matters most; undefined where no two hops can be compared. */
export function worstState(path: RequestPath): JointState | undefined {
  const states = new Set(jointsOf(path).map((joint) => joint.state));
  return order.find((state) => states.has(state));
}
/** Broken paths first, those with nothing to compare last, otherwise as they were. */
export function worstFirst(paths: readonly RequestPath[]): readonly RequestPath[] {
  const ranked = paths.map((path) => ({ path, rank: rankOf(worstState(path)) }));
  return ranked.sort((a, b) => a.rank - b.rank).map(({ path }) => path);
}
function rankOf(state: JointState | undefined): number {
  return state === undefined ? order.length : order.indexOf(state);
}
/** The lengths a drawing of these joints has to show. */
export function lengthsOf(joints: readonly Joint[]): readonly number[] {
  return joints.flatMap((joint) =>
    [...(joint.reuses === undefined ? [] : [joint.reuses]), ...joint.keeps].flatMap(({ length }) => length ?? []),
  );
}

export function clockOf(hop: Hop, does: string, setting: Setting): Clock {
  const known = setting.state === 'known';
  const possible = (known ? [setting] : (setting.candidates ?? [])).map((each) => boundLength(each.value));
  return {
    hop,
    does,
    value: valueText(setting),
    ...(possible.length === 0 ? {} : { length: Math.max(...possible) }),
    ...(possible.length > 1 ? { sure: Math.min(...possible) } : {}),
    origin: known ? originText(setting.origin, hop) : `${setting.reason.text}, ${showPlace(setting.reason.at)}`,
  };
}
function keepClock(closer: Hop, pair: HopPair): Clock {
  if (closer === pair.upstream && speakHttp2(pair).holds === 'yes')
    return clockOf(closer, 'closes an idle HTTP/2 connection after', keptIdle(pair));
  const clock = clockOf(
    closer,
    forgetsConnections(closer) ? 'forgets an idle connection after' : 'closes an idle connection after',
    closer.settings.get('inbound.idleTimeout'),
  );
  const promised = promisedIdle(closer);
  const promises = valueText(promised);
  if (promised.state === 'unknown' || promises === clock.value) return clock;
  return { ...clock, promises, sure: Math.min(clock.sure ?? Number.POSITIVE_INFINITY, boundLength(promised.value)) };
}

function jointOf(pair: HopPair): Joint {
  const { downstream, upstream, between } = pair;
  const forgetful = between.filter((hop) => isDocumented(hop.settings.get('inbound.idleTimeout')));
  const closers = [upstream, ...forgetful];
  const keeps = closers.map((closer) => keepClock(closer, pair));
  if (reusesConnections(downstream).holds === 'no')
    return { pair, state: 'no-reuse', keeps, says: `${downstream.name} opens a new connection for every request` };
  const reused = downstream.settings.get('outbound.idleTimeout');
  const judged = closers.map((closer) => judge(closer, pair, reused));
  const worst = order.map((state) => judged.find((each) => each.state === state)).find((each) => each !== undefined);
  return {
    pair,
    reuses: clockOf(downstream, 'reuses an idle connection for', reused),
    keeps,
    ...(worst ?? { state: 'unknown', says: 'it is not known which of them gives up first' }),
  };
}
/** Worst first. */
const order: readonly JointState[] = ['races', 'tight', 'unknown', 'holds', 'no-reuse'];

function isDocumented(setting: Setting): boolean {
  return setting.state === 'known' || setting.reason.kind !== 'no-default' || (setting.candidates ?? []).length > 0;
}
function judge(closer: Hop, pair: HopPair, reused: Setting): Pick<Joint, 'state' | 'says'> {
  const { downstream } = pair;
  const holds =
    closer === pair.upstream ? outlastsReuse(pair).holds : outlasts(promisedIdle(closer), reused, idleSlack).holds;
  if (holds === 'unknown')
    return { state: 'unknown', says: `it is not known whether ${closer.name} or ${downstream.name} gives up first` };
  const kept = closer === pair.upstream ? keptIdle(pair) : closer.settings.get('inbound.idleTimeout');
  if (holds === 'yes' && outlasts(kept, reused).holds === 'no')
    return { state: 'holds', says: `${closer.name} ends idle HTTP/2 connections without losing a request` };
  const apart = lengthBetween(kept, reused);
  if (holds === 'yes') {
    const longer =
      apart === undefined
        ? `${closer.name} holds on longer`
        : `${closer.name} holds on ${formatDuration(apart)} longer`;
    return { state: 'holds', says: longer };
  }
  if (outlasts(kept, reused).holds !== 'no')
    return { state: 'tight', says: `${closer.name} holds on barely longer than ${downstream.name} reuses` };
  return {
    state: 'races',
    says:
      apart === 0
        ? `${closer.name} and ${downstream.name} give up at the same moment, which is a race`
        : `${closer.name} gives up first${apart === undefined ? '' : `, ${formatDuration(apart)} too early`}`,
  };
}
function lengthBetween(a: Setting, b: Setting): Milliseconds | undefined {
  if (a.state === 'unknown' || b.state === 'unknown') return undefined;
  const apart = Math.abs(boundLength(a.value) - boundLength(b.value));
  return Number.isFinite(apart) ? milliseconds(apart) : undefined;
}
