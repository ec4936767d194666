// Charts that Terraform installs: which one, with which values.

import type { ResourceInstance } from '../link/infrastructure/resources/resource-instance.js';
import { field } from '../link/infrastructure/resources/resource-links.js';
import { isUnset, itemsOf, placeOfSettled, type Settled, textOf } from '../link/infrastructure/values/settled.js';
import type { ChartFact, HelmInstallFact, InstallValues } from '../model/facts.js';
import { pathOfScan } from '../model/file-paths.js';
import type { ConfigValue } from '../model/infrastructure.js';
import type { Location } from '../model/location.js';
import { showPlace } from '../model/origin-text.js';
import { openedJson, pairJson, templatedValues, typedValue } from '../parsers/kit/install-values.js';
import { printJson, templateText } from '../parsers/kit/print-json.js';
import { type Stretches, sourcedOf, textPieces } from './settled-pieces.js';

/** Whether the chart may be of this repository, or its values in files: everything else a reader of one file has seen. */
export function isInstallOfFiles(
  chart: ConfigValue | undefined,
  values: ConfigValue | undefined,
  hasCharts: boolean,
): boolean {
  const name =
    chart?.is === 'scalar' && chart.expression.kind === 'literal' ? String(chart.expression.value) : undefined;
  const isOfFolder = name === undefined ? chart !== undefined : /^\.{0,2}\//.test(name);
  const items = values?.is === 'list' ? values.items : [];
  return (hasCharts && isOfFolder) || items.some((item) => item.is === 'reference' || isFile(item));
}
const isFile = (value: ConfigValue): boolean =>
  value.is === 'call' && (/^(?:template)?file$/.test(value.name) || value.arguments.some(isFile));

export function chartInstall(
  { address, values, at, scope }: ResourceInstance,
  charts: readonly ChartFact[],
  stretches: Stretches,
): HelmInstallFact | undefined {
  const chart = field(values, 'chart');
  const text = textOf(chart);
  if (chart === undefined || text === undefined) return undefined;
  const folder = /^\.{0,2}\/|\//.test(text) ? folderOf(text, at, charts) : undefined;
  const root = scope.replace(/^terraform:/, '');
  const label = `${address.replace(/^helm_release\./, 'helm_release ')}${root === '' ? '' : ` of ${root}`}`;
  const written = field(values, 'values');
  const documents = documentsIn(written, stretches);
  // What they may set in the chart of a controller is known to be open where the block is read.
  if (folder === undefined && documents.includes(undefined)) return undefined;
  const [release, namespace] = [textOf(field(values, 'name')), textOf(field(values, 'namespace'))];
  return {
    kind: 'helm-install',
    by: label,
    chart: { text: folder ?? text, at: placeOfSettled(chart) },
    isLocal: folder !== undefined,
    values: [
      ...documents.flatMap((each) => each ?? []),
      ...[...itemsOf(field(values, 'set')), ...itemsOf(field(values, 'set_list'))].flatMap((each) =>
        pairValues(each, stretches),
      ),
    ],
    at,
    ...(documents.includes(undefined)
      ? { unseen: [`its values at ${showPlace(placeOfSettled(written ?? chart))}`] }
      : {}),
    ...(release === undefined ? {} : { release }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}
/** From the root of the scan, or from the folder that it is applied in. */
function folderOf(text: string, { file }: Location, charts: readonly ChartFact[]): string | undefined {
  const around = file.split('/').slice(0, -1).join('/');
  const found = [pathOfScan(text), pathOfScan(`${around}/${text}`)];
  return found.find((each) => charts.some(({ directory }) => directory === each));
}

type Documents = readonly (readonly InstallValues[] | undefined)[];

/** Of a list, or of several that it may be: what only some of them have may be given or not. */
function documentsIn(value: Settled | undefined, stretches: Stretches): Documents {
  if (value?.is === 'either')
    return value.options.flatMap((option) => documentsIn(option, stretches)).map((each) => each?.map(perhaps));
  if (value?.is === 'scalar' && value.value === undefined) return [undefined];
  if (value?.is !== 'list') return itemsOf(value).map((each) => documentValues(each, stretches));
  return value.items.flatMap((item) => {
    if (item.is !== 'either') return [documentValues(item, stretches)];
    const given = item.options.filter((option) => !isUnset(option) && textOf(option) !== '');
    return given.map((option) => documentValues(option, stretches)?.map(perhaps));
  });
}
function perhaps(each: InstallValues): InstallValues {
  return each.from === 'file' ? { ...each, perhaps: true } : { ...each, json: openedJson(each.json) };
}

function documentValues(value: Settled, stretches: Stretches): readonly InstallValues[] | undefined {
  if (value.is === 'scalar' && value.file !== undefined)
    return [{ from: 'file', path: { text: value.file, at: value.expression.at } }];
  const at = placeOfSettled(value);
  const pieces = value.is === 'scalar' ? textPieces(value, stretches) : undefined;
  if (pieces !== undefined)
    return templatedValues(at.file, templateText(pieces)).map(({ json }) => ({ from: 'here', json, at }));
  const held = value.is === 'json' ? value.value : value;
  return held.is === 'map' ? [{ from: 'here', json: printJson(sourcedOf(held, stretches)), at }] : undefined;
}
/** Paths with lists in them have a grammar of their own. */
function pairValues(pair: Settled, stretches: Stretches): readonly InstallValues[] {
  const path = textOf(field(pair, 'name'));
  const value = field(pair, 'value');
  if (path === undefined || value === undefined || isUnset(value) || /[[\]{},]/.test(path)) return [];
  const text = textOf(value);
  const isText = textOf(field(pair, 'type')) === 'string';
  const json =
    text === undefined ? printJson(sourcedOf(value, stretches)) : JSON.stringify(isText ? text : typedValue(text));
  return [{ from: 'here', json: pairJson(path, json), at: placeOfSettled(value) }];
}
