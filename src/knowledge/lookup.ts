// Asks the knowledge table: settings, defaults by version, facts. Never throws; what is not documented is an unknown with a reason.
import type { Location } from '../model/location.js';
import { type Known, known, type Setting, type UnknownReason, unknown } from '../model/setting.js';
import type { SettingName, SettingTypes } from '../model/setting-names.js';
import type { Behaviour, Creator, DefaultRow, FactRow, ProductFile, SettingRow } from './schema.js';
import { isSettingName, isValueOf, readDefault, settingKinds } from './setting-kind.js';
import { lineage, product, products } from './table.js';
import { anyVersion, parseLooseVersion, parseRange, rowsFor, subtract, unite, type VersionSet } from './version.js';

export * from './claims.js';
export * from './containers.js';
export * from './key-index.js';
export { product, products };

/** The product's row over the rows of what it builds on: a field it leaves out comes from there. A fixed setting has no keys. */
export function settingRow(productId: string, name: SettingName): SettingRow | undefined {
  let merged: SettingRow | undefined;
  for (const file of lineage(productId).toReversed()) {
    const row = file.settings[name];
    if (row === undefined) continue;
    merged = { ...merged, ...row, ...(row.fixed === true && row.keys === undefined ? { keys: [] } : {}) };
  }
  return merged;
}
/** Every setting the product has, its own and those it builds on, in the order of the vocabulary. */
export function settingNames(productId: string): readonly SettingName[] {
  const own = new Set(lineage(productId).flatMap((file) => Object.keys(file.settings)));
  return Object.keys(settingKinds)
    .filter(isSettingName)
    .filter((name) => own.has(name));
}
export function behaviourOf(productId: string): Behaviour {
  return Object.assign(
    {},
    ...lineage(productId)
      .toReversed()
      .map((file) => file.behaviour ?? {}),
  );
}
/** Whose version the product's defaults depend on: `node` for what runs on Node, `own` for its own. */
export function versionOf(productId: string): string {
  return lineage(productId).find((file) => file.versionOf !== undefined)?.versionOf ?? 'own';
}

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
      text: `no default of ${row === undefined ? name : `the ${row.title}`} is documented for ${file?.title ?? productId}`,
      at: impliedBy,
    });
  }
  return settle(
    file,
    createdBy(row.defaults, creator),
    version,
    impliedBy,
    row.title,
    (each) => {
      const value = readDefault(each.value, settingKinds[name]);
      return value !== undefined && isValueOf(name, value) ? value : undefined;
    },
    name,
  );
}

/** The rows of that creator where there are any, else those that hold for every other. */
function createdBy(rows: readonly DefaultRow[], creator: Creator | undefined): readonly DefaultRow[] {
  const own = rows.filter((row) => creator !== undefined && row.when === creator);
  return own.length > 0 ? own : rows.filter((row) => row.when === undefined);
}
interface VersionedRow {
  readonly versions?: string;
  readonly unreleased?: boolean;
  readonly label?: string;
}

/** One row applies, or several do and agree: known. Several differ: unknown, with a candidate for each. */
function settle<Row extends VersionedRow, T>(
  file: ProductFile,
  rows: readonly Row[],
  version: Setting<string> | undefined,
  impliedBy: Location,
  title: string,
  convert: (row: Row) => T | undefined,
  entryName: string,
): Setting<T> {
  const found = rowsFor(rows, releasedOf(versionsOf(version), rows));
  const candidates = found.rows.flatMap((row): Known<T>[] => {
    const value = convert(row);
    if (value === undefined) return [];
    const entry = `${file.product}/${entryName}@${row.versions ?? '*'}`;
    return [known(value, { kind: 'default', entry, label: row.label ?? label(file, rows, row, version), impliedBy })];
  });
  const first = candidates[0];
  if (first === undefined) {
    return unknown({
      kind: 'no-default',
      text: `no default of the ${title} is documented for ${file.title}`,
      at: impliedBy,
    });
  }
  const agree = candidates.every((each) => JSON.stringify(each.value) === JSON.stringify(first.value));
  if (agree && !found.open) {
    const origin = found.rows.length > 1 ? { ...first.origin, label: `${plainTitle(file)} default` } : first.origin;
    return { ...first, origin };
  }
  return unknown(versionReason(file, title, version, impliedBy), found.open ? undefined : candidates);
}

function versionsOf(version: Setting<string> | undefined): VersionSet {
  if (version === undefined) return anyVersion;
  if (version.state === 'known') return parseLooseVersion(version.value) ?? anyVersion;
  const candidates = version.candidates ?? [];
  if (candidates.length === 0) return anyVersion;
  return candidates.reduce<VersionSet>((set, each) => unite(set, parseLooseVersion(each.value) ?? anyVersion), []);
}

/** Versions that were not released yet count only when nothing else is possible: `>=18` means those that exist. */
function releasedOf(versions: VersionSet, rows: readonly VersionedRow[]): VersionSet {
  const future = rows.flatMap((row) => (row.unreleased === true ? (parseRange(row.versions ?? '*') ?? []) : []));
  const released = subtract(versions, future);
  return released.length === 0 ? versions : released;
}

function versionReason(
  file: ProductFile,
  title: string,
  version: Setting<string> | undefined,
  impliedBy: Location,
): UnknownReason {
  const whose = versionOf(file.product) === 'own' ? plainTitle(file) : capitalise(versionOf(file.product));
  const seen = version?.state === 'known' ? `, and "${version.value}" does not settle it` : ', which no file names';
  return {
    kind: 'version-unknown',
    text: `the ${title} of ${file.title} depends on the ${whose} version${seen}`,
    settle: `Name the exact ${whose} version, for example in the image tag.`,
    at: impliedBy,
  };
}

/** "Node 22 default"; a version is named only where rows differ by it, and no more of it than they need. */
function label<Row extends VersionedRow>(
  file: ProductFile,
  rows: readonly Row[],
  row: Row,
  version: Setting<string> | undefined,
): string {
  const title = plainTitle(file);
  if (rows.length < 2) return `${title} default`;
  const runtime = versionOf(file.product);
  const subject = runtime === 'own' || capitalise(runtime) === title ? title : `${title} on ${capitalise(runtime)}`;
  const parts = version?.state === 'known' ? versionParts(version.value) : [];
  for (let count = 1; count <= parts.length; count += 1) {
    const short = parts.slice(0, count).join('.');
    if (rowsFor(rows, parseLooseVersion(short) ?? anyVersion).rows.length === 1) return `${subject} ${short} default`;
  }
  const range = row.versions ?? '*';
  return `${subject} default (${range === '*' ? 'other versions' : `versions ${range}`})`;
}
/** The parts of one version as written; a range has none. */
function versionParts(text: string): readonly string[] {
  return /^(?:v|go)?(\d+(?:\.\d+){0,2})(?:[-+_.]\S*)?$/.exec(text.trim())?.[1]?.split('.') ?? [];
}
function plainTitle(file: ProductFile): string {
  return capitalise(file.title.replace(/^the /, ''), file.title.startsWith('the '));
}
function capitalise(text: string, asked = true): string {
  return asked ? text.charAt(0).toUpperCase() + text.slice(1) : text;
}

// ---------------------------------------------------------------- facts that are no hop setting

/** Facts that a setting's default states already: a helper's wait before it closes, and the limit it gives up at. */
const statedBy: Readonly<Record<string, SettingName>> = { delay: 'drain.delay', 'force-limit': 'drain.timeout' };

export function factRows(productId: string, key: string): readonly FactRow[] {
  for (const file of lineage(productId)) {
    const found = file.facts !== undefined && Object.hasOwn(file.facts, key) ? file.facts[key] : undefined;
    if (found !== undefined) return 'value' in found ? [found] : found;
  }
  const setting = Object.hasOwn(statedBy, key) ? statedBy[key] : undefined;
  const row = setting === undefined ? undefined : settingRow(productId, setting);
  return (row?.defaults ?? []).map((each) => ({ ...each, meaning: row?.title ?? key }));
}
function fact<T>(
  productId: string,
  key: string,
  version: Setting<string> | undefined,
  impliedBy: Location,
  convert: (value: FactRow['value']) => T | undefined,
): Setting<T> {
  const chain = lineage(productId);
  const file = chain.find((each) => each.facts !== undefined && Object.hasOwn(each.facts, key)) ?? chain[0];
  const title = key.replaceAll('-', ' ');
  if (file === undefined) {
    return unknown({
      kind: 'no-default',
      text: `nothing is documented about the ${title} of ${productId}`,
      at: impliedBy,
    });
  }
  return settle(file, factRows(productId, key), version, impliedBy, title, (row) => convert(row.value), key);
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
