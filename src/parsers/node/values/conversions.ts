// Calls that change the type or unit of a value: `Number`, `parseInt`, `ms`, `Math.max`, helpers of date-fns.
import type { Expression } from '../../../model/expression.js';
import { literal } from '../../../model/expression.js';
import { argumentsOf, is, methodCall, type NodeOf } from '../ast.js';
import { dotted, referenceOf } from './references.js';
import type { Frame, Reader } from './values.js';

type Target = Extract<Expression, { kind: 'convert' }>['to'];

const conversions: ReadonlyMap<string, Target> = new Map<string, Target>([
  ['global.Number', 'number'],
  ['global.parseFloat', 'number'],
  ['global.Number.parseFloat', 'number'],
  ['global.parseInt', 'integer'],
  ['global.Number.parseInt', 'integer'],
  ['global.Math.trunc', 'integer'],
  ['global.Math.floor', 'integer'],
  ['global.String', 'string'],
  ['global.Boolean', 'boolean'],
  ['ms', 'ms-library'],
  ['ms.ms', 'ms-library'],
  ['@lukeed/ms.parse', 'ms-library'],
]);
/** Libraries that read more than `ms` does, and the same where one number has one unit. */
const durations: ReadonlySet<string> = new Set([
  'parse-duration',
  'parse-duration.parse',
  'human-interval',
  'itty-time.ms',
]);
const oneUnit = /^\d+(?:\.\d+)? ?(?:ms|millis(?:econds?)?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?)$/i;
const comparisons: ReadonlyMap<string, 'min' | 'max'> = new Map([
  ['global.Math.max', 'max'],
  ['global.Math.min', 'min'],
]);
/** Milliseconds in one unit of what date-fns converts from. */
const unitHelpers: ReadonlyMap<string, number> = new Map([
  ['secondsToMilliseconds', 1000],
  ['minutesToMilliseconds', 60_000],
  ['hoursToMilliseconds', 3_600_000],
]);

export function readConversion(reader: Reader, node: NodeOf<'CallExpression'>, frame: Frame): Expression | undefined {
  const at = reader.source.at(node);
  const method = methodCall(node);
  if (method?.method === 'toString' && node.arguments.length === 0)
    return { kind: 'convert', to: 'string', operand: reader.evaluate(method.object, frame), at };
  const reference = referenceOf(reader.source, node.callee);
  if (reference === undefined) return undefined;
  const name = dotted(reference);
  const [first, second] = argumentsOf(node);
  const to = conversions.get(name);
  if (to !== undefined && first !== undefined) {
    if (to === 'integer' && second !== undefined && !isDecimal(reader.evaluate(second, frame)))
      return reader.unknown('unsupported-syntax', `${reader.source.textOf(node)} reads digits of another base`, node);
    return { kind: 'convert', to, operand: reader.evaluate(first, frame), at };
  }
  if (durations.has(name) && first !== undefined) {
    const operand = reader.evaluate(first, frame);
    if (operand.kind === 'literal' && oneUnit.test(String(operand.value)))
      return { kind: 'convert', to: 'ms-library', operand, at };
  }
  const operator = comparisons.get(name);
  if (operator !== undefined && node.arguments.length > 0 && !node.arguments.some((each) => is(each, 'SpreadElement')))
    return {
      kind: 'arithmetic',
      operator,
      operands: argumentsOf(node).map((each) => reader.evaluate(each, frame)),
      at,
    };
  const factor = reference.module.startsWith('date-fns') ? unitHelpers.get(reference.path.at(-1) ?? '') : undefined;
  if (factor === undefined || first === undefined) return undefined;
  const operand = reader.evaluate(first, frame);
  if (operand.kind === 'literal' && typeof operand.value === 'number')
    return literal(operand.value * factor, at, reader.source.textOf(node));
  return { kind: 'arithmetic', operator: '*', operands: [operand, literal(factor, at)], at };
}

const isDecimal = (radix: Expression): boolean =>
  radix.kind === 'literal' && (radix.value === 10 || radix.value === null);
