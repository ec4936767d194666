// Tells whether somebody waits for a goroutine: the channels it closes or sends to, its wait groups, and who receives.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import type { Flow, Place } from '../values/flow.js';
import { isInside } from '../values/scope.js';
import type { Values } from '../values/values.js';

export interface Tell {
  readonly node: SyntaxNode;
  readonly place: Place;
}
/** Every statement of the file that sends to a channel, closes one, or counts a wait group down. */
export function tellsOf(values: Values, flow: Flow): readonly Tell[] {
  const { scope } = values;
  const tell = (node: SyntaxNode, on: SyntaxNode | undefined): Tell[] => {
    const place = flow.placeOf(on);
    return place === undefined ? [] : [{ node, place }];
  };
  const sends = scope.nodes('send_statement').flatMap((each) => tell(each, each.children[0]));
  const calls = scope.nodes('call_expression').flatMap((call) => {
    const callee = scope.file.callee(call);
    if (callee.kind === 'local' && callee.name === 'close') return tell(call, scope.file.callArguments(call)[0]);
    const isDone = callee.kind === 'method' && callee.name === 'Done' && call.parent?.type !== 'unary_expression';
    return isDone ? tell(call, callee.receiver) : [];
  });
  return [...sends, ...calls];
}

/** What the goroutine tells when it gets there, by all its names. */
export function toldBy(values: Values, flow: Flow, body: SyntaxNode): ReadonlySet<Place> {
  const own = tellsOf(values, flow).filter(({ node }) => isInside(node, body));
  return flow.aliasesOf(own.map(({ place }) => place));
}

/** Where code outside the goroutine waits for that. */
export function heardAt(
  values: Values,
  flow: Flow,
  body: SyntaxNode,
  told: ReadonlySet<Place>,
): SyntaxNode | undefined {
  const { scope } = values;
  const isMeant = (node: SyntaxNode, place: Place | undefined): boolean =>
    place !== undefined && told.has(place) && !isInside(node, body);
  const received = scope
    .nodes('unary_expression')
    .find((node) => scope.unaryOperator(node) === '<-' && isMeant(node, waitedOn(values, flow, node.children[0])));
  if (received !== undefined || told.size === 0) return received;
  const ranged = scope.nodes('for_statement').find((node) => {
    const clause = node.children.find((each) => each.type === 'range_clause');
    return clause !== undefined && isMeant(node, flow.placeOf(clause.children.at(-1)));
  });
  if (ranged !== undefined) return ranged;
  return scope.nodes('call_expression').find((call) => {
    const callee = scope.file.callee(call);
    return callee.kind === 'method' && callee.name === 'Wait' && isMeant(call, flow.placeOf(callee.receiver));
  });
}
function waitedOn(values: Values, flow: Flow, node: SyntaxNode | undefined): Place | undefined {
  const inner = skipParentheses(node);
  const callee = inner?.type === 'call_expression' ? values.scope.file.callee(inner) : undefined;
  return callee?.kind === 'method' && callee.name === 'Done' ? flow.placeOf(callee.receiver) : flow.placeOf(inner);
}
