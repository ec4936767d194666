// Arithmetic, comparison and logic on settled values.
import type { Expression, Literal } from '../../../model/expression.js';
import type { Location } from '../../../model/location.js';
import { knownScalar, literalOf, openScalar, type Settled, type SettledScalar, whyOpen } from './settled.js';

const arithmetic = new Set(['+', '-', '*', '/', '%']);

export function operation(operator: string, operands: readonly Settled[], at: Location): Settled {
  const values = operands.map((operand) => literalOf(operand));
  const scalars = operands.map((operand) => (operand.is === 'resource' ? operand.value : operand));
  const assumed = scalars.some((operand) => operand?.is === 'scalar' && operand.assumed === true);
  const mark = <T extends SettledScalar>(scalar: T): T => (assumed ? { ...scalar, assumed: true } : scalar);
  if (arithmetic.has(operator)) {
    const expressions = scalars.flatMap((operand) => (operand?.is === 'scalar' ? [operand.expression] : []));
    if (expressions.length !== operands.length)
      return openScalar('unsupported-syntax', 'the arithmetic cannot be followed', at);
    const expression: Expression = { kind: 'arithmetic', operator: arithmeticOf(operator), operands: expressions, at };
    const result = compute(
      operator,
      values.map((value) => (value === undefined || value === null ? Number.NaN : Number(value))),
    );
    return mark(Number.isNaN(result) ? { is: 'scalar', expression } : { is: 'scalar', expression, value: result });
  }
  const decision = decide(operator, values);
  return decision === undefined ? openScalar('dynamic', openCondition(operands), at) : mark(knownScalar(decision, at));
}
/** Of conditions inside conditions the innermost has the reason. */
function openCondition(operands: readonly Settled[]): string {
  const because = operands.map((each) => whyOpen(each)).find((text) => text !== undefined);
  if (because === undefined) return undecided;
  return because.startsWith(undecided) ? because : `${undecided}: ${because}`;
}
const undecided = 'a condition decides about it';
function arithmeticOf(operator: string): '+' | '-' | '*' | '/' | '%' {
  return operator === '-' || operator === '*' || operator === '/' || operator === '%' ? operator : '+';
}
function compute(operator: string, [left = Number.NaN, right]: readonly number[]): number {
  if (right === undefined) return operator === '-' ? -left : Number.NaN;
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    default:
      return left % right;
  }
}
function decide(operator: string, values: readonly (Literal['value'] | undefined)[]): boolean | undefined {
  const [left, right] = values;
  const isTrue = (value: Literal['value'] | undefined): boolean => String(value) === 'true';
  if (operator === '&&') {
    if (values.some((value) => value !== undefined && !isTrue(value))) return false;
    return values.every((value) => value !== undefined) ? true : undefined;
  }
  if (operator === '||') {
    if (values.some((value) => value !== undefined && isTrue(value))) return true;
    return values.every((value) => value !== undefined) ? false : undefined;
  }
  if (left === undefined || (values.length > 1 && right === undefined)) return undefined;
  switch (operator) {
    case '!':
      return !isTrue(left);
    case '==':
      return String(left) === String(right);
    case '!=':
      return String(left) !== String(right);
    case '<':
      return Number(left) < Number(right);
    case '<=':
      return Number(left) <= Number(right);
    case '>':
      return Number(left) > Number(right);
    case '>=':
      return Number(left) >= Number(right);
    default:
      return undefined;
  }
}
