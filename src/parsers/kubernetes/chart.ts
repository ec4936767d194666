// What a Chart.yaml says about a chart, and the objects of GitOps tools that install charts with values.
import type { ChartFact, Fact, HelmInstallFact, InstallValues, Text } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { readChartValues } from '../kit/chart-values.js';
import { fileValues, inlineValues, parameterValues } from '../kit/install-values.js';
import { pathInside } from '../kit/paths.js';
import { items, mapAt, type NodeReader, present, presentScalar } from '../kit/yaml/node-reader.js';
import { get, readYaml, type YamlMap, type YamlNode } from '../kit/yaml/read-yaml.js';
import type { ManifestObject } from './object.js';

export const isChartFile = (path: string): boolean => /(?:^|\/)Chart\.ya?ml$/.test(path);

export function readChart(reader: NodeReader, root: YamlMap): ChartFact | undefined {
  const name = reader.string(root, 'name');
  if (name === undefined) return undefined;
  const directory = folderOf(reader.file);
  return {
    kind: 'chart',
    directory,
    name,
    at: reader.at(root),
    dependencies: items(root, 'dependencies').flatMap((node) => {
      const dependency = reader.string(node, 'name');
      if (dependency === undefined) return [];
      const path = /^file:\/\/(.+)$/.exec(reader.string(node, 'repository') ?? '')?.[1];
      const more = present({
        alias: reader.string(node, 'alias'),
        version: reader.string(node, 'version'),
        local: path === undefined ? undefined : pathInside(directory, path),
      });
      return [{ name: dependency, at: reader.at(node), ...more }];
    }),
    ...present({
      version: reader.string(root, 'version'),
      isLibrary: reader.string(root, 'type') === 'library' ? (true as const) : undefined,
    }),
  };
}

/** A Flux HelmRelease names one chart and holds its values; paths start at the root of the source, which is this repository or another. */
export function readHelmRelease(object: ManifestObject): Fact[] {
  const { reader, root, base } = object;
  const chart = reader.text(root, 'spec', 'chart', 'spec', 'chart');
  if (chart === undefined) return [];
  const files = items(root, 'spec', 'chart', 'spec', 'valuesFiles').flatMap((node) => reader.text(node) ?? []);
  const own = inlineValues(reader, mapAt(root, 'spec', 'values'));
  const folder = isPath(chart.text) ? pathInside('', chart.text) : undefined;
  const names = present({
    release: reader.string(root, 'spec', 'releaseName') ?? base.name,
    namespace: reader.string(root, 'spec', 'targetNamespace') ?? base.namespace,
  });
  return [
    ...controllerValues(object, mapAt(root, 'spec', 'values'), chart),
    {
      kind: 'helm-install',
      by: `HelmRelease ${base.name}`,
      chart: folder === undefined ? chart : { ...chart, text: folder },
      isLocal: folder !== undefined,
      values: [...files.flatMap((path) => fileValues('', path)), ...own],
      at: base.nameAt,
      ...names,
    },
  ];
}

/** An Argo CD Application has one source or several; an ApplicationSet holds the template of many. */
export function readApplication(object: ManifestObject): Fact[] {
  const { root } = object;
  const spec = object.kind === 'ApplicationSet' ? get(root, 'spec', 'template', 'spec') : get(root, 'spec');
  const single = mapAt(spec, 'source');
  const sources = [...(single === undefined ? [] : [single]), ...items(spec, 'sources')];
  return sources.flatMap((source) => readSource(object, spec, source));
}

function readSource(object: ManifestObject, spec: YamlNode | undefined, source: YamlNode): Fact[] {
  const { reader, base } = object;
  const chart = reader.text(source, 'chart');
  const path = reader.text(source, 'path');
  const folder = path === undefined ? undefined : pathInside('', path.text);
  const named = chart ?? (path === undefined || folder === undefined ? undefined : { ...path, text: folder });
  if (named === undefined) return [];
  const helm = get(source, 'helm');
  const values: InstallValues[] = [
    ...items(helm, 'valueFiles').flatMap((node) => argoFile(reader.text(node), folder ?? '')),
    ...inlineText(reader, get(helm, 'values')),
    ...inlineValues(reader, get(helm, 'valuesObject')),
    ...parameterValues(reader, items(helm, 'parameters'), 'name', 'value'),
  ];
  const install: HelmInstallFact = {
    kind: 'helm-install',
    by: `${object.kind} ${base.name}`,
    chart: named,
    isLocal: chart === undefined,
    values,
    at: base.nameAt,
    ...present({
      release: reader.string(helm, 'releaseName') ?? base.name,
      namespace: reader.string(spec, 'destination', 'namespace'),
    }),
  };
  return [...(chart === undefined ? [] : controllerValues(object, mapAt(helm, 'valuesObject'), chart)), install];
}

/** Relative to the chart; `/x` starts at the root, and `$ref/x` at that of another source, mostly this repository. */
function argoFile(path: Text | undefined, folder: string): InstallValues[] {
  if (path === undefined) return [];
  const rooted = /^(?:\$[\w-]+)?\/(.+)$/.exec(path.text)?.[1];
  return rooted === undefined ? fileValues(folder, path) : fileValues('', { ...path, text: rooted });
}

/** Values as a block of text: read on their own, with the block as their place. */
function inlineText(reader: NodeReader, node: YamlNode | undefined): InstallValues[] {
  const scalar = presentScalar(node);
  if (scalar === undefined) return [];
  const root = readYaml(scalar.text)[0]?.root;
  const values = inlineValues(reader, root);
  return values.map((each) => ({ ...each, at: reader.at(scalar) }));
}

const isPath = (chart: string): boolean => /^\.{0,2}\//.test(chart) || chart.includes('/');

function controllerValues(object: ManifestObject, values: YamlMap | undefined, chart: Text): Fact[] {
  if (values === undefined) return [];
  const read = readChartValues(object.reader, values, chart.text, chart.at);
  return [...read.policies, ...read.mistakes];
}
