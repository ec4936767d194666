// Fields of configuration structs: their tags, the defaults a file gives them, and the path by which another file finds them.
import type { Location } from '../../../model/location.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import { standardLibrary } from '../shapes.js';
import { ConfigKeys } from './config-keys.js';
import { flagDefinition } from './config-libraries.js';
import { keyedElements } from './flow.js';
import { combine, either, ifDefined, prefer, type Reading } from './reading.js';
import { readTags } from './struct-tags.js';
import type { Values } from './values.js';

export class Fields {
  readonly keys: ConfigKeys;
  readonly #values: Values;
  readonly #known = new Map<string, Reading | undefined>();

  constructor(values: Values) {
    this.#values = values;
    this.keys = new ConfigKeys(values);
  }

  /** A selector such as `cfg.Server.ReadTimeout`. */
  read(node: SyntaxNode): Reading {
    const { scope } = this.#values;
    const { file } = scope;
    const chain: string[] = [];
    let base: SyntaxNode | undefined = node;
    for (; base?.type === 'selector_expression'; base = skipParentheses(base.children[0])) {
      const field = base.children[1];
      if (field === undefined) break;
      if (base.children[0] !== undefined && file.packageNamed(base.children[0]) !== undefined) break;
      chain.unshift(file.text(field));
    }
    if (base === undefined) return this.#values.unknown(node);
    const at = file.at(node);
    if (base.type === 'selector_expression') return this.#imported(base, chain, at) ?? this.#values.unknown(node);
    const type = scope.typeOf(base);
    if (type !== '') return this.#fromType(type, chain, node);
    return this.#fromCall(base, chain, at) ?? this.#values.unknown(node);
  }

  /** What the file says about one field of one of its struct types. */
  ofType(type: string, field: string): Reading | undefined {
    const key = `${type}.${field}`;
    if (this.#known.has(key)) return this.#known.get(key);
    this.#known.set(key, undefined);
    const reading = this.#collect(type, field);
    this.#known.set(key, reading);
    return reading;
  }

  #fromType(type: string, chain: readonly string[], node: SyntaxNode): Reading {
    const { scope } = this.#values;
    const at = scope.file.at(node);
    let owner = type;
    for (const [index, field] of chain.entries()) {
      const rest = chain.slice(index).join('.');
      if (!owner.startsWith('.')) {
        const dot = owner.lastIndexOf('.');
        const path = [...scope.file.imports.values()].find((each) => each.base === owner.slice(0, dot))?.path;
        if (path === undefined || standardLibrary.test(path)) return this.#values.unknown(node);
        return named(`package:${path}`, `${owner.slice(dot + 1)}.${rest}`, at);
      }
      const local = owner.slice(1);
      if (!scope.file.structs.has(local)) return named('package', `${local}.${rest}`, at);
      const holder = this.#holderOf(local, field);
      // A type without a name is found in no other file.
      const elsewhere = (): Reading =>
        isNameless(local) ? this.#values.unknown(node) : named('package', `${local}.${field}`, at);
      if (index === chain.length - 1) return this.ofType(holder, field) ?? elsewhere();
      const next = scope.fieldType(`.${holder}`, field);
      if (next === '') return this.#values.unknown(node);
      owner = next;
    }
    return this.#values.unknown(node);
  }
  /** The struct that has the field: the type itself, or one that it embeds. */
  #holderOf(type: string, field: string, depth = 0): string {
    const fields = this.#values.scope.file.structs.get(type) ?? [];
    if (depth > 3 || fields.some((each) => each.name === field)) return type;
    const embedded = fields.filter((each) => each.embedded && each.type.startsWith('.'));
    const holders = embedded.map((each) => this.#holderOf(each.type.slice(1), field, depth + 1));
    return (
      holders.find((each) => this.#values.scope.file.structs.get(each)?.some(({ name }) => name === field)) ?? type
    );
  }
  /** `cfg := config.New()` and then `cfg.Port`: the other package's bindings list what New returns. */
  #fromCall(base: SyntaxNode, chain: readonly string[], at: Location): Reading | undefined {
    const { scope } = this.#values;
    const declaration = base.type === 'identifier' ? scope.declarationOf(base) : undefined;
    const value = skipParentheses(declaration?.writes[0]?.value ?? base);
    if (value?.type !== 'call_expression' || (declaration?.writes[0]?.index ?? 0) !== 0) return undefined;
    const callee = scope.file.callee(value);
    if (callee.kind === 'package' && !standardLibrary.test(callee.package.path))
      return named(`package:${callee.package.path}`, `${callee.name}().${chain.join('.')}`, at);
    if (callee.kind === 'local') return named('package', `${callee.name}().${chain.join('.')}`, at);
    return undefined;
  }
  #imported(base: SyntaxNode, chain: readonly string[], at: Location): Reading | undefined {
    const [operand, field] = base.children;
    const imported = operand === undefined ? undefined : this.#values.scope.file.packageNamed(operand);
    if (imported === undefined || field === undefined) return undefined;
    return named(`package:${imported.path}`, [this.#values.scope.file.text(field), ...chain].join('.'), at);
  }

  #collect(type: string, name: string): Reading | undefined {
    const { scope } = this.#values;
    const { file } = scope;
    const field = file.structs.get(type)?.find((each) => each.name === name);
    if (field === undefined) return undefined;
    const at = file.at(field.node);
    const isLength = field.type === 'time.Duration';
    const read = (node: SyntaxNode): Reading =>
      isLength ? { kind: 'length', expression: this.#values.readLength(node) } : this.#values.reading(node);
    const literals = scope.nodes('composite_literal').flatMap((each) => {
      if (file.typeText(each.children[0]) !== `.${type}`) return [];
      return keyedElements(scope, each).filter((element) => element.name === name);
    });
    const options: { reading: Reading; conditional: boolean }[] = [];
    if (literals.length > 0) {
      const readings = literals.slice(0, 8).map((each) => read(each.value));
      options.push({ reading: either(readings, at, `${type}.${name} is set in several places`), conditional: false });
    }
    for (const call of scope.nodes('call_expression')) {
      const flag = flagDefinition(this.#values, call, file.callee(call));
      if (flag?.target !== undefined && this.#isField(flag.target, type, name)) {
        options.push({ reading: flag.reading, conditional: false });
      }
    }
    for (const statement of scope.nodes('assignment_statement')) {
      const [left, right] = statement.children;
      const index = left?.children.findIndex((each) => this.#isField(each, type, name)) ?? -1;
      if (index < 0 || scope.operator(statement) !== '=') continue;
      const value = right?.children[right.children.length === 1 ? 0 : index];
      if (value !== undefined && (index === 0 || right?.children.length !== 1)) {
        options.push({ reading: read(value), conditional: true });
      }
    }
    const tagged = readTags(this.#values, type, field);
    const assigned = combine(options, at, `${type}.${name} depends on a condition`);
    if (tagged === undefined) return assigned;
    // What stands in a literal of the struct holds where no file and no variable says otherwise.
    const given = { ...tagged, expression: ifDefined(tagged.expression) };
    return assigned === undefined ? tagged : prefer(given, assigned, at);
  }
  #isField(node: SyntaxNode, type: string, name: string): boolean {
    const inner = skipParentheses(node.type === 'unary_expression' ? node.children[0] : node);
    const [operand, field] = inner?.type === 'selector_expression' ? inner.children : [];
    if (operand === undefined || field === undefined || this.#values.scope.file.text(field) !== name) return false;
    return this.#values.scope.typeOf(operand) === `.${type}`;
  }
}

const isNameless = (type: string): boolean => type.includes('@');
function named(space: string, name: string, at: Location): Reading {
  return { kind: 'any', expression: { kind: 'name', space, name, at } };
}
