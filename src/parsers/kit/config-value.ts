// Turns YAML and JSON nodes into the values of infrastructure facts.
import type { Literal } from '../../model/expression.js';
import { literal } from '../../model/expression.js';
import type { ConfigMap, ConfigValue } from '../../model/infrastructure.js';
import type { Location } from '../../model/location.js';
import type { UnknownKind } from '../../model/setting.js';
import type { YamlMap, YamlNode, YamlScalar } from './yaml/node.js';
import type { NodeReader } from './yaml/node-reader.js';

export function scalarOf(value: Literal['value'], at: Location, text?: string): ConfigValue {
  return { is: 'scalar', expression: literal(value, at, text) };
}
export function unknownOf(reason: UnknownKind, text: string, at: Location): ConfigValue {
  return { is: 'scalar', expression: { kind: 'unknown', reason, text, at } };
}

/** Reads one node; `special` takes over for nodes that mean something else than they say (tags, intrinsic functions). */
export function configValue(
  node: YamlNode,
  reader: NodeReader,
  special?: (node: YamlNode) => ConfigValue | undefined,
): ConfigValue {
  const taken = special?.(node);
  if (taken !== undefined) return taken;
  switch (node.kind) {
    case 'scalar':
      return scalarValue(node, reader);
    case 'seq':
      return { is: 'list', items: node.items.map((item) => configValue(item, reader, special)), at: reader.at(node) };
    case 'map':
      return configMap(node, reader, special);
  }
}

export function configMap(
  node: YamlMap,
  reader: NodeReader,
  special?: (node: YamlNode) => ConfigValue | undefined,
): ConfigMap {
  const entries = node.entries.map(({ key, value }) => ({
    key: key.text,
    keyAt: reader.at(key),
    value: configValue(value, reader, special),
  }));
  return { is: 'map', entries, at: reader.at(node) };
}

function scalarValue(node: YamlScalar, reader: NodeReader): ConfigValue {
  const plain = String(node.value);
  return scalarOf(node.value, reader.at(node), node.value === null || plain === node.text ? undefined : node.text);
}
