// Arithmetic of constants, as the Go compiler does it: lengths of time in whole nanoseconds, numbers as they are.
import { scaleNanoseconds } from './durations.js';
import type { Reading } from './reading.js';

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';
const operators = new Set<string>(['+', '-', '*', '/', '%']);
export const isOperator = (text: string): text is ArithmeticOperator => operators.has(text);

/** Nanoseconds, or a number; undefined where one of the two is no constant, or the kinds do not go together. */
export function foldConstants(
  operator: ArithmeticOperator,
  left: Reading,
  right: Reading,
): bigint | number | undefined {
  if (left.number !== undefined && right.number !== undefined) return foldNumbers(operator, left.number, right.number);
  const [a, b] = [left.nanoseconds, right.nanoseconds];
  if (operator === '*') {
    if (a !== undefined && right.number !== undefined) return scaleNanoseconds(a, right.number);
    if (b !== undefined && left.number !== undefined) return scaleNanoseconds(b, left.number);
    return undefined;
  }
  if (
    operator === '/' &&
    a !== undefined &&
    right.number !== undefined &&
    right.number !== 0 &&
    Number.isInteger(right.number)
  ) {
    return a / BigInt(right.number);
  }
  const whole = (each: Reading): bigint | undefined =>
    each.nanoseconds ?? (each.number !== undefined && Number.isInteger(each.number) ? BigInt(each.number) : undefined);
  const [x, y] = [whole(left), whole(right)];
  if (x === undefined || y === undefined) return undefined;
  return operator === '+' ? x + y : operator === '-' ? x - y : undefined;
}
function foldNumbers(operator: ArithmeticOperator, a: number, b: number): number | undefined {
  switch (operator) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/': {
      if (b === 0) return undefined;
      return Number.isInteger(a) && Number.isInteger(b) ? Math.trunc(a / b) : a / b;
    }
    case '%':
      return b === 0 ? undefined : a % b;
  }
}
