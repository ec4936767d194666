// Small readings of settled values that facts about objects share.
import type { Expression } from '../../model/expression.js';
import type { Numeric, PortRef, Text } from '../../model/facts.js';
import { literalOf, numberOf, placeOfSettled, type Settled, textOf } from './settled.js';

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

/** Every environment variable is text, also where a template puts a number. */
export function asText(expression: Expression): Expression {
  const isText = expression.kind === 'literal' && typeof expression.value === 'string';
  return isText ? expression : { kind: 'convert', to: 'string', operand: expression, at: expression.at };
}
