// Reads the files of the package `config` for Node: nested keys become dotted names behind the name of their file.
import type { BindingsFact, FileFacts } from '../../model/facts.js';
import { readJson } from '../kit/json.js';
import { NodeReader } from '../kit/yaml/node-reader.js';
import { readYaml } from '../kit/yaml/read-yaml.js';
import type { Parser, SourceText } from '../parser.js';
import { scalarPaths } from './scalar-paths.js';

export const parser: Parser = { parse: parseNodeConfig };

function parseNodeConfig(file: SourceText): FileFacts {
  const root = /\.json5?$/.test(file.path) ? readJson(file.text).root : readYaml(file.text)[0]?.root;
  const [, owner = '', kind = ''] = /^(?:(.*)\/)?config\/([\w-]+)\.\w+$/.exec(file.path) ?? [];
  const names = root === undefined ? {} : scalarPaths(new NodeReader(file.path, file.text), root, `${kind}:`);
  const fact: BindingsFact = { kind: 'bindings', space: 'node-config', owner, names };
  const facts = Object.keys(names).length === 0 ? [] : [fact];
  return { file: file.path, facts, problems: [], suppressions: [] };
}
