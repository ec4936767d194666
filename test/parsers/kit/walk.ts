// Every node of a tree, keys included, in the order of the source.
import type { YamlNode } from '../../../src/parsers/kit/yaml/read-yaml.js';

export function* everyNode(node: YamlNode | undefined): Generator<YamlNode> {
  if (node === undefined) return;
  yield node;
  if (node.kind === 'seq') for (const item of node.items) yield* everyNode(item);
  if (node.kind !== 'map') return;
  for (const { key, value } of node.entries) {
    yield key;
    yield* everyNode(value);
  }
}
