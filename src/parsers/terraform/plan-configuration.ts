// Reads the `configuration` part of a plan: which resource refers to which, where the values themselves are not known yet.
import type {
  AccessStep,
  ConfigEntry,
  ConfigMap,
  ConfigValue,
  Definition,
  InfrastructureFact,
  ModuleCall,
  ResourceEntry,
} from '../../model/infrastructure.js';
import type { Location } from '../../model/location.js';
import { configValue, unknownOf } from '../kit/config-value.js';
import { get, type YamlNode } from '../kit/yaml/node.js';
import { items, type NodeReader } from '../kit/yaml/node-reader.js';
import { isWanted } from './wanted.js';

/** Every module of the plan is a source of its own; the root is named like the plan, so that the two meet. */
export function readConfiguration(root: YamlNode, reader: NodeReader): InfrastructureFact[] {
  const module = get(root, 'configuration', 'root_module');
  if (module?.kind !== 'map') return [];
  const assigned = entriesOf(get(root, 'variables')).flatMap(({ key, value, keyAt }): Definition[] => {
    const written = get(value, 'value');
    return written === undefined
      ? []
      : [{ role: 'variable', name: key, value: configValue(written, reader), at: keyAt(reader) }];
  });
  return readModule(module, reader.file, assigned, reader);
}

interface Named {
  readonly key: string;
  readonly value: YamlNode;
  keyAt(reader: NodeReader): Location;
}
function entriesOf(node: YamlNode | undefined): readonly Named[] {
  if (node?.kind !== 'map') return [];
  return node.entries.map(({ key, value }) => ({ key: key.text, value, keyAt: (reader) => reader.at(key) }));
}

function readModule(
  module: YamlNode,
  name: string,
  assigned: readonly Definition[],
  reader: NodeReader,
): InfrastructureFact[] {
  const taken = new Set(assigned.map((each) => each.name));
  const variables = entriesOf(get(module, 'variables')).flatMap(({ key, value, keyAt }): Definition[] => {
    const written = get(value, 'default');
    if (taken.has(key)) return [];
    return [
      {
        role: 'variable',
        name: key,
        at: keyAt(reader),
        ...(written === undefined ? {} : { value: configValue(written, reader) }),
      },
    ];
  });
  const outputs = entriesOf(get(module, 'outputs')).map(
    ({ key, value, keyAt }): Definition => ({
      role: 'output',
      name: key,
      value: readExpression(get(value, 'expression') ?? value, reader),
      at: keyAt(reader),
    }),
  );
  const calls = entriesOf(get(module, 'module_calls')).map(
    ({ key, value, keyAt }): ModuleCall => ({
      name: key,
      source: `${name}#${key}`,
      arguments: readExpressions(get(value, 'expressions'), keyAt(reader), reader),
      at: keyAt(reader),
      ...repetition(value, reader),
    }),
  );
  const fact: InfrastructureFact = {
    kind: 'infrastructure',
    language: 'terraform',
    form: 'source',
    module: name,
    at: reader.at(module),
    resources: items(module, 'resources').flatMap((node) => readResource(node, reader)),
    definitions: [...assigned, ...variables, ...outputs],
    calls,
  };
  const inner = entriesOf(get(module, 'module_calls')).flatMap(({ key, value }) => {
    const child = get(value, 'module');
    return child === undefined ? [] : readModule(child, `${name}#${key}`, [], reader);
  });
  return [fact, ...inner];
}

function readResource(node: YamlNode, reader: NodeReader): ResourceEntry[] {
  const type = reader.string(node, 'type');
  const name = reader.string(node, 'name');
  if (type === undefined || name === undefined || reader.string(node, 'mode') === 'data' || !isWanted(type)) return [];
  const at = reader.at(node);
  return [
    {
      type,
      name,
      address: `${type}.${name}`,
      values: readExpressions(get(node, 'expressions'), at, reader),
      at,
      nameAt: reader.at(get(node, 'address') ?? node),
      ...repetition(node, reader),
    },
  ];
}
function repetition(node: YamlNode, reader: NodeReader): { count?: ConfigValue; forEach?: ConfigValue } {
  const count = get(node, 'count_expression');
  const forEach = get(node, 'for_each_expression');
  return {
    ...(count === undefined ? {} : { count: readExpression(count, reader) }),
    ...(forEach === undefined ? {} : { forEach: readExpression(forEach, reader) }),
  };
}

function readExpressions(node: YamlNode | undefined, at: Location, reader: NodeReader): ConfigMap {
  const entries = entriesOf(node).map(
    ({ key, value, keyAt }): ConfigEntry => ({ key, keyAt: keyAt(reader), value: readExpression(value, reader) }),
  );
  return { is: 'map', entries, at };
}

/** An expression says `constant_value` or `references`; anything else is a block, or a list of blocks. */
function readExpression(node: YamlNode, reader: NodeReader): ConfigValue {
  const at = reader.at(node);
  if (node.kind === 'seq') return { is: 'list', items: node.items.map((item) => readExpression(item, reader)), at };
  if (node.kind === 'scalar') return configValue(node, reader);
  const constant = get(node, 'constant_value');
  if (constant !== undefined) return configValue(constant, reader);
  const references = reader.words(node, 'references');
  if (references !== undefined) {
    const [first] = references;
    return first === undefined
      ? unknownOf('dynamic', 'the plan does not hold its expression', at)
      : { is: 'reference', steps: stepsOf(first), at };
  }
  if (node.entries.length === 0) return unknownOf('dynamic', 'the plan does not hold its expression', at);
  return readExpressions(node, at, reader);
}

/** `module.a["x"].b[0].c` as steps. */
function stepsOf(reference: string): AccessStep[] {
  return [...reference.matchAll(/\["((?:[^"\\]|\\.){0,300})"\]|\[(\d+)\]|\[([^\]]{0,300})\]|([^.[\]]+)/g)].map(
    ([, quoted, index, , word]) =>
      quoted !== undefined ? quoted : index !== undefined ? Number(index) : (word ?? '*'),
  );
}
