// Values that an installation gives to a chart: files by their path, or what stands in the installing object.
import type { InstallValues, Text } from '../../model/facts.js';
import { NodeReader } from './node-reader.js';
import { pathInside } from './paths.js';
import { get, readYaml, type YamlNode } from './yaml.js';

/** A path that may hold expressions of a template; none where it leads out of the scan. */
export function fileValues(directory: string, path: Text | undefined): InstallValues[] {
  const inside = path === undefined ? undefined : pathInside(directory, path.text);
  return path === undefined || inside === undefined ? [] : [{ from: 'file', path: { ...path, text: inside } }];
}

export function inlineValues(reader: NodeReader, node: YamlNode | undefined): InstallValues[] {
  return node?.kind === 'map' && node.entries.length > 0
    ? [{ from: 'here', json: jsonOf(node), at: reader.at(node) }]
    : [];
}

/** `a.b=c` pairs, as `--set` takes them: only plain paths, for lists have a grammar of their own. */
export function parameterValues(
  reader: NodeReader,
  nodes: readonly YamlNode[],
  name: string,
  value: string,
): InstallValues[] {
  return nodes.flatMap((node): InstallValues[] => {
    const path = reader.string(node, name);
    const held = get(node, value);
    if (path === undefined || held?.kind !== 'scalar' || !/^[\w-]+(?:\.[\w-]+)*$/.test(path)) return [];
    const json = path
      .split('.')
      .reduceRight((inner, key) => `{${JSON.stringify(key)}:${inner}}`, JSON.stringify(held.value));
    return [{ from: 'here', json, at: reader.at(node) }];
  });
}

/** A whole file of values that is a template itself; none where its expressions write structure. */
export function templatedValues(path: string, text: string): Extract<InstallValues, { readonly from: 'here' }>[] {
  const reader = new NodeReader(path, text);
  return readYaml(text, { templates: 'all' }).flatMap(({ root }) =>
    root?.kind === 'map' ? [{ from: 'here', json: jsonOf(root), at: reader.at(root) }] : [],
  );
}

function jsonOf(node: YamlNode): string {
  switch (node.kind) {
    case 'scalar':
      return JSON.stringify(node.value);
    case 'seq':
      return `[${node.items.map(jsonOf).join(',')}]`;
    case 'map':
      return `{${node.entries.map(({ key, value }) => `${JSON.stringify(key.text)}:${jsonOf(value)}`).join(',')}}`;
  }
}
