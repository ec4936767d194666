// Reads the values of controllers' charts kept in the repository: alone, or under the name of a dependency.
import type { Fact, FileFacts } from '../../model/facts.js';
import { chartByConfigKeys, knownCharts, readChartValues } from '../kit/chart-values.js';
import { NodeReader } from '../kit/yaml/node-reader.js';
import { documentProblems } from '../kit/yaml/problems.js';
import { readYaml, type YamlEntry, type YamlMap } from '../kit/yaml/read-yaml.js';
import { yamlSuppressions } from '../kit/yaml/suppressions.js';
import type { SourceText } from '../parser.js';

export function parse({ path, text }: SourceText): FileFacts {
  const reader = new NodeReader(path, text);
  const documents = readYaml(text, { templates: 'read' });
  return {
    file: path,
    facts: documents.flatMap(({ root }) => (root?.kind === 'map' ? readValues(reader, root) : [])),
    problems: documents.flatMap((document) => documentProblems(reader, document)),
    suppressions: yamlSuppressions(path, text, reader.lines),
  };
}

/** The same for a file that is known to hold the values of this chart. */
export function parseValuesOf(chart: string, { path, text }: SourceText): Fact[] {
  const reader = new NodeReader(path, text);
  return readYaml(text, { templates: 'all' }).flatMap(({ root }) => {
    if (root?.kind !== 'map') return [];
    return facts(reader, root, chart, root.entries[0]?.key ?? root);
  });
}

/** The whole file is one chart's when its name or its keys say so; else each top-level key may be a dependency. */
function readValues(reader: NodeReader, root: YamlMap): Fact[] {
  const own = chartOfPath(reader.file) ?? chartByConfigKeys(root);
  const first = root.entries[0]?.key ?? root;
  const whole = own === undefined ? [] : facts(reader, root, own, first);
  return [...whole, ...root.entries.flatMap((entry) => readDependency(reader, entry))];
}

/** A dependency stands under its name or an alias; an alias is known by what stands below it. */
function readDependency(reader: NodeReader, { key, value }: YamlEntry): Fact[] {
  if (value.kind !== 'map') return [];
  const chart = knownCharts().includes(key.text) ? key.text : chartByConfigKeys(value);
  return chart === undefined ? [] : facts(reader, value, chart, key);
}

function facts(reader: NodeReader, values: YamlMap, chart: string, name: { start: number; end: number }): Fact[] {
  const read = readChartValues(reader, values, chart, reader.at(name));
  return [...read.policies, ...read.mistakes];
}

/** `ingress-nginx-values.yaml`, `values-ingress-nginx.yaml`, `ingress-nginx/values.yaml`; the longest name wins. */
function chartOfPath(path: string): string | undefined {
  const [file = '', folder = ''] = path.split('/').toReversed();
  const plain = file.replace(/\.ya?ml$/, '');
  const named = knownCharts().filter(
    (chart) =>
      folder === chart ||
      plain.startsWith(`${chart}-values`) ||
      plain.startsWith(`${chart}.values`) ||
      plain === `values-${chart}`,
  );
  return named.sort((a, b) => b.length - a.length)[0];
}
