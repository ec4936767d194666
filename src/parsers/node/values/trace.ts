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
  unwrap,
} from '../ast.js';
import type { Binding } from '../scopes.js';
import type { Source } from '../source.js';

export interface Tracer {
  /** The expressions a value can come from: calls, literals, functions, imports; never a name that could be followed. */
  origins(node: Node): readonly Node[];
  /** The functions of this file that an expression can be. */
  functions(node: Node): readonly FunctionNode[];
  /** What a function returns, promises looked through. */
  returns(fn: FunctionNode): readonly Node[];
  /** The calls of this file that reach a function. */
  callsOf(fn: FunctionNode): readonly CallNode[];
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
  const returned = new Map<FunctionNode, Node[]>();
  const resolvedBy = new Map<FunctionNode, Node[]>();
  const fields = new Map<Node, Map<string, Node[]>>();
  let calls: Map<Node, CallNode[]> | undefined;

  for (const node of source.nodes) {
    if (is(node, 'ReturnStatement') && node.argument !== null) {
      const fn = source.enclosingFunction(node);
      if (fn !== undefined) append(returned, fn, node.argument);
    } else if (is(node, 'ArrowFunctionExpression') && !is(node.body, 'BlockStatement'))
      append(returned, node, node.body);
    else if (
      is(node, 'AssignmentExpression') &&
      is(node.left, 'MemberExpression') &&
      is(node.left.object, 'ThisExpression')
    ) {
      const owner = source.owner(node);
      const name = keyOf(node.left);
      if (owner !== undefined && name !== undefined && node.operator === '=') addField(owner, name, node.right);
    } else if (is(node, 'CallExpression') && is(node.callee, 'Identifier')) {
      // `new Promise((resolve) => … resolve(server))` gives the server.
      const parameter = source.resolve(node.callee)?.parameter;
      const [value] = argumentsOf(node);
      if (parameter?.index === 0 && value !== undefined) append(resolvedBy, parameter.of, value);
    }
  }
  function addField(owner: Node, name: string, value: Node): void {
    const known = fields.get(owner) ?? new Map<string, Node[]>();
    fields.set(owner, known);
    append(known, name, value);
  }

  const callsOf = (fn: FunctionNode): readonly CallNode[] => {
    if (calls === undefined) {
      calls = new Map();
      for (const node of source.calls) for (const target of targetsOf(node)) append(calls, target, node);
    }
    return calls.get(fn) ?? [];
  };
  /** Direct callees only: a name of a function or class, `this.method`, an immediately invoked function. */
  const targetsOf = (call: CallNode): FunctionNode[] => {
    const callee = unwrap(call.callee);
    if (isFunction(callee)) return [callee];
    if (is(callee, 'Identifier')) {
      const binding = source.resolve(callee);
      const value = binding?.init === undefined ? undefined : unwrap(binding.init);
      if (isFunction(value)) return [value];
      return is(call, 'NewExpression') && isClass(value) ? fieldValues(value, 'constructor').filter(isFunction) : [];
    }
    if (!is(callee, 'MemberExpression')) return [];
    const name = keyOf(callee);
    const owner = is(callee.object, 'ThisExpression') ? source.owner(callee) : undefined;
    return name === undefined || owner === undefined ? [] : fieldValues(owner, name).filter(isFunction);
  };

  const valuesByField = new Map<Node, Map<string, readonly Node[]>>();
  const fieldValues = (owner: Node, name: string): readonly Node[] => {
    const of = valuesByField.get(owner) ?? new Map<string, readonly Node[]>();
    valuesByField.set(owner, of);
    const before = of.get(name);
    if (before !== undefined) return before;
    const found = readFieldValues(owner, name);
    of.set(name, found);
    return found;
  };
  const readFieldValues = (owner: Node, name: string): readonly Node[] => {
    const assigned = fields.get(owner)?.get(name) ?? [];
    if (isClass(owner)) {
      const declared = classMembers(owner).filter((member) => member.name === name);
      return [...declared.map((member) => member.value), ...parameterProperties(owner, name), ...assigned];
    }
    if (!is(owner, 'ObjectExpression')) return assigned;
    const written = propertiesOf(owner, name);
    const grouped =
      written.length > 0 ? written : propertiesOf(owner, 'methods').flatMap((group) => propertiesOf(group, name));
    return [...grouped, ...assigned];
  };

  const known = new Map<Node, readonly Node[]>();
  let depth = 0;
  let steps = 0;
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
      return name === undefined ? undefined : membersOf(node.object, name);
    }
    if (is(node, 'NewExpression') && is(node.callee, 'Identifier') && node.callee.name === 'Promise') {
      const executor = argumentsOf(node)[0];
      return isFunction(executor) ? resolvedBy.get(executor) : undefined;
    }
    if (!is(node, 'CallExpression')) return undefined;
    const bound = methodCall(node);
    if (bound?.method === 'bind') return [bound.object];
    // `next.prepare().then(() => app).catch(report)` gives the app.
    if (bound?.method === 'catch' || bound?.method === 'finally') return [bound.object];
    const [settled] = argumentsOf(node);
    if (bound?.method === 'then' && isFunction(settled) && returns(settled).length > 0) return returns(settled);
    const callee = unwrap(node.callee);
    // Library calls (`http.createServer()`) are origins themselves; only functions of this file are looked into.
    if (!is(callee, 'Identifier', 'MemberExpression') && !isFunction(callee)) return undefined;
    return look(callee)
      .filter(isFunction)
      .flatMap((fn) => [...returns(fn)]);
  }

  function followBinding(binding: Binding): readonly Node[] | undefined {
    if (binding.kind === 'import' || binding.kind === 'enum') return undefined;
    if (binding.kind === 'element') {
      return (
        binding.init && look(binding.init).flatMap((list) => (is(list, 'ArrayExpression') ? elementsOf(list) : []))
      );
    }
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
    const given = callsOf(parameter.of).flatMap((call) =>
      argumentsOf(call).slice(parameter.index, parameter.index + 1),
    );
    const passed = callbackValue(source, parameter.of, parameter.index);
    const values = passed === undefined ? given : [...given, ...passed];
    return binding.path.length === 0 ? values : values.flatMap((value) => pick(value, binding.path));
  }

  function pick(whole: Node, path: readonly string[]): Node[] {
    return path.reduce<Node[]>((parts, key) => parts.flatMap((part) => membersOf(part, key)), [whole]);
  }

  function membersOf(object: Node, name: string): Node[] {
    const inner = unwrap(object);
    if (is(inner, 'ThisExpression')) {
      const owner = source.owner(inner);
      return owner === undefined ? [] : [...fieldValues(owner, name)];
    }
    return look(inner).flatMap((origin) => {
      if (is(origin, 'ObjectExpression')) return propertiesOf(origin, name);
      if (is(origin, 'ArrayExpression')) return elementsOf(origin).slice(Number(name), Number(name) + 1);
      if (isClass(origin))
        return classMembers(origin).flatMap((member) =>
          member.isStatic && member.name === name ? [member.value] : [],
        );
      if (is(origin, 'NewExpression'))
        return look(origin.callee)
          .filter(isClass)
          .flatMap((made) => [...fieldValues(made, name)]);
      return [];
    });
  }

  const returns = (fn: FunctionNode): readonly Node[] => returned.get(fn) ?? [];
  return { origins, functions: (node) => origins(node).filter(isFunction), returns, callsOf, fieldValues };
}

/** `promise.then((value) => …)`, `list.forEach((element) => …)`: what the callback's parameter stands for. */
function callbackValue(source: Source, fn: FunctionNode, index: number): Node[] | undefined {
  const call = source.parent(fn);
  if (index !== 0 || call === undefined || !is(call, 'CallExpression') || call.arguments[0] !== fn) return undefined;
  const method = methodCall(call);
  if (method?.method === 'then') return [method.object];
  if (method?.method !== 'forEach' && method?.method !== 'map') return undefined;
  const list = unwrap(method.object);
  if (is(list, 'ArrayExpression')) return elementsOf(list);
  const binding = is(list, 'Identifier') ? source.resolve(list) : undefined;
  const init = binding?.init === undefined ? undefined : unwrap(binding.init);
  return is(init, 'ArrayExpression') ? elementsOf(init) : undefined;
}

const elementsOf = (list: NodeOf<'ArrayExpression'>): Node[] => list.elements.flatMap((element) => element ?? []);

function propertiesOf(object: Node, name: string): Node[] {
  if (!is(object, 'ObjectExpression')) return [];
  return object.properties.flatMap((property) =>
    is(property, 'Property') && keyOf(property) === name ? [property.value] : [],
  );
}

/** `constructor(private readonly server: Server)` is a field that the constructor's caller fills. */
function parameterProperties(owner: ClassNode, name: string): Node[] {
  const build = classMembers(owner).find((member) => member.name === 'constructor')?.value;
  if (!isFunction(build)) return [];
  return build.params.flatMap((parameter) => {
    if (!is(parameter, 'TSParameterProperty')) return [];
    const id = is(parameter.parameter, 'AssignmentPattern') ? parameter.parameter.left : parameter.parameter;
    return is(id, 'Identifier') && id.name === name ? [id] : [];
  });
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}
