// Tells whether somebody waits for a goroutine: the channels it closes or sends to, its wait groups, and who receives.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import type { Flow, Place } from '../values/flow.js';
import { isInside } from '../values/scope.js';
import type { Values } from '../values/values.js';

/** What the goroutine tells when it gets there. */
export function toldBy(values: Values, flow: Flow, body: SyntaxNode): ReadonlySet<Place> {
  const { scope } = values;
  const sends = scope
    .nodes('send_statement')
    .filter((each) => isInside(each, body))
    .map((each) => flow.placeOf(each.children[0]));
  const calls = scope
    .nodes('call_expression')
    .filter((each) => isInside(each, body))
    .map((call) => {
      const callee = scope.file.callee(call);
      if (callee.kind === 'local' && callee.name === 'close') return flow.placeOf(scope.file.callArguments(call)[0]);
      const isDone = callee.kind === 'method' && callee.name === 'Done' && call.parent?.type !== 'unary_expression';
      return isDone ? flow.placeOf(callee.receiver) : undefined;
    });
  return flow.reachedFrom([...sends, ...calls].filter((each) => each !== undefined));
}

/** Where code outside the goroutine waits for that. */
export function heardAt(
  values: Values,
  flow: Flow,
  body: SyntaxNode,
  told: ReadonlySet<Place>,
): SyntaxNode | undefined {
  const { scope } = values;
  const receives = scope.nodes('unary_expression').filter((node) => scope.unaryOperator(node) === '<-');
  const heard = receives.find((node) => {
    const place = isInside(node, body) ? undefined : waitedOn(values, flow, node.children[0]);
    return place !== undefined && told.has(place);
  });
  if (heard !== undefined) return heard;
  return scope.nodes('call_expression').find((call) => {
    const callee = scope.file.callee(call);
    if (callee.kind !== 'method' || callee.name !== 'Wait' || isInside(call, body)) return false;
    const place = flow.placeOf(callee.receiver);
    return place !== undefined && told.has(place);
  });
}
function waitedOn(values: Values, flow: Flow, node: SyntaxNode | undefined): Place | undefined {
  const inner = skipParentheses(node);
  const callee = inner?.type === 'call_expression' ? values.scope.file.callee(inner) : undefined;
  return callee?.kind === 'method' && callee.name === 'Done' ? flow.placeOf(callee.receiver) : flow.placeOf(inner);
}
