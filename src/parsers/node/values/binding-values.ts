// What the names of a file stand for: what they are declared as, set to, given as parameters, and changed into.
import { type Expression, literal } from '../../../model/expression.js';
import { argumentsOf, is, keyOf, type Node, type NodeOf } from '../ast.js';
import type { Binding } from '../scopes.js';
import type { Source } from '../source.js';
import { functionPaths } from './export-paths.js';
import { injectedParameter } from './injection.js';
import { below } from './layers.js';
import { overlays, type PropertyWrites, propertyWrites } from './property-writes.js';
import type { Entry, Frame, Reader, Value } from './values.js';

const noFrame: Frame = new Map();
/** `config.http`: whole, a module stays what it is, whatever is written into it here. */
const isPartOf = (source: Source, node: Node): boolean => {
  const outer = source.parent(node);
  return (
    is(outer, 'MemberExpression') &&
    outer.object === node &&
    !is(source.parent(outer), 'CallExpression', 'NewExpression')
  );
};

export type BindingReader = (binding: Binding, at: Node, frame: Frame) => Value | undefined;

/** `meetsItself` is called where a name turns out to be made from what is being read. */
export function createBindingReader(reader: Reader, meetsItself: () => void): BindingReader {
  const { source, tracer } = reader;

  function readBinding(binding: Binding, at: Node, frame: Frame): Value | undefined {
    const given = frame.get(binding);
    if (given !== undefined) return given.kind === 'node' ? reader.value(given.node, given.frame) : given;
    if (binding.imported !== undefined) {
      const { specifier, name } = binding.imported;
      const found: Value = { kind: 'import', specifier, path: name === '*' ? '' : name, node: at };
      return isPartOf(source, at) ? withWrites(found, binding) : found;
    }
    if (is(binding.init, 'TSEnumDeclaration')) return readEnum(binding.init);
    const itself = underway.get(binding);
    if (itself === undefined) return readOnce(binding, at, frame);
    meetsItself();
    return itself;
  }

  /** What is being read now, with what stands for it while it is: a function that calls itself hands its parameters on to itself. */
  const underway = new Map<Binding, Value>();
  function readOnce(binding: Binding, at: Node, frame: Frame): Value | undefined {
    const text = `${binding.name} is made from itself`;
    underway.set(binding, { kind: 'expression', expression: reader.unknown('dynamic', text, at) });
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
    if (binding.kind === 'class' || binding.kind === 'function') {
      const whole: Value | undefined = binding.init && { kind: 'node', node: binding.init, frame: noFrame };
      return whole !== undefined && isPartOf(source, at) ? withWrites(whole, binding) : whole;
    }
    if (binding.mutated || (binding.kind !== 'constant' && binding.kind !== 'variable')) return undefined;
    const starts = besidesItself(binding, [
      ...(binding.init === undefined ? [] : [part(binding.init, binding, frame)]),
      ...binding.writes.map((write) => reader.value(write, frame)),
    ]);
    const [only, ...others] = starts;
    if (only?.kind === 'import' && !isPartOf(source, at)) return only;
    if (only === undefined || others.length === 0) return only && withWrites(only, binding);
    if (
      starts.some(({ kind }) => kind === 'object') &&
      starts.every(({ kind }) => kind === 'object' || kind === 'import')
    )
      return { kind: 'choice', options: starts, on: `which value ${binding.name} has`, node: at };
    const options = starts.map(reader.expressionOf);
    return {
      kind: 'expression',
      expression: { kind: 'either', options, why: `${binding.name} is set in several places`, at: source.at(at) },
    };
  }

  let writes: PropertyWrites | undefined;
  let laid: ReturnType<typeof overlays> | undefined;
  /** `const options = {}; options.keepAliveTimeout = 65_000;` */
  function withWrites(found: Value, binding: Binding): Value {
    writes ??= propertyWrites(source);
    laid ??= overlays(source);
    const own = writes.get(binding) ?? [];
    const over = laid.get(binding) ?? [];
    const isClass = found.kind === 'node' && binding.kind === 'class';
    if ((found.kind !== 'object' && found.kind !== 'import' && !isClass) || own.length + over.length === 0)
      return found;
    const start =
      found.kind === 'object' ? found : { entries: new Map<string, Entry>(), rest: [found], node: found.node };
    let entries = new Map(start.entries);
    let rest = start.rest;
    for (const part of over.flatMap(({ parts }) => parts)) {
      const value = reader.value(part, noFrame);
      entries = new Map(below(reader, entries, value));
      rest = [value, ...rest];
    }
    for (const { key, target, right, sometimes } of own) {
      const before = entries.get(key)?.value ?? rest.map((each) => reader.member(each, key, target)).find(Boolean);
      const written: Value = { kind: 'node', node: right, frame: noFrame };
      const options = [
        reader.expressionOf(written),
        before === undefined ? literal(null, source.at(target)) : reader.expressionOf(before),
      ];
      const either: Expression = {
        kind: 'either',
        options,
        why: `${key} is set under a condition`,
        at: source.at(target),
      };
      entries.set(key, { key: target, value: sometimes ? { kind: 'expression', expression: either } : written });
    }
    return { kind: 'object', entries, rest, node: start.node };
  }

  /** `const { a: { b = 1 } } = whole` */
  function part(whole: Node, binding: Binding, frame: Frame): Value {
    const start: Value = binding.path.length === 0 ? reader.value(whole, frame) : { kind: 'node', node: whole, frame };
    const found = binding.path.reduce<Value | undefined>(
      (value, key) => value && reader.member(reader.settled(value), key, binding.declaration),
      start,
    );
    const picked = found ?? {
      kind: 'expression',
      expression: reader.unknown(
        'dynamic',
        `${binding.name} is taken from ${source.textOf(whole)}`,
        binding.declaration,
      ),
    };
    return withDefault(picked, binding, found === undefined && reader.settled(start).kind === 'object', frame);
  }
  function withDefault(found: Value, binding: Binding, absent: boolean, frame: Frame): Value {
    if (binding.fallback === undefined) return found;
    if (absent) return reader.value(binding.fallback, frame);
    const options = [reader.expressionOf(found), reader.evaluate(binding.fallback, frame)];
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
        return binding.fallback === undefined || binding.path.length > 0
          ? []
          : [reader.value(binding.fallback, noFrame)];
      const found = binding.path.reduce<Value | undefined>(
        (whole, key) => whole && reader.member(reader.settled(whole), key, binding.declaration),
        reader.value(argument, noFrame),
      );
      return found === undefined
        ? binding.fallback === undefined
          ? []
          : [reader.value(binding.fallback, noFrame)]
        : [found];
    });
    const values = besidesItself(binding, given);
    const [only, ...others] = values;
    if (only === undefined || others.length === 0) return only;
    const options = values.map(reader.expressionOf);
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

  let paths: ReturnType<typeof functionPaths> | undefined;
  /** A parameter of what other modules call: its value is where they call it. */
  function givenTo(binding: Binding, at: Node): Value | undefined {
    const { parameter } = binding;
    if (parameter === undefined) return undefined;
    const held = binding.path.length === 0 ? injectedParameter(source, parameter.of, binding.declaration) : undefined;
    if (held !== undefined) return held;
    // `(env = process.env)`: something else is given by tests.
    const preset = binding.fallback === undefined ? undefined : reader.value(binding.fallback, noFrame);
    if (preset?.kind === 'environment' && binding.path.length === 0) return preset;
    paths ??= functionPaths({ source, tracer });
    const [of] = paths.get(parameter.of) ?? [];
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
        ? reader.evaluate(entry.initializer, noFrame)
        : next === undefined
          ? undefined
          : literal(next, source.at(entry));
      next = written?.kind === 'literal' && typeof written.value === 'number' ? written.value + 1 : undefined;
      if (written !== undefined)
        entries.set(key, { key: entry.id, value: { kind: 'expression', expression: written } });
    }
    return { kind: 'object', entries, rest: [], node };
  }

  return readBinding;
}
