// YAML that stands inside a scalar of other YAML: an annotation or a key of a ConfigMap that holds a whole configuration.
import type { NodeReader } from './yaml/node-reader.js';
import { readYaml, type YamlNode, type YamlScalar } from './yaml/read-yaml.js';
import { scalarPlaces } from './yaml/scalar-places.js';

/** Longer text is no configuration that a person wrote. */
const longest = 256 * 1024;

/** The tree with places in the file; that of the whole scalar where a template fills the text in. */
export function innerYaml({ source }: NodeReader, scalar: YamlScalar): YamlNode | undefined {
  if (scalar.text.length > longest || !scalar.text.includes(':')) return undefined;
  const places = scalarPlaces(source, scalar);
  if (places !== undefined || source.charAt(scalar.start) !== '|') {
    const root = readYaml(scalar.text)[0]?.root;
    const move = ({ start, end }: Place): Place =>
      places === undefined ? scalar : { start: places.inFile(start), end: places.inFile(end) };
    return root === undefined ? undefined : moved(root, move);
  }
  const block = source.slice(scalar.start, scalar.end);
  const header = /\r\n?|\n/.exec(block);
  if (header === null) return undefined;
  const from = scalar.start + header.index + header[0].length;
  const root = readYaml(source.slice(from, scalar.end))[0]?.root;
  return root === undefined ? undefined : moved(root, ({ start, end }) => ({ start: start + from, end: end + from }));
}

/** The tree of a text that something puts in place of a whole scalar; undefined where the text is no tree. */
export function putInPlace(text: string, place: Place): YamlNode | undefined {
  const document = text.length > longest ? undefined : readYaml(text)[0];
  const root = document?.errors.length === 0 ? document.root : undefined;
  return root === undefined || root.kind === 'scalar' ? undefined : moved(root, () => place);
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
