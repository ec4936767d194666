// Reads files that give the parameters of a template their values: pairs, `{"Parameters": …}`, files of SAM, Git sync and Sceptre.
import type { FileFacts } from '../../model/facts.js';
import { baseNameOf, folderOf } from '../../model/file-paths.js';
import type { InfrastructureFact } from '../../model/infrastructure.js';
import { splitWords } from '../../model/shell.js';
import { readJson } from '../kit/json.js';
import { pathInside } from '../kit/paths.js';
import { type Given, givenPair, givenParameters, previous } from '../kit/stack-parameters.js';
import { readSuppressions } from '../kit/suppressions.js';
import { readToml } from '../kit/toml.js';
import { get, type YamlNode } from '../kit/yaml/node.js';
import { items, mapAt, NodeReader, presentScalar } from '../kit/yaml/node-reader.js';
import { readYaml } from '../kit/yaml/read-yaml.js';
import { yamlSuppressions } from '../kit/yaml/suppressions.js';
import type { Parser, SourceText } from '../parser.js';

export const parser: Parser = { parse };

/** A value that another stack or a program gives. */
const elsewhere = '${somebody else}';

function parse({ path, text }: SourceText): FileFacts {
  const reader = new NodeReader(path, text);
  const { root, suppressions } = readTree(path, text, reader);
  const read = isSamConfig(path) ? samParameters : fileParameters;
  const facts = root === undefined ? [] : read(root, reader);
  return { file: path, facts, problems: [], suppressions: facts.length === 0 ? [] : suppressions() };
}
const isSamConfig = (path: string): boolean => baseNameOf(path).startsWith('samconfig.');

interface Tree {
  readonly root: YamlNode | undefined;
  suppressions(): FileFacts['suppressions'];
}
function readTree(path: string, text: string, { lines }: NodeReader): Tree {
  if (path.endsWith('.toml')) {
    const { root, comments } = readToml(text);
    return { root, suppressions: () => readSuppressions(path, comments, lines) };
  }
  if (path.endsWith('.json')) return { root: readJson(text).root, suppressions: () => [] };
  return { root: readYaml(text)[0]?.root, suppressions: () => yamlSuppressions(path, text, lines) };
}

function fileParameters(root: YamlNode, reader: NodeReader): InfrastructureFact[] {
  if (get(root, 'Resources') !== undefined) return [];
  if (root.kind === 'seq')
    return givenParameters(
      '',
      root.items.flatMap((item) => ofItem(item, reader)),
      reader.at(root),
    );
  const parameters = mapAt(root, 'Parameters') ?? mapAt(root, 'parameters');
  const given = (parameters?.entries ?? []).flatMap(({ key, value }) => givenValue(key.text, value, reader));
  return givenParameters(templateOf(root, reader) ?? '', given, reader.at(root));
}
/** `{"ParameterKey": "Idle", "ParameterValue": "60"}`, or the text `Idle=60`. */
function ofItem(item: YamlNode, reader: NodeReader): Given[] {
  if (item.kind === 'scalar') return givenPair(item.text, reader.at(item));
  const name = reader.string(item, 'ParameterKey');
  const value = get(item, 'ParameterValue');
  if (name !== undefined && value === undefined) return [{ name, value: previous, at: reader.at(item) }];
  return name === undefined || value === undefined ? [] : givenValue(name, value, reader);
}
function givenValue(name: string, value: YamlNode, reader: NodeReader): Given[] {
  const at = reader.at(value);
  if (value.kind === 'seq') return [{ name, value: reader.words(value)?.join(',') ?? elsewhere, at }];
  // A tag of Sceptre asks somebody for the value.
  if (value.kind === 'scalar' && value.tag === undefined) return [{ name, value: value.text, at }];
  return [{ name, value: elsewhere, at }];
}
/** Git sync counts from the root of the repository, Sceptre from a folder of templates beside that of its configuration. */
function templateOf(root: YamlNode, reader: NodeReader): string | undefined {
  const synced = reader.string(root, 'template-file-path');
  const path = reader.string(root, 'template', 'path') ?? reader.string(root, 'template_path');
  if (synced !== undefined || path === undefined) return synced;
  const parts = reader.file.split('/');
  const config = parts.lastIndexOf('config');
  return pathInside(
    config <= 0 ? '' : parts.slice(0, config).join('/'),
    `templates/${path.replace(/^templates\//, '')}`,
  );
}

/** One environment after the other: `[prod.deploy.parameters]`; what `global` says holds for all commands of it. */
function samParameters(root: YamlNode, reader: NodeReader): InfrastructureFact[] {
  if (root.kind !== 'map') return [];
  return root.entries.flatMap(({ value: environment }) => {
    const tables = ['deploy', 'global'].flatMap((command) => mapAt(environment, command, 'parameters') ?? []);
    const overrides = tables.flatMap((table) => get(table, 'parameter_overrides') ?? [])[0];
    const file = tables.flatMap(
      (table) => reader.string(table, 'template_file') ?? reader.string(table, 'template') ?? [],
    )[0];
    const template = pathInside(folderOf(reader.file), file ?? 'template.yaml');
    if (overrides === undefined) return [];
    return givenParameters(template ?? '', overridesOf(overrides, reader), reader.at(overrides));
  });
}
function overridesOf(node: YamlNode, reader: NodeReader): Given[] {
  if (node.kind === 'map') return node.entries.flatMap(({ key, value }) => givenValue(key.text, value, reader));
  const scalar = presentScalar(node);
  if (scalar !== undefined) return splitWords(scalar.text).flatMap((word) => givenPair(word, reader.at(scalar)));
  return items(node).flatMap((item) => (item.kind === 'scalar' ? givenPair(item.text, reader.at(item)) : []));
}
