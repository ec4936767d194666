// What the functions of a file return, what its fields are set to, and who calls its functions: looked up while values are traced.
import { append } from '../../../model/group-by.js';
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
  type Node,
  propertiesOf,
  unwrap,
} from '../ast.js';
import type { Source } from '../source.js';

export class CodeIndex {
  readonly #source: Source;
  readonly #returned = new Map<FunctionNode, Node[]>();
  readonly #resolvedBy = new Map<FunctionNode, Node[]>();
  readonly #assigned = new Map<Node, Map<string, Node[]>>();
  readonly #valuesByField = new Map<Node, Map<string, readonly Node[]>>();
  #calls: Map<Node, CallNode[]> | undefined;

  constructor(source: Source) {
    this.#source = source;
    for (const node of source.nodes) this.#enter(node);
  }

  /** Promises are looked through. */
  returns(fn: FunctionNode): readonly Node[] {
    return this.#returned.get(fn) ?? [];
  }
  /** What the executor of a promise hands to its first parameter: `new Promise((resolve) => … resolve(server))` gives the server. */
  resolvedBy(executor: FunctionNode): readonly Node[] | undefined {
    return this.#resolvedBy.get(executor);
  }
  callsOf(fn: FunctionNode): readonly CallNode[] {
    if (this.#calls === undefined) {
      this.#calls = new Map();
      for (const node of this.#source.calls)
        for (const target of this.#targetsOf(node)) append(this.#calls, target, node);
    }
    return this.#calls.get(fn) ?? [];
  }
  fieldValues(owner: Node, name: string): readonly Node[] {
    const of = this.#valuesByField.get(owner) ?? new Map<string, readonly Node[]>();
    this.#valuesByField.set(owner, of);
    const before = of.get(name);
    if (before !== undefined) return before;
    const found = this.#readFieldValues(owner, name);
    of.set(name, found);
    return found;
  }

  #enter(node: Node): void {
    const source = this.#source;
    if (is(node, 'ReturnStatement') && node.argument !== null) {
      const fn = source.enclosingFunction(node);
      if (fn !== undefined) append(this.#returned, fn, node.argument);
    } else if (is(node, 'ArrowFunctionExpression') && !is(node.body, 'BlockStatement'))
      append(this.#returned, node, node.body);
    else if (
      is(node, 'AssignmentExpression') &&
      is(node.left, 'MemberExpression') &&
      is(node.left.object, 'ThisExpression')
    ) {
      const owner = source.owner(node);
      const name = keyOf(node.left);
      if (owner !== undefined && name !== undefined && node.operator === '=') this.#assign(owner, name, node.right);
    } else if (is(node, 'CallExpression') && is(node.callee, 'Identifier')) {
      const parameter = source.resolve(node.callee)?.parameter;
      const [value] = argumentsOf(node);
      if (parameter?.index === 0 && value !== undefined) append(this.#resolvedBy, parameter.of, value);
    }
  }
  #assign(owner: Node, name: string, value: Node): void {
    const known = this.#assigned.get(owner) ?? new Map<string, Node[]>();
    this.#assigned.set(owner, known);
    append(known, name, value);
  }

  /** Direct callees only: a name of a function or class, `this.method`, an immediately invoked function. */
  #targetsOf(call: CallNode): FunctionNode[] {
    const callee = unwrap(call.callee);
    if (isFunction(callee)) return [callee];
    if (is(callee, 'Identifier')) {
      const binding = this.#source.resolve(callee);
      const value = binding?.init === undefined ? undefined : unwrap(binding.init);
      if (isFunction(value)) return [value];
      const isMade = is(call, 'NewExpression') && isClass(value);
      return isMade ? this.fieldValues(value, 'constructor').filter(isFunction) : [];
    }
    if (!is(callee, 'MemberExpression')) return [];
    const name = keyOf(callee);
    const owner = is(callee.object, 'ThisExpression') ? this.#source.owner(callee) : this.#classOf(callee.object);
    return name === undefined || owner === undefined ? [] : this.fieldValues(owner, name).filter(isFunction);
  }
  /** `new Server().listen(3000)`, also through a name. */
  #classOf(object: Node): ClassNode | undefined {
    const inner = unwrap(object);
    const binding = is(inner, 'Identifier') ? this.#source.resolve(inner) : undefined;
    const made = binding === undefined ? inner : binding.init && unwrap(binding.init);
    if (!is(made, 'NewExpression') || !is(made.callee, 'Identifier')) return undefined;
    const of = this.#source.resolve(made.callee)?.init;
    return isClass(of) ? of : undefined;
  }

  #readFieldValues(owner: Node, name: string): readonly Node[] {
    const assigned = this.#assigned.get(owner)?.get(name) ?? [];
    if (isClass(owner)) {
      const declared = classMembers(owner).filter((member) => member.name === name);
      return [...declared.map((member) => member.value), ...parameterProperties(owner, name), ...assigned];
    }
    if (!is(owner, 'ObjectExpression')) return assigned;
    const written = propertiesOf(owner, name);
    const grouped =
      written.length > 0 ? written : propertiesOf(owner, 'methods').flatMap((group) => propertiesOf(group, name));
    return [...grouped, ...assigned];
  }
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
