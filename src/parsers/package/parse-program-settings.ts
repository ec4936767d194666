// Reads the settings file of a program (`config.yaml`, `app.toml`): nested keys become dotted names.
import type { BindingsFact, FileFacts } from '../../model/facts.js';
import { readJson } from '../kit/json.js';
import { readToml } from '../kit/toml.js';
import { NodeReader } from '../kit/yaml/node-reader.js';
import { readYaml } from '../kit/yaml/read-yaml.js';
import type { Parser, SourceText } from '../parser.js';
import { scalarPaths } from './scalar-paths.js';

export const parser: Parser = { parse: parseProgramSettings };

function parseProgramSettings(file: SourceText): FileFacts {
  const root = rootOf(file);
  const names = root === undefined ? {} : scalarPaths(new NodeReader(file.path, file.text), root, '');
  const fact: BindingsFact = { kind: 'bindings', space: 'settings-file', owner: file.path, names: lowered(names) };
  const facts = Object.keys(names).length === 0 ? [] : [fact];
  return { file: file.path, facts, problems: [], suppressions: [] };
}
function rootOf({ path, text }: SourceText) {
  if (path.endsWith('.json')) return readJson(text).root;
  return path.endsWith('.toml') ? readToml(text).root : readYaml(text)[0]?.root;
}
/** Those who ask take no notice of case. */
function lowered(names: BindingsFact['names']): BindingsFact['names'] {
  return Object.fromEntries(Object.entries(names).map(([name, values]) => [name.toLowerCase(), values]));
}
