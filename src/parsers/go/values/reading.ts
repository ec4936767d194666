// What reading a Go expression gives, and how several readings of one name become one.
import { type Expression, mayBeAbsent } from '../../../model/expression.js';
import type { Location } from '../../../model/location.js';

/** What a reading is known to be besides its expression. */
export interface Reading {
  readonly expression: Expression;
  readonly kind: 'length' | 'number' | 'text' | 'any';
  /** Constants: whole nanoseconds of a length, or the number. */
  readonly nanoseconds?: bigint;
  readonly number?: number;
  /** What it is where a length of time is due, when the function that gives the number decides what it counts. */
  readonly asLength?: Expression;
}

interface Option {
  readonly reading: Reading;
  readonly conditional: boolean;
  readonly test?: ZeroTest;
}
/** What its condition asks: whether the name had no value before, or whether what it is given is any. */
export type ZeroTest = 'had-none' | 'is-any';
/**
 * Several values given to one name, in order. A later one replaces the earlier; where it only holds under a condition both
 * may, unless one of them comes from the environment or a flag, or the condition asks for a value: then the other is what
 * holds when that is not set.
 */
export function combine(options: readonly Option[], at: Location, why: string): Reading | undefined {
  let current: Reading | undefined;
  for (const { reading, conditional, test } of options) {
    if (test === 'had-none') current = orZero(current === undefined ? [reading] : [current, reading], at);
    else if (current === undefined || !conditional) current = reading;
    else if (test === 'is-any') current = orZero([reading, current], at);
    else if (mayBeAbsent(reading.expression)) current = prefer(reading, current, at);
    else if (mayBeAbsent(current.expression)) current = prefer(current, reading, at);
    else current = either([current, reading], at, why);
  }
  return current;
}
/** The first that is not the zero value of its type. One alone holds where nothing else is given. */
function orZero(readings: readonly Reading[], at: Location): Reading {
  const kind = readings.find((each) => each.kind !== 'any')?.kind ?? 'any';
  return joined(kind, readings, (options) => ({ kind: 'fallback', mode: 'or-falsy', options, at }));
}
export function prefer(first: Reading, second: Reading, at: Location): Reading {
  const kind = first.kind === 'any' ? second.kind : first.kind;
  return joined(kind, [first, second], (each) => {
    const options = each.flatMap((one) => (one.kind === 'fallback' && one.mode === 'if-missing' ? one.options : [one]));
    return { kind: 'fallback', mode: 'if-missing', options, at };
  });
}
function joined(
  kind: Reading['kind'],
  readings: readonly Reading[],
  join: (expressions: readonly Expression[]) => Expression,
): Reading {
  const expression = join(readings.map((each) => each.expression));
  if (readings.every((each) => each.asLength === undefined)) return { kind, expression };
  return { kind, expression, asLength: join(readings.map((each) => each.asLength ?? each.expression)) };
}
export function either(readings: readonly Reading[], at: Location, why: string): Reading {
  const distinct = readings.filter((each, index) => readings.findIndex((other) => sameValue(other, each)) === index);
  const [first] = distinct;
  if (first !== undefined && distinct.length === 1) return first;
  const kinds = new Set(distinct.map((each) => each.kind));
  const kind = kinds.size === 1 && first !== undefined ? first.kind : 'any';
  return joined(kind, distinct, (options) => ({ kind: 'either', options, why, at }));
}
function sameValue(a: Reading, b: Reading): boolean {
  if (a.nanoseconds !== undefined || b.nanoseconds !== undefined) return a.nanoseconds === b.nanoseconds;
  if (a.number !== undefined || b.number !== undefined) return a.number === b.number;
  const [x, y] = [a.expression, b.expression];
  return x === y || (x.kind === 'literal' && y.kind === 'literal' && x.value === y.value);
}
/** Whether a variable of the process or a flag has a say. */
export function asksEnvironment(expression: Expression): boolean {
  switch (expression.kind) {
    case 'env':
      return true;
    case 'name':
      return expression.space === 'variable';
    case 'convert':
      return asksEnvironment(expression.operand);
    case 'arithmetic':
      return expression.operands.some(asksEnvironment);
    case 'fallback':
    case 'either':
      return expression.options.some(asksEnvironment);
    default:
      return false;
  }
}
