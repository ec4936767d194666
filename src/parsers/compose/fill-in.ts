// A compose file with the variables of its project in their places, before anything of it is read.
import type { YamlEntry, YamlMap, YamlNode } from '../kit/yaml/read-yaml.js';
import { type ComposeVariables, withVariables } from './interpolate.js';

/** Of a service these become expressions, which say where the value of a variable stands. */
const expressions: ReadonlySet<string> = new Set(['environment', 'stop_grace_period', 'scale', 'deploy.replicas']);

/** Places stay those of the file: of a variable, where it is used. */
export function filledIn(node: YamlNode, variables: ComposeVariables, path: readonly string[] = []): YamlNode {
  switch (node.kind) {
    case 'scalar': {
      const text = withVariables(node.text, variables);
      return text === node.text ? node : { ...node, text, value: text };
    }
    case 'seq':
      return { ...node, items: node.items.map((each) => filledIn(each, variables, [...path, '-'])) };
    case 'map':
      return filledMap(node, variables, path);
  }
}
function filledMap(map: YamlMap, variables: ComposeVariables, path: readonly string[]): YamlMap {
  const entries = map.entries.map((entry): YamlEntry => {
    const inner = [...path, entry.key.text];
    return isExpression(inner) ? entry : { ...entry, value: filledIn(entry.value, variables, inner) };
  });
  return { ...map, entries };
}
/** A service, a network or a label may have one of these names, too. */
const isExpression = ([section, , ...key]: readonly string[]): boolean =>
  section === 'services' && expressions.has(key.join('.'));
