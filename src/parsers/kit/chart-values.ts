// What the values of a controller's chart say about the controller: its ConfigMap keys and the fields the table names.
import { judgeValue } from '../../knowledge/judge-value.js';
import {
  chartOf,
  configmapKeys,
  flagKeys,
  helmValueKeys,
  isKeyNamed,
  type KeyEntry,
  product,
  products,
  productsOfChart,
  productsOfFormerChart,
} from '../../knowledge/lookup.js';
import { isConfigKey } from '../../knowledge/name-lists.js';
import { literal } from '../../model/expression.js';
import type { Annotation, PolicyFact, SettingMistake, WrittenSetting } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { unknownConfigKey } from './config-keys.js';
import { get, type YamlMap, type YamlNode, type YamlScalar } from './yaml/node.js';
import { isFilledIn, items, type NodeReader, presentScalar } from './yaml/node-reader.js';
import { selectNodes } from './yaml/select.js';

interface ConfigEntry {
  readonly key: YamlScalar;
  readonly value: YamlScalar;
}
export interface ReadConfig {
  readonly settings: readonly WrittenSetting[];
  readonly mistakes: readonly SettingMistake[];
}

/** The keys of a controller's ConfigMap; values are text to the controller, whatever YAML makes of them. */
export function readConfigKeys(reader: NodeReader, product: string, entries: readonly ConfigEntry[]): ReadConfig {
  const index = configmapKeys(product);
  const rows = (key: string): readonly KeyEntry<'configmap'>[] => index.get(key) ?? [];
  return {
    settings: entries.flatMap(({ key, value }) =>
      rows(key.text).map(
        ({ setting }): WrittenSetting => ({
          name: setting,
          key: key.text,
          value: asText(reader, value),
          keyAt: reader.at(key),
        }),
      ),
    ),
    mistakes: entries.flatMap(({ key, value }): readonly SettingMistake[] => {
      const unknown = unknownConfigKey(reader, key, product);
      if (unknown !== undefined) return [unknown];
      const expression = asText(reader, value);
      return expression.kind === 'literal' ? judgeValue(key.text, expression, rows(key.text)) : [];
    }),
  };
}

function asText(reader: NodeReader, value: YamlScalar): WrittenSetting['value'] {
  const expression = reader.scalarExpression(value);
  return expression.kind === 'literal' ? { ...expression, value: value.text } : expression;
}

export interface ChartValues {
  readonly policies: readonly PolicyFact[];
  readonly mistakes: readonly SettingMistake[];
}

/** The values of a chart that is a controller of ours; empty for every other chart, and where nothing of interest is set. */
export function readChartValues(reader: NodeReader, values: YamlMap, named: string, nameAt: Location): ChartValues {
  const chart = formerChart(values, named) ?? named;
  const read = productsOfChart(chart).map((product) => {
    const config = readConfigKeys(reader, product, configEntries(values));
    const fields = readFields(reader, product, chart, values);
    const flags = readArguments(reader, product, values);
    const service = readService(reader, product, values);
    return {
      product,
      ...(service === undefined ? {} : { service }),
      settings: [...config.settings, ...fields.settings, ...flags.settings],
      mistakes: [...config.mistakes, ...fields.mistakes, ...flags.mistakes],
    };
  });
  return {
    policies: read.flatMap(({ product, settings, service }): PolicyFact[] =>
      settings.length === 0 && service === undefined
        ? []
        : [
            {
              kind: 'policy',
              policyKind: 'HelmValues',
              product,
              name: chart,
              at: reader.at(values),
              nameAt,
              labels: {},
              annotations: [],
              attach: [{ to: 'controller', at: nameAt }],
              settings,
              ...(service === undefined ? {} : { service }),
            },
          ],
    ),
    mistakes: read.flatMap(({ mistakes }) => mistakes),
  };
}

/** The Service in front of the controller, where the values say something about its load balancer. */
function readService(reader: NodeReader, id: string, values: YamlNode): PolicyFact['service'] {
  const path = product(id)?.claims?.chartService;
  const node = path === undefined ? undefined : selectNodes(values, path)[0]?.node;
  const annotations = get(node, 'annotations');
  if (node?.kind !== 'map' || annotations?.kind !== 'map' || annotations.entries.length === 0) return undefined;
  const type = reader.text(node, 'type');
  return {
    at: reader.at(node),
    annotations: annotations.entries.flatMap(({ key, value }): Annotation[] => {
      const scalar = presentScalar(value);
      if (scalar === undefined || isFilledIn(scalar)) return [];
      const isString = typeof scalar.value === 'string';
      return [{ key: key.text, value: scalar.text, isString, keyAt: reader.at(key), at: reader.at(scalar) }];
    }),
    ...(type === undefined ? {} : { type }),
  };
}

/** Charts hold the ConfigMap's keys in `controller.config`, F5's one level further down. */
function configEntries(values: YamlNode): ConfigEntry[] {
  const config = get(values, 'controller', 'config');
  const inner = get(config, 'entries');
  const map = inner?.kind === 'map' ? inner : config;
  if (map?.kind !== 'map') return [];
  return map.entries.flatMap(({ key, value }) => {
    const scalar = presentScalar(value);
    return scalar === undefined ? [] : [{ key, value: scalar }];
  });
}

function readFields(reader: NodeReader, product: string, chart: string, values: YamlNode): ReadConfig {
  const settings: WrittenSetting[] = [];
  const mistakes: SettingMistake[] = [];
  for (const entry of helmValueKeys(chart).filter((each) => each.product === product)) {
    for (const { node, key } of selectNodes(values, entry.key.path)) {
      const scalar = presentScalar(node);
      // Templates ask `if` and `default`, to which an empty text is none.
      if (scalar === undefined || scalar.text === '') continue;
      const value = reader.scalarExpression(scalar);
      settings.push({ name: entry.setting, key: entry.key.path, value, keyAt: reader.at(key ?? scalar) });
      if (value.kind === 'literal') mistakes.push(...judgeValue(entry.key.path, value, [entry]));
    }
  }
  return { settings, mistakes };
}

/** Flags of the product that the values hold in a list: `--name=value`. */
function readArguments(reader: NodeReader, id: string, values: YamlNode): ReadConfig {
  const flags = (product(id)?.claims?.chartArguments ?? [])
    .flatMap((path) => items(values, path))
    .flatMap((node) => presentScalar(node) ?? []);
  const read = flags.flatMap((scalar) => {
    const [, name = '', text] = /^(--[^=\s]+)=(.*)$/s.exec(scalar.text.trim()) ?? [];
    if (text === undefined) return [];
    const at = reader.at(scalar);
    const value = isFilledIn(scalar) ? reader.scalarExpression(scalar) : literal(text, at);
    return [...flagKeys(id)].flatMap(([key, entries]) =>
      isKeyNamed(key, name) ? entries.map((entry) => ({ entry, key, value, at })) : [],
    );
  });
  return {
    settings: read.map(({ entry, key, value, at }) => ({ name: entry.setting, key, value, keyAt: at })),
    mistakes: read.flatMap(({ entry, key, value }) =>
      value.kind === 'literal' ? judgeValue(key, value, [entry]) : [],
    ),
  };
}

/** Another product's chart had this name before: keys that only its controller knows tell. */
function formerChart(values: YamlNode, named: string): string | undefined {
  const [former] = productsOfFormerChart(named);
  const [current] = productsOfChart(named);
  if (former === undefined || current === undefined) return undefined;
  const keys = configEntries(values).map(({ key }) => key.text);
  const known = (id: string): number => keys.filter((key) => isConfigKey(id, key)).length;
  return known(former) > known(current) ? chartOf(former) : undefined;
}

/** The chart whose ConfigMap keys these are, told by two of them that only its controller knows; undefined without a clear answer. */
export function chartByConfigKeys(values: YamlNode): string | undefined {
  const keys = configEntries(values).map(({ key }) => key.text);
  if (keys.length < 2) return undefined;
  const counts = knownCharts().map((chart) => ({
    chart,
    count: Math.max(0, ...productsOfChart(chart).map((id) => keys.filter((key) => isConfigKey(id, key)).length)),
  }));
  const [first, second] = counts.filter(({ count }) => count >= 2).sort((a, b) => b.count - a.count);
  return first === undefined || first.count === second?.count ? undefined : first.chart;
}

/** Charts of controllers and meshes. */
export const knownCharts = (): readonly string[] => [
  ...new Set(products().flatMap((file) => file.claims?.charts ?? [])),
];
