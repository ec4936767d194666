// Values a product would refuse, found only when the expression had been followed to its end: told as setting mistakes.
import { factText, product } from '../knowledge/lookup.js';
import type { SettingMistake, WrittenSetting } from '../model/facts.js';
import type { Setting } from '../model/setting.js';
import type { Refusal } from './setting-table.js';

export function refusalMistakes(
  productId: string,
  refusals: readonly Refusal[],
  version: Setting<string> | undefined,
): readonly SettingMistake[] {
  return refusals.map(({ written, because, value }): SettingMistake => {
    const title = product(productId)?.title ?? productId;
    const effect =
      typeof value === 'string' ? factText(productId, 'string-timeout-effect', version, written.value.at) : undefined;
    const fix = asNumber(written, value);
    return {
      kind: 'setting-mistake',
      mistake: 'invalid',
      product: productId,
      key: written.key,
      at: written.value.at,
      because,
      ...(effect?.state === 'known' ? { effect: `${title} ${effect.value}` } : {}),
      help:
        typeof value === 'string'
          ? `Convert it to a number before it is assigned to ${written.key}.`
          : `Give ${written.key} a value ${title} accepts.`,
      ...(fix === undefined ? {} : { fix }),
    };
  });
}

/** A number that arrives as text in JavaScript is converted where it is assigned. */
function asNumber({ value, key }: WrittenSetting, arrived: Refusal['value']): SettingMistake['fix'] {
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
