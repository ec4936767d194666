// Numbers of an object as settings: what is written, else what the platform documents, implied by the object itself.
import { seconds } from '../../model/duration.js';
import type { Quantity, Text } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { finite, known, type Origin, type Setting, type UnknownReason, unknown, written } from '../../model/setting.js';

/** A default of the platform, at the object that leaves the value out. */
export function impliedBy<T>(setting: Setting<T>, at: Location): Setting<T> {
  if (setting.state === 'unknown') return unknown({ ...setting.reason, at }, setting.candidates);
  if (setting.origin.kind !== 'default') return setting;
  return known(setting.value, { ...setting.origin, impliedBy: at });
}
/** Somebody wrote it, or a part of it. */
export function isChosen(setting: Setting<unknown>): boolean {
  return setting.state === 'unknown' || isWritten(setting.origin);
}
const isWritten = (origin: Origin): boolean =>
  origin.kind === 'derived' ? origin.from.some(isWritten) : origin.kind !== 'default';
export function countOr(number: Quantity | undefined, otherwise: Setting<number>, at: Location): Setting<number> {
  return number === undefined ? impliedBy(otherwise, at) : quantitySetting(number);
}
export function secondsOr(number: Quantity | undefined, otherwise: Setting, at: Location): Setting {
  if (number === undefined) return impliedBy(otherwise, at);
  const count = quantitySetting(number);
  return count.state === 'known' ? known(finite(seconds(count.value)), count.origin) : unknown(count.reason);
}
export function textOr(text: Text | undefined, otherwise: Setting<string>, at: Location): Setting<string> {
  if (text === undefined) return impliedBy(otherwise, at);
  return text.filledIn === true ? unknown(filledIn(text.text, text.at)) : known(text.text, written(text.at));
}
export function quantitySetting(number: Quantity): Setting<number> {
  if ('value' in number) return known(number.value, written(number.at));
  return unknown('open' in number ? number.open : filledIn(number.templated, number.at));
}
/** Why nobody can know what a template will put there. */
export function filledIn(text: string, at: Location): UnknownReason {
  return {
    kind: 'templated',
    text: `a template fills in ${JSON.stringify(text)}`,
    settle: 'Lint the rendered file.',
    at,
  };
}
/** A computed count from two settings; unknown if either is. */
export function combine<A, B, T>(a: Setting<A>, b: Setting<B>, join: (a: A, b: B) => T): Setting<T> {
  if (a.state === 'unknown') return unknown(a.reason);
  if (b.state === 'unknown') return unknown(b.reason);
  const at = a.origin.kind === 'default' ? a.origin.impliedBy : a.origin.at;
  return known(join(a.value, b.value), {
    kind: 'derived',
    at,
    how: 'computed',
    from: [a.origin, b.origin],
    exact: true,
  });
}
/** "3" or "25%" as a share of `whole`: per cent are rounded as the product does. */
export function shareOf(text: string, whole: number, round: 'up' | 'down'): number | undefined {
  const percent = /^(\d+)%$/.exec(text.trim());
  if (percent !== null) {
    const exact = (Number(percent[1]) * whole) / 100;
    return round === 'up' ? Math.ceil(exact) : Math.floor(exact);
  }
  return /^\d+$/.test(text.trim()) ? Number(text.trim()) : undefined;
}
