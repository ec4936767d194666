// Remedies that move one limit above or below another: the literal somebody wrote, else a line where the product takes one.
import { type Milliseconds, milliseconds, seconds, sumOf } from '../../model/duration.js';
import type { Change, Remedy } from '../../model/remedy.js';
import type { Setting } from '../../model/setting.js';
import type { TimeSettingName } from '../../model/setting-names.js';
import type { Container, Hop, Server, Workload } from '../../model/topology.js';
import { comfortable, delayBeyond, lengthOf, longestOf, setTime, timeAfterSignal, wholeSeconds } from './lengths.js';

/** Raises a time of a hop to the longest that `above` may be, and `slack` more. */
export function raiseTime(hop: Hop, name: TimeSettingName, above: Setting, slack: Milliseconds): readonly Remedy[] {
  const longest = longestOf(above);
  if (longest === undefined) return [];
  const length = wholeSeconds(sumOf(longest, slack));
  return hop.settings.isSettable(name, length) ? [{ changes: [setTime(hop, name, length)], review: true }] : [];
}
/** Lowers a time that somebody wrote to stay clear of `below`. */
export function lowerTime(hop: Hop, name: TimeSettingName, below: Setting): readonly Remedy[] {
  const shortest = lengthOf(below);
  if (shortest === undefined || !hop.settings.isWritten(name)) return [];
  const length = Math.floor((shortest - comfortable) / 1000) * 1000;
  return length < 1000 ? [] : [{ changes: [setTime(hop, name, milliseconds(length))], review: true }];
}
/** Sets a time of a server a little above another of its own times. */
export function raiseServerTime(server: Server, name: TimeSettingName, above: Setting): readonly Remedy[] {
  const longest = longestOf(above);
  if (longest === undefined) return [];
  const length = wholeSeconds(sumOf(longest, seconds(1)));
  return [{ changes: [{ do: 'set-time', name, settings: server.settings, length, server }] }];
}

/** Lengthens the hook that waits, and the grace period by as much where it would no longer fit. */
export function lengthenHook(workload: Workload, container: Container): readonly Remedy[] {
  const [hook, propagation] = [lengthOf(container.preStopDelay), lengthOf(workload.propagation)];
  const grace = lengthOf(workload.grace);
  if (container.preStop === undefined || hook === undefined || hook <= 0) return [];
  if (propagation === undefined || grace === undefined) return [];
  const length = delayBeyond(propagation);
  const change: Change = { do: 'rewrite-length', what: 'the preStop delay', setting: container.preStopDelay, length };
  const needed = sumOf(length, timeAfterSignal(container), comfortable);
  if (grace >= needed) return [{ changes: [change] }];
  return [{ changes: [change, { do: 'set-grace', workload, container, length: wholeSeconds(needed, 5) }] }];
}

/** A sleep that needs nothing in the image, as long as the hook was meant to be or traffic takes to stop. */
export function sleepNatively(workload: Workload, container: Container): readonly Remedy[] {
  const [propagation, grace] = [lengthOf(workload.propagation), lengthOf(workload.grace)];
  const words = container.preStop?.command ?? [];
  const meant = /\bsleep\s+(\d+)\b/.exec(words.join(' '))?.[1];
  if (propagation === undefined || grace === undefined) return [];
  const least = delayBeyond(propagation);
  const length = meant === undefined ? least : milliseconds(Math.max(least, Number(meant) * 1000));
  const change: Change = { do: 'use-native-sleep', container, length };
  const needed = sumOf(length, timeAfterSignal(container), comfortable);
  if (grace >= needed) return [{ changes: [change] }];
  return [{ changes: [change, { do: 'set-grace', workload, container, length: wholeSeconds(needed, 5) }] }];
}
