// The fields and options by which Go source sets a product's settings, as the knowledge table lists them.
import { settingNames, settingRow } from '../../../knowledge/lookup.js';
import type { SettingName } from '../../../model/setting-names.js';

export interface SourceKey {
  /** As the knowledge table spells it; options end in `()`. */
  readonly key: string;
  /** The field's or function's name. */
  readonly field: string;
  readonly name: SettingName;
  /** A `time.Duration`. */
  readonly isLength: boolean;
}
const known = new Map<string, readonly SourceKey[]>();

export function sourceKeys(product: string): readonly SourceKey[] {
  const before = known.get(product);
  if (before !== undefined) return before;
  const keys = settingNames(product).flatMap((name): SourceKey[] => {
    const row = settingRow(product, name);
    return (row?.keys ?? []).flatMap((each): SourceKey[] => {
      if (each.in !== 'source') return [];
      const isLength = (each.grammar ?? row?.grammar) === 'integer-nanoseconds';
      return [{ key: each.name, field: each.name.replace(/\(\)$/, ''), name, isLength }];
    });
  });
  known.set(product, keys);
  return keys;
}
