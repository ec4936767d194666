// YAML that stands inside a scalar of other YAML: an annotation or a key of a ConfigMap that holds a whole configuration.
import type { NodeReader } from './yaml/node-reader.js';
import { readYaml, type YamlNode, type YamlScalar } from './yaml/read-yaml.js';

/** Longer text is no configuration that a person wrote. */
const longest = 256 * 1024;

/** The tree with places in the file: those of the values in a literal block, else that of the whole scalar. */
export function innerYaml({ source }: NodeReader, scalar: YamlScalar): YamlNode | undefined {
  if (scalar.text.length > longest || !scalar.text.includes(':')) return undefined;
  if (source.charAt(scalar.start) !== '|') {
    const root = readYaml(scalar.text)[0]?.root;
    return root === undefined ? undefined : moved(root, () => scalar);
  }
  const block = source.slice(scalar.start, scalar.end);
  const header = /\r\n?|\n/.exec(block);
  if (header === null) return undefined;
  const from = scalar.start + header.index + header[0].length;
  const root = readYaml(source.slice(from, scalar.end))[0]?.root;
  return root === undefined ? undefined : moved(root, ({ start, end }) => ({ start: start + from, end: end + from }));
}

type Place = { readonly start: number; readonly end: number };

function moved<T extends YamlNode>(node: T, move: (place: Place) => Place): T {
  const { start, end } = move(node);
  const inner =
    node.kind === 'seq'
      ? { items: node.items.map((item) => moved(item, move)) }
      : node.kind === 'map'
        ? { entries: node.entries.map(({ key, value }) => ({ key: moved(key, move), value: moved(value, move) })) }
        : {};
  return { ...node, start, end, ...inner };
}
