// Finds values that must be strings and are not: YAML reads a bare 60 as a number, and the API server refuses the object.
import type { SettingMistake } from '../../model/facts.js';
import { items, type NodeReader, presentScalar, quoted } from '../kit/yaml/node-reader.js';
import { get, type YamlNode, type YamlScalar } from '../kit/yaml/read-yaml.js';

/** For annotations and ConfigMap data. */
export function stringMistake(reader: NodeReader, key: YamlScalar, value: YamlScalar): SettingMistake {
  const at = reader.at(value);
  const kind = typeof value.value === 'boolean' ? 'boolean' : 'number';
  return {
    kind: 'setting-mistake',
    mistake: 'invalid',
    product: 'kubernetes',
    key: key.text,
    at,
    because: `must be a string, but is the ${kind} ${value.text}`,
    effect: 'the API server refuses the whole object',
    help: `Put it in quotes: ${quoted(value.text)}.`,
    fix: { title: 'Put the value in quotes', at, text: JSON.stringify(value.text), safe: true },
  };
}

/** The value of an environment variable is a string too, and the whole object is refused when one is not. */
export function environmentMistakes(reader: NodeReader, spec: YamlNode | undefined): SettingMistake[] {
  const containers = [...items(spec, 'containers'), ...items(spec, 'initContainers')];
  return containers.flatMap((container) =>
    items(container, 'env').flatMap((node) => {
      const name = presentScalar(get(node, 'name'));
      const value = presentScalar(get(node, 'value'));
      const refused = name !== undefined && value !== undefined && typeof value.value !== 'string';
      return refused ? [stringMistake(reader, name, value)] : [];
    }),
  );
}
