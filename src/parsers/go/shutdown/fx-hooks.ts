// Stop hooks of Fx, and the time that all of them together have.
// https://pkg.go.dev/go.uber.org/fx#Hook, #StopHook, #OnStop, #StopTimeout
import type { Expression } from '../../../model/expression.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import { keyedElements } from '../values/flow.js';
import type { Scope } from '../values/scope.js';
import type { Values } from '../values/values.js';
import { contextLength } from './context-limits.js';

const fx = 'go.uber.org/fx';
/** Which argument of a constructor of hooks is run at the end. */
const stopArguments: ReadonlyMap<string, number> = new Map([
  [`${fx}.StopHook`, 0],
  [`${fx}.OnStop`, 0],
  [`${fx}.StartStopHook`, 1],
]);

/** What Fx runs when it stops, with a context whose limit its knowledge file names. */
export function stopHooks(scope: Scope): readonly SyntaxNode[] {
  const literals = scope
    .nodes('composite_literal')
    .filter((each) => scope.file.typeText(each.children[0]) === `${fx}.Hook`)
    .flatMap((each) => keyedElements(scope, each).find(({ name }) => name === 'OnStop')?.value ?? []);
  const calls = scope.nodes('call_expression').flatMap((call) => {
    const place = stopArguments.get(scope.file.calledFunction(call) ?? '');
    return place === undefined ? [] : (scope.file.callArguments(call)[place] ?? []);
  });
  return [...literals, ...calls];
}
/** `fx.StopTimeout(40 * time.Second)`: the process ends itself when that is over. */
export function stopTimeouts(scope: Scope): readonly { readonly call: SyntaxNode; readonly length: SyntaxNode }[] {
  return scope.nodes('call_expression').flatMap((call) => {
    const [length] = scope.file.calledFunction(call) === `${fx}.StopTimeout` ? scope.file.callArguments(call) : [];
    return length === undefined ? [] : [{ call, length }];
  });
}
/** `app.Stop(ctx)`: the context that a program hands over itself; one with the application's own limit says no more than the option. */
export function stopContexts(values: Values): readonly { readonly call: SyntaxNode; readonly length: Expression }[] {
  const { scope } = values;
  return scope.nodes('call_expression').flatMap((call) => {
    const callee = scope.file.callee(call);
    if (callee.kind !== 'method' || callee.name !== 'Stop' || !isApplication(scope, callee.receiver)) return [];
    const [context] = scope.file.callArguments(call);
    const limit = context === undefined ? undefined : contextLength(values, context);
    const isOwn = limit === undefined || scope.file.text(limit.call).includes('.StopTimeout()');
    return isOwn ? [] : [{ call, length: limit.length }];
  });
}
/** By its type, or by what it was made with. */
function isApplication(scope: Scope, node: SyntaxNode): boolean {
  if (scope.typeOf(node) === `${fx}.App`) return true;
  const made = node.type === 'identifier' ? skipParentheses(scope.declarationOf(node)?.writes[0]?.value) : undefined;
  return made?.type === 'call_expression' && scope.file.calledFunction(made) === `${fx}.New`;
}
