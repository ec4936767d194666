// A compose file with the variables of its project in their places, before anything of it is read.
import type { YamlEntry, YamlMap, YamlNode } from '../kit/yaml/read-yaml.js';
import { type ComposeVariables, withVariables } from './interpolate.js';

/** These become expressions, which say where the value of a variable stands. */
const expressions = new Set(['environment', 'stop_grace_period', 'scale', 'replicas']);

/** Places stay those of the file: of a variable, where it is used. */
export function filledIn(node: YamlNode, variables: ComposeVariables): YamlNode {
  switch (node.kind) {
    case 'scalar': {
      const text = withVariables(node.text, variables);
      return text === node.text ? node : { ...node, text, value: text };
    }
    case 'seq':
      return { ...node, items: node.items.map((each) => filledIn(each, variables)) };
    case 'map':
      return filledMap(node, variables);
  }
}
function filledMap(map: YamlMap, variables: ComposeVariables): YamlMap {
  const entries = map.entries.map(
    (entry): YamlEntry =>
      expressions.has(entry.key.text) ? entry : { ...entry, value: filledIn(entry.value, variables) },
  );
  return { ...map, entries };
}
