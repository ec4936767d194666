// Whether code waits for more than the signal: for work of its own, for time to pass, or forever.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { enclosingFunction, type Flow, type Place } from '../values/flow.js';
import type { Declaration, Scope } from '../values/scope.js';
import type { Values } from '../values/values.js';

/** Something other than the signal, and what is `given`, is waited for, or time passes. */
export function waitsBeyond(
  values: Values,
  flow: Flow,
  signalled: ReadonlySet<Place>,
  node: SyntaxNode,
  given: ReadonlySet<Declaration> = new Set(),
): boolean {
  const { scope } = values;
  const isExpected = (channel: SyntaxNode | undefined): boolean =>
    isSignal(values, flow, signalled, channel) || isGiven(scope, given, channel);
  if (node.type === 'go_statement' || node.type === 'func_literal') return false;
  if (blocksForever(values, node)) return true;
  if (node.type === 'unary_expression' && scope.unaryOperator(node) === '<-') return !isExpected(node.children[0]);
  if (node.type === 'range_clause') return !isExpected(node.children.at(-1));
  if (node.type === 'call_expression') {
    const callee = scope.file.callee(node);
    const name = callee.kind === 'other' ? '' : callee.name;
    const isMeant = callee.kind === 'method' && signalled.has(flow.placeOf(callee.receiver) ?? '');
    if ((name === 'Sleep' || /^wait/i.test(name)) && !isMeant) return true;
  }
  return node.children.some((each) => waitsBeyond(values, flow, signalled, each, given));
}
function isGiven(scope: Scope, given: ReadonlySet<Declaration>, channel: SyntaxNode | undefined): boolean {
  const declaration = channel?.type === 'identifier' ? scope.declarationOf(channel) : undefined;
  return declaration !== undefined && given.has(declaration);
}
function isSignal(values: Values, flow: Flow, signalled: ReadonlySet<Place>, channel: SyntaxNode | undefined): boolean {
  const callee = channel?.type === 'call_expression' ? values.scope.file.callee(channel) : undefined;
  const place = flow.placeOf(callee?.kind === 'method' && callee.name === 'Done' ? callee.receiver : channel);
  return place !== undefined && signalled.has(place);
}

/** `select {}`. */
export function blocksForever(values: Values, node: SyntaxNode): boolean {
  return (
    node.type === 'select_statement' &&
    node.children.length === 0 &&
    enclosingFunction(node) !== undefined &&
    values.scope.file.text(node).startsWith('select')
  );
}
