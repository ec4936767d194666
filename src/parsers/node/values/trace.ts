// Where the value of an expression comes from inside the file: through variables, fields, parameters, returns and branches.
import {
  argumentsOf,
  type CallNode,
  type ClassNode,
  classMembers,
  type FunctionNode,
  is,
  isClass,
  isFunction,
  keyOf,
  methodCall,
  type Node,
  type NodeOf,
  propertiesOf,
  unwrap,
} from '../ast.js';
import type { Binding } from '../scopes.js';
import type { Source } from '../source.js';
import { CodeIndex } from './code-index.js';
import { Collections, type Element } from './collections.js';

export interface Tracer {
  /** The expressions a value can come from: calls, literals, functions, imports; never a name that could be followed. */
  origins(node: Node): readonly Node[];
  /** The functions of this file that an expression can be. */
  functions(node: Node): readonly FunctionNode[];
  /** What a function returns, promises looked through. */
  returns(fn: FunctionNode): readonly Node[];
  /** The calls of this file that reach a function. */
  callsOf(fn: FunctionNode): readonly CallNode[];
  /** What a list, set or map of this file holds, as far as the file tells. */
  elements(list: Node): readonly Node[];
  /** What a field or method of a class or object is set to. */
  fieldValues(owner: ClassNode | Node, name: string): readonly Node[];
}

/** What can be asked about a file without reading values. */
export interface TracedFile {
  readonly source: Source;
  readonly tracer: Tracer;
}

/** Enough for real code; a bound for code made to be hard. */
const maximalSteps = 400;
const maximalDepth = 10;

export function createTracer(source: Source): Tracer {
  const index = new CodeIndex(source);
  const known = new Map<Node, readonly Node[]>();
  let depth = 0;
  let steps = 0;
  const collections = new Collections(source, {
    look: (node) => look(node),
    fieldValues: (owner, name) => index.fieldValues(owner, name),
    returns: (node) =>
      look(node)
        .filter(isFunction)
        .flatMap((fn) => [...index.returns(fn)]),
  });
  function origins(node: Node): readonly Node[] {
    const before = known.get(node);
    if (before !== undefined) return before;
    if (depth === 0) steps = 0;
    const found = new Set<Node>();
    const seen = new Set<Node>();
    const visit = (next: Node): void => {
      const inner = unwrap(next);
      if (seen.has(inner)) return;
      seen.add(inner);
      steps += 1;
      const further = steps > maximalSteps ? [] : follow(inner);
      if (further === undefined || further.length === 0) found.add(inner);
      else for (const value of further) visit(value);
    };
    depth += 1;
    visit(node);
    depth -= 1;
    const all = [...found];
    // Searches inside searches may have been cut short.
    if (depth === 0) known.set(node, all);
    return all;
  }
  /** A search inside a search, for the object a member belongs to; both share the bound. */
  function look(node: Node): readonly Node[] {
    return depth > maximalDepth || steps > maximalSteps ? [] : origins(node);
  }

  /** The next expressions on the way to the origin; undefined when this one is the origin. */
  function follow(node: Node): readonly Node[] | undefined {
    if (is(node, 'AwaitExpression')) return [node.argument];
    if (is(node, 'ConditionalExpression')) return [node.consequent, node.alternate];
    if (is(node, 'LogicalExpression')) return node.operator === '&&' ? [node.right] : [node.left, node.right];
    if (is(node, 'AssignmentExpression') && node.operator !== '+=') return [node.right];
    if (is(node, 'Identifier')) {
      const binding = source.resolve(node);
      return binding && followBinding(binding);
    }
    if (is(node, 'MemberExpression')) {
      const name = keyOf(node);
      // `servers[index]`, `stopsOf[phase]`
      if (name === undefined) return collections.either(node.object);
      return membersOf(node.object, name);
    }
    if (is(node, 'NewExpression') && is(node.callee, 'Identifier') && node.callee.name === 'Promise') {
      const executor = argumentsOf(node)[0];
      return isFunction(executor) ? index.resolvedBy(executor) : undefined;
    }
    if (!is(node, 'CallExpression')) return undefined;
    const bound = methodCall(node);
    if (bound?.method === 'bind') return [bound.object];
    // `next.prepare().then(() => app).catch(report)` gives the app.
    if (bound?.method === 'catch' || bound?.method === 'finally') return [bound.object];
    const [settled] = argumentsOf(node);
    const passedOn = bound?.method === 'then' && isFunction(settled) ? index.returns(settled) : [];
    if (passedOn.length > 0) return passedOn;
    const taken = collections.taken(node);
    if (taken.length > 0) return taken;
    const callee = unwrap(node.callee);
    // Library calls (`http.createServer()`) are origins themselves; only functions of this file are looked into.
    if (!is(callee, 'Identifier', 'MemberExpression') && !isFunction(callee)) return undefined;
    return look(callee)
      .filter(isFunction)
      .flatMap((fn) => [...index.returns(fn)]);
  }

  function followBinding(binding: Binding): readonly Node[] | undefined {
    if (binding.kind === 'import' || binding.kind === 'enum') return undefined;
    if (binding.kind === 'element')
      return binding.init && collections.elements(binding.init).flatMap((each) => part(each, binding.path));
    if (binding.parameter !== undefined) {
      const given = argumentsFor(binding);
      return binding.fallback === undefined ? given : [...given, binding.fallback];
    }
    const initial =
      binding.init === undefined ? [] : binding.path.length === 0 ? [binding.init] : pick(binding.init, binding.path);
    return [...initial, ...(binding.fallback === undefined ? [] : [binding.fallback]), ...binding.writes];
  }

  function argumentsFor(binding: Binding): Node[] {
    const { parameter } = binding;
    if (parameter === undefined) return [];
    const given = index
      .callsOf(parameter.of)
      .flatMap((call) => argumentsOf(call).slice(parameter.index, parameter.index + 1));
    const passed = settledValue(source, parameter.of, parameter.index);
    const values = passed === undefined ? given : [...given, ...passed];
    const whole = binding.path.length === 0 ? values : values.flatMap((value) => pick(value, binding.path));
    return [...whole, ...elementsFor(parameter.of, parameter.index).flatMap((each) => part(each, binding.path))];
  }
  /** `list.forEach((element) => …)`: what the callback's parameter stands for. */
  function elementsFor(fn: FunctionNode, at: number): readonly Element[] {
    const call = source.parent(fn);
    if (!is(call, 'CallExpression') || call.arguments[0] !== fn) return [];
    const method = methodCall(call);
    if (method === undefined || each.get(method.method) !== at) return [];
    const found = collections.elements(method.object);
    if (method.method === 'reduceRight') return found.toReversed();
    return method.method === 'forEach' ? found.map((element) => ({ ...element, isPair: false })) : found;
  }
  function part({ value, key, isPair }: Element, path: readonly string[]): readonly Node[] {
    if (!isPair) return pick(value, path);
    const [side, ...deeper] = path;
    const whole = side === '1' ? value : side === '0' ? key : undefined;
    return whole === undefined ? [] : pick(whole, deeper);
  }

  function pick(whole: Node, path: readonly string[]): Node[] {
    return path.reduce<Node[]>((parts, key) => parts.flatMap((part) => membersOf(part, key)), [whole]);
  }

  function fieldsOfThis(node: NodeOf<'ThisExpression'>, name: string): Node[] {
    const owner = source.owner(node);
    return owner === undefined ? [] : [...index.fieldValues(owner, name)];
  }
  /** Written in the class, and afterwards: `Registry.instance = new Registry()`. */
  function staticsOf(owner: ClassNode, name: string): Node[] {
    const declared = classMembers(owner).filter((member) => member.isStatic && member.name === name);
    return [...declared.map(({ value }) => value), ...collections.assigned(owner, name)];
  }
  function membersOf(object: Node, name: string): Node[] {
    const inner = unwrap(object);
    if (is(inner, 'ThisExpression')) return fieldsOfThis(inner, name);
    return look(inner).flatMap((origin) => {
      // `const server = new Server().start()`, whose method returns `this`.
      if (is(origin, 'ThisExpression')) return fieldsOfThis(origin, name);
      if (is(origin, 'ObjectExpression')) return [...propertiesOf(origin, name), ...collections.assigned(origin, name)];
      if (is(origin, 'ArrayExpression')) return elementsOf(origin).slice(Number(name), Number(name) + 1);
      if (isClass(origin)) return staticsOf(origin, name);
      if (is(origin, 'NewExpression'))
        return look(origin.callee)
          .filter(isClass)
          .flatMap((made) => [...index.fieldValues(made, name)]);
      return [];
    });
  }

  return {
    origins,
    functions: (node) => origins(node).filter(isFunction),
    returns: (fn) => index.returns(fn),
    callsOf: (fn) => index.callsOf(fn),
    elements: (list) => collections.elements(list).map(({ value }) => value),
    fieldValues: (owner, name) => index.fieldValues(owner, name),
  };
}

/** Of what methods of a list call: at which place an element comes. */
const each: ReadonlyMap<string, number> = new Map([
  ...['forEach', 'map', 'flatMap', 'filter', 'find', 'some', 'every'].map((name): [string, number] => [name, 0]),
  ['reduce', 1],
  ['reduceRight', 1],
]);

/** `promise.then((value) => …)` */
export function settledValue(source: Source, fn: FunctionNode, index: number): [Node] | undefined {
  const call = source.parent(fn);
  if (index !== 0 || call === undefined || !is(call, 'CallExpression') || call.arguments[0] !== fn) return undefined;
  const method = methodCall(call);
  return method?.method === 'then' ? [method.object] : undefined;
}

const elementsOf = (list: NodeOf<'ArrayExpression'>): Node[] => list.elements.flatMap((element) => element ?? []);
