// Follows names, members and calls to values and their parts: objects, imports, the environment.
import type { Expression } from '../../model/expression.js';
import { literal } from '../../model/expression.js';
import type { UnknownKind } from '../../model/setting.js';
import { argumentsOf, classMembers, is, isClass, keyOf, type Node, type NodeOf, unwrap } from './ast.js';
import { readCall } from './call-values.js';
import { functionPaths } from './export-paths.js';
import { readExpression } from './expressions.js';
import { type PropertyWrites, propertyWrites } from './property-writes.js';
import { dotted, processMember, referenceOf } from './references.js';
import type { Binding } from './scopes.js';
import type { Source } from './source.js';
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
  | { readonly kind: 'environment'; readonly node: Node }
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
  unknown(reason: UnknownKind, text: string, node: Node): Expression;
  evaluate(node: Node, frame: Frame): Expression;
}

const noFrame: Frame = new Map();
const maximalDepth = 24;
/** One value is read in far fewer steps; code made to be hard is given up on. */
const maximalSteps = 500;

export function createReader(source: Source, tracer: Tracer): Reader {
  let depth = 0;
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
  };

  let steps = 0;
  function bounded<T>(over: T, read: () => T): T {
    if (depth === 0) steps = 0;
    steps += 1;
    if (depth >= maximalDepth || steps > maximalSteps) return over;
    depth += 1;
    try {
      return read();
    } finally {
      depth -= 1;
    }
  }

  function expressionOf(found: Value): Expression {
    if (found.kind === 'expression') return found.expression;
    if (found.kind === 'node') return evaluate(found.node, found.frame);
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
    return unknown(
      'unsupported-syntax',
      `${source.textOf(found.node)} is an object where one value was expected`,
      found.node,
    );
  }

  function evaluate(node: Node, frame: Frame): Expression {
    const inner = unwrap(node);
    return bounded(unknown('unsupported-syntax', `${source.textOf(inner)} is nested too deeply`, inner), () =>
      readExpression(reader, inner, frame),
    );
  }

  function value(node: Node, frame: Frame): Value {
    const inner = unwrap(node);
    const leaf: Value = { kind: 'node', node: inner, frame };
    return bounded(leaf, () => find(inner, frame) ?? leaf);
  }

  function find(node: Node, frame: Frame): Value | undefined {
    if (is(node, 'ObjectExpression')) return readObject(node, frame);
    if (is(node, 'AwaitExpression')) return value(node.argument, frame);
    if (processMember(source, node) === 'env' || isRuntimeEnvironment(node)) return { kind: 'environment', node };
    if (is(node, 'Identifier')) {
      const binding = source.resolve(node);
      return binding && readBinding(binding, node, frame);
    }
    if (is(node, 'MemberExpression')) {
      const name = keyOf(node) ?? computedKey(node, frame);
      return name === undefined ? namedByCaller(node, frame) : member(value(node.object, frame), name, node);
    }
    if (is(node, 'CallExpression')) return readCall(reader, node, frame);
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
    // `configs[process.env.NODE_ENV ?? 'development']`: what is deployed runs in production.
    const first = key.kind === 'fallback' ? key.options[0] : key;
    if (first?.kind === 'env' && first.name === 'NODE_ENV') return 'production';
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
    const entries = new Map<string, Entry>();
    const rest: Value[] = [];
    for (const property of node.properties) {
      if (is(property, 'SpreadElement')) {
        const spread = value(property.argument, frame);
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

  function readBinding(binding: Binding, at: Node, frame: Frame): Value | undefined {
    const given = frame.get(binding);
    if (given !== undefined) return given.kind === 'node' ? value(given.node, given.frame) : given;
    if (binding.imported !== undefined) {
      const { specifier, name } = binding.imported;
      return { kind: 'import', specifier, path: name === '*' ? '' : name, node: at };
    }
    if (is(binding.init, 'TSEnumDeclaration')) return readEnum(binding.init);
    return underway.get(binding) ?? readOnce(binding, at, frame);
  }

  /** What is being read now, with what stands for it while it is: a function that calls itself hands its parameters on to itself. */
  const underway = new Map<Binding, Value>();
  function readOnce(binding: Binding, at: Node, frame: Frame): Value | undefined {
    const text = `${binding.name} is made from itself`;
    underway.set(binding, { kind: 'expression', expression: unknown('dynamic', text, at) });
    try {
      return readDeclared(binding, at, frame);
    } finally {
      underway.delete(binding);
    }
  }
  /** What it is when it comes from itself unchanged, it is already. */
  function besidesItself(binding: Binding, values: readonly Value[]): readonly Value[] {
    return values.filter((each) => each !== underway.get(binding));
  }

  /** A variable inside a function is read for the same call as what asks for it. */
  function readDeclared(binding: Binding, at: Node, frame: Frame): Value | undefined {
    if (binding.parameter !== undefined) return readParameter(binding) ?? givenTo(binding, at);
    if (binding.kind === 'class' || binding.kind === 'function')
      return binding.init && { kind: 'node', node: binding.init, frame: noFrame };
    if (binding.mutated || (binding.kind !== 'constant' && binding.kind !== 'variable')) return undefined;
    const starts = besidesItself(binding, [
      ...(binding.init === undefined ? [] : [part(binding.init, binding, frame)]),
      ...binding.writes.map((write) => value(write, frame)),
    ]);
    const [only, ...others] = starts;
    if (only === undefined || others.length === 0) return only && withWrites(only, binding);
    const options = starts.map(expressionOf);
    return {
      kind: 'expression',
      expression: { kind: 'either', options, why: `${binding.name} is set in several places`, at: source.at(at) },
    };
  }

  let writes: PropertyWrites | undefined;
  /** `const options = {}; options.keepAliveTimeout = 65_000;` */
  function withWrites(found: Value, binding: Binding): Value {
    if (found.kind !== 'object') return found;
    writes ??= propertyWrites(source);
    const entries = new Map(found.entries);
    for (const { key, target, right, sometimes } of writes.get(binding) ?? []) {
      const before = entries.get(key)?.value;
      const written: Value = { kind: 'node', node: right, frame: noFrame };
      const options = [
        expressionOf(written),
        before === undefined ? literal(null, source.at(target)) : expressionOf(before),
      ];
      const either: Expression = {
        kind: 'either',
        options,
        why: `${key} is set under a condition`,
        at: source.at(target),
      };
      entries.set(key, { key: target, value: sometimes ? { kind: 'expression', expression: either } : written });
    }
    return { ...found, entries };
  }

  /** `const { a: { b = 1 } } = whole` */
  function part(whole: Node, binding: Binding, frame: Frame): Value {
    const start: Value = binding.path.length === 0 ? value(whole, frame) : { kind: 'node', node: whole, frame };
    const found = binding.path.reduce<Value | undefined>(
      (value, key) => value && member(settle(value), key, binding.declaration),
      start,
    );
    const picked = found ?? {
      kind: 'expression',
      expression: unknown('dynamic', `${binding.name} is taken from ${source.textOf(whole)}`, binding.declaration),
    };
    return withDefault(picked, binding, found === undefined && settle(start).kind === 'object', frame);
  }
  const settle = (found: Value): Value => (found.kind === 'node' ? value(found.node, found.frame) : found);

  function withDefault(found: Value, binding: Binding, absent: boolean, frame: Frame): Value {
    if (binding.fallback === undefined) return found;
    if (absent) return value(binding.fallback, frame);
    const options = [expressionOf(found), evaluate(binding.fallback, frame)];
    return {
      kind: 'expression',
      expression: { kind: 'fallback', mode: 'if-missing', options, at: source.at(binding.declaration) },
    };
  }

  function readParameter(binding: Binding): Value | undefined {
    const { parameter } = binding;
    if (parameter === undefined) return undefined;
    const calls = tracer.callsOf(parameter.of);
    const given = calls.flatMap((call) => {
      const argument = argumentsOf(call)[parameter.index];
      if (argument === undefined)
        return binding.fallback === undefined || binding.path.length > 0 ? [] : [value(binding.fallback, noFrame)];
      const found = binding.path.reduce<Value | undefined>(
        (whole, key) => whole && member(settle(whole), key, binding.declaration),
        value(argument, noFrame),
      );
      return found === undefined ? (binding.fallback === undefined ? [] : [value(binding.fallback, noFrame)]) : [found];
    });
    const values = besidesItself(binding, given);
    const [only, ...others] = values;
    if (only === undefined || others.length === 0) return only;
    const options = values.map(expressionOf);
    return {
      kind: 'expression',
      expression: {
        kind: 'either',
        options,
        why: `${binding.name} differs between calls`,
        at: source.at(binding.declaration),
      },
    };
  }

  let paths: ReadonlyMap<Node, string> | undefined;
  /** A parameter of what other modules call: its value is where they call it. */
  function givenTo(binding: Binding, at: Node): Value | undefined {
    const { parameter } = binding;
    if (parameter === undefined) return undefined;
    paths ??= functionPaths({ source, tracer });
    const of = paths.get(parameter.of);
    if (of === undefined) return undefined;
    const name = [`${of}#${parameter.index}`, ...binding.path].join('.');
    const found: Value = { kind: 'given', name, node: at };
    // `(options = {})`: whatever is asked of it is absent.
    const isEmpty = is(binding.fallback, 'ObjectExpression') && binding.fallback.properties.length === 0;
    return isEmpty ? found : withDefault(found, binding, false, noFrame);
  }

  function readEnum(node: NodeOf<'TSEnumDeclaration'>): Value {
    const entries = new Map<string, Entry>();
    let next: number | undefined = 0;
    for (const entry of node.body.members) {
      const key = keyOf(entry);
      if (key === undefined) continue;
      const written: Expression | undefined = entry.initializer
        ? evaluate(entry.initializer, noFrame)
        : next === undefined
          ? undefined
          : literal(next, source.at(entry));
      next = written?.kind === 'literal' && typeof written.value === 'number' ? written.value + 1 : undefined;
      if (written !== undefined)
        entries.set(key, { key: entry.id, value: { kind: 'expression', expression: written } });
    }
    return { kind: 'object', entries, rest: [], node };
  }

  function member(whole: Value, name: string, at: Node): Value | undefined {
    return bounded(undefined, () => findMember(whole, name, at));
  }
  function findMember(whole: Value, name: string, at: Node): Value | undefined {
    const settled = settle(whole);
    if (settled.kind === 'environment')
      return { kind: 'expression', expression: { kind: 'env', name, at: source.at(at) } };
    if (settled.kind === 'import') {
      return {
        kind: 'import',
        specifier: settled.specifier,
        path: settled.path === '' ? name : `${settled.path}.${name}`,
        node: at,
        ...(settled.given && { given: settled.given }),
      };
    }
    if (settled.kind === 'given') return { kind: 'given', name: `${settled.name}.${name}`, node: at };
    if (settled.kind === 'object') {
      const entry = settled.entries.get(name);
      if (entry !== undefined) return settle(entry.value);
      for (const rest of settled.rest) {
        const found = member(rest, name, at);
        if (found !== undefined) return found;
      }
      return undefined;
    }
    if (settled.kind !== 'node') return undefined;
    const { node } = settled;
    if (isClass(node)) {
      const found = classMembers(node).find((entry) => entry.isStatic && entry.name === name);
      return found && value(found.value, noFrame);
    }
    const owner = is(node, 'ThisExpression')
      ? source.owner(node)
      : is(node, 'NewExpression')
        ? tracer.origins(node.callee).find(isClass)
        : undefined;
    if (owner === undefined) return undefined;
    const [only, ...others] = tracer.fieldValues(owner, name);
    return only === undefined || others.length > 0 ? undefined : value(only, noFrame);
  }

  return reader;
}
