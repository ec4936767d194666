// Finds the template and the values files behind a `# Source:` line: in the chart itself, in a subchart below it, or in one brought in from beside it.
import type { ChartFact } from '../../model/facts.js';
import { onlyWithin } from '../kit/install-values.js';
import { readYaml } from '../kit/yaml/read-yaml.js';
import type { RenderedSource } from './map-rendered.js';
import type { ValuesFile } from './values-files.js';

export interface ChartSources {
  readonly charts: readonly ChartFact[];
  textOf(path: string): string | undefined;
}

/** `cart/charts/redis/templates/x.yaml` names charts, not folders: the first segment is the chart's name. */
export function chartSource(
  source: string,
  owners: readonly ChartFact[],
  sources: ChartSources,
  values: readonly ValuesFile[] | undefined,
): RenderedSource | undefined {
  const [, ...rest] = source.split('/');
  for (const owner of owners) {
    const found = descend(owner, rest, sources, values ?? ownValues(owner, sources));
    if (found !== undefined) return found;
  }
  return undefined;
}

function descend(
  chart: ChartFact,
  path: readonly string[],
  sources: ChartSources,
  values: readonly ValuesFile[],
): RenderedSource | undefined {
  const file = joined(chart.directory, path.join('/'));
  const text = sources.textOf(file);
  if (text !== undefined && path[0] !== 'charts') return { template: { path: file, text }, values };
  const [folder, name, ...rest] = path;
  if (folder !== 'charts' || name === undefined) return undefined;
  const child = subchart(chart, name, sources.charts);
  if (child === undefined) return undefined;
  const below = values.map((each): ValuesFile => ({ ...each, below: [...(each.below ?? []), name] }));
  return descend(child, rest, sources, [...ownValues(child, sources), ...below]);
}

/** By its alias, by its folder, or by the name of a chart that stands elsewhere in the scan. */
function subchart(chart: ChartFact, name: string, charts: readonly ChartFact[]): ChartFact | undefined {
  const dependency = chart.dependencies.find((each) => (each.alias ?? each.name) === name);
  const real = dependency?.name ?? name;
  const places = [joined(chart.directory, `charts/${real}`), dependency?.local];
  return (
    places.map((place) => charts.find((each) => each.directory === place)).find((each) => each !== undefined) ??
    charts.find((each) => each.directory.startsWith(joined(chart.directory, 'charts/')) && each.name === real)
  );
}

function ownValues({ directory }: ChartFact, sources: ChartSources): readonly ValuesFile[] {
  const path = joined(directory, 'values.yaml');
  const text = sources.textOf(path);
  return text === undefined ? [] : [{ path, text }];
}
const joined = (directory: string, path: string): string => (directory === '' ? path : `${directory}/${path}`);

/** The part of a file that holds values, with everything else blank, so that places stay what they are. */
export function valuesWithin(text: string, from: number, to: number): string {
  const only = onlyWithin(text, from, to);
  return readYaml(only)[0]?.root === undefined ? '' : only;
}
