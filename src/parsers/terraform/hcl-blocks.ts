// Reads the blocks of a `.tf` file: resources, variables, locals, outputs and module calls.
import type { ConfigEntry, ConfigMap, ConfigValue, Definition, ResourceEntry } from '../../model/infrastructure.js';
import { configValue } from '../kit/config-value.js';
import type { SyntaxNode } from '../kit/tree-sitter.js';
import { NodeReader } from '../kit/yaml/node-reader.js';
import { readYaml } from '../kit/yaml/read-yaml.js';
import { type Contents, emptyContents, isWantedData, joinBlocks, moduleCallOf, resourceOf } from './contents.js';
import { readExpression } from './hcl-expression.js';
import { type HclSource, placeOf, textOf } from './hcl-source.js';
import { isWanted } from './wanted.js';

export function bodyOf(node: SyntaxNode): readonly SyntaxNode[] {
  return node.children.find((child) => child.type === 'body')?.children ?? [];
}

export function readBlocks(source: HclSource, root: SyntaxNode): Contents {
  const contents = emptyContents();
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
        if (first !== undefined && second !== undefined && isWantedData(first.text)) {
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
        if (first !== undefined) contents.calls.push(moduleCallOf(first.text, readBody(source, block)));
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

function readResource(source: HclSource, block: SyntaxNode, type: string, label: Label): ResourceEntry {
  const entry = resourceOf(type, label.text, readBody(source, block), placeOf(source, label.node));
  const entries = entry.values.entries.map((each) => asChartValues(source, type, each));
  return { ...entry, values: { ...entry.values, entries } };
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

function readDefinition(source: HclSource, block: SyntaxNode, role: 'variable' | 'output', label: Label): Definition {
  const attributes = readAttributes(source, bodyOf(block));
  const value = attributes.find(({ key }) => key === (role === 'variable' ? 'default' : 'value'))?.value;
  const type = role === 'variable' ? attributes.find(({ key }) => key === 'type')?.value : undefined;
  return {
    role,
    name: label.text,
    at: placeOf(source, block),
    ...(value === undefined ? {} : { value }),
    ...(type !== undefined && hasOptional(type) ? { type } : {}),
  };
}
/** Other types add nothing to a value. */
function hasOptional(type: ConfigValue): boolean {
  if (type.is === 'map') return type.entries.some((each) => hasOptional(each.value));
  return type.is === 'call' && (type.name === 'optional' || type.arguments.some(hasOptional));
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
