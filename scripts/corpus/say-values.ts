// One thing that hoplint knows, and how its values are said: the way labels say them, with every place they come from.
import type { Expression } from '../../src/model/expression.js';
import type { Quantity } from '../../src/model/facts.js';
import type { Location } from '../../src/model/location.js';
import { type Origin, originPlace, placeOf, type Setting, type TimeBound } from '../../src/model/setting.js';
import { secondsOf } from './read-claims.js';

/** One thing hoplint knows. */
export interface Extracted {
  readonly families: readonly string[];
  /** For each claim the texts that hoplint would agree to. */
  readonly says: Readonly<Record<string, readonly string[]>>;
  readonly at: readonly Location[];
}

/** Every place inside a fact: a label may name any of its lines. */
export function placesIn(value: unknown, depth = 0): readonly Location[] {
  if (typeof value !== 'object' || value === null || depth > 6) return [];
  if (isLocation(value)) return [value];
  return Object.values(value).flatMap((each) => placesIn(each, depth + 1));
}
function isLocation(value: object): value is Location {
  return 'file' in value && 'line' in value && 'endColumn' in value;
}
export function placesOf(setting: Setting<unknown>): readonly Location[] {
  if (setting.state === 'known') return originPlaces(setting.origin);
  return [placeOf(setting), ...(setting.candidates ?? []).flatMap((each) => originPlaces(each.origin))];
}
function originPlaces(origin: Origin): readonly Location[] {
  return origin.kind === 'derived' ? [origin.at, ...origin.from.flatMap(originPlaces)] : [originPlace(origin)];
}
/** Names a value passed through. */
function namesOf(setting: Setting<unknown>): readonly string[] {
  const walk = (origin: Origin): readonly string[] =>
    origin.kind === 'derived'
      ? [...origin.how.split(/[^\w]+/), ...origin.from.flatMap(walk)]
      : origin.kind === 'written' && origin.text !== undefined
        ? origin.text.split(/[^\w]+/)
        : [];
  return setting.state === 'known' ? walk(setting.origin) : [];
}
/** Variables of the environment that a value is read from, whether or not they are set. */
export function variablesIn(expression: Expression): readonly string[] {
  switch (expression.kind) {
    case 'env':
      return [expression.name];
    case 'fallback':
    case 'either':
      return expression.options.flatMap(variablesIn);
    case 'arithmetic':
      return expression.operands.flatMap(variablesIn);
    case 'convert':
      return variablesIn(expression.operand);
    default:
      return [];
  }
}
function boundText(bound: TimeBound): string {
  return bound.kind === 'finite' ? secondsOf(bound.length, 'ms') : bound.kind === 'unbounded' ? 'infinite' : 'off';
}
/** The value; or what remains possible, when all agree. */
export function timeText(setting: Setting): readonly string[] {
  if (setting.state === 'known') return [boundText(setting.value)];
  const possible = [...new Set((setting.candidates ?? []).map((each) => boundText(each.value)))];
  return possible.length === 1 ? possible : [];
}
export function time(families: readonly string[], setting: Setting, around: readonly Location[] = []): Extracted {
  return {
    families: [...families, 'time'],
    says: { value: timeText(setting), via: namesOf(setting) },
    at: [...placesOf(setting), ...around],
  };
}
export function literalText(expression: Expression | undefined): readonly string[] {
  return expression?.kind === 'literal' ? [String(expression.value)] : [];
}
export function settingText(setting: Setting<unknown>): readonly string[] {
  return setting.state === 'known' ? [String(setting.value)] : [];
}
export const percentText = (setting: Setting<number> | undefined): readonly string[] =>
  setting === undefined ? [] : settingText(setting);
/** `16.13.2` is also `16` and `16.13`. */
export function versionText(setting: Setting<string>): readonly string[] {
  const values =
    setting.state === 'known' ? [setting.value] : (setting.candidates ?? []).map((each) => each.value.slice(0));
  return values.flatMap((each) => {
    const parts = each.replace(/^[^\d]*/, '').split('.');
    return parts.map((_, index) => parts.slice(0, index + 1).join('.'));
  });
}

/** The number, where no template fills it in. */
export function quantityText(quantity: Quantity | undefined, standard?: string): readonly string[] {
  if (quantity === undefined) return standard === undefined ? [] : [standard];
  return 'value' in quantity ? [String(quantity.value)] : [];
}
