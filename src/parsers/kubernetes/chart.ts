// What a Chart.yaml says about a chart, and the objects of GitOps tools that install charts with values.
import type { ChartFact, Fact, HelmInstallFact, InstallValues, KustomizeInstallFact, Text } from '../../model/facts.js';
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import { unfilledChart } from '../../model/unfilled-chart.js';
import { readChartValues } from '../kit/chart-values.js';
import { innerYaml } from '../kit/inner-yaml.js';
import { fileValues, inlineValues, parameterValues } from '../kit/install-values.js';
import { pathInside } from '../kit/paths.js';
import { items, mapAt, type NodeReader, present, presentScalar } from '../kit/yaml/node-reader.js';
import { get, readYaml, type YamlMap, type YamlNode } from '../kit/yaml/read-yaml.js';
import { readArgoSource } from './kustomize-install.js';
import type { ManifestObject } from './object.js';

export const isChartFile = (path: string): boolean =>
  /(?:^|\/)Chart\.ya?ml$/.test(path) || unfilledChart.test(baseNameOf(path));

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
      isUnfilled: unfilledChart.test(baseNameOf(reader.file)) ? (true as const) : undefined,
    }),
  };
}

/** A Flux HelmRelease names one chart and holds its values; paths start at the root of the source, which is this repository or another. */
export function readHelmRelease(object: ManifestObject): Fact[] {
  const { reader, root, base } = object;
  // What a source far away holds is called like the chart in it.
  const chart = reader.text(root, 'spec', 'chart', 'spec', 'chart') ?? reader.text(root, 'spec', 'chartRef', 'name');
  if (chart === undefined) return [];
  const files = items(root, 'spec', 'chart', 'spec', 'valuesFiles').flatMap((node) => reader.text(node) ?? []);
  const own = inlineValues(reader, mapAt(root, 'spec', 'values'));
  const folder = isPath(chart.text) ? pathInside('', chart.text) : undefined;
  const names = present({
    release: reader.string(root, 'spec', 'releaseName') ?? base.name,
    namespace: reader.string(root, 'spec', 'targetNamespace') ?? base.namespace,
  });
  return [
    ...controllerValues(object, mapAt(root, 'spec', 'values'), folder === undefined ? chart : undefined),
    {
      kind: 'helm-install',
      by: `HelmRelease ${base.name}`,
      chart: folder === undefined ? chart : { ...chart, text: folder },
      isLocal: folder !== undefined,
      values: [...files.flatMap((path) => fileValues('', path)), ...own],
      at: base.nameAt,
      ...names,
      ...present({ valuesFrom: valuesFrom(object), unseen: secretsOf(object) }),
    },
  ];
}

/** One that is put at a path is seldom a timeout. */
function secretsOf({ reader, root }: ManifestObject): readonly string[] | undefined {
  const named = items(root, 'spec', 'valuesFrom').flatMap((node) => {
    const name = reader.string(node, 'name');
    const isWhole = reader.string(node, 'kind') === 'Secret' && get(node, 'targetPath') === undefined;
    return isWhole && name !== undefined ? [`Secret ${name}`] : [];
  });
  return named.length === 0 ? undefined : named;
}
function valuesFrom({ reader, root, base }: ManifestObject): HelmInstallFact['valuesFrom'] {
  const named = items(root, 'spec', 'valuesFrom').flatMap((node) => {
    const name = reader.string(node, 'name');
    if (name === undefined || reader.string(node, 'kind') !== 'ConfigMap' || get(node, 'targetPath') !== undefined)
      return [];
    const key = reader.string(node, 'valuesKey') ?? 'values.yaml';
    return [{ name, key, ...present({ namespace: base.namespace }) }];
  });
  return named.length === 0 ? undefined : named;
}

/** An Argo CD Application has one source or several; an ApplicationSet holds the template of many. */
export function readApplication(object: ManifestObject): Fact[] {
  const { root } = object;
  const spec = object.kind === 'ApplicationSet' ? get(root, 'spec', 'template', 'spec') : get(root, 'spec');
  const single = mapAt(spec, 'source');
  const sources = [...(single === undefined ? [] : [single]), ...items(spec, 'sources')];
  const facts = sources.flatMap((source) => readSource(object, spec, source));
  if (object.kind !== 'ApplicationSet') return facts;
  const choices = listedElements(object);
  const folders = listedFolders(object);
  return facts.flatMap((fact): readonly Fact[] => {
    if (fact.kind === 'kustomize-install') return builtFolders(fact, choices, folders);
    return [fact.kind === 'helm-install' && choices !== undefined ? { ...fact, choices } : fact];
  });
}

/** Where lists generate all of its Applications: what they fill in, under the names of both kinds of templates. */
function listedElements({ reader, root }: ManifestObject): HelmInstallFact['choices'] {
  const lists = items(root, 'spec', 'generators').map((each) => get(each, 'list', 'elements'));
  if (lists.length === 0) return undefined;
  const elements: Record<string, string>[] = [];
  for (const list of lists) {
    if (list?.kind !== 'seq' || list.items.length === 0) return undefined;
    for (const element of list.items) {
      if (element.kind !== 'map') return undefined;
      const pairs = element.entries.flatMap(({ key, value }) => {
        const text = reader.string(value);
        return text === undefined
          ? []
          : [
              [key.text, text],
              [`.${key.text}`, text],
            ];
      });
      elements.push(Object.fromEntries(pairs));
    }
  }
  return elements;
}

/** Where folders of the repository generate all of its Applications: their paths, with `*` for any name. */
function listedFolders({ reader, root }: ManifestObject): readonly string[] | undefined {
  const generators = items(root, 'spec', 'generators');
  const lists = generators.map((each) => items(each, 'git', 'directories'));
  if (lists.some((list) => list.length === 0)) return undefined;
  const listed = lists.flat().filter((each) => reader.boolean(each, 'exclude') !== true);
  return listed.flatMap((each) => pathInside('', reader.string(each, 'path') ?? '/') ?? []);
}
/** One for each element or pattern, as far as these are all that its path is made of. */
function builtFolders(
  install: KustomizeInstallFact,
  choices: HelmInstallFact['choices'],
  folders: readonly string[] | undefined,
): readonly KustomizeInstallFact[] {
  const { directory } = install;
  if (folders !== undefined && /^\{\{-?\s*\.?path(?:\.path)?\s*-?\}\}$/.test(directory))
    return folders.map((folder) => ({ ...install, directory: folder }));
  if (choices === undefined || !directory.includes('{{')) return [install];
  const filled = choices.map((choice) =>
    directory.replaceAll(/\{\{-?\s*([\w.-]{1,100}?)\s*-?\}\}/g, (written, name: string) => choice[name] ?? written),
  );
  return [...new Set(filled)].map((folder) => ({ ...install, directory: folder }));
}

function readSource(object: ManifestObject, spec: YamlNode | undefined, source: YamlNode): Fact[] {
  const { reader, base } = object;
  const chart = reader.text(source, 'chart');
  const path = reader.text(source, 'path');
  const folder = path === undefined ? undefined : pathInside('', path.text);
  const built = chart === undefined ? readArgoSource(object, source, folder) : [];
  const named = chart ?? (path === undefined || folder === undefined ? undefined : { ...path, text: folder });
  if (named === undefined) return [];
  const helm = get(source, 'helm');
  const values: InstallValues[] = [
    ...items(helm, 'valueFiles').flatMap((node) =>
      argoFile(reader.text(node), folder ?? '', reader.boolean(helm, 'ignoreMissingValueFiles') === true),
    ),
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
  const written = presentScalar(get(helm, 'values'));
  const block = written === undefined ? undefined : innerYaml(reader, written);
  const ours = [mapAt(helm, 'valuesObject'), block].flatMap((root) => controllerValues(object, root, chart));
  return [...ours, install, ...built];
}

/** Relative to the chart; `/x` starts at the root, and `$ref/x` at that of another source, mostly this repository. */
function argoFile(path: Text | undefined, folder: string, mayBeMissing: boolean): InstallValues[] {
  if (path === undefined) return [];
  const rooted = /^(?:\$[\w-]+)?\/(.+)$/.exec(path.text)?.[1];
  const found = rooted === undefined ? fileValues(folder, path) : fileValues('', { ...path, text: rooted });
  // What lies in another repository may be there all the same.
  return mayBeMissing && !path.text.startsWith('$') ? found.map((each) => ({ ...each, mayBeMissing })) : found;
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

/** A chart of this repository gives its dependencies what stands under their names. */
function controllerValues({ reader }: ManifestObject, values: YamlNode | undefined, chart: Text | undefined): Fact[] {
  if (values?.kind !== 'map') return [];
  const given =
    chart === undefined
      ? values.entries.map(({ key, value }) => ({ name: key.text, value, at: reader.at(key) }))
      : [{ name: chart.text, value: values, at: chart.at }];
  return given.flatMap(({ name, value, at }) => {
    if (value.kind !== 'map') return [];
    const read = readChartValues(reader, value, name, at);
    return [...read.policies, ...read.mistakes];
  });
}
