// Tells whether somebody waits for a goroutine: the channels it closes or sends to, its wait groups, and who receives.
import { append } from '../../../model/group-by.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import type { Flow, Place } from '../values/flow.js';
import { isInside } from '../values/scope.js';
import type { Values } from '../values/values.js';

export interface Tell {
  readonly node: SyntaxNode;
  readonly place: Place;
}
/** Every statement of the file that sends to a channel, closes one, or counts a wait group down, in the order of the text. */
export function tellsOf(values: Values, flow: Flow): readonly Tell[] {
  return perFlow(values, flow).tells;
}
interface Heard {
  readonly tells: readonly Tell[];
  /** Who waits for what is told there: receives first, then loops, then wait groups. */
  readonly waits: ReadonlyMap<Place, readonly Wait[]>;
}
interface Wait {
  readonly node: SyntaxNode;
  readonly rank: number;
}
const known = new WeakMap<Flow, Heard>();
function perFlow(values: Values, flow: Flow): Heard {
  const before = known.get(flow);
  if (before !== undefined) return before;
  const found = { tells: findTells(values, flow), waits: findWaits(values, flow) };
  known.set(flow, found);
  return found;
}
function findTells({ scope }: Values, flow: Flow): readonly Tell[] {
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
  return [...sends, ...calls].sort((a, b) => a.node.start - b.node.start);
}
function findWaits(values: Values, flow: Flow): ReadonlyMap<Place, readonly Wait[]> {
  const { scope } = values;
  const found = new Map<Place, Wait[]>();
  const add = (node: SyntaxNode, place: Place | undefined): void => {
    if (place !== undefined) append(found, place, { node, rank: rank++ });
  };
  let rank = 0;
  for (const node of scope.nodes('unary_expression'))
    if (scope.unaryOperator(node) === '<-') add(node, waitedOn(values, flow, node.children[0]));
  for (const node of scope.nodes('for_statement')) {
    const clause = node.children.find((each) => each.type === 'range_clause');
    if (clause !== undefined) add(node, flow.placeOf(clause.children.at(-1)));
  }
  for (const call of scope.nodes('call_expression')) {
    const callee = scope.file.callee(call);
    if (callee.kind === 'method' && callee.name === 'Wait') add(call, flow.placeOf(callee.receiver));
  }
  return found;
}
function waitedOn(values: Values, flow: Flow, node: SyntaxNode | undefined): Place | undefined {
  const inner = skipParentheses(node);
  const callee = inner?.type === 'call_expression' ? values.scope.file.callee(inner) : undefined;
  return callee?.kind === 'method' && callee.name === 'Done' ? flow.placeOf(callee.receiver) : flow.placeOf(inner);
}

/** The statements of the file that stand in a function and tell something. */
export function tellsIn(values: Values, flow: Flow, body: SyntaxNode): readonly Tell[] {
  const tells = tellsOf(values, flow);
  let low = 0;
  for (let high = tells.length; low < high; ) {
    const middle = (low + high) >> 1;
    if ((tells[middle]?.node.start ?? 0) < body.start) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while ((tells[end]?.node.start ?? body.end) < body.end) end += 1;
  return tells.slice(low, end);
}
/** What the goroutine tells when it gets there, by all its names. */
export function toldBy(values: Values, flow: Flow, body: SyntaxNode): ReadonlySet<Place> {
  return flow.aliasesOf(tellsIn(values, flow, body).map(({ place }) => place));
}

/** Where code outside the goroutine waits for that. */
export function heardAt(
  values: Values,
  flow: Flow,
  body: SyntaxNode,
  told: ReadonlySet<Place>,
): SyntaxNode | undefined {
  const { waits } = perFlow(values, flow);
  let first: Wait | undefined;
  for (const place of told) {
    const heard = waits.get(place)?.find(({ node }) => !isInside(node, body));
    if (heard !== undefined && (first === undefined || heard.rank < first.rank)) first = heard;
  }
  return first?.node;
}
