// Stop hooks of Fx, and the time that all of them together have.
// https://pkg.go.dev/go.uber.org/fx#Hook, #StopHook, #StopTimeout
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { keyedElements } from '../values/flow.js';
import type { Scope } from '../values/scope.js';

const fx = 'go.uber.org/fx';
/** Which argument of a constructor of hooks is run at the end. */
const stopArguments: ReadonlyMap<string, number> = new Map([
  [`${fx}.StopHook`, 0],
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
