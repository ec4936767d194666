// Reads the files of the package `config` for Node: nested keys become dotted names behind the name of their file.
import { type Expression, literal } from '../../model/expression.js';
import type { BindingsFact, FileFacts } from '../../model/facts.js';
import { readJson } from '../kit/json.js';
import { NodeReader } from '../kit/node-reader.js';
import { readYaml } from '../kit/yaml.js';
import type { YamlNode } from '../kit/yaml-node.js';
import type { Parser, SourceText } from '../parser.js';

const maximalDepth = 6;
const maximalNames = 1000;

export const parser: Parser = { parse: parseNodeConfig };

export function parseNodeConfig(file: SourceText): FileFacts {
  const reader = new NodeReader(file.path, file.text);
  const root = /\.json5?$/.test(file.path) ? readJson(file.text).root : readYaml(file.text)[0]?.root;
  const [, home = '', kind = ''] = /^(?:(.*)\/)?config\/([\w-]+)\.\w+$/.exec(file.path) ?? [];
  const names: [string, Expression[]][] = [];
  const visit = (node: YamlNode, path: string, depth: number): void => {
    if (names.length >= maximalNames || depth > maximalDepth) return;
    if (node.kind === 'map') {
      for (const entry of node.entries)
        visit(entry.value, path === '' ? entry.key.text : `${path}.${entry.key.text}`, depth + 1);
    } else if (node.kind === 'scalar' && path !== '') {
      names.push([`${kind}:${path}`, [literal(node.value, reader.at(node))]]);
    }
  };
  if (root !== undefined) visit(root, '', 0);
  const fact: BindingsFact = { kind: 'bindings', space: 'node-config', owner: home, names: Object.fromEntries(names) };
  return { file: file.path, facts: names.length === 0 ? [] : [fact], problems: [], suppressions: [] };
}
