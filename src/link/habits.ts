// Documented facts of a product for the version at hand, as rules may ask for them.
import { factBoolean, factDuration, factList, factNumber, factRows, factText } from '../knowledge/lookup.js';
import { perName } from '../knowledge/memo.js';
import type { Location } from '../model/location.js';
import type { Setting } from '../model/setting.js';
import type { HabitTable } from '../model/topology.js';

export function habitsOf(product: string, version: Setting<string> | undefined, impliedBy: Location): HabitTable {
  return {
    truth: perName((key) => factBoolean(product, key, version, impliedBy)),
    text: perName((key) => factText(product, key, version, impliedBy)),
    count: perName((key) => factNumber(product, key, version, impliedBy)),
    time: perName((key) => factDuration(product, key, version, impliedBy)),
    list: perName((key) => factList(product, key, version, impliedBy)),
    rows: (key) =>
      factRows(product, key).map((row) => ({
        versions: row.versions ?? '*',
        value: String(row.value),
        meaning: row.meaning,
      })),
  };
}
