// What a Chart.yaml says about a chart, and the values that GitOps objects give to charts of controllers.
import type { ChartFact, Fact } from '../../model/facts.js';
import { readChartValues } from '../kit/chart-values.js';
import { items, mapAt, type NodeReader, present } from '../kit/node-reader.js';
import { directoryOf } from '../kit/paths.js';
import type { YamlMap, YamlNode } from '../kit/yaml.js';
import type { ManifestObject } from './object.js';

export const isChartFile = (path: string): boolean => /(?:^|\/)Chart\.ya?ml$/.test(path);

export function readChart(reader: NodeReader, root: YamlMap): ChartFact | undefined {
  const name = reader.string(root, 'name');
  if (name === undefined) return undefined;
  return {
    kind: 'chart',
    directory: directoryOf(reader.file),
    name,
    at: reader.at(root),
    dependencies: items(root, 'dependencies').flatMap((node) => {
      const dependency = reader.string(node, 'name');
      if (dependency === undefined) return [];
      const more = present({ alias: reader.string(node, 'alias'), version: reader.string(node, 'version') });
      return [{ name: dependency, at: reader.at(node), ...more }];
    }),
    ...present({ version: reader.string(root, 'version') }),
  };
}

/** A Flux HelmRelease names one chart and holds its values. */
export function readHelmRelease(object: ManifestObject): Fact[] {
  return valuesOf(object, mapAt(object.root, 'spec', 'values'), object.root, 'spec', 'chart', 'spec', 'chart');
}

/** An Argo CD Application has one source or several, each with values as an object. */
export function readApplication(object: ManifestObject): Fact[] {
  const single = mapAt(object.root, 'spec', 'source');
  const sources = [...(single === undefined ? [] : [single]), ...items(object.root, 'spec', 'sources')];
  return sources.flatMap((source) => valuesOf(object, mapAt(source, 'helm', 'valuesObject'), source, 'chart'));
}

function valuesOf(object: ManifestObject, values: YamlMap | undefined, root: YamlNode, ...path: string[]): Fact[] {
  const chart = object.reader.text(root, ...path);
  if (values === undefined || chart === undefined) return [];
  const read = readChartValues(object.reader, values, chart.text, chart.at);
  return [...read.policies, ...read.mistakes];
}
