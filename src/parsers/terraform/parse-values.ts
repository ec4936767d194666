// Parses what Terraform computed: a plan or state from `terraform show -json`, or a raw state file.
import type { FileFacts } from '../../model/facts.js';
import type {
  ConfigEntry,
  ConfigMap,
  ConfigValue,
  InfrastructureFact,
  ResourceEntry,
} from '../../model/infrastructure.js';
import { configMap, configValue, unknownOf } from '../kit/config-value.js';
import { readJson } from '../kit/json.js';
import { get, type YamlMap, type YamlNode } from '../kit/yaml/node.js';
import { items, mapAt, NodeReader } from '../kit/yaml/node-reader.js';
import { treeProblem } from '../kit/yaml/problems.js';
import type { Parser, SourceText } from '../parser.js';
import { readConfiguration } from './plan-configuration.js';
import { isWanted } from './wanted.js';

export const parser: Parser = { parse };

function parse(file: SourceText): FileFacts {
  const reader = new NodeReader(file.path, file.text);
  const { root, problems } = readJson(file.text);
  return {
    file: file.path,
    facts: root === undefined ? [] : factsOf(root, reader),
    problems: problems.map((problem) => treeProblem(reader, problem, 'json')),
    suppressions: [],
  };
}

function factsOf(root: YamlNode, reader: NodeReader): InfrastructureFact[] {
  const at = reader.at(root);
  const fact = (form: 'plan' | 'state', resources: readonly ResourceEntry[]): InfrastructureFact => ({
    kind: 'infrastructure',
    language: 'terraform',
    form,
    module: reader.file,
    at,
    resources,
    definitions: [],
    calls: [],
  });
  const planned = get(root, 'planned_values', 'root_module');
  const changes = get(root, 'resource_changes');
  if (planned !== undefined || changes !== undefined) {
    const unknowns = unknownsByAddress(changes);
    const fromModule = moduleResources(planned, reader, unknowns);
    const resources = fromModule.length > 0 ? fromModule : changedResources(changes, reader);
    return [...readConfiguration(root, reader), fact('plan', resources)];
  }
  const recorded = get(root, 'values', 'root_module');
  if (recorded !== undefined) return [fact('state', moduleResources(recorded, reader, new Map()))];
  const raw = get(root, 'resources');
  return raw?.kind === 'seq' ? [fact('state', rawResources(raw.items, reader))] : [];
}

/** `values.root_module` and its `child_modules`, which nest. */
function moduleResources(
  module: YamlNode | undefined,
  reader: NodeReader,
  unknowns: ReadonlyMap<string, YamlNode>,
): ResourceEntry[] {
  const own = items(module, 'resources').flatMap((node): ResourceEntry[] => {
    const type = reader.string(node, 'type');
    const name = reader.string(node, 'name');
    const address = reader.string(node, 'address');
    const values = mapAt(node, 'values');
    if (type === undefined || name === undefined || address === undefined || values === undefined) return [];
    if (reader.string(node, 'mode') === 'data' || !isWanted(type)) return [];
    const open = unknowns.get(address);
    const map = open === undefined ? configMap(values, reader) : withUnknowns(values, open, reader);
    return [resourceEntry(type, name, address, map, node, reader)];
  });
  return [...own, ...items(module, 'child_modules').flatMap((child) => moduleResources(child, reader, unknowns))];
}

function resourceEntry(
  type: string,
  name: string,
  address: string,
  values: ConfigMap,
  node: YamlNode,
  reader: NodeReader,
): ResourceEntry {
  return {
    type,
    name,
    address,
    values,
    at: reader.at(node),
    nameAt: reader.at(get(node, 'address') ?? get(node, 'name') ?? node),
  };
}

function unknownsByAddress(changes: YamlNode | undefined): ReadonlyMap<string, YamlNode> {
  const found = new Map<string, YamlNode>();
  for (const change of items(changes)) {
    const address = get(change, 'address');
    const unknowns = get(change, 'change', 'after_unknown');
    if (address?.kind === 'scalar' && unknowns !== undefined) found.set(address.text, unknowns);
  }
  return found;
}

/** A cut or partial plan may hold the changes alone. */
function changedResources(changes: YamlNode | undefined, reader: NodeReader): ResourceEntry[] {
  return items(changes).flatMap((node): ResourceEntry[] => {
    const type = reader.string(node, 'type');
    const name = reader.string(node, 'name');
    const address = reader.string(node, 'address');
    const after = mapAt(node, 'change', 'after');
    if (type === undefined || name === undefined || address === undefined || after === undefined) return [];
    if (reader.string(node, 'mode') === 'data' || !isWanted(type)) return [];
    const open = get(node, 'change', 'after_unknown');
    const map = open === undefined ? configMap(after, reader) : withUnknowns(after, open, reader);
    return [resourceEntry(type, name, address, map, node, reader)];
  });
}

/** Marks what Terraform itself does not know yet, so that it never passes for "not written". */
function withUnknowns(values: YamlMap, open: YamlNode, reader: NodeReader): ConfigMap {
  const known: ConfigEntry[] = values.entries.map(({ key, value }) => ({
    key: key.text,
    keyAt: reader.at(key),
    value: markUnknown(value, get(open, key.text), reader),
  }));
  const names = new Set(known.map(({ key }) => key));
  const added = (open.kind === 'map' ? open.entries : []).flatMap(({ key, value }): ConfigEntry[] =>
    names.has(key.text) || !isTrue(value)
      ? []
      : [{ key: key.text, keyAt: reader.at(values), value: afterApply(values, reader) }],
  );
  return { is: 'map', entries: [...known, ...added], at: reader.at(values) };
}
function markUnknown(value: YamlNode, open: YamlNode | undefined, reader: NodeReader): ConfigValue {
  if (open === undefined) return configValue(value, reader);
  if (isTrue(open)) return afterApply(value, reader);
  if (value.kind === 'map' && open.kind === 'map') return withUnknowns(value, open, reader);
  if (value.kind === 'seq' && open.kind === 'seq') {
    const list = value.items.map((item, index) => markUnknown(item, open.items[index], reader));
    return { is: 'list', items: list, at: reader.at(value) };
  }
  return configValue(value, reader);
}
function isTrue(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.value === true;
}
function afterApply(node: YamlNode, reader: NodeReader): ConfigValue {
  return unknownOf('dynamic', 'it is known after apply', reader.at(node));
}

/** State version 4 as it lies in the backend. */
function rawResources(nodes: readonly YamlNode[], reader: NodeReader): ResourceEntry[] {
  return nodes.flatMap((node) => {
    const type = reader.string(node, 'type');
    const name = reader.string(node, 'name');
    if (type === undefined || name === undefined || reader.string(node, 'mode') === 'data' || !isWanted(type))
      return [];
    const module = reader.string(node, 'module');
    const base = `${module === undefined ? '' : `${module}.`}${type}.${name}`;
    return items(node, 'instances').flatMap((instance): ResourceEntry[] => {
      const attributes = mapAt(instance, 'attributes');
      if (attributes === undefined || get(instance, 'deposed') !== undefined) return [];
      const values = configMap(attributes, reader);
      return [resourceEntry(type, name, `${base}${indexOf(instance)}`, values, instance, reader)];
    });
  });
}
function indexOf(instance: YamlNode): string {
  const key = get(instance, 'index_key');
  if (key?.kind !== 'scalar' || key.value === null) return '';
  return typeof key.value === 'number' ? `[${key.value}]` : `[${JSON.stringify(key.text)}]`;
}
