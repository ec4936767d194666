// Objects that the tasks of an Ansible playbook apply: as a map, or as a block of YAML.
import { innerYaml } from '../kit/inner-yaml.js';
import { items, type NodeReader } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';

const modules = ['kubernetes.core.k8s', 'community.kubernetes.k8s', 'community.okd.k8s', 'redhat.openshift.k8s', 'k8s'];
const definitions = ['definition', 'resource_definition', 'inline'];
const blocks = ['tasks', 'pre_tasks', 'post_tasks', 'handlers', 'block', 'rescue', 'always'];
/** Blocks inside blocks; a playbook nests a few. */
const deepest = 8;

/** `nodes`: plays or tasks. */
export function playbookObjects(reader: NodeReader, nodes: readonly YamlNode[], depth = 0): readonly YamlNode[] {
  if (depth > deepest) return [];
  return nodes.flatMap((node) => [
    ...modules.flatMap((module) => definitions.flatMap((name) => objectsIn(reader, get(node, module, name)))),
    ...blocks.flatMap((name) => playbookObjects(reader, items(node, name), depth + 1)),
  ]);
}

function objectsIn(reader: NodeReader, node: YamlNode | undefined): readonly YamlNode[] {
  if (node === undefined) return [];
  if (node.kind === 'seq') return node.items;
  if (node.kind === 'map') return [node];
  const inner = innerYaml(reader, node);
  return inner === undefined ? [] : [inner];
}
