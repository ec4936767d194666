// Reads the blocks of a `.tf` file: resources, variables, locals, outputs and module calls.
import type {
  ConfigEntry,
  ConfigMap,
  ConfigValue,
  Definition,
  ModuleCall,
  ResourceEntry,
} from '../../model/infrastructure.js';
import { configValue } from '../kit/config-value.js';
import { NodeReader } from '../kit/node-reader.js';
import type { SyntaxNode } from '../kit/tree-sitter.js';
import { readYaml } from '../kit/yaml.js';
import { type HclSource, placeOf, readExpression, textOf } from './hcl-expression.js';
import { isWanted } from './wanted.js';

export interface HclContents {
  readonly resources: ResourceEntry[];
  readonly definitions: Definition[];
  readonly calls: ModuleCall[];
}

export function bodyOf(node: SyntaxNode): readonly SyntaxNode[] {
  return node.children.find((child) => child.type === 'body')?.children ?? [];
}

export function readBlocks(source: HclSource, root: SyntaxNode): HclContents {
  const contents: HclContents = { resources: [], definitions: [], calls: [] };
  for (const block of bodyOf(root)) {
    if (block.type !== 'block') continue;
    const { keyword, labels } = headOf(source, block);
    const [first, second] = labels;
    switch (keyword) {
      case 'resource':
        if (first !== undefined && second !== undefined && isWanted(first.text)) {
          contents.resources.push(readResource(source, block, first.text, second));
        }
        break;
      case 'data':
        if (first !== undefined && second !== undefined && /^(?:aws_ecr_repository|template_file)$/.test(first.text)) {
          contents.resources.push(readResource(source, block, `data.${first.text}`, second));
        }
        break;
      case 'variable':
      case 'output':
        if (first !== undefined) contents.definitions.push(readDefinition(source, block, keyword, first));
        break;
      case 'locals':
        for (const { key, keyAt, value } of readAttributes(source, bodyOf(block))) {
          contents.definitions.push({ role: 'local', name: key, value, at: keyAt });
        }
        break;
      case 'module':
        if (first !== undefined) contents.calls.push(readModuleCall(source, block, first));
        break;
    }
  }
  return contents;
}

interface Label {
  readonly text: string;
  readonly node: SyntaxNode;
}
export function headOf(source: HclSource, block: SyntaxNode): { keyword: string; labels: readonly Label[] } {
  const words = block.children.filter((child) => child.type === 'identifier' || child.type === 'string_lit');
  const [keyword, ...labels] = words.map((node) => ({ text: textOf(source, node).replace(/^"|"$/g, ''), node }));
  return { keyword: keyword?.text ?? '', labels };
}

/** `count`, `for_each` and the rest, apart from what only Terraform itself reads. */
const meta = new Set([
  'count',
  'for_each',
  'provider',
  'providers',
  'depends_on',
  'lifecycle',
  'provisioner',
  'connection',
]);

function readResource(source: HclSource, block: SyntaxNode, type: string, label: Label): ResourceEntry {
  const map = readBody(source, block);
  return {
    type,
    name: label.text,
    address: `${type}.${label.text}`,
    values: {
      ...map,
      entries: map.entries.filter(({ key }) => !meta.has(key)).map((entry) => asChartValues(source, type, entry)),
    },
    at: map.at,
    nameAt: placeOf(source, label.node),
    ...repetition(map),
  };
}
/** Chart values are YAML inside a heredoc: read with the places they have in this file. */
function asChartValues(source: HclSource, type: string, entry: ConfigEntry): ConfigEntry {
  if (type !== 'helm_release' || entry.key !== 'values' || entry.value.is !== 'list') return entry;
  const items = entry.value.items.map((item): ConfigValue => {
    if (item.is !== 'scalar' || item.expression.kind !== 'literal' || typeof item.expression.value !== 'string')
      return item;
    const { at } = item.expression;
    const lines = Array.from({ length: Math.max(0, at.endLine - at.line - 1) }, (_, index) =>
      source.lines.lineText(at.line + 1 + index),
    );
    // As many line breaks in front as the heredoc has lines above it.
    const text = `${'\n'.repeat(at.line)}${lines.join('\n')}`;
    const [document, second] = lines.length === 0 ? [] : readYaml(text);
    if (document?.root === undefined || second !== undefined || document.errors.length > 0) return item;
    return { is: 'json', value: configValue(document.root, new NodeReader(source.file, text)), at };
  });
  return { ...entry, value: { ...entry.value, items } };
}

function repetition(map: ConfigMap): { count?: ConfigValue; forEach?: ConfigValue } {
  const count = valueAt(map, 'count');
  const forEach = valueAt(map, 'for_each');
  return { ...(count === undefined ? {} : { count }), ...(forEach === undefined ? {} : { forEach }) };
}
export function valueAt(map: ConfigMap, key: string): ConfigValue | undefined {
  return map.entries.find((entry) => entry.key === key)?.value;
}

function readDefinition(source: HclSource, block: SyntaxNode, role: 'variable' | 'output', label: Label): Definition {
  const attributes = readAttributes(source, bodyOf(block));
  const value = attributes.find(({ key }) => key === (role === 'variable' ? 'default' : 'value'))?.value;
  return { role, name: label.text, at: placeOf(source, block), ...(value === undefined ? {} : { value }) };
}

function readModuleCall(source: HclSource, block: SyntaxNode, label: Label): ModuleCall {
  const map = readBody(source, block);
  const from = valueAt(map, 'source');
  const written = from?.is === 'scalar' && from.expression.kind === 'literal' ? from.expression.value : undefined;
  return {
    name: label.text,
    ...(typeof written === 'string' ? { source: written } : {}),
    arguments: {
      ...map,
      entries: map.entries.filter(({ key }) => !meta.has(key) && key !== 'source' && key !== 'version'),
    },
    at: map.at,
    ...repetition(map),
  };
}

export function readAttributes(source: HclSource, nodes: readonly SyntaxNode[]): ConfigEntry[] {
  return nodes.flatMap((node): ConfigEntry[] => {
    const [name, value] = node.children;
    if (node.type !== 'attribute' || name === undefined || value === undefined) return [];
    return [{ key: textOf(source, name), keyAt: placeOf(source, name), value: readExpression(source, value) }];
  });
}

/** Attributes, and nested blocks as lists: that is the shape they have in plans and states too. */
function readBody(source: HclSource, block: SyntaxNode): ConfigMap {
  const nodes = bodyOf(block);
  const entries = readAttributes(source, nodes);
  const blocks = new Map<string, ConfigValue[]>();
  const places = new Map<string, SyntaxNode>();
  for (const node of nodes) {
    if (node.type !== 'block') continue;
    const { keyword, labels } = headOf(source, node);
    const name = keyword === 'dynamic' ? labels[0]?.text : keyword;
    const value = keyword === 'dynamic' ? readDynamic(source, node, name) : readBody(source, node);
    if (name === undefined || value === undefined) continue;
    const list = blocks.get(name) ?? [];
    list.push(value);
    blocks.set(name, list);
    if (!places.has(name)) places.set(name, node);
  }
  for (const [key, values] of blocks) {
    const node = places.get(key);
    if (node === undefined) continue;
    const at = placeOf(source, node);
    const keyAt = placeOf(source, node.children[0] ?? node);
    entries.push({ key, keyAt, value: joinBlocks(values, at) });
  }
  return { is: 'map', entries, at: placeOf(source, block) };
}
function joinBlocks(values: readonly ConfigValue[], at: ConfigMap['at']): ConfigValue {
  if (values.every((value) => value.is === 'map')) return { is: 'list', items: values, at };
  const lists = values.map((value): ConfigValue => (value.is === 'map' ? { is: 'list', items: [value], at } : value));
  return { is: 'call', name: 'concat', arguments: lists, spread: false, at };
}

function readDynamic(source: HclSource, block: SyntaxNode, name: string | undefined): ConfigValue | undefined {
  const nodes = bodyOf(block);
  const attributes = readAttributes(source, nodes);
  const collection = attributes.find(({ key }) => key === 'for_each')?.value;
  const iterator = attributes.find(({ key }) => key === 'iterator')?.value;
  const content = nodes.find((node) => node.type === 'block' && headOf(source, node).keyword === 'content');
  if (name === undefined || collection === undefined || content === undefined) return undefined;
  const named = iterator?.is === 'reference' ? iterator.steps[0] : undefined;
  return {
    is: 'for',
    makes: 'list',
    collection,
    iterator: typeof named === 'string' ? named : name,
    result: readBody(source, content),
    at: placeOf(source, block),
  };
}
