// What a library makes of the text of a flag, a variable or a key.
import type { Expression } from '../../../model/expression.js';

export type ValueType = 'length' | 'integer' | 'number' | 'text' | 'any';

export function convert(type: ValueType, operand: Expression, at: Expression['at']): Expression {
  if (type === 'any' || type === 'text') return operand;
  const to = type === 'length' ? 'go-duration' : type === 'integer' ? 'integer' : 'number';
  return { kind: 'convert', to, operand, at };
}
