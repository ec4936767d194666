// Conditions that ask whether a value is there.
import { argumentsOf, is, methodCall, type Node, type NodeOf, unwrap } from '../ast.js';

export interface Tested {
  readonly of: Node;
  /** True when the consequent is taken for a value that is there. */
  readonly present: boolean;
  readonly mode: 'if-missing' | 'or-falsy';
}
/** `x`, `!x`, `x !== undefined`, `x == null`, `Number.isNaN(x)`, `Number.isFinite(x) && x > 0` */
export function testedValue(test: Node): Tested | undefined {
  if (is(test, 'Identifier', 'MemberExpression')) return { of: test, present: true, mode: 'or-falsy' };
  if (is(test, 'UnaryExpression') && test.operator === '!') {
    const inner = testedValue(unwrap(test.argument)) ?? { of: test.argument, present: true, mode: 'or-falsy' };
    return { ...inner, present: !inner.present };
  }
  if (is(test, 'CallExpression')) return testedNumber(test);
  if (is(test, 'LogicalExpression') && test.operator !== '??') {
    const sides = [testedValue(unwrap(test.left)), testedValue(unwrap(test.right))];
    const [left] = sides;
    return left !== undefined && sides.every((side) => side?.present === (test.operator === '&&')) ? left : undefined;
  }
  if (!is(test, 'BinaryExpression') || is(test.left, 'PrivateIdentifier')) return undefined;
  if (/^>=?$/.test(test.operator) && is(test.right, 'Literal') && typeof test.right.value === 'number')
    return { of: test.left, present: true, mode: 'or-falsy' };
  const missing =
    (is(test.right, 'Identifier') && test.right.name === 'undefined') ||
    (is(test.right, 'Literal') && test.right.raw === 'null');
  if (!missing) return undefined;
  return { of: test.left, present: test.operator.startsWith('!'), mode: 'if-missing' };
}
function testedNumber(test: NodeOf<'CallExpression'>): Tested | undefined {
  const name = methodCall(test)?.method ?? (is(test.callee, 'Identifier') ? test.callee.name : '');
  const [of] = argumentsOf(test);
  if (of === undefined || !/^is(?:NaN|Finite|Integer|SafeInteger)$/.test(name)) return undefined;
  return { of, present: name !== 'isNaN', mode: 'or-falsy' };
}
