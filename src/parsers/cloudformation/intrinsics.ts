// Reads CloudFormation's intrinsic functions, in their short form (`!Ref`) and their long one (`Fn::If`).
import type { ConfigValue } from '../../model/infrastructure.js';
import type { Location } from '../../model/location.js';
import { configValue, scalarOf, unknownOf } from '../kit/config-value.js';
import type { YamlMap, YamlNode } from '../kit/yaml/node.js';
import type { NodeReader } from '../kit/yaml/node-reader.js';

/** What names in a template can mean. */
export interface Template {
  /** Their types by name. */
  readonly parameters: ReadonlyMap<string, string>;
  readonly types: ReadonlyMap<string, string>;
  readonly mappings: YamlMap | undefined;
}

const transform = 'Fn::Transform';

export class IntrinsicReader {
  readonly #reader: NodeReader;
  readonly #template: Template;

  constructor(reader: NodeReader, template: Template) {
    this.#reader = reader;
    this.#template = template;
  }

  value(node: YamlNode): ConfigValue {
    return configValue(node, this.#reader, (each) => this.read(each));
  }

  /** Undefined for a node that is what it says. */
  read(node: YamlNode): ConfigValue | undefined {
    if (node.tag?.startsWith('!') === true) return this.#call(node.tag.slice(1), node, true);
    if (node.kind === 'scalar' && isLookedUp(node.text)) return lookedUp(node.text, this.#reader.at(node));
    if (node.kind === 'map' && node.entries.some(({ key }) => key.text === transform)) return this.#transformed(node);
    if (node.kind !== 'map' || node.entries.length !== 1) return undefined;
    const [entry] = node.entries;
    const name = entry?.key.text;
    if (entry === undefined || name === undefined) return undefined;
    if (/^(?:Ref|Condition)$/.test(name) && entry.value.kind === 'scalar') return this.#call(name, entry.value, false);
    return name.startsWith('Fn::') ? this.#call(name.slice('Fn::'.length), entry.value, false) : undefined;
  }

  /** A macro, or a snippet that `AWS::Include` fetches, adds entries that nobody sees; those that are written stay. */
  #transformed(node: YamlMap): ConfigValue {
    const at = this.#reader.at(node);
    const rest: YamlMap = { ...node, entries: node.entries.filter(({ key }) => key.text !== transform) };
    const added = unknownOf('dynamic', 'a macro adds to it when the stack is created', at);
    return rest.entries.length === 0
      ? added
      : { is: 'call', name: 'merge', arguments: [added, this.value(rest)], spread: false, at };
  }

  /** A name as text, with `*` for every part that is known when the stack is created; `inside` a tag that has been read. */
  pattern(node: YamlNode, inside = false): string {
    const call = callOf(node, inside);
    if (call === undefined) return node.kind === 'scalar' ? node.text : '*';
    const items = call.node.kind === 'seq' ? call.node.items : [];
    const [first, second] = items;
    if (call.name === 'Sub') {
      const text = call.node.kind === 'scalar' ? call.node : first;
      return text?.kind === 'scalar' ? text.text.replace(/\$\{(?:[^}]*\}|[^}]*$)/g, '*') : '*';
    }
    if (call.name !== 'Join' || first?.kind !== 'scalar' || second?.kind !== 'seq') return '*';
    return second.items.map((item) => this.pattern(item)).join(first.text);
  }

  #call(name: string, node: YamlNode, tagged: boolean): ConfigValue {
    const at = this.#reader.at(node);
    const text = node.kind === 'scalar' ? node.text : undefined;
    const items = node.kind === 'seq' ? node.items : [];
    switch (name) {
      case 'Ref':
        return text === undefined ? unread(name, at) : this.#reference(text, 'Ref', at);
      case 'GetAtt':
        return this.#attribute(text ?? items.map((item) => (item.kind === 'scalar' ? item.text : '?')).join('.'), at);
      case 'Sub':
        return this.#substituted(node, at);
      case 'If': {
        const [condition, yes, no] = items;
        if (condition?.kind !== 'scalar' || yes === undefined || no === undefined) return unread(name, at);
        const decides: ConfigValue = {
          is: 'reference',
          steps: ['condition', condition.text],
          at: this.#reader.at(condition),
        };
        return { is: 'choice', condition: decides, yes: this.value(yes), no: this.value(no), at };
      }
      case 'FindInMap': {
        const [map, ...keys] = items;
        const found = this.#template.mappings?.entries.find(
          ({ key }) => map?.kind === 'scalar' && key.text === map.text,
        );
        if (found === undefined || keys.length < 2) return unread(name, at);
        const [outer, inner, options] = keys.map((key) => this.value(key));
        if (outer === undefined || inner === undefined) return unread(name, at);
        const given = [this.value(found.value), outer, inner, ...(options === undefined ? [] : [options])];
        return { is: 'call', name: 'FindInMap', arguments: given, spread: false, at };
      }
      case 'Equals':
        return this.#decided('==', items, at);
      case 'Not':
        return this.#decided('!', items, at);
      case 'And':
        return this.#decided('&&', items, at);
      case 'Or':
        return this.#decided('||', items, at);
      case 'Condition':
        return text === undefined ? unread(name, at) : { is: 'reference', steps: ['condition', text], at };
      case 'Split':
        return { is: 'call', name: 'split', arguments: items.map((item) => this.value(item)), spread: false, at };
      case 'Join':
        return (
          this.#joined(items, at) ?? {
            is: 'call',
            name: 'join',
            arguments: items.map((item) => this.value(item)),
            spread: false,
            at,
          }
        );
      case 'Select': {
        const [index, list] = items;
        if (index === undefined || list === undefined) return unread(name, at);
        return { is: 'call', name: 'element', arguments: [this.value(list), this.value(index)], spread: false, at };
      }
      case 'ImportValue':
        return { is: 'reference', steps: ['import', this.pattern(node, tagged)], at };
      default:
        return tagged && node.kind === 'scalar' && name === '' ? scalarOf(node.value, at) : unread(name, at);
    }
  }

  #decided(operator: string, items: readonly YamlNode[], at: Location): ConfigValue {
    return { is: 'operation', operator, operands: items.map((item) => this.value(item)), at };
  }

  #reference(name: string, attribute: string, at: Location): ConfigValue {
    if (name === 'AWS::NoValue') return scalarOf(null, at);
    const parameter = this.#template.parameters.get(name);
    if (parameter !== undefined) return ofParameter(name, parameter, at);
    const type = this.#template.types.get(name);
    const output = /^Outputs\.(.+)$/.exec(attribute)?.[1];
    if (type !== undefined && isNestedStack(type) && output !== undefined)
      return { is: 'reference', steps: ['module', name, output], at };
    if (type !== undefined) return { is: 'reference', steps: [type, name, attribute], at };
    const text = name.startsWith('AWS::')
      ? `${name} is known when the stack is created`
      : `${name} is not in the template`;
    return unknownOf(name.startsWith('AWS::') ? 'dynamic' : 'not-in-scan', text, at);
  }
  #attribute(path: string, at: Location): ConfigValue {
    const [name, ...rest] = path.split('.');
    return this.#reference(name ?? '', rest.join('.'), at);
  }

  /** Texts that are all written out, as `Sub` has them: what they are put together from stays known. */
  #joined([separator, list]: readonly YamlNode[], at: Location): ConfigValue | undefined {
    if (separator?.kind !== 'scalar' || list?.kind !== 'seq') return undefined;
    const between = scalarOf(separator.text, at);
    const parts = list.items.flatMap((item, index) => [...(index === 0 ? [] : [between]), this.value(item)]);
    return { is: 'template', parts, at };
  }
  /** `${A}`, `${A.B}` and names given beside the text; `${!A}` stands for itself. */
  #substituted(node: YamlNode, at: Location): ConfigValue {
    const [first, given] = node.kind === 'seq' ? node.items : [node];
    if (first?.kind !== 'scalar') return unread('Sub', at);
    if (isLookedUp(first.text)) return lookedUp(first.text, at);
    const names = given?.kind === 'map' ? given.entries : [];
    const parts: ConfigValue[] = [];
    let end = 0;
    for (const match of first.text.matchAll(/\$\{(!?)([^}]{1,300})\}/g)) {
      const [whole, escaped, name = ''] = match;
      if (match.index > end) parts.push(scalarOf(first.text.slice(end, match.index), at));
      end = match.index + whole.length;
      const own = names.find(({ key }) => key.text === name.trim());
      if (escaped === '!') parts.push(scalarOf(`\${${name}}`, at));
      else parts.push(own === undefined ? this.#attributeOrName(name.trim(), at) : this.value(own.value));
    }
    if (end < first.text.length) parts.push(scalarOf(first.text.slice(end), at));
    return { is: 'template', parts, at };
  }
  #attributeOrName(name: string, at: Location): ConfigValue {
    return name.includes('.') ? this.#attribute(name, at) : this.#reference(name, 'Ref', at);
  }
}

/** A list is one text with commas; of one that the parameter store holds, everybody but AWS knows only the name there. */
function ofParameter(name: string, type: string, at: Location): ConfigValue {
  if (type.startsWith('AWS::SSM::Parameter::Value'))
    return unknownOf('dynamic', `the parameter store holds the value of ${name}`, at);
  const value: ConfigValue = { is: 'reference', steps: ['var', name], at };
  if (!/^(?:CommaDelimitedList$|List<)/.test(type)) return value;
  return { is: 'call', name: 'CommaDelimitedList', arguments: [value], spread: false, at };
}

/** `{{resolve:ssm:/shop/idle}}`: put in while the stack is created. */
function isLookedUp(text: string): boolean {
  return text.includes('{{resolve:');
}
function lookedUp(text: string, at: Location): ConfigValue {
  return unknownOf('dynamic', `${text} is looked up when the stack is created`, at);
}

/** Templates that are created by another one. */
export function isNestedStack(type: string): boolean {
  return type === 'AWS::CloudFormation::Stack' || type === 'AWS::Serverless::Application';
}

function callOf(node: YamlNode, inside: boolean): { readonly name: string; readonly node: YamlNode } | undefined {
  if (!inside && node.tag?.startsWith('!') === true && node.tag.length > 1) return { name: node.tag.slice(1), node };
  const [entry, ...others] = node.kind === 'map' ? node.entries : [];
  if (entry === undefined || others.length > 0) return undefined;
  const name = /^(?:Fn::(.+)|(Ref))$/.exec(entry.key.text);
  return name === null ? undefined : { name: name[1] ?? 'Ref', node: entry.value };
}

function unread(name: string, at: Location): ConfigValue {
  return unknownOf('unsupported-syntax', `the function ${name} is not evaluated here`, at);
}
