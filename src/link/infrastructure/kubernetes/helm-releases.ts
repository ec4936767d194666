// Chart values that a `helm_release` gives to a controller: settings of every route that controller serves.
import { chartNamed, configmapKeys, helmValueKeys, productsOfChart } from '../../../knowledge/lookup.js';
import type { Expression } from '../../../model/expression.js';
import type { Fact, PolicyFact, WrittenSetting } from '../../../model/facts.js';
import type { SettingName } from '../../../model/setting-names.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import { field } from '../resources/resource-links.js';
import { expressionAt } from '../values/select-values.js';
import { expressionOf, itemsOf, placeOfSettled, type Settled, textOf } from '../values/settled.js';
import { valueDocuments } from './release-values.js';
import { type HeldTexts, manifestFacts } from './resources.js';

export function helmReleaseFacts(resources: readonly ResourceInstance[], held: HeldTexts): Fact[] {
  return resources
    .filter((each) => each.type === 'helm_release')
    .flatMap((each) => {
      const filledIn = manifestFacts(each, held);
      return [...releaseFacts(each, (document) => isReadApart(document, filledIn.length > 0, held)), ...filledIn];
    });
}
/** Values in a file, or in a template that was filled in: their readers have seen them whole. */
function isReadApart(document: Settled, isFilledIn: boolean, { values }: HeldTexts): boolean {
  if (document.is !== 'scalar' || document.value !== undefined) return false;
  return document.file === undefined ? isFilledIn : values.has(document.file);
}

/** A setting and the places inside chart values where it may stand. */
interface ValueKey {
  readonly product: string;
  readonly setting: SettingName;
  readonly key: string;
  readonly paths: readonly string[];
}

function valueKeys(chart: string): readonly ValueKey[] {
  const fields = helmValueKeys(chart).map(({ product, setting, key }) => ({
    product,
    setting,
    key: key.path,
    paths: [key.path],
  }));
  // Charts hold the keys of the controller's ConfigMap in `controller.config`, F5's one level further down.
  const config = productsOfChart(chart).flatMap((product) =>
    [...configmapKeys(product)].flatMap(([key, entries]) =>
      entries.map(({ setting }): ValueKey => {
        const paths = [`controller.config['${key}']`, `controller.config.entries['${key}']`];
        return { product, setting, key, paths };
      }),
    ),
  );
  return [...config, ...fields];
}

function releaseFacts(resource: ResourceInstance, isReadApart: (document: Settled) => boolean): PolicyFact[] {
  const { values, at, nameAt } = resource;
  const named = textOf(field(values, 'chart'));
  if (named === undefined) return [];
  const chart = chartNamed(named);
  const documents = valueDocuments(field(values, 'values'), isReadApart);
  const pairs = ['set', 'set_list', 'set_sensitive', 'set_wo'].flatMap((name) => pairsIn(field(values, name)));
  const keys = valueKeys(chart);
  const namespace = textOf(field(values, 'namespace'));
  return [...new Set(keys.map((each) => each.product))].flatMap((product): PolicyFact[] => {
    const settings = keys
      .filter((each) => each.product === product)
      .flatMap((each) => settingOf(each, documents, pairs));
    if (settings.length === 0) return [];
    // Like values files, a release belongs to no installation of its own: its controller may serve them all.
    return [
      {
        kind: 'policy',
        policyKind: 'HelmValues',
        product,
        name: textOf(field(values, 'name')) ?? chart,
        at,
        nameAt,
        labels: {},
        annotations: [],
        attach: [{ to: 'controller', at: nameAt }],
        settings,
        ...(namespace === undefined ? {} : { namespace }),
      },
    ];
  });
}

/** Blocks, and one where nobody knows which there are. */
function pairsIn(value: Settled | undefined): readonly Settled[] {
  return value?.is === 'scalar' && value.value === undefined ? [value] : itemsOf(value);
}

/** `set` wins over `values`, and a later document over an earlier one. */
function settingOf(
  { setting, key, paths }: ValueKey,
  documents: readonly Settled[],
  pairs: readonly Settled[],
): WrittenSetting[] {
  const wanted = paths.map(plainPath);
  const pair = pairs.findLast((each) => {
    const name = nameOfPair(each);
    return name === undefined || wanted.includes(name);
  });
  const given = pair === undefined ? undefined : valueOfPair(pair);
  if (pair !== undefined && given !== undefined)
    return [{ name: setting, key, value: given, keyAt: placeOfSettled(pair) }];
  for (const document of [...documents].reverse()) {
    for (const path of paths) {
      const found = expressionAt(document, path);
      if (found !== undefined) return [{ name: setting, key, ...found }];
    }
  }
  return [];
}
/** Undefined where nobody knows it: any may be meant. */
function nameOfPair(pair: Settled): string | undefined {
  const name = field(pair, 'name');
  return name === undefined && pair.is !== 'scalar' ? '' : textOf(name)?.replaceAll('\\.', '.');
}
function valueOfPair(pair: Settled): Expression | undefined {
  const isNamed = nameOfPair(pair) !== undefined;
  if (isNamed) return expressionOf(field(pair, 'value'));
  const text = 'a pair whose name is not known may set it';
  return { kind: 'unknown', reason: 'dynamic', text, at: placeOfSettled(pair) };
}
/** `controller.config['proxy-read-timeout']` as `set` writes it. */
function plainPath(path: string): string {
  return path.replace(/\['([^']*)'\]/g, '.$1');
}
