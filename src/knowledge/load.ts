// Reads and checks the product files for the generator: schema first, then what a schema cannot say.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { parseDocument } from 'yaml';
import type { FactRow, ProductFile, SettingRow } from './schema.js';
import { isSettingName, settingKinds } from './setting-kind.js';
import { parseRange } from './version.js';

export class KnowledgeError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'KnowledgeError';
  }
}

/** Every product of a folder, sorted by id. Throws a `KnowledgeError` that lists everything wrong with any of them. */
export function loadProducts(folder: string, schemaPath: string): readonly ProductFile[] {
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile<ProductFile>(
    JSON.parse(readFileSync(schemaPath, 'utf8')),
  );
  const problems: string[] = [];
  const loaded: ProductFile[] = [];
  for (const name of readdirSync(folder)
    .filter((each) => each.endsWith('.yaml'))
    .sort()) {
    const document = parseDocument(readFileSync(join(folder, name), 'utf8'), { uniqueKeys: true });
    const value: unknown = document.toJS();
    if (document.errors.length > 0) problems.push(...document.errors.map((error) => `${name}: ${error.message}`));
    else if (!validate(value)) {
      problems.push(
        ...(validate.errors ?? []).map(
          (error) => `${name}${error.instancePath}: ${error.message} ${JSON.stringify(error.params)}`,
        ),
      );
    } else {
      if (`${value.product}.yaml` !== name) problems.push(`${name}: product is called ${value.product}`);
      problems.push(...checkProduct(value).map((problem) => `${name}: ${problem}`));
      loaded.push(value);
    }
  }
  problems.push(...checkLineage(loaded));
  if (problems.length > 0) throw new KnowledgeError(problems);
  return loaded.sort((a, b) => (a.product < b.product ? -1 : 1));
}

function checkProduct(file: ProductFile): readonly string[] {
  const ranges = [
    ...Object.values(file.settings).flatMap((row) => [
      ...(row.defaults ?? []),
      ...(row.fallsBackTo ?? []),
      ...(row.keys ?? []),
    ]),
    ...Object.values(file.facts ?? {}).flatMap(factList),
    ...(file.signals ?? []),
  ].flatMap((row) => row.versions ?? []);
  return [
    ...Object.entries(file.settings).flatMap(([name, row]) => checkSetting(name, row)),
    ...ranges.filter((range) => parseRange(range) === undefined).map((range) => `"${range}" is no version range`),
    ...(file.images ?? []).flatMap((row) => checkPattern(row.match)),
    ...(file.names ?? []).flatMap((list) => [
      ...(list.patterns ?? []).flatMap(checkPattern),
      ...repeated(list.names).map((name) => `name ${name} is listed twice`),
    ]),
  ];
}
function checkSetting(name: string, row: SettingRow): readonly string[] {
  if (!isSettingName(name)) return [`${name} is no setting`];
  const kind = settingKinds[name];
  const type = row.type ?? (row.grammar === undefined ? undefined : 'time');
  const isText = kind === 'text' || kind === 'retry-scope';
  return [
    ...(type !== undefined && type !== (isText ? 'text' : kind) ? [`${name} is ${kind}, not ${type}`] : []),
    ...(row.fixed === true && (row.keys ?? []).length > 0 ? [`${name} is fixed, yet has keys`] : []),
    ...repeated((row.keys ?? []).map((key) => JSON.stringify(key))).map((key) => `${name} has ${key} twice`),
    ...(row.units !== undefined && kind !== 'count' ? [`${name} is ${kind} and has units`] : []),
    ...(row.defaults ?? [])
      .flatMap(({ value, or }) => (or === undefined ? [value] : [value, or.value]))
      .flatMap((value) => (fits(value, kind) ? [] : [`${name}: default ${JSON.stringify(value)} is no ${kind}`])),
  ];
}
function fits(value: string | number | boolean, kind: string): boolean {
  switch (kind) {
    case 'time':
      return typeof value === 'string' && /^(unbounded|off|0|(\d+(\.\d+)?(ns|us|ms|s|m|h))+)$/.test(value);
    case 'count':
      return value === 'unbounded' || typeof value === 'number';
    case 'boolean':
      return typeof value === 'boolean';
    case 'retry-scope':
      return value === 'none' || value === 'idempotent' || value === 'all';
    default:
      return typeof value === 'string';
  }
}
function checkPattern(pattern: string): readonly string[] {
  try {
    new RegExp(pattern);
    return [];
  } catch {
    return [`"${pattern}" is no regular expression`];
  }
}
function checkLineage(files: readonly ProductFile[]): readonly string[] {
  const parents = new Map(files.map((file) => [file.product, file.extends]));
  return files.flatMap((file) => {
    const seen = new Set([file.product]);
    for (let next = file.extends; next !== undefined; next = parents.get(next)) {
      if (!parents.has(next)) return [`${file.product}: extends ${next}, which is no product`];
      if (seen.has(next)) return [`${file.product}: extends itself through ${next}`];
      seen.add(next);
    }
    return [];
  });
}
function factList(fact: FactRow | readonly FactRow[]): readonly FactRow[] {
  return 'value' in fact ? [fact] : fact;
}
function repeated(names: readonly string[]): readonly string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}

/** The table as a module: one line of JSON per product, so that a change shows as a change of its product. */
export function renderTable(files: readonly ProductFile[]): string {
  const lines = files.map((file) => `  '${file.product}':\n    '${quote(JSON.stringify(file))}',`);
  return [
    '// Generated from products/*.yaml by `npm run generate`. Do not edit.',
    'export const productTexts: Readonly<Record<string, string>> = {',
    ...lines,
    '};',
    '',
  ].join('\n');
}
function quote(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
}
