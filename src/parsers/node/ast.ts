// The syntax tree as the visitors see it: node types by name, children, wrappers taken off, names of keys.
import type { AST_NODE_TYPES, TSESTree } from '@typescript-eslint/typescript-estree';

export type Node = TSESTree.Node;
export type NodeType = `${AST_NODE_TYPES}`;
type Named<N, T extends NodeType> = N extends { type: infer K extends string } ? (`${K}` extends T ? N : never) : never;
export type NodeOf<T extends NodeType> = Named<Node, T>;

export type FunctionNode = NodeOf<'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression'>;
export type ClassNode = NodeOf<'ClassDeclaration' | 'ClassExpression'>;
export type CallNode = NodeOf<'CallExpression' | 'NewExpression'>;

/** The enum of node types belongs to a heavy library, so types are compared by their text. A list of the rest would be made at each call. */
export function is<T extends NodeType>(
  node: Node | null | undefined,
  first: T,
  second?: T,
  third?: T,
  fourth?: T,
  fifth?: T,
  sixth?: T,
): node is NodeOf<T> {
  if (node === null || node === undefined) return false;
  const type: string = node.type;
  if (type === first) return true;
  if (second === undefined) return false;
  return type === second || type === third || type === fourth || type === fifth || type === sixth;
}

const functionTypes: ReadonlySet<string> = new Set([
  'FunctionDeclaration',
  'FunctionExpression',
  'ArrowFunctionExpression',
]);
export const isFunction = (node: Node | null | undefined): node is FunctionNode =>
  node !== null && node !== undefined && functionTypes.has(node.type);
export const isClass = (node: Node | null | undefined): node is ClassNode =>
  is(node, 'ClassDeclaration', 'ClassExpression');
export const isCall = (node: Node | null | undefined): node is CallNode => is(node, 'CallExpression', 'NewExpression');

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string' && 'range' in value;

/** Types say nothing about values; where one is asked for, it is read from its declaration. */
const typeKeys: ReadonlySet<string> = new Set([
  ...['parent', 'range', 'loc', 'type', 'typeAnnotation', 'returnType', 'typeParameters', 'typeArguments'],
  ...['superTypeArguments', 'implements'],
]);
const typeDeclarations: ReadonlySet<string> = new Set([
  'TSInterfaceDeclaration',
  'TSTypeAliasDeclaration',
  'TSDeclareFunction',
]);

/** The direct children that take part in running the program, in source order. */
export function children(node: Node): Node[] {
  const found: Node[] = [];
  if (typeDeclarations.has(node.type)) return found;
  let last = -1;
  let isOrdered = true;
  const add = (child: Node): void => {
    found.push(child);
    isOrdered &&= last <= child.range[0];
    last = child.range[0];
  };
  for (const key in node) {
    if (typeKeys.has(key)) continue;
    const value: unknown = Reflect.get(node, key);
    if (Array.isArray(value)) {
      for (const element of value) if (isNode(element)) add(element);
    } else if (isNode(value)) add(value);
  }
  // The two engines disagree about the order of keys.
  return isOrdered ? found : found.sort((a, b) => a.range[0] - b.range[0]);
}

/** Takes off what changes no value: casts, `!`, `satisfies`, `?.`, parentheses, `(0, x)`. */
export function unwrap(node: Node): Node {
  let inner = node;
  for (;;) {
    if (
      is(
        inner,
        'TSAsExpression',
        'TSNonNullExpression',
        'TSSatisfiesExpression',
        'TSTypeAssertion',
        'ChainExpression',
        'TSInstantiationExpression',
      )
    )
      inner = inner.expression;
    else if (is(inner, 'SequenceExpression')) {
      const last = inner.expressions.at(-1);
      if (last === undefined) return inner;
      inner = last;
    } else return inner;
  }
}

/** The text of a string literal or of a template without holes. */
export function stringOf(node: Node | null | undefined): string | undefined {
  if (node === null || node === undefined) return undefined;
  const inner = unwrap(node);
  if (is(inner, 'Literal')) return typeof inner.value === 'string' ? inner.value : undefined;
  if (is(inner, 'TemplateLiteral') && inner.expressions.length === 0) return inner.quasis[0]?.value.cooked ?? undefined;
  return undefined;
}

/** The name a member expression, property, method, class field or enum member goes by; undefined when computed. */
export function keyOf(
  node: NodeOf<
    'MemberExpression' | 'Property' | 'PropertyDefinition' | 'MethodDefinition' | 'TSEnumMember' | 'AccessorProperty'
  >,
): string | undefined {
  const key: Node = is(node, 'MemberExpression') ? node.property : is(node, 'TSEnumMember') ? node.id : node.key;
  const computed = !is(node, 'TSEnumMember') && node.computed;
  if (!computed && is(key, 'Identifier', 'PrivateIdentifier')) return key.name;
  if (is(key, 'Literal')) return String(key.value);
  return stringOf(key);
}

/** The arguments up to the first spread: behind it nobody knows which is which. */
export function argumentsOf(call: CallNode): Node[] {
  const found: Node[] = [];
  for (const argument of call.arguments) {
    if (is(argument, 'SpreadElement')) break;
    found.push(argument);
  }
  return found;
}

/** The values an object literal has for a key. */
export function propertiesOf(object: Node, name: string): Node[] {
  if (!is(object, 'ObjectExpression')) return [];
  return object.properties.flatMap((property) =>
    is(property, 'Property') && keyOf(property) === name ? [property.value] : [],
  );
}

/** `object.method(…)`, with the casts around the callee taken off. */
export interface MethodCall {
  readonly object: Node;
  readonly method: string;
  readonly call: NodeOf<'CallExpression'>;
}
export function methodCall(node: Node): MethodCall | undefined {
  if (!is(node, 'CallExpression')) return undefined;
  const callee = unwrap(node.callee);
  if (!is(callee, 'MemberExpression')) return undefined;
  const method = keyOf(callee);
  return method === undefined ? undefined : { object: callee.object, method, call: node };
}

interface ClassMember {
  readonly name: string;
  readonly value: Node;
  readonly isStatic: boolean;
}
const known = new WeakMap<ClassNode, readonly ClassMember[]>();
/** The own members of a class body that have a name and a value. */
export function classMembers(node: ClassNode): readonly ClassMember[] {
  const before = known.get(node);
  if (before !== undefined) return before;
  const members = readMembers(node);
  known.set(node, members);
  return members;
}
function readMembers(node: ClassNode): readonly ClassMember[] {
  return node.body.body.flatMap((member) => {
    if (!is(member, 'PropertyDefinition', 'MethodDefinition', 'AccessorProperty')) return [];
    const name = keyOf(member);
    if (name === undefined || member.value === null) return [];
    if (is(member.value, 'TSEmptyBodyFunctionExpression')) return [];
    return [{ name, value: member.value, isStatic: member.static }];
  });
}
