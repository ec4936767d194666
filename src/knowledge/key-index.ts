// Indexes from what a person writes to the setting it sets, built on first use, one per place a key can stand.
import type { SettingName } from '../model/setting-names.js';
import { once, perName } from './memo.js';
import type { SettingRow } from './schema.js';
import type { KeyRow } from './schema-keys.js';
import type { FolkloreRow, NameList } from './schema-objects.js';
import { isSettingName } from './setting-kind.js';
import { lineage, product, products } from './table.js';

type Place = KeyRow['in'];
type KeyIn<P extends Place> = Extract<KeyRow, { readonly in: P }>;

export interface KeyEntry<P extends Place = Place> {
  readonly product: string;
  readonly setting: SettingName;
  /** With what it inherits; give it to `readSettingValue`. */
  readonly row: SettingRow;
  readonly key: KeyIn<P>;
}
export type KeyIndex<P extends Place> = ReadonlyMap<string, readonly KeyEntry<P>[]>;

function isIn<P extends Place>(place: P, key: KeyRow): key is KeyIn<P> {
  return key.in === place;
}

/** A product's settings over those it builds on, field by field, as `settingRow` has it. */
function rowsOf(productId: string): ReadonlyMap<SettingName, SettingRow> {
  const rows = new Map<SettingName, SettingRow>();
  for (const file of lineage(productId).toReversed()) {
    for (const [name, row] of Object.entries(file.settings)) {
      if (!isSettingName(name)) continue;
      const keys = row.fixed === true && row.keys === undefined ? { keys: [] } : {};
      rows.set(name, { ...rows.get(name), ...row, ...keys });
    }
  }
  return rows;
}
function entriesOf<P extends Place>(productId: string, place: P): readonly KeyEntry<P>[] {
  return [...rowsOf(productId)].flatMap(([setting, row]) =>
    (row.keys ?? []).flatMap((key) => (isIn(place, key) ? [{ product: productId, setting, row, key }] : [])),
  );
}
function group<P extends Place>(entries: readonly KeyEntry<P>[], nameOf: (key: KeyIn<P>) => string): KeyIndex<P> {
  const index = new Map<string, KeyEntry<P>[]>();
  for (const entry of entries) {
    const name = nameOf(entry.key);
    const list = index.get(name);
    if (list === undefined) index.set(name, [entry]);
    else list.push(entry);
  }
  return index;
}

/** Keys of every product at one place. A product that only inherits a key does not claim it a second time. */
function everywhere<P extends Place>(place: P, nameOf: (key: KeyIn<P>) => string): () => KeyIndex<P> {
  return once(() =>
    group(
      products().flatMap((file) => {
        const own = new Set(Object.values(file.settings).flatMap((row) => row.keys ?? []));
        return entriesOf(file.product, place).filter((entry) => own.has(entry.key));
      }),
      nameOf,
    ),
  );
}
function ofProduct<P extends Place>(place: P, nameOf: (key: KeyIn<P>) => string): (productId: string) => KeyIndex<P> {
  return perName((productId) => group(entriesOf(productId, place), nameOf));
}

/** By full annotation name, of every product. */
export const annotationKeys: () => KeyIndex<'annotation'> = everywhere('annotation', (key) => key.name);
const withSuffix = once(() => [...annotationKeys().values()].flat().filter((entry) => entry.key.suffix !== undefined));
/** The rows for an annotation, those with a suffix included (`…listener-attributes.TCP-443`). */
export const annotationEntries = perName((name): readonly KeyEntry<'annotation'>[] => {
  const exact = (annotationKeys().get(name) ?? []).filter((entry) => entry.key.suffix === undefined);
  const open = withSuffix().filter(
    ({ key }) => name.startsWith(key.name) && new RegExp(`^(?:${key.suffix})$`).test(name.slice(key.name.length)),
  );
  return [...exact, ...open];
});
export const configmapKeys = ofProduct('configmap', (key) => key.key);
export const directiveKeys = ofProduct('directive', (key) => key.name);
export const fileKeys = ofProduct('file', (key) => key.path);
export const sourceKeys = ofProduct('source', (key) => key.name);
export const envKeys = ofProduct('env', (key) => key.name);
export const flagKeys = ofProduct('flag', (key) => key.name);
/** Without regard to case; `*` is a name that people choose. */
export function isKeyNamed(pattern: string, name: string): boolean {
  const steps = pattern.toLowerCase().split('.');
  const own = name.toLowerCase().split('.');
  return steps.length === own.length && steps.every((step, index) => step === own[index] || step === '*');
}

const byKind = everywhere('object', (key) => key.kind);
const byTerraformResource = everywhere('terraform', (key) => key.resource);
const byCloudformationResource = everywhere('cloudformation', (key) => key.resource);
const byConstruct = everywhere('cdk', (key) => key.resource);
const byAwsDocument = everywhere('aws-cli', (key) => key.document);
const byChart = everywhere('helm-values', (key) => key.chart);

/** Keys of every product on objects of that kind; `group` narrows to one API group. */
export function objectKeys(kind: string, apiGroup?: string): readonly KeyEntry<'object'>[] {
  const entries = byKind().get(kind) ?? [];
  return apiGroup === undefined
    ? entries
    : entries.filter((entry) => entry.key.group === undefined || entry.key.group === apiGroup);
}
export function terraformKeys(resource: string): readonly KeyEntry<'terraform'>[] {
  return byTerraformResource().get(resource) ?? [];
}
export function cloudformationKeys(resource: string): readonly KeyEntry<'cloudformation'>[] {
  return byCloudformationResource().get(resource) ?? [];
}
export function cdkKeys(construct: string): readonly KeyEntry<'cdk'>[] {
  return byConstruct().get(construct) ?? [];
}
export function awsCliKeys(document: string): readonly KeyEntry<'aws-cli'>[] {
  return byAwsDocument().get(document) ?? [];
}
export function helmValueKeys(chart: string): readonly KeyEntry<'helm-values'>[] {
  return byChart().get(chart) ?? [];
}

/** Every name the product accepts there: what is not in them, nobody reads. Empty: no complete list is known. */
export function nameLists(place: NameList['in'], productId: string): readonly NameList[] {
  return (product(productId)?.names ?? []).filter((list) => list.in === place);
}
/** Whose ConfigMaps have keys that the table knows. */
export const configuredByMap = once((): readonly string[] =>
  products().flatMap(({ product: id }) =>
    configmapKeys(id).size > 0 || nameLists('configmap', id).length > 0 ? [id] : [],
  ),
);
export const folklore: () => readonly (FolkloreRow & { readonly product: string })[] = once(() =>
  products().flatMap((file) => (file.folklore ?? []).map((row) => ({ ...row, product: file.product }))),
);
