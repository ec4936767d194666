// Lengths that remedies aim at, and the change that sets one.
import { formatDuration, type Milliseconds, milliseconds, seconds, sumOf } from '../../model/duration.js';
import type { Change } from '../../model/remedy.js';
import type { Setting } from '../../model/setting.js';
import type { TimeSettingName } from '../../model/setting-names.js';
import type { Container, Hop, ShutdownPlan } from '../../model/topology.js';
import { showValue } from './wording.js';

/** Slack that no stalled event loop or round trip uses up (measured clean; see the rule pages). */
export const comfortable = seconds(5);

/** A known, finite length; undefined for everything else. */
export function lengthOf(setting: Setting): Milliseconds | undefined {
  return setting.state === 'known' && setting.value.kind === 'finite' ? setting.value.length : undefined;
}
export const wholeSeconds = (length: number, step = 1): Milliseconds => seconds(Math.ceil(length / 1000 / step) * step);

export function longestOf(setting: Setting): Milliseconds | undefined {
  if (setting.state === 'known') return lengthOf(setting);
  const lengths = (setting.candidates ?? []).map((each) => lengthOf(each));
  if (lengths.length === 0 || lengths.some((each) => each === undefined)) return undefined;
  return milliseconds(Math.max(...lengths.flatMap((each) => each ?? [])));
}

/** "65 s": clear of `setting` by the slack that remedies keep. */
export function showAbove(setting: Setting): string {
  const longest = longestOf(setting);
  return longest === undefined
    ? `5 s above ${showValue(setting)}`
    : formatDuration(wholeSeconds(sumOf(longest, comfortable)));
}

/** "55 s": short enough for what is to stay clear of `setting`; half of it where that is short itself. */
export function showBelow(setting: Setting): string {
  const lengths = setting.state === 'known' ? [lengthOf(setting)] : (setting.candidates ?? []).map(lengthOf);
  const shortest = Math.min(...lengths.map((each) => each ?? Number.NaN));
  if (!Number.isFinite(shortest)) return `5 s below ${showValue(setting)}`;
  return formatDuration(half(shortest > 2 * comfortable ? 2 * (shortest - comfortable) : shortest));
}
/** "30 s": half of it, in whole seconds where it is long enough. */
export function showHalf(setting: Setting): string {
  const length = lengthOf(setting);
  return length === undefined ? `half of ${showValue(setting)}` : formatDuration(half(length));
}
function half(length: number): Milliseconds {
  return milliseconds(length < 2000 ? Math.floor(length / 2) : Math.floor(length / 2000) * 1000);
}
/** "10 s": a delay that outlasts the time for which traffic still arrives. */
export function showDelay(propagation: Setting): string {
  const length = longestOf(propagation);
  return length === undefined ? `5 s longer than ${showValue(propagation)}` : formatDuration(delayBeyond(length));
}
/** In steps of five seconds: nobody measures it more exactly. */
export const delayBeyond = (propagation: Milliseconds): Milliseconds =>
  wholeSeconds(sumOf(propagation, comfortable), 5);

export function setTime(hop: Hop, name: TimeSettingName, length: Milliseconds): Change {
  return {
    do: 'set-time',
    name,
    settings: hop.settings,
    length,
    ...(hop.server === undefined ? {} : { server: hop.server }),
    ...(hop.proxy === undefined ? {} : { place: { product: hop.product.id, at: hop.at } }),
  };
}

/** What a server takes from the signal to its end, as far as its source says: its force timer, or its delay and what close() waits for. */
export function timeAfterSignal({ server }: Container): Milliseconds {
  const plan = server?.shutdown;
  if (server === undefined || plan === undefined || plan.handled !== 'yes') return milliseconds(0);
  const force = lengthOf(plan.force);
  if (force !== undefined) return force;
  const delay = lengthOf(plan.delay) ?? milliseconds(0);
  const waits = server.habits.truth('close-waits-for-idle-timeout');
  const isBare = waits.state === 'known' && waits.value && waitsForIdle(plan);
  return isBare ? sumOf(delay, longestOf(server.settings.get('inbound.idleTimeout')) ?? milliseconds(0)) : delay;
}
/** Closing the server alone: nothing tells clients, or ends what has become idle meanwhile. Once is not enough. */
export function waitsForIdle({ announcesClose, waits, handlers }: ShutdownPlan): boolean {
  const steps = handlers.flatMap((each) => each.steps);
  const ends = steps.some((step) => step.do === 'close-all' || (step.do === 'close-idle' && step.repeated));
  return !announcesClose && !ends && waits !== 'no';
}
