// Documented facts of a product for the version at hand, as rules may ask for them.
import { factBoolean, factDuration, factList, factNumber, factRows, factText } from '../knowledge/lookup.js';
import type { Location } from '../model/location.js';
import type { Setting } from '../model/setting.js';
import type { HabitTable } from '../model/topology.js';

export function habitsOf(product: string, version: Setting<string> | undefined, impliedBy: Location): HabitTable {
  return {
    truth: (key) => factBoolean(product, key, version, impliedBy),
    text: (key) => factText(product, key, version, impliedBy),
    count: (key) => factNumber(product, key, version, impliedBy),
    time: (key) => factDuration(product, key, version, impliedBy),
    list: (key) => factList(product, key, version, impliedBy),
    rows: (key) =>
      factRows(product, key).map((row) => ({
        versions: row.versions ?? '*',
        value: String(row.value),
        meaning: row.meaning,
      })),
  };
}
