// Properties given to an object after its creation: `options.keepAliveTimeout = 65_000`.
import { argumentsOf, is, keyOf, type Node, unwrap } from '../ast.js';
import type { Binding } from '../scopes.js';
import type { Source } from '../source.js';
import { dotted, referenceOf } from './references.js';

export interface PropertyWrite {
  readonly key: string;
  readonly target: Node;
  readonly right: Node;
  /** Only where a condition around it holds. */
  readonly sometimes: boolean;
}
export type PropertyWrites = ReadonlyMap<Binding, readonly PropertyWrite[]>;

/** By the variable that holds the object, in source order. */
export function propertyWrites(source: Source): PropertyWrites {
  const found = new Map<Binding, PropertyWrite[]>();
  for (const node of source.nodes) {
    if (!is(node, 'AssignmentExpression') || node.operator !== '=') continue;
    const target = unwrap(node.left);
    const object = is(target, 'MemberExpression') ? unwrap(target.object) : undefined;
    const key = is(target, 'MemberExpression') ? keyOf(target) : undefined;
    const binding = is(object, 'Identifier') ? source.resolve(object) : undefined;
    if (binding === undefined || key === undefined) continue;
    const write = { key, target, right: node.right, sometimes: isConditional(source, node, binding) };
    const list = found.get(binding);
    if (list === undefined) found.set(binding, [write]);
    else list.push(write);
  }
  return found;
}

export interface Overlay {
  readonly call: Node;
  /** What is laid over the object, in this order. */
  readonly parts: readonly Node[];
}
const overlaying: ReadonlySet<string> = new Set([
  ...['global.Object.assign', 'lodash.merge', 'lodash.assign', 'lodash.extend', 'lodash/merge', 'lodash.merge.merge'],
]);
/** `Object.assign(options, overrides)`, `_.merge(config, local)`: by the variable whose object is changed. */
export function overlays(source: Source): ReadonlyMap<Binding, readonly Overlay[]> {
  const found = new Map<Binding, Overlay[]>();
  for (const call of source.calls) {
    const [target, ...parts] = argumentsOf(call);
    const binding = is(target, 'Identifier') ? source.resolve(target) : undefined;
    const reference = binding === undefined ? undefined : referenceOf(source, call.callee);
    if (binding === undefined || reference === undefined || !overlaying.has(dotted(reference))) continue;
    found.set(binding, [...(found.get(binding) ?? []), { call, parts }]);
  }
  return found;
}

/** Between the assignment and the block that declares the variable stands something that may not run. */
function isConditional(source: Source, node: Node, binding: Binding): boolean {
  const home = source.enclosingFunction(binding.declaration);
  for (let at = source.parent(node); at !== undefined && at !== home; at = source.parent(at)) {
    if (is(at, 'IfStatement', 'ConditionalExpression', 'LogicalExpression', 'SwitchStatement', 'CatchClause'))
      return true;
    if (is(at, 'FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression', 'ForOfStatement')) return true;
  }
  return false;
}
