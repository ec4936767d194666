// Values a product would refuse, found only when the expression had been followed to its end: told as setting mistakes.
import { factText, product } from '../knowledge/lookup.js';
import type { SettingMistake } from '../model/facts.js';
import type { Setting } from '../model/setting.js';
import type { Refusal } from './setting-table.js';

export function refusalMistakes(productId: string, refusals: readonly Refusal[], version: Setting<string> | undefined): readonly SettingMistake[] {
  return refusals.map(({ written, because, value }): SettingMistake => {
    const title = product(productId)?.title ?? productId;
    const effect = typeof value === 'string' ? factText(productId, 'string-timeout-effect', version, written.value.at) : undefined;
    return {
      kind: 'setting-mistake',
      mistake: 'invalid',
      product: productId,
      key: written.key,
      at: written.value.at,
      because,
      ...(effect?.state === 'known' ? { effect: `${title} ${effect.value}` } : {}),
      help: typeof value === 'string' ? `Convert it to a number before it is assigned to ${written.key}.` : `Give ${written.key} a value ${title} accepts.`,
    };
  });
}
