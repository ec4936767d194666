// Small readings of settled values that facts about objects share.
import type { Expression } from '../../../model/expression.js';
import type { Numeric, PortRef, Quantity, Text } from '../../../model/facts.js';
import { expressionOf, literalOf, numberOf, placeOfSettled, type Settled, textOf } from '../values/settled.js';

export function textAt(value: Settled | undefined): Text | undefined {
  const text = textOf(value);
  return value === undefined || text === undefined || text === '' ? undefined : { text, at: placeOfSettled(value) };
}
export function numericOf(value: Settled | undefined): Numeric | undefined {
  const number = numberOf(value);
  return value === undefined || number === undefined ? undefined : { value: number, at: placeOfSettled(value) };
}
export function portOf(value: Settled | undefined): PortRef | undefined {
  const port = literalOf(value);
  if (value === undefined || port === undefined || port === null || port === '' || typeof port === 'boolean')
    return undefined;
  return { port: /^\d{1,5}$/.test(String(port)) ? Number(port) : port, at: placeOfSettled(value) };
}
/** Written, but nobody can say from the files what: defaults must not stand in for it. */
export function isOpen(value: Settled | undefined): boolean {
  return (
    value !== undefined &&
    value.is !== 'absent' &&
    value.is !== 'list' &&
    value.is !== 'map' &&
    literalOf(value) === undefined
  );
}
/** A number, or why nobody can tell it. */
export function quantityOf(value: Settled | undefined): Quantity | undefined {
  if (value === undefined) return undefined;
  const number = numberOf(value);
  const at = placeOfSettled(value);
  if (number !== undefined) return { value: number, at };
  if (!isOpen(value) || textOf(value) !== undefined) return undefined;
  const expression = expressionOf(value);
  if (expression?.kind === 'unknown')
    return { open: { kind: expression.reason, text: expression.text, at: expression.at }, at };
  const text = expression?.kind === 'either' ? expression.why : 'it is worked out by whoever applies it';
  return { open: { kind: 'ambiguous', text, at }, at };
}

/** Every environment variable is text, also where a template puts a number. */
export function asText(expression: Expression): Expression {
  const isText = expression.kind === 'literal' && typeof expression.value === 'string';
  return isText ? expression : { kind: 'convert', to: 'string', operand: expression, at: expression.at };
}
