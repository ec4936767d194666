// Places of a handler that do one thing or another: `if`, `?:`, `&&`, and an early return with all that stands behind it.
import { is, type Node, type NodeOf } from '../../ast.js';

export type Branch = Node | readonly Node[];
export interface Choice {
  readonly test: Node;
  readonly consequent: Branch | null;
  /** The statements behind an early return, where it is one. */
  readonly alternate: Branch | null;
}
export const isStatements = (branch: Branch): branch is readonly Node[] => Array.isArray(branch);

export function choiceAt(node: Node): Choice | undefined {
  if (is(node, 'IfStatement', 'ConditionalExpression')) return node;
  if (!is(node, 'LogicalExpression')) return undefined;
  const { left: test, right, operator } = node;
  if (operator === '&&') return { test, consequent: right, alternate: null };
  return operator === '||' ? { test, consequent: null, alternate: right } : undefined;
}

/** `if (…) return;`, `if (…) { …; return; }` */
export function isEarlyReturn(node: Node): node is NodeOf<'IfStatement'> {
  if (!is(node, 'IfStatement') || node.alternate !== null) return false;
  const last = is(node.consequent, 'BlockStatement') ? node.consequent.body.at(-1) : node.consequent;
  return is(last, 'ReturnStatement');
}
