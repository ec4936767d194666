// Fills the parameters of an OpenShift Template into its objects, so that they read like any other; positions stay where they are.
import { putInPlace } from '../kit/inner-yaml.js';
import { items, type NodeReader, presentScalar } from '../kit/yaml/node-reader.js';
import { get, type YamlMap, type YamlNode, type YamlScalar } from '../kit/yaml/read-yaml.js';
import { scalarValue } from '../kit/yaml/scalar.js';

/** Parameters with a value of their own; a generated or required one stays a placeholder. */
export function templateParameters(reader: NodeReader, template: YamlMap): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const node of items(template, 'parameters')) {
    const name = reader.string(node, 'name');
    const value = presentScalar(get(node, 'value'));
    if (name !== undefined && value !== undefined) found.set(name, value.text);
  }
  return found;
}

const whole = /^\$\{\{([A-Za-z_]\w*)\}\}$/;
const inside = /\$\{([A-Za-z_]\w*)\}/g;

/** `${NAME}` is text, `${{NAME}}` alone keeps the type of its value. https://docs.openshift.com/container-platform/latest/openshift_images/using-templates.html */
export function withParameters(node: YamlNode, parameters: ReadonlyMap<string, string>): YamlNode {
  switch (node.kind) {
    case 'scalar':
      return fillIn(node, parameters);
    case 'map': {
      const entries = node.entries.map(({ key, value }) => ({ key, value: withParameters(value, parameters) }));
      return { ...node, entries };
    }
    case 'seq':
      return { ...node, items: node.items.map((item) => withParameters(item, parameters)) };
  }
}

/** What a value is written as when it is a whole object or list: JSON. */
const isTree = (text: string): boolean => /^[{[]/.test(text.trimStart());

function fillIn(node: YamlScalar, parameters: ReadonlyMap<string, string>): YamlNode {
  if (!node.text.includes('${')) return node;
  const name = whole.exec(node.text)?.[1];
  if (name !== undefined) {
    const text = parameters.get(name);
    const tree = text !== undefined && isTree(text) ? putInPlace(text, node) : undefined;
    if (tree !== undefined) return tree;
    return text === undefined ? node : { ...node, text, value: scalarValue(text, false, undefined) };
  }
  const text = node.text.replaceAll(inside, (written, inner: string) => parameters.get(inner) ?? written);
  return text === node.text ? node : { ...node, text, value: text };
}
