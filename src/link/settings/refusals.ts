// Values a product would refuse, found only when the expression had been followed to its end: told as setting mistakes.
import { fieldName } from '../../knowledge/field-name.js';
import { judgeValue } from '../../knowledge/judge-value.js';
import { factText, product, settingRow } from '../../knowledge/lookup.js';
import { perObject } from '../../knowledge/memo.js';
import { literal } from '../../model/expression.js';
import type { SettingMistake, WrittenSetting } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { type Origin, originPlace, type Setting } from '../../model/setting.js';
import type { LinkContext } from '../context.js';
import { isLength } from '../names/scalars.js';
import type { Refusal } from './setting-table.js';

export function refusalMistakes(
  productId: string,
  refusals: readonly Refusal[],
  version: Setting<string> | undefined,
): readonly SettingMistake[] {
  return refusals.map(({ written, because, value, origin }): SettingMistake => {
    const title = product(productId)?.title ?? productId;
    // What reads a variable or a flag makes a number of it by itself.
    const outside = isGivenOutside(productId, written);
    const text = outside ? undefined : value;
    const effect =
      typeof text === 'string' ? factText(productId, 'string-timeout-effect', version, written.value.at) : undefined;
    const fix = asNumber(written, text) ?? inSeconds(productId, written);
    return {
      kind: 'setting-mistake',
      mistake: 'invalid',
      product: productId,
      key: written.key,
      at: outside ? sourceOf(origin) : written.value.at,
      because,
      ...effectOf(title, effect),
      help: helpFor(written, text, title, fix),
      ...(fix === undefined ? {} : { fix }),
    };
  });
}

function isGivenOutside(productId: string, { name, key }: WrittenSetting): boolean {
  const keys = settingRow(productId, name)?.keys ?? [];
  return keys.some((each) => (each.in === 'env' || each.in === 'flag') && each.name === key);
}

/** By version where nobody can tell which one runs. */
function effectOf(title: string, effect: Setting<string> | undefined): Pick<SettingMistake, 'effect'> {
  if (effect === undefined) return {};
  const texts =
    effect.state === 'known' ? [effect.value] : [...new Set((effect.candidates ?? []).map((each) => each.value))];
  if (texts.length === 0) return {};
  const which = texts.length > 1 ? 'depending on its version, ' : '';
  return { effect: `${which}${title} ${texts.join(', or ')}` };
}
function helpFor(
  { key, value: { at } }: WrittenSetting,
  value: Refusal['value'] | undefined,
  title: string,
  fix: SettingMistake['fix'],
): string {
  if (typeof value === 'string') return `Convert it with Number(…) where it is assigned to ${key}.`;
  if (fix !== undefined && typeof value === 'number') return `Write ${fix.text} if ${value} s are meant.`;
  if (typeof value === 'number' && at.file.endsWith('.go'))
    return `Write ${value} * time.Second if ${value} s are meant.`;
  return `Give ${key} a value ${title} accepts.`;
}

/** A number that arrives as text in JavaScript is converted where it is assigned. */
function asNumber({ value, key }: WrittenSetting, arrived: Refusal['value'] | undefined): SettingMistake['fix'] {
  const { at } = value;
  if (typeof arrived !== 'string' || !/^\s*\d+(?:\.\d+)?\s*$/.test(arrived) || !/\.[cm]?[jt]sx?$/.test(at.file))
    return undefined;
  if (value.kind === 'literal') return { title: `Write ${arrived.trim()}`, at, text: arrived.trim(), safe: true };
  const start = { ...at, endLine: at.line, endColumn: at.column };
  const end = { ...at, line: at.endLine, column: at.endColumn };
  // Where nothing gives it a value, the result is NaN instead of undefined.
  const safe = value.kind === 'fallback';
  return { title: `Convert ${key} to a number`, at: start, text: 'Number(', safe, also: [{ at: end, text: ')' }] };
}

/** A bare 65 where milliseconds are meant, and 65 s would be a usual value: somebody thought in seconds. */
function inSeconds(productId: string, { name, key, value }: WrittenSetting): SettingMistake['fix'] {
  if (value.kind !== 'literal' || typeof value.value !== 'number' || !/\.[cm]?[jt]sx?$/.test(value.at.file))
    return undefined;
  const row = settingRow(productId, name);
  const [least, most] = row?.plausible ?? [null, null];
  const count = value.value * 1000;
  if (row?.grammar?.endsWith('-milliseconds') !== true || least === null || value.value >= least || count < least)
    return undefined;
  if (most !== null && count > most) return undefined;
  return { title: `Set ${key} to ${value.value} s`, at: value.at, text: String(count), safe: false };
}

/** Where a person wrote the value that arrived here by name. */
function sourceOf(origin: Origin): Location {
  const [first] = origin.kind === 'derived' ? origin.from : [];
  return first === undefined ? originPlace(origin) : sourceOf(first);
}

/** The same for attributes of infrastructure, whose values need no conversion but another number. */
export function refusedAttributes(productId: string, refusals: readonly Refusal[]): readonly SettingMistake[] {
  return refusals.flatMap(({ written, value, origin }): readonly SettingMistake[] => {
    const row = settingRow(productId, written.name);
    const key = row?.keys?.find((each) => 'path' in each && each.path === written.key);
    if (row === undefined || key === undefined || isLength(value)) return [];
    const from = sourceOf(origin);
    const at = written.value.at;
    const name = fieldName(written.key);
    const related =
      from.file === at.file && from.line === at.line ? [] : [{ message: 'the value is set here', at: from }];
    return judgeValue(name, literal(value, from), [{ product: productId, setting: written.name, row, key }]).map(
      (mistake) => ({ ...mistake, at, ...(related.length === 0 ? {} : { related }) }),
    );
  });
}

export function addMistakes(context: LinkContext, mistakes: readonly SettingMistake[]): void {
  const known = identities(context.mistakes);
  for (const mistake of mistakes) {
    const { key, at, because } = mistake;
    const identity = JSON.stringify([key, at.file, at.line, because]);
    if (known.has(identity)) continue;
    known.add(identity);
    context.mistakes.push(mistake);
  }
}
/** Of the mistakes in a list that only grows here. */
const identities = perObject((_: readonly SettingMistake[]) => new Set<string>());
