// The one form every Go length of time takes in facts, so that link computes it without knowing Go.
//
// - A constant length is `convert` to `go-duration` of a string literal in whole units: `30 * time.Second` becomes "30s";
//   the literal keeps what was written as its `text` and the place of the whole expression.
// - A bare number where a Duration is due is `convert` to `integer-nanoseconds` of the number: `IdleTimeout: 65` is 65 ns.
// - Anything else is `arithmetic` over such lengths and plain numbers; a number that only scales (`time.Duration(n)`)
//   stays a plain number.
import type { Expression } from '../../../model/expression.js';
import { literal } from '../../../model/expression.js';
import type { Location } from '../../../model/location.js';

const units: readonly (readonly [bigint, string])[] = [
  [1_000_000_000n, 's'],
  [1_000_000n, 'ms'],
  [1_000n, 'us'],
  [1n, 'ns'],
];

/** The shortest exact `time.ParseDuration` text. */
export function spellNanoseconds(count: bigint): string {
  if (count === 0n) return '0s';
  const [size, suffix] = units.find(([each]) => count % each === 0n) ?? [1n, 'ns'];
  return `${count / size}${suffix}`;
}
export function constantLength(count: bigint, at: Location, text: string): Expression {
  return { kind: 'convert', to: 'go-duration', operand: literal(spellNanoseconds(count), at, text), at };
}
export function bareNanoseconds(count: number, at: Location, text: string): Expression {
  return { kind: 'convert', to: 'integer-nanoseconds', operand: literal(count, at, text), at };
}

/** `time.Second` and its siblings, in nanoseconds. */
export const timeConstants: ReadonlyMap<string, bigint> = new Map([
  ['Nanosecond', 1n],
  ['Microsecond', 1_000n],
  ['Millisecond', 1_000_000n],
  ['Second', 1_000_000_000n],
  ['Minute', 60_000_000_000n],
  ['Hour', 3_600_000_000_000n],
]);

/** A Go number literal; undefined for what is none (imaginary, malformed). */
export function readNumber(text: string): number | undefined {
  const plain = text.replaceAll('_', '');
  if (/^0[0-7]+$/.test(plain)) return Number.parseInt(plain, 8);
  const value = Number(plain);
  return plain === '' || !Number.isFinite(value) ? undefined : value;
}
/** A number of units as whole nanoseconds; undefined when there would be a fraction or more than Go's 63 bits. */
export function scaleNanoseconds(unit: bigint, factor: number): bigint | undefined {
  const exact = Number.isInteger(factor) ? unit * BigInt(factor) : wholeOrNothing(Number(unit) * factor);
  return exact === undefined || exact > limit || exact < -limit ? undefined : exact;
}
const limit = 2n ** 63n;
function wholeOrNothing(value: number): bigint | undefined {
  return Number.isFinite(value) ? BigInt(Math.round(value)) : undefined;
}
