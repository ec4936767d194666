// Values of Terraform's JSON syntax: strings are templates, read by the grammar of HCL with the places they have in the file.
import type { ConfigEntry, ConfigValue } from '../../model/infrastructure.js';
import { configValue, scalarOf, unknownOf } from '../kit/config-value.js';
import type { SyntaxNode, SyntaxReader } from '../kit/tree-sitter.js';
import type { YamlMap, YamlNode, YamlScalar } from '../kit/yaml/node.js';
import type { NodeReader } from '../kit/yaml/node-reader.js';
import { bodyOf, readAttributes } from './hcl-blocks.js';
import { holesIn } from './hcl-expression.js';
import type { HclSource } from './hcl-source.js';
import { readJsonTemplate } from './json-template.js';
import { unquoted } from './unquoted.js';

export interface JsonExpressions {
  value(node: YamlNode): ConfigValue;
  literal(node: YamlNode): ConfigValue;
}

export function jsonExpressions(reader: NodeReader, grammar: SyntaxReader): JsonExpressions {
  const value = (node: YamlNode): ConfigValue => {
    switch (node.kind) {
      case 'seq':
        return { is: 'list', items: node.items.map(value), at: reader.at(node) };
      case 'map':
        return { is: 'map', entries: entriesOf(node), at: reader.at(node) };
      case 'scalar':
        return typeof node.value === 'string' ? textValue(node, node.value) : scalarOf(node.value, reader.at(node));
    }
  };
  const entriesOf = (node: YamlMap): readonly ConfigEntry[] =>
    node.entries
      .filter(({ key }) => key.text !== '//')
      .map(({ key, value: inner }) => {
        const entry = { key: key.text, keyAt: reader.at(key), value: value(inner) };
        return hasHole(key.text) ? { ...entry, computed: textValue(key, key.text) } : entry;
      });
  const textValue = (node: YamlScalar, text: string): ConfigValue => {
    const isJson = /^\s*[[{]/.test(text);
    if (!isJson && !/[$%]\{/.test(text)) return scalarOf(text, reader.at(node));
    const inner = isJson ? jsonValue(node) : undefined;
    if (inner !== undefined) return { is: 'json', value: inner, at: reader.at(node) };
    return /[$%]\{/.test(text) ? templateValue(node) : scalarOf(text, reader.at(node));
  };
  /** JSON in a string, as task definitions are. */
  const jsonValue = (node: YamlScalar): ConfigValue | undefined => {
    const body = unquoted(bodyText(node), 'json');
    if (body === undefined) return undefined;
    const read = (source: HclSource, start: number, root?: SyntaxNode): ConfigValue | undefined => {
      const holes = root === undefined ? [] : holesIn(source, root);
      return holes === undefined ? undefined : readJsonTemplate(source, start, start + body.length, holes);
    };
    const opening = 'x = <<HOPLINT_TEMPLATE\n';
    const source = sourceOf(node, `${opening}${body}\nHOPLINT_TEMPLATE\n`, opening.length);
    if (!/[$%]\{/.test(body)) return read(source, opening.length);
    return grammar.read(source.text, (root) => (root.hasError ? undefined : read(source, opening.length, root)));
  };
  const templateValue = (node: YamlScalar): ConfigValue => {
    const body = unquoted(bodyText(node), 'template');
    const opening = 'x = "';
    const source = sourceOf(node, `${opening}${body}"\n`, opening.length);
    const found =
      body === undefined
        ? undefined
        : grammar.read(source.text, (root) =>
            root.hasError ? undefined : readAttributes(source, bodyOf(root))[0]?.value,
          );
    return found ?? unknownOf('unsupported-syntax', 'the expression cannot be read', reader.at(node));
  };
  const bodyText = ({ start, end }: YamlScalar): string => reader.source.slice(start + 1, end - 1);
  const sourceOf = ({ start }: YamlScalar, text: string, opening: number): HclSource => ({
    file: reader.file,
    text,
    lines: reader.lines,
    shift: opening - start - 1,
  });
  return { value, literal: (node) => configValue(node, reader) };
}
const hasHole = (text: string): boolean => text.includes('${');
