// Reads helmfile.yaml: each release is a chart with the values it is installed with.
import { chartNamed } from '../../knowledge/lookup.js';
import type { Fact, FileFacts, InstallValues } from '../../model/facts.js';
import { folderOf } from '../../model/file-paths.js';
import { readChartValues } from '../kit/chart-values.js';
import { fileValues, inlineValues, parameterValues } from '../kit/install-values.js';
import { pathInside } from '../kit/paths.js';
import { items, NodeReader, present } from '../kit/yaml/node-reader.js';
import { get, readYaml, type YamlNode } from '../kit/yaml/read-yaml.js';
import { yamlSuppressions } from '../kit/yaml/suppressions.js';
import type { SourceText } from '../parser.js';

export function parseHelmfile({ path, text }: SourceText): FileFacts {
  const reader = new NodeReader(path, text);
  const roots = readYaml(text, { templates: 'all' }).flatMap((document) => document.root ?? []);
  const facts = roots.flatMap((root) => readReleases(reader, root));
  return { file: path, facts, problems: [], suppressions: yamlSuppressions(path, text, reader.lines) };
}

function readReleases(reader: NodeReader, root: YamlNode): Fact[] {
  const templates = get(root, 'templates');
  return items(root, 'releases').flatMap((release) => {
    const inherited = items(release, 'inherit').flatMap((node) => {
      const name = reader.string(node, 'template');
      return name === undefined ? [] : (get(templates, name) ?? []);
    });
    return readRelease(reader, release, [...inherited, release]);
  });
}

/** `layers`: templates that the release inherits, weakest first, and the release itself. */
function readRelease(reader: NodeReader, release: YamlNode, layers: readonly YamlNode[]): Fact[] {
  const name = reader.string(release, 'name');
  const namespace = layers.map((layer) => reader.string(layer, 'namespace')).findLast((each) => each !== undefined);
  const written = layers.map((layer) => reader.text(layer, 'chart')).findLast((each) => each !== undefined);
  if (name === undefined || written === undefined) return [];
  const fill = (text: string): string => filled(text, name, namespace);
  const directory = folderOf(reader.file);
  const folder = /^\.{0,2}\//.test(fill(written.text)) ? pathInside(directory, fill(written.text)) : undefined;
  const chart = { ...written, text: folder ?? fill(written.text) };
  const maps = layers.flatMap((layer) => items(layer, 'values')).filter((node) => node.kind === 'map');
  const controller = folder === undefined ? chartNamed(chart.text) : '';
  const read = maps.map((map) => readChartValues(reader, map, controller, reader.at(map)));
  const values = layers.flatMap((layer): InstallValues[] => [
    ...items(layer, 'values').flatMap((node) => {
      const path = reader.text(node);
      return path === undefined
        ? inlineValues(reader, node)
        : fileValues(directory, { ...path, text: fill(path.text) });
    }),
    ...parameterValues(reader, items(layer, 'set'), 'name', 'value'),
  ]);
  return [
    ...read.flatMap((each) => [...each.policies, ...each.mistakes]),
    {
      kind: 'helm-install',
      by: `helmfile release ${name}`,
      chart,
      isLocal: folder !== undefined,
      values,
      at: reader.at(release),
      ...present({ release: name, namespace }),
    },
  ];
}

/** What helmfile itself knows of a release; everything else of a template stays open. */
function filled(text: string, name: string, namespace: string | undefined): string {
  const named = text.replaceAll(/\{\{`?\s*(?:\{\{\s*)?\.Release\.Name\s*(?:\}\}\s*)?`?\}\}/g, name);
  return namespace === undefined
    ? named
    : named.replaceAll(/\{\{`?\s*(?:\{\{\s*)?\.Release\.Namespace\s*(?:\}\}\s*)?`?\}\}/g, namespace);
}
