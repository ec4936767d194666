// The border where a product's text becomes a setting: grammar, range and the meaning of zero are applied here and nowhere else.
import {
  formatDuration,
  type Grammar,
  type Milliseconds,
  milliseconds,
  readDuration,
  seconds,
  timesOf,
} from '../model/duration.js';
import type { Literal } from '../model/expression.js';
import type { Location } from '../model/location.js';
import { finite, known, off, type Setting, unbounded, written } from '../model/setting.js';
import type { SettingName, SettingTypes } from '../model/setting-names.js';
import { perObject } from './memo.js';
import type { SettingRow } from './schema.js';
import type { KeyReading, KeyRow, ZeroMeaning } from './schema-keys.js';
import { isValueOf, readDefault, type SettingKind, type SettingValue, settingKinds } from './setting-kind.js';

export interface ValueMistake {
  /** The clause after the key: `needs a bare whole number of seconds, but is "60s"`. */
  readonly because: string;
  /** What the product takes there: `a bare whole number of seconds`. */
  readonly expected: string;
  /** The same number of seconds as the product writes them, where it would be a usual value. */
  readonly inSeconds?: string;
  /** The product takes the value; it is a person who cannot have meant it. */
  readonly accepted?: true;
}
export type ValueReading<T = SettingValue> =
  | { readonly setting: Setting<T> }
  | { readonly mistake: ValueMistake }
  /** The product takes this value as "not set": ask for the default. */
  | { readonly usesDefault: true };

interface Reading extends KeyReading {
  readonly place: KeyRow['in'] | undefined;
}

/** Reads a literal as the product would at that key. The place is the value's. */
export function readSettingValue(
  value: Literal['value'],
  row: SettingRow,
  key: KeyRow | undefined,
  at: Location,
): ValueReading {
  return read(value, row.type ?? (grammarOf(row, key) === undefined ? 'text' : 'time'), row, key, at);
}

/** The same for a setting known by name, with its type. */
export function readNamedValue<K extends SettingName>(
  name: K,
  value: Literal['value'],
  row: SettingRow,
  key: KeyRow | undefined,
  at: Location,
): ValueReading<SettingTypes[K]> {
  const reading = read(value, settingKinds[name], row, key, at);
  if (!('setting' in reading)) return reading;
  const setting = reading.setting;
  if (setting.state === 'known' && isValueOf(name, setting.value)) {
    return { setting: known<SettingTypes[K]>(setting.value, setting.origin) };
  }
  return { mistake: refuse('none, idempotent or all', value) };
}

function grammarOf(row: SettingRow, key: KeyRow | undefined): Grammar | undefined {
  return key?.grammar ?? row.grammar;
}

function read(
  value: Literal['value'],
  kind: SettingKind,
  row: SettingRow,
  key: KeyRow | undefined,
  at: Location,
): ValueReading {
  if (value === null) return { usesDefault: true };
  const reading: Reading = { ...pickReading(row), ...key, place: key?.in };
  if (reading.words !== undefined) {
    const meant = readWords(String(value), reading.words);
    if (meant === 'default' || (meant === undefined && kind !== 'time' && kind !== 'count'))
      return { usesDefault: true };
    const plain = meant === undefined ? undefined : readDefault(meant, kind);
    if (plain !== undefined) return { setting: known(plain, written(at, String(value))) };
  }
  switch (kind) {
    case 'time':
      return readTime(value, reading, at);
    case 'count':
      return raise(readCount(value, reading, at), reading.plus);
    case 'boolean':
      return readBoolean(value, at);
    case 'text':
    case 'retry-scope':
      return { setting: known(String(value), written(at, String(value))) };
  }
}

const pickReading = perObject((row: SettingRow): KeyReading => {
  const { grammar, zero, negative, range, plausible, units } = row;
  return {
    ...(grammar === undefined ? {} : { grammar }),
    ...(zero === undefined ? {} : { zero }),
    ...(negative === undefined ? {} : { negative }),
    ...(range === undefined ? {} : { range }),
    ...(plausible === undefined ? {} : { plausible }),
    ...(units === undefined ? {} : { units }),
  };
});
/** What the words of the text mean here; undefined when the table gives them no meaning of their own. */
function readWords(text: string, words: KeyReading['words']): string | number | boolean | undefined {
  if (words === undefined) return undefined;
  const present = new Set(text.trim().split(/[\s,]+/));
  const first = Object.keys(words).find((word) => present.has(word)) ?? '*';
  return Object.hasOwn(words, first) ? words[first] : undefined;
}

function show(value: string | number | boolean): string {
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
function refuse(expected: string, value: Literal['value']): ValueMistake {
  return { because: `needs ${expected}, but is ${value === null ? 'null' : show(value)}`, expected };
}

/** Places that keep the difference between `60` and `"60"`; everywhere else text is all there is. */
function isTyped({ place, quoted }: Reading): boolean {
  return quoted !== true && (place === 'object' || place === 'source');
}
function isBareNumber(grammar: Grammar): boolean {
  return grammar.startsWith('integer-') || grammar.startsWith('number-');
}
function takesNumber(grammar: Grammar): boolean {
  return isBareNumber(grammar) || grammar === 'ms-library' || grammar === 'traefik-duration';
}

function readTime(value: string | number | boolean, reading: Reading, at: Location): ValueReading {
  const grammar = reading.grammar;
  if (grammar === undefined) return { mistake: refuse('a length of time', value) };
  const result = readDuration(String(value), grammar);
  const expected = result.ok ? expectedOf(grammar) : result.expected;
  if (typeof value === 'boolean' || !result.ok) return { mistake: refuse(expected, value) };
  if (isTyped(reading) && typeof value === 'string' && isBareNumber(grammar)) {
    return { mistake: { because: `needs ${expected}, but is the string ${show(value)}`, expected } };
  }
  if (isTyped(reading) && typeof value === 'number' && !takesNumber(grammar)) {
    return { mistake: { because: `needs text with a unit, but is the bare number ${value}`, expected } };
  }
  const origin = written(at, String(value));
  const { length } = result;
  if (length === 0)
    return applyMeaning(reading.zero ?? 'zero', value, expected, finite(milliseconds(0)), unbounded, off, origin);
  if (length < 0)
    return applyMeaning(
      reading.negative ?? 'invalid',
      value,
      expected,
      finite(milliseconds(0)),
      unbounded,
      off,
      origin,
    );
  const outside = outOf(length, reading.range, grammar);
  if (outside !== undefined)
    return { mistake: { because: `accepts ${outside}, but is ${show(value)}`, expected: `a value of ${outside}` } };
  const odd = outOf(length, reading.plausible, grammar);
  if (odd !== undefined) {
    const because = `is ${show(value)}, which means ${formatDuration(length)} here and is hardly what was meant`;
    return {
      mistake: { because, expected: expectedOf(grammar), accepted: true, ...asSeconds(value, reading, grammar) },
    };
  }
  const whole = reading.times === undefined ? length : timesOf(length, reading.times);
  return { setting: known(finite(whole), origin) };
}

/** A bare 30 where milliseconds are meant, and 30 s would be a usual value: somebody thought in seconds. */
function asSeconds(value: string | number, { plausible }: Reading, grammar: Grammar): { readonly inSeconds?: string } {
  if (!/^\d+$/.test(String(value)) || unitLength(grammar, 1) !== 1) return {};
  const length = seconds(Number(value));
  if (outOf(length, plausible, grammar) !== undefined) return {};
  return { inSeconds: isBareNumber(grammar) ? String(length) : `${value}s` };
}

/** A number of retries as a number of attempts. */
function raise(reading: ValueReading, plus: number | undefined): ValueReading {
  if (plus === undefined || !('setting' in reading) || reading.setting.state === 'unknown') return reading;
  const { value, origin } = reading.setting;
  return typeof value === 'number' ? { setting: known(value + plus, origin) } : reading;
}
function readCount(value: string | number | boolean, reading: Reading, at: Location): ValueReading {
  const units = reading.units ?? {};
  const letters = Object.keys(units);
  const expected = letters.length === 0 ? 'a whole number' : `a whole number, with ${letters.join(' or ')} behind it`;
  const [, digits, unit = ''] = /^([+-]?\d+)([a-z]*)$/.exec(String(value).trim().toLowerCase()) ?? [];
  if (typeof value === 'boolean' || digits === undefined || (unit !== '' && !letters.includes(unit)))
    return { mistake: refuse(expected, value) };
  if (isTyped(reading) && typeof value === 'string') {
    return { mistake: { because: `needs ${expected}, but is the string ${show(value)}`, expected } };
  }
  const count = Number(digits) * (unit === '' ? 1 : (units[unit] ?? Number.NaN));
  const origin = written(at, String(value));
  if (count === 0) return applyMeaning(reading.zero ?? 'zero', value, expected, 0, Number.POSITIVE_INFINITY, 0, origin);
  if (count < 0)
    return applyMeaning(reading.negative ?? 'invalid', value, expected, 0, Number.POSITIVE_INFINITY, 0, origin);
  const [low, high] = reading.range ?? [null, null];
  if ((low !== null && count < low) || (high !== null && count > high)) {
    const outside = showRange(low, high, String);
    return { mistake: { because: `accepts ${outside}, but is ${show(value)}`, expected: `a value of ${outside}` } };
  }
  return { setting: known(count, origin) };
}

const truths: Readonly<Record<string, boolean>> = {
  true: true,
  t: true,
  on: true,
  yes: true,
  '1': true,
  false: false,
  f: false,
  off: false,
  no: false,
  '0': false,
};
function readBoolean(value: string | number | boolean, at: Location): ValueReading {
  const word = String(value).trim().toLowerCase();
  const answer = Object.hasOwn(truths, word) ? truths[word] : undefined;
  if (answer === undefined) return { mistake: refuse('true or false', value) };
  return { setting: known(answer, written(at, String(value))) };
}

function applyMeaning(
  meaning: ZeroMeaning,
  value: string | number,
  expected: string,
  zero: SettingValue,
  open: SettingValue,
  none: SettingValue,
  origin: ReturnType<typeof written>,
): ValueReading {
  switch (meaning) {
    case 'default':
      return { usesDefault: true };
    case 'invalid':
      return { mistake: { because: `does not accept ${show(value)}`, expected } };
    case 'unbounded':
      return { setting: known(open, origin) };
    case 'off':
      return { setting: known(none, origin) };
    case 'zero':
      return { setting: known(zero, origin) };
  }
}

/** What a bare number counts, for grammars that take one; seconds for the rest, as the table's ranges are written. */
function unitLength(grammar: Grammar, count: number): Milliseconds {
  switch (grammar) {
    case 'integer-milliseconds':
    case 'number-milliseconds':
    case 'haproxy-time':
    case 'ms-library':
      return milliseconds(count);
    case 'integer-minutes':
      return milliseconds(count * 60_000);
    case 'integer-nanoseconds':
    case 'cast-duration':
      return milliseconds(count / 1e6);
    default:
      return seconds(count);
  }
}
/** The longest time that a product takes for a setting; undefined where no limit is documented. */
export function longestTaken({ grammar, range }: SettingRow): Milliseconds | undefined {
  const high = range?.[1] ?? undefined;
  return grammar === undefined || high === undefined ? undefined : unitLength(grammar, high);
}
function outOf(length: Milliseconds, range: KeyReading['range'], grammar: Grammar): string | undefined {
  if (range === undefined) return undefined;
  const [low, high] = range.map((edge) => (edge === null ? null : unitLength(grammar, edge)));
  const below = low !== null && low !== undefined && length < low;
  const above = high !== null && high !== undefined && length > high;
  return below || above ? showRange(low ?? null, high ?? null, formatDuration) : undefined;
}
function showRange<T>(low: T | null, high: T | null, text: (edge: T) => string): string {
  if (low !== null && high !== null) return `${text(low)} to ${text(high)}`;
  return low !== null ? `${text(low)} or more` : high !== null ? `at most ${text(high)}` : 'any value';
}

/** Asking with nonsense gives the grammar's own words for what it takes. */
function expectedOf(grammar: Grammar): string {
  const nonsense = readDuration('?', grammar);
  return nonsense.ok ? 'a length of time' : nonsense.expected;
}
