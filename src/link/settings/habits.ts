// Documented facts of a product for the version at hand, as rules may ask for them.
import { factBoolean, factDuration, factList, factNumber, factRows, factText } from '../../knowledge/lookup.js';
import type { Location } from '../../model/location.js';
import type { Setting } from '../../model/setting.js';
import type { HabitTable } from '../../model/topology.js';

export function habitsOf(product: string, version: Setting<string> | undefined, impliedBy: Location): HabitTable {
  return new Habits(product, version, impliedBy);
}

type Read<T> = (product: string, key: string, version: Setting<string> | undefined, at: Location) => Setting<T>;

class Habits implements HabitTable {
  readonly #product: string;
  readonly #version: Setting<string> | undefined;
  readonly #impliedBy: Location;
  /** Many rules ask for the same, and each fact has one type: it is asked for in one way. */
  readonly #known = new Map<string, { readonly read: Read<unknown>; readonly setting: Setting<unknown> }>();

  constructor(product: string, version: Setting<string> | undefined, impliedBy: Location) {
    this.#product = product;
    this.#version = version;
    this.#impliedBy = impliedBy;
  }
  truth(key: string): Setting<boolean> {
    return this.#ask(factBoolean, key);
  }
  text(key: string): Setting<string> {
    return this.#ask(factText, key);
  }
  count(key: string): Setting<number> {
    return this.#ask(factNumber, key);
  }
  time(key: string): Setting {
    return this.#ask(factDuration, key);
  }
  list(key: string): Setting<readonly string[]> {
    return this.#ask(factList, key);
  }
  rows(key: string): ReturnType<HabitTable['rows']> {
    return factRows(this.#product, key).map((row) => ({
      versions: row.versions ?? '*',
      value: String(row.value),
      meaning: row.meaning,
    }));
  }
  #ask<T>(read: Read<T>, key: string): Setting<T> {
    const before = this.#known.get(key);
    // What was read in the same way has the same type.
    if (before?.read === read) return before.setting as Setting<T>;
    const setting = read(this.#product, key, this.#version, this.#impliedBy);
    this.#known.set(key, { read, setting });
    return setting;
  }
}
