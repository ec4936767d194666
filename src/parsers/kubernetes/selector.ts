// Label selectors: matchLabels and matchExpressions.
import type { SelectorFact } from '../../model/facts.js';
import { items, type NodeReader } from '../kit/yaml/node-reader.js';
import type { YamlNode } from '../kit/yaml/read-yaml.js';

export function readSelector(reader: NodeReader, node: YamlNode | undefined): SelectorFact | undefined {
  if (node?.kind !== 'map') return undefined;
  return {
    at: reader.at(node),
    labels: reader.stringMap(node, 'matchLabels'),
    expressions: items(node, 'matchExpressions').flatMap((each) => {
      const key = reader.string(each, 'key');
      const operator = reader.string(each, 'operator');
      if (key === undefined || operator === undefined) return [];
      return [{ key, operator, values: reader.words(each, 'values') ?? [] }];
    }),
  };
}
