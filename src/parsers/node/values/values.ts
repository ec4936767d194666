// Follows names, members and calls to values and their parts: objects, imports, the environment.
import type { ChosenBy, Expression } from '../../../model/expression.js';
import type { UnknownKind } from '../../../model/setting.js';
import { classMembers, is, isClass, keyOf, type Node, type NodeOf, unwrap } from '../ast.js';
import type { Binding } from '../scopes.js';
import type { Source } from '../source.js';
import { createBindingReader } from './binding-values.js';
import { BoundedReads, type Memory } from './bounded-reads.js';
import { madeElsewhere, readCall } from './call-values.js';
import { eitherOf, memberOfChoice, partByKey, partsByCondition, partsWhere } from './choices.js';
import { decorated } from './config-reads.js';
import { variableIn } from './environment-writes.js';
import { readExpression } from './expressions.js';
import { injectedField } from './injection.js';
import { below } from './layers.js';
import { dotted, processMember, referenceOf } from './references.js';
import type { Tracer } from './trace.js';

/** What the parameters of a function stand for while its body is read for one call. */
export type Frame = ReadonlyMap<Binding, Value>;
/** A value with parts: what options, configuration objects and schemas are made of. */
export type Value =
  | { readonly kind: 'node'; readonly node: Node; readonly frame: Frame }
  | {
      readonly kind: 'object';
      readonly entries: ReadonlyMap<string, Entry>;
      readonly rest: readonly Value[];
      readonly node: Node;
    }
  | {
      readonly kind: 'import';
      readonly specifier: string;
      readonly path: string;
      readonly node: Node;
      /** What the call in the path hands over. */
      readonly given?: Readonly<Record<string, Expression>>;
    }
  /** What callers in other modules hand to a function this one exports. */
  | { readonly kind: 'given'; readonly name: string; readonly node: Node }
  /** What a container of dependencies holds under a name. */
  | { readonly kind: 'token'; readonly name: string; readonly node: Node }
  | { readonly kind: 'environment'; readonly node: Node }
  /** What a condition, or a key that is not known here, chooses among. */
  | {
      readonly kind: 'choice';
      readonly options: readonly Value[];
      readonly chosenBy?: ChosenBy | undefined;
      /** What it depends on, as it stands there. */
      readonly on: string;
      readonly node: Node;
    }
  | { readonly kind: 'expression'; readonly expression: Expression };
export interface Entry {
  readonly key: Node;
  readonly value: Value;
}

export interface Reader {
  readonly source: Source;
  readonly tracer: Tracer;
  expression(node: Node): Expression;
  expressionOf(value: Value): Expression;
  /** Follows names and calls until something with parts, or something that has none. */
  value(node: Node, frame?: Frame): Value;
  member(value: Value, name: string, at: Node): Value | undefined;
  /** The parts of a value, where it is an expression that has any. */
  settled(value: Value): Value;
  unknown(reason: UnknownKind, text: string, node: Node): Expression;
  evaluate(node: Node, frame: Frame): Expression;
}

const noFrame: Frame = new Map();

export function createReader(source: Source, tracer: Tracer): Reader {
  const unknown = (reason: UnknownKind, text: string, node: Node): Expression => ({
    kind: 'unknown',
    reason,
    text,
    at: source.at(node),
  });

  const reader: Reader = {
    source,
    tracer,
    unknown,
    expression: (node) => evaluate(node, noFrame),
    evaluate,
    expressionOf: (value) => expressionOf(value),
    value: (node, frame = noFrame) => value(node, frame),
    member,
    settled,
  };
  const reads = new BoundedReads();
  const values: Memory<Value> = new WeakMap();
  const expressions: Memory<Expression> = new WeakMap();
  const readBinding = createBindingReader(reader, () => reads.meetsItself());

  function expressionOf(found: Value): Expression {
    if (found.kind === 'expression') return found.expression;
    if (found.kind === 'node') return evaluate(found.node, found.frame);
    if (found.kind === 'choice') return eitherOf(reader, found);
    if (found.kind === 'import')
      return {
        kind: 'name',
        space: `module:${found.specifier}`,
        name: found.path === '' ? 'default' : found.path,
        at: source.at(found.node),
        ...(found.given && { given: found.given }),
      };
    if (found.kind === 'given')
      return {
        kind: 'name',
        space: 'parameter',
        name: found.name,
        shown: source.textOf(found.node),
        at: source.at(found.node),
      };
    if (found.kind === 'token')
      return {
        kind: 'name',
        space: 'injected',
        name: found.name,
        shown: source.textOf(found.node),
        at: source.at(found.node),
      };
    return unknown(
      'unsupported-syntax',
      `${source.textOf(found.node)} is an object where one value was expected`,
      found.node,
    );
  }

  function evaluate(node: Node, frame: Frame): Expression {
    const inner = unwrap(node);
    const read = (): Expression =>
      reads.bounded(
        () => unknown('unsupported-syntax', `${source.textOf(inner)} is nested too deeply`, inner),
        () => readExpression(reader, inner, frame),
      );
    return frame.size > 0 ? read() : reads.once(expressions, inner, read);
  }

  function value(node: Node, frame: Frame): Value {
    const inner = unwrap(node);
    const leaf = (): Value => ({ kind: 'node', node: inner, frame });
    const read = (): Value => reads.bounded(leaf, () => find(inner, frame) ?? leaf());
    return frame.size > 0 ? read() : reads.once(values, inner, read);
  }

  function find(node: Node, frame: Frame): Value | undefined {
    if (is(node, 'ObjectExpression')) return readObject(node, frame);
    if (is(node, 'AwaitExpression')) return value(node.argument, frame);
    if (is(node, 'AssignmentExpression') && /^(?:\?\?|\|\|)?=$/.test(node.operator)) return value(node.right, frame);
    if (processMember(source, node) === 'env' || isRuntimeEnvironment(node)) return { kind: 'environment', node };
    if (is(node, 'Identifier')) {
      const binding = source.resolve(node);
      return binding && readBinding(binding, node, frame);
    }
    if (is(node, 'MemberExpression')) {
      const name = keyOf(node) ?? computedKey(node, frame);
      if (name === undefined) return namedByCaller(node, frame) ?? partByKey(reader, node, frame);
      return member(value(node.object, frame), name, node) ?? decorated(reader, node);
    }
    if (is(node, 'CallExpression')) return readCall(reader, node, frame);
    if (is(node, 'NewExpression')) return madeElsewhere(reader, node, frame);
    if (is(node, 'ConditionalExpression')) return partsByCondition(reader, node, frame);
    if (is(node, 'LogicalExpression') && node.operator === '&&') return partsWhere(reader, node, frame);
    if (is(node, 'LogicalExpression') && (node.operator === '||' || node.operator === '??')) {
      // `{ ...(options ?? {}) }`: the side that has parts.
      const right = value(node.right, frame);
      return right.kind === 'object' && right.entries.size === 0 ? value(node.left, frame) : undefined;
    }
    return undefined;
  }

  function computedKey(node: NodeOf<'MemberExpression'>, frame: Frame): string | undefined {
    if (!node.computed) return undefined;
    const key = evaluate(node.property, frame);
    return key.kind === 'literal' && typeof key.value === 'string' ? key.value : undefined;
  }
  /** `(name) => process.env[name]`: those who call the function name the variable. */
  function namedByCaller(node: NodeOf<'MemberExpression'>, frame: Frame): Value | undefined {
    if (!node.computed || value(node.object, frame).kind !== 'environment') return undefined;
    const key = value(node.property, frame);
    if (key.kind !== 'given') return undefined;
    const shown = source.textOf(node);
    return {
      kind: 'expression',
      expression: { kind: 'name', space: 'variable', name: key.name, shown, at: source.at(node) },
    };
  }

  function isRuntimeEnvironment(node: Node): boolean {
    if (is(node, 'MemberExpression') && is(node.object, 'MetaProperty')) return keyOf(node) === 'env';
    const reference = referenceOf(source, node);
    return reference !== undefined && ['global.Bun.env', 'bun.env', 'global.Deno.env'].includes(dotted(reference));
  }

  function readObject(node: NodeOf<'ObjectExpression'>, frame: Frame): Value {
    let entries = new Map<string, Entry>();
    const rest: Value[] = [];
    for (const property of node.properties) {
      if (is(property, 'SpreadElement')) {
        const spread = value(property.argument, frame);
        for (const each of spread.kind === 'object' ? spread.rest : [spread])
          entries = new Map(below(reader, entries, each));
        if (spread.kind !== 'object') rest.push(spread);
        else {
          for (const [key, entry] of spread.entries) entries.set(key, entry);
          rest.push(...spread.rest);
        }
        continue;
      }
      const key = keyOf(property);
      if (key !== undefined)
        entries.set(key, { key: property.key, value: { kind: 'node', node: property.value, frame } });
    }
    return { kind: 'object', entries, rest, node };
  }

  function settled(found: Value): Value {
    return found.kind === 'node' ? value(found.node, found.frame) : found;
  }

  function member(whole: Value, name: string, at: Node): Value | undefined {
    return reads.bounded(
      () => undefined,
      () => findMember(whole, name, at),
    );
  }
  function findMember(whole: Value, name: string, at: Node): Value | undefined {
    const found = settled(whole);
    if (found.kind === 'environment') return { kind: 'expression', expression: variableIn(reader, name, at) };
    if (found.kind === 'import') {
      return {
        kind: 'import',
        specifier: found.specifier,
        path: found.path === '' ? name : `${found.path}.${name}`,
        node: at,
        ...(found.given && { given: found.given }),
      };
    }
    if (found.kind === 'expression') {
      const { expression } = found;
      // A part of `config.get('http')`.
      return expression.kind === 'name' && expression.space === 'node-config'
        ? { kind: 'expression', expression: { ...expression, name: `${expression.name}.${name}`, at: source.at(at) } }
        : undefined;
    }
    if (found.kind === 'given' || found.kind === 'token')
      return { kind: found.kind, name: `${found.name}.${name}`, node: at };
    if (found.kind === 'choice') return memberOfChoice(reader, found, name, at);
    if (found.kind === 'object') {
      const entry = found.entries.get(name);
      if (entry !== undefined) return settled(entry.value);
      for (const rest of found.rest) {
        const held = member(rest, name, at);
        if (held !== undefined) return held;
      }
      return undefined;
    }
    if (found.kind !== 'node') return undefined;
    const { node } = found;
    if (isClass(node)) {
      const field = classMembers(node).find((entry) => entry.isStatic && entry.name === name);
      return field && value(field.value, noFrame);
    }
    const owner = is(node, 'ThisExpression')
      ? source.owner(node)
      : is(node, 'NewExpression')
        ? tracer.origins(node.callee).find(isClass)
        : undefined;
    if (owner === undefined) return undefined;
    const [only, ...others] = tracer.fieldValues(owner, name);
    if (only === undefined && isClass(owner)) return injectedField(source, owner, name);
    return only === undefined || others.length > 0 ? undefined : value(only, noFrame);
  }

  return reader;
}
