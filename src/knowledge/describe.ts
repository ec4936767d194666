// The knowledge table as text for people: each default and fact with its versions, source and date.
import type { SettingName } from '../model/setting-names.js';
import { factRows, product, products, settingNames, settingRow } from './lookup.js';
import type { ProductFile } from './schema.js';
import type { KeyRow } from './schema-keys.js';
import { lineage } from './table.js';

type Row = readonly [name: string, value: string, versions: string, checked: string, source: string];

/** One product in full, or all of them in short. An unknown id gives the list of ids that are like it. */
export function describeProducts(productId?: string): string {
  if (productId === undefined) return describeAll();
  const file = product(productId);
  return file === undefined ? describeMiss(productId) : describeOne(file);
}

function describeAll(): string {
  const rows = products().map((file) => [file.product, file.kind, file.title]);
  const table = renderColumns([['product', 'kind', 'name'], ...rows]);
  return `${table}\n\n${rows.length} products. Name one to see its defaults and their sources.\n`;
}
function describeMiss(productId: string): string {
  const like = products()
    .map((file) => file.product)
    .filter((id) => id.includes(productId) || productId.includes(id));
  const hint = like.length === 0 ? '' : ` There is ${like.join(', ')}.`;
  return `No product is called ${JSON.stringify(productId)}.${hint}\n`;
}

function describeOne(file: ProductFile): string {
  const parts = [`${file.product}: ${file.title} (${file.kind}, layer ${file.layer})`];
  const parents = lineage(file.product).slice(1);
  if (parents.length > 0) {
    const names = parents.map((each) => each.product).join(', ');
    parts.push(`Builds on ${names}, whose facts hold for it where it has none of its own.`);
  }
  const defaults = settingNames(file.product).flatMap((name) => describeSetting(file.product, name));
  const facts = Object.keys(file.facts ?? {}).flatMap((key) =>
    factRows(file.product, key).map(
      (row): Row => [key, showValue(row.value), row.versions ?? '*', row.checked, row.source],
    ),
  );
  // Addresses are long and few: rows carry their numbers.
  const sources = [...new Set([...defaults, ...facts].map(([, , , , source]) => source))];
  const numbered = (rows: readonly Row[]): readonly (readonly string[])[] =>
    rows.map(([name, value, versions, checked, source]) => [
      name,
      value,
      versions,
      checked,
      `[${sources.indexOf(source) + 1}]`,
    ]);
  if (defaults.length > 0) parts.push(renderSection('default', numbered(defaults)));
  if (facts.length > 0) parts.push(renderSection('fact', numbered(facts)));
  const keys = settingNames(file.product).flatMap((name) => describeKeys(file.product, name));
  if (keys.length > 0) parts.push(renderColumns([['written as', 'sets', 'in'], ...keys]));
  const traps = settingNames(file.product).flatMap((name) => settingRow(file.product, name)?.traps ?? []);
  if (traps.length > 0) parts.push([...new Set(traps)].map((trap) => `- ${trap}`).join('\n'));
  const others = file.sources.map((each) => each.url).filter((url) => !sources.includes(url));
  parts.push(
    renderColumns([
      ['', 'source'],
      ...sources.map((url, index) => [`[${index + 1}]`, url]),
      ...others.map((url) => ['', url]),
    ]),
  );
  return `${parts.join('\n\n')}\n`;
}
function describeSetting(productId: string, name: SettingName): readonly Row[] {
  return (settingRow(productId, name)?.defaults ?? []).map((row) => {
    const creator = row.when === undefined ? '' : ` (${row.when})`;
    const value = row.or === undefined ? row.value : `${row.value} or ${row.or.value}`;
    return [`${name}${creator}`, showValue(value), row.versions, row.checked, row.source];
  });
}
function describeKeys(productId: string, name: SettingName): readonly (readonly string[])[] {
  return (settingRow(productId, name)?.keys ?? []).map((key) => {
    const [text, place] = describeKey(key);
    return [text, name, place];
  });
}
function describeKey(key: KeyRow): readonly [text: string, place: string] {
  switch (key.in) {
    case 'annotation':
      return [key.key === undefined ? key.name : `${key.name} (${key.key})`, `annotation of ${key.on.join(', ')}`];
    case 'configmap':
      return [key.key, 'ConfigMap'];
    case 'object':
      return [key.path, key.kind];
    case 'helm-values':
      return [key.path, `values of chart ${key.chart}`];
    case 'terraform':
    case 'cloudformation':
    case 'cdk':
      return [key.path, key.resource];
    case 'aws-cli':
      return [key.path, key.document];
    case 'directive':
      return [key.name, key.context.join(', ')];
    case 'file':
      return [key.path, 'configuration file'];
    case 'env':
      return [key.name, 'environment'];
    case 'flag':
    case 'source':
      return [key.name, key.in];
  }
}

function showValue(value: string | number | boolean | readonly string[]): string {
  if (typeof value === 'object') return value.length === 0 ? 'none' : value.join(', ');
  return value === 'unbounded' ? 'no limit' : String(value);
}
function renderSection(title: string, rows: readonly (readonly string[])[]): string {
  return renderColumns([[title, 'value', 'versions', 'checked', 'source'], ...rows]);
}
/** Columns as wide as their longest cell; a very long one does not push the rest away. */
function renderColumns(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.min(60, Math.max(...rows.map((row) => (row[column] ?? '').length))),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? cell.length))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
