// The scalars of a tree by dotted path: what configuration files hold as far as settings go.
import { type Expression, literal } from '../../model/expression.js';
import type { YamlNode } from '../kit/yaml/node.js';
import type { NodeReader } from '../kit/yaml/node-reader.js';

const maximalDepth = 6;
const maximalNames = 1000;

export function scalarPaths(reader: NodeReader, root: YamlNode, prefix: string): Record<string, Expression[]> {
  const names: [string, Expression[]][] = [];
  const visit = (node: YamlNode, path: string, depth: number): void => {
    if (names.length >= maximalNames || depth > maximalDepth) return;
    if (node.kind === 'map') {
      for (const entry of node.entries)
        visit(entry.value, path === '' ? entry.key.text : `${path}.${entry.key.text}`, depth + 1);
    } else if (node.kind === 'scalar' && path !== '') {
      names.push([`${prefix}${path}`, [literal(node.value, reader.at(node))]]);
    }
  };
  visit(root, '', 0);
  return Object.fromEntries(names);
}
