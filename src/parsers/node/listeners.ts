// Functions that are given to something as listeners: whose `this` is meant in them, and which call takes them.
import { argumentsOf, type CallNode, type FunctionNode, is, isCall, type Node } from './ast.js';
import type { Source } from './source.js';

/** The function whose `this` it is, where that is no method. */
export function listenerAround(source: Source, node: Node): FunctionNode | undefined {
  let fn = source.enclosingFunction(node);
  while (is(fn, 'ArrowFunctionExpression')) fn = source.enclosingFunction(fn);
  return fn;
}
/** The call that is given a function, by itself or by its name. */
export function registeredBy(source: Source, fn: FunctionNode): CallNode | undefined {
  const parent = source.parent(fn);
  if (isCall(parent)) return argumentsOf(parent).includes(fn) ? parent : undefined;
  const name = is(fn, 'FunctionDeclaration') ? fn.id?.name : undefined;
  if (name === undefined) return undefined;
  return source.calls.find((call) =>
    argumentsOf(call).some(
      (argument) => is(argument, 'Identifier') && argument.name === name && source.resolve(argument)?.init === fn,
    ),
  );
}
