// Asks the knowledge table: settings, defaults by version, facts. Never throws; what is not documented is an unknown with a reason.
import type { Location } from '../model/location.js';
import { known, originPlace, type Setting, type UnknownReason, unknown } from '../model/setting.js';
import type { SettingName, SettingTypes } from '../model/setting-names.js';
import { perName, perObject } from './memo.js';
import type { Behaviour, Creator, DefaultRow, FactRow, ProductFile, SettingRow } from './schema.js';
import { isSettingName, isValueOf, readDefault, settingKinds } from './setting-kind.js';
import { settle } from './settle.js';
import { lineage, product, products, versionOf } from './table.js';
import { undocumentedText } from './undocumented.js';

export * from './claims.js';
export * from './containers.js';
export * from './key-index.js';
export { product, products, versionOf };

/** The product's row over the rows of what it builds on: a field it leaves out comes from there. A fixed setting has no keys. */
export function settingRow(productId: string, name: SettingName): SettingRow | undefined {
  return settingRowsOf(productId)(name);
}
const settingRowsOf = perName((productId) => {
  const chain = lineage(productId).toReversed();
  return perName((name: string): SettingRow | undefined => {
    let merged: SettingRow | undefined;
    for (const file of chain) {
      const row = isSettingName(name) ? file.settings[name] : undefined;
      if (row === undefined) continue;
      merged = { ...merged, ...row, ...(row.fixed === true && row.keys === undefined ? { keys: [] } : {}) };
    }
    return merged;
  });
});
/** Every setting the product has, its own and those it builds on, in the order of the vocabulary. */
export const settingNames = perName((productId): readonly SettingName[] => {
  const own = new Set(lineage(productId).flatMap((file) => Object.keys(file.settings)));
  return Object.keys(settingKinds)
    .filter(isSettingName)
    .filter((name) => own.has(name));
});
export const behaviourOf = perName(
  (productId): Behaviour =>
    Object.assign(
      {},
      ...lineage(productId)
        .toReversed()
        .map((file) => file.behaviour ?? {}),
    ),
);

/** The documented default that `impliedBy` brings with it. */
export function defaultSetting<K extends SettingName>(
  productId: string,
  name: K,
  version: Setting<string> | undefined,
  impliedBy: Location,
  creator?: Creator,
): Setting<SettingTypes[K]> {
  const row = settingRow(productId, name);
  const chain = lineage(productId);
  const file = chain.find((each) => each.settings[name]?.defaults !== undefined) ?? chain[0];
  if (file === undefined || row?.defaults === undefined) {
    return unknown({
      kind: 'no-default',
      text:
        row === undefined
          ? undocumentedText(name, file?.title ?? productId)
          : `no default of the ${row.title} is documented for ${file?.title ?? productId}`,
      at: impliedBy,
    });
  }
  const read = (text: DefaultRow['value']): SettingTypes[K] | undefined => {
    const value = readDefault(text, settingKinds[name]);
    return value !== undefined && isValueOf(name, value) ? value : undefined;
  };
  const rows = createdBy(row.defaults, creator);
  const settled = settle(file, rows, version, impliedBy, { title: row.title, entry: name }, (each) => read(each.value));
  const [only, ...others] = rows;
  return only?.or === undefined || others.length > 0 ? settled : orElse(settled, only.or, row, file, read);
}
/** The machine decides, and no file shows it. */
function orElse<T>(
  settled: Setting<T>,
  { value, where }: NonNullable<DefaultRow['or']>,
  { title }: SettingRow,
  { title: product }: ProductFile,
  read: (text: DefaultRow['value']) => T | undefined,
): Setting<T> {
  const other = read(value);
  if (settled.state === 'unknown' || other === undefined) return settled;
  const reason: UnknownReason = {
    kind: 'not-in-scan',
    text: `the ${title} of ${product} is ${settled.value}, or ${value} ${where}`,
    settle: 'Write a value of your own instead of relying on the default.',
    at: originPlace(settled.origin),
  };
  return unknown(reason, [settled, known(other, settled.origin)]);
}

/** The rows of that creator where there are any, else those that hold for every other. */
function createdBy(rows: readonly DefaultRow[], creator: Creator | undefined): readonly DefaultRow[] {
  return rowsByCreator(rows)(creator ?? '');
}
const rowsByCreator = perObject((rows: readonly DefaultRow[]) =>
  perName((creator): readonly DefaultRow[] => {
    const own = rows.filter((row) => row.when === creator);
    return own.length > 0 ? own : rows.filter((row) => row.when === undefined);
  }),
);
// ---------------------------------------------------------------- facts that are no hop setting

/** Facts that a setting's default states already: a helper's wait before it closes, and the limit it gives up at. */
const statedBy: Readonly<Record<string, SettingName>> = { delay: 'drain.delay', 'force-limit': 'drain.timeout' };

export function factRows(productId: string, key: string): readonly FactRow[] {
  return statedFact(productId)(key).rows;
}
interface StatedFact {
  readonly title: string;
  /** Of the product that states it; undefined for a product that the table does not have. */
  readonly file: ProductFile | undefined;
  readonly rows: readonly FactRow[];
}
const statedFact = perName((productId) =>
  perName((key): StatedFact => {
    const title = key.replaceAll('-', ' ');
    const chain = lineage(productId);
    for (const file of chain) {
      const found = file.facts !== undefined && Object.hasOwn(file.facts, key) ? file.facts[key] : undefined;
      if (found !== undefined) return { title, file, rows: 'value' in found ? [found] : found };
    }
    const setting = Object.hasOwn(statedBy, key) ? statedBy[key] : undefined;
    const row = setting === undefined ? undefined : settingRow(productId, setting);
    const rows = (row?.defaults ?? []).map((each) => ({ ...each, meaning: row?.title ?? key }));
    return { title, file: chain[0], rows };
  }),
);
function fact<T>(
  productId: string,
  key: string,
  version: Setting<string> | undefined,
  impliedBy: Location,
  convert: (value: FactRow['value']) => T | undefined,
): Setting<T> {
  const { title, file, rows } = statedFact(productId)(key);
  if (file === undefined) {
    return unknown({
      kind: 'no-default',
      text: `nothing is documented about the ${title} of ${productId}`,
      at: impliedBy,
    });
  }
  const topic = { title, entry: key, question: questionOf(rows) };
  return settle(file, rows, version, impliedBy, topic, (row) => convert(row.value));
}
/** Undefined where the rows do not say that something is so, or is not. */
function questionOf(rows: readonly FactRow[]): string | undefined {
  const meaning = rows
    .find(({ value }) => value === true)
    ?.meaning.replaceAll(/ \([^()]*\)/g, '')
    .split(';')[0];
  return meaning && `whether ${meaning}`;
}
export function factValue(
  productId: string,
  key: string,
  version: Setting<string> | undefined,
  impliedBy: Location,
): Setting<FactRow['value']> {
  return fact(productId, key, version, impliedBy, (value) => value);
}
export function factNumber(
  productId: string,
  key: string,
  version: Setting<string> | undefined,
  impliedBy: Location,
): Setting<number> {
  return fact(productId, key, version, impliedBy, (value) => (typeof value === 'number' ? value : undefined));
}
export function factBoolean(
  productId: string,
  key: string,
  version: Setting<string> | undefined,
  impliedBy: Location,
): Setting<boolean> {
  return fact(productId, key, version, impliedBy, (value) => (typeof value === 'boolean' ? value : undefined));
}
export function factText(
  productId: string,
  key: string,
  version: Setting<string> | undefined,
  impliedBy: Location,
): Setting<string> {
  return fact(productId, key, version, impliedBy, (value) => (typeof value === 'string' ? value : undefined));
}
export function factList(
  productId: string,
  key: string,
  version: Setting<string> | undefined,
  impliedBy: Location,
): Setting<readonly string[]> {
  return fact(productId, key, version, impliedBy, (value) => (typeof value === 'object' ? value : undefined));
}
/** A fact written as a length of time: "1s", `unbounded`, `off`. */
export function factDuration(
  productId: string,
  key: string,
  version: Setting<string> | undefined,
  impliedBy: Location,
): Setting {
  return fact(productId, key, version, impliedBy, (value) => {
    const read = typeof value === 'string' ? readDefault(value, 'time') : undefined;
    return typeof read === 'object' ? read : undefined;
  });
}
