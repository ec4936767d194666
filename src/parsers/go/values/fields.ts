// Fields of configuration structs: their tags, the defaults a file gives them, and the path by which another file finds them.
import { once } from '../../../knowledge/memo.js';
import { type Expression, ifDefined } from '../../../model/expression.js';
import type { Location } from '../../../model/location.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { type GoFunction, skipParentheses } from '../file.js';
import { standardLibrary } from '../shapes.js';
import { cliFlags } from './cli-flags.js';
import { ConfigKeys } from './config-keys.js';
import { flagDefinition } from './config-libraries.js';
import { FieldWrites } from './field-writes.js';
import { enclosingFunction, keyedElements } from './flow.js';
import { combine, either, type Reading } from './reading.js';
import { type Declaration, isInside, type Scope } from './scope.js';
import { type Holder, readTags } from './struct-tags.js';
import type { Values } from './values.js';

export class Fields {
  readonly keys: ConfigKeys;
  readonly writes: () => FieldWrites;
  readonly #values: Values;
  readonly #known = new Map<string, Reading | undefined>();

  constructor(values: Values) {
    this.#values = values;
    this.keys = new ConfigKeys(values);
    this.writes = once(() => new FieldWrites(values.scope));
  }

  /** A selector such as `cfg.Server.ReadTimeout`. */
  read(node: SyntaxNode): Reading {
    const { scope } = this.#values;
    const { file } = scope;
    const { base, chain } = this.#partsOf(node);
    if (base === undefined) return this.#values.unknown(node);
    const at = file.at(node);
    if (base.type === 'selector_expression') return this.#imported(base, chain, at) ?? this.#values.unknown(node);
    const found = this.#ofOthers(base, chain, node);
    const type = scope.typeOf(base);
    if (found === undefined) return type === '' ? this.#values.unknown(node) : this.#fromType(type, chain, node);
    return this.#withWrites(found, base, chain, node);
  }
  /** The name of another file under which a field is found; undefined for fields of this file's own types. */
  nameOf(node: SyntaxNode): (Expression & { readonly kind: 'name' }) | undefined {
    const { base, chain } = this.#partsOf(node);
    const found = base === undefined ? undefined : this.#ofOthers(base, chain, node)?.expression;
    return found?.kind === 'name' ? found : undefined;
  }
  /** By the name under which the file that declares it has it; undefined where that is this file. */
  #ofOthers(base: SyntaxNode, chain: readonly string[], node: SyntaxNode): Reading | undefined {
    const { scope } = this.#values;
    const type = scope.typeOf(base);
    const isHere = type.startsWith('.') && scope.file.structs.has(type.slice(1));
    if (isHere) return undefined;
    return type === '' ? this.#fromCall(base, chain, scope.file.at(node)) : this.#fromType(type, chain, node);
  }
  /** What this file has set the field of that variable to before. */
  #withWrites(found: Reading, base: SyntaxNode, chain: readonly string[], node: SyntaxNode): Reading {
    const { scope } = this.#values;
    const declaration = base.type === 'identifier' ? scope.declarationOf(base) : undefined;
    if (declaration === undefined) return found;
    const writes = this.writes().to(declaration, chain);
    const owner = enclosingFunction(node);
    const before = writes.filter(
      ({ statement }) => statement.end <= node.start && enclosingFunction(statement) === owner,
    );
    if (before.length === 0) return found;
    const options = before.map(({ value, conditional, test }) => ({
      reading: this.#values.reading(value),
      conditional,
      ...(test === undefined ? {} : { test }),
    }));
    const at = scope.file.at(node);
    const why = `${scope.file.excerpt(node)} depends on a condition`;
    return combine([{ reading: found, conditional: false }, ...options], at, why) ?? found;
  }

  /** The fields of a selector, and what stands before them: a variable, a call, or a name of another package. */
  #partsOf(node: SyntaxNode): { readonly base: SyntaxNode | undefined; readonly chain: readonly string[] } {
    const { file } = this.#values.scope;
    const chain: string[] = [];
    let base: SyntaxNode | undefined = node;
    for (; base?.type === 'selector_expression'; base = skipParentheses(base.children[0])) {
      const field = base.children[1];
      if (field === undefined) break;
      if (base.children[0] !== undefined && file.packageNamed(base.children[0]) !== undefined) break;
      chain.unshift(file.text(field));
    }
    return { base, chain };
  }

  /** What the file says about one field of one of its struct types; `within`: the function that makes the struct. */
  ofType(type: string, field: string, within?: SyntaxNode, via: readonly Holder[] = []): Reading | undefined {
    const path = via.map(({ owner, field: { name } }) => `${owner}.${name}`).join(' ');
    const key = `${path} ${type}.${field}@${within?.start ?? ''}`;
    if (this.#known.has(key)) return this.#known.get(key);
    this.#known.set(key, undefined);
    const reading = this.#values.frames.outside(() => this.#collect(type, field, within, via));
    this.#known.set(key, reading);
    return reading;
  }

  #fromType(type: string, chain: readonly string[], node: SyntaxNode): Reading {
    const { scope } = this.#values;
    const at = scope.file.at(node);
    let owner = type;
    const via: Holder[] = [];
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
      if (index === chain.length - 1) {
        const own = this.ofType(holder, field, undefined, via);
        return own === undefined ? elsewhere() : this.#orGiven(own, holder, field, node);
      }
      const step = scope.file.structs.get(holder)?.find(({ name }) => name === field);
      if (step === undefined || step.type === '') return this.#values.unknown(node);
      via.push({ owner: holder, field: step });
      owner = step.type;
    }
    return this.#values.unknown(node);
  }
  /** A struct that others may fill: in a variable that this file gives no value to, or hands to functions that it does not hold. */
  #orGiven(own: Reading, type: string, field: string, node: SyntaxNode): Reading {
    const { base } = this.#partsOf(node);
    const declaration = base?.type === 'identifier' ? this.#values.scope.declarationOf(base) : undefined;
    if (declaration === undefined || isNameless(type)) return own;
    if (declaration.writes.length > 0 && !this.#isHandedOn(declaration, node)) return own;
    const at = this.#values.scope.file.at(node);
    const given: Expression = { kind: 'name', space: 'given', name: `${type}.${field}`, optional: true, at };
    return {
      kind: own.kind,
      expression: { kind: 'fallback', mode: 'if-missing', options: [given, own.expression], at },
    };
  }
  /** `for _, option := range options { option(server) }`, `apply(server)` of another file, before its field is read. */
  #isHandedOn(declaration: Declaration, node: SyntaxNode): boolean {
    const { scope } = this.#values;
    const owner = enclosingFunction(node);
    return scope.callsWith(declaration).some((call) => {
      if (call.end > node.start || enclosingFunction(call) !== owner) return false;
      const callee = scope.file.callee(call);
      if (callee.kind === 'local') return scope.functionNamed(callee.name) === undefined;
      // `option.apply(server)`
      return callee.kind === 'method' && scope.methodsNamed(callee.name).length === 0;
    });
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

  #collect(type: string, name: string, within: SyntaxNode | undefined, via: readonly Holder[]): Reading | undefined {
    const { scope } = this.#values;
    const { file } = scope;
    const field = file.structs.get(type)?.find((each) => each.name === name);
    if (field === undefined) return undefined;
    const at = file.at(field.node);
    const isLength = field.type === 'time.Duration';
    const read = (node: SyntaxNode): Reading =>
      isLength ? { kind: 'length', expression: this.#values.readLength(node) } : this.#values.reading(node);
    const all = scope.nodes('composite_literal').filter((each) => file.typeText(each.children[0]) === `.${type}`);
    const made = within === undefined ? [] : all.filter((each) => isInside(each, within));
    const ofHolder = (made.length > 0 ? made : all).filter((each) => isGivenTo(scope, each, via.at(-1)?.field.name));
    const literals = (ofHolder.length > 0 ? ofHolder : made.length > 0 ? made : all).flatMap((each) =>
      keyedElements(scope, each).filter((element) => element.name === name),
    );
    const options: { reading: Reading; conditional: boolean }[] = [];
    if (literals.length > 0) {
      const readings = literals.slice(0, 8).map((each) => read(each.value));
      options.push({ reading: either(readings, at, `${type}.${name} is set in several places`), conditional: false });
    }
    const add = ({ kind, expression }: Reading): void => {
      const before = options.at(-1)?.reading.expression;
      options.push({
        reading: { kind, expression: withoutItself(expression, `${type}.${name}`, before) },
        conditional: false,
      });
    };
    for (const call of scope.nodes('call_expression')) {
      const flag = flagDefinition(this.#values, call, file.callee(call));
      if (flag?.target !== undefined && this.#isField(flag.target, type, name)) {
        add(flag.reading);
      }
    }
    for (const { target, kind, expression } of cliFlags(this.#values))
      if (target !== undefined && this.#isField(target, type, name))
        add({ kind: kind === 'length' ? 'length' : 'any', expression });
    const written = combine(options, at, `${type}.${name} is set in several places`);
    // What stands in a literal of the struct holds where no file and no variable says otherwise; what code sets later does after both.
    const before = readTags(this.#values, type, field, via, written) ?? written;
    const later = this.writes()
      .all.filter((write) => this.#isField(write.target, type, name))
      .map(({ value, statement, test }) => {
        const reading = read(value);
        const setter = optionAround(scope, statement);
        const isPassed = setter !== undefined && scope.callsTo(setter).length > 0;
        return {
          // What nobody passes is not set.
          reading:
            setter === undefined || isPassed ? reading : { ...reading, expression: ifDefined(reading.expression) },
          conditional: !isPassed,
          ...(test === undefined ? {} : { test }),
        };
      });
    const first = before === undefined ? [] : [{ reading: before, conditional: false }];
    return combine([...first, ...later], at, `${type}.${name} depends on a condition`);
  }
  #isField(node: SyntaxNode, type: string, name: string): boolean {
    const inner = skipParentheses(node.type === 'unary_expression' ? node.children[0] : node);
    const [operand, field] = inner?.type === 'selector_expression' ? inner.children : [];
    if (operand === undefined || field === undefined || this.#values.scope.file.text(field) !== name) return false;
    return this.#values.scope.typeOf(operand) === `.${type}`;
  }
}

/** `func WithIdle(d time.Duration) Option { return func(s *Server) { s.idle = d } }`: the function around such a statement. */
function optionAround(scope: Scope, statement: SyntaxNode): GoFunction | undefined {
  const literal = enclosingFunction(statement);
  if (literal?.type !== 'func_literal' || literal.parent?.parent?.type !== 'return_statement') return undefined;
  const owner = enclosingFunction(literal);
  const setter = scope.file.functions.find((each) => each.node === owner);
  return setter?.receiverType === undefined && setter?.parameters.length === 1 ? setter : undefined;
}
/** `Admin: Server{…}`: one of several that a struct holds. */
function isGivenTo({ file }: Scope, literal: SyntaxNode, field: string | undefined): boolean {
  let around = literal.parent;
  while (around?.type === 'literal_element' || around?.type === 'unary_expression') around = around.parent;
  const key = around?.type === 'keyed_element' ? around.children[0] : undefined;
  return field !== undefined && key !== undefined && file.text(key) === field;
}
/** `flag.StringVar(&s.address, "listen", s.address, …)`: its default is what the field was before. */
function withoutItself(expression: Expression, name: string, before: Expression | undefined): Expression {
  if (expression.kind !== 'fallback') return expression;
  const options = expression.options.flatMap((each) =>
    each.kind === 'name' && each.space === 'package' && each.name === name ? (before ?? []) : [each],
  );
  return { ...expression, options };
}
const isNameless = (type: string): boolean => type.includes('@');
function named(space: string, name: string, at: Location): Reading {
  return { kind: 'any', expression: { kind: 'name', space, name, at } };
}
