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
