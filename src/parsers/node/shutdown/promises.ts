// Whether code waits for a promise, and for what settles it.
import { type FunctionNode, is, isFunction, methodCall, type Node } from '../ast.js';
import type { SourceFile } from '../file.js';

/** Somewhere in the function the promise around it is settled. */
export function callsPromiseResolve(file: SourceFile, fn: FunctionNode): boolean {
  let found = false;
  for (const node of file.source.within(fn)) {
    if (!is(node, 'CallExpression') || !is(node.callee, 'Identifier')) continue;
    const parameter = file.source.resolve(node.callee)?.parameter;
    if (parameter?.index === 0 && isExecutor(file, parameter.of)) found = true;
  }
  return found;
}

export function isExecutor(file: SourceFile, fn: FunctionNode): boolean {
  const parent = file.source.parent(fn);
  return is(parent, 'NewExpression') && is(parent.callee, 'Identifier') && parent.callee.name === 'Promise';
}

/** Awaiting is decided where the promise is made: somebody has to wait for it, or nothing does. `outer` are functions whose callers wait. */
export function isInsideAwaitedPromise(file: SourceFile, node: Node, outer: ReadonlySet<Node> = new Set()): boolean {
  for (let at = file.source.parent(node); at !== undefined; at = file.source.parent(at)) {
    if (!isFunction(at) || !isExecutor(file, at)) continue;
    const promise = file.source.parent(at);
    return promise !== undefined && isAwaited(file, promise, outer);
  }
  return false;
}

function isAwaited(
  file: SourceFile,
  promise: Node,
  outer: ReadonlySet<Node>,
  seen: ReadonlySet<Node> = new Set(),
): boolean {
  const parent = file.source.parent(promise);
  if (parent === undefined || seen.has(promise)) return false;
  const further = new Set([...seen, promise]);
  if (is(parent, 'AwaitExpression')) return true;
  if (is(parent, 'ReturnStatement', 'ArrowFunctionExpression')) {
    const fn = is(parent, 'ArrowFunctionExpression') ? parent : file.source.enclosingFunction(parent);
    if (fn !== undefined && outer.has(fn)) return true;
    return fn !== undefined && file.tracer.callsOf(fn).some((call) => isAwaited(file, call, outer, further));
  }
  if (is(parent, 'ArrayExpression', 'ChainExpression', 'ConditionalExpression', 'LogicalExpression', 'TSAsExpression'))
    return isAwaited(file, parent, outer, further);
  if (is(parent, 'CallExpression') && parent.arguments.some((argument) => argument === promise))
    return isAwaited(file, parent, outer, further);
  const method = is(parent, 'MemberExpression') ? file.source.parent(parent) : undefined;
  return (
    method !== undefined &&
    is(method, 'CallExpression') &&
    method.callee === parent &&
    ['then', 'finally', 'catch'].includes(methodCall(method)?.method ?? '')
  );
}
