// Plain values and lengths of time: what they become when they are converted or computed with.
import { type Grammar, type Milliseconds, milliseconds, readDuration } from '../../model/duration.js';
import type { Location } from '../../model/location.js';
import { known, type Origin, type Setting, unknown } from '../../model/setting.js';

/** A value that already has its unit. */
export interface Length {
  readonly length: Milliseconds;
}
export type Scalar = string | number | boolean | null | Length;

export function isLength(value: Scalar): value is Length {
  return typeof value === 'object' && value !== null;
}

export function isFalsy(value: Scalar): boolean {
  const plain = isLength(value) ? value.length : value;
  return plain === null || plain === false || plain === '' || plain === 0 || Number.isNaN(plain);
}

/** What a library or a language makes of a value; a text that it refuses is invalid. */
export function converted(
  value: Scalar,
  to: 'number' | 'integer' | 'string' | 'boolean' | Grammar,
  at: Location,
  origin: Origin,
): Setting<Scalar> {
  switch (to) {
    case 'string':
      return known<Scalar>(isLength(value) ? value : String(value), origin);
    case 'boolean':
      return known<Scalar>(value === true || value === 'true', origin);
    case 'number':
    case 'integer': {
      if (isLength(value)) return known<Scalar>(value, origin);
      const count = to === 'number' ? Number(value) : Number.parseInt(String(value), 10);
      return known<Scalar>(count, origin);
    }
    default: {
      if (isLength(value)) return known<Scalar>(value, origin);
      const reading = readDuration(String(value), to);
      return reading.ok
        ? known<Scalar>({ length: reading.length }, origin)
        : unknown<Scalar>({ kind: 'invalid', text: `"${String(value)}" is not ${reading.expected}`, at });
    }
  }
}

/** Lengths are counted in nanoseconds where two of them meet, as Go does. Undefined where the kinds do not go together. */
export function combined(
  operator: '+' | '-' | '*' | '/' | '%' | 'min' | 'max',
  values: readonly Scalar[],
): Scalar | undefined {
  if (operator === '+' && values.some((each) => typeof each === 'string')) return values.map(String).join('');
  const lengths = values.filter((each) => isLength(each)).length;
  const counts = values.map((each) => (isLength(each) ? each.length : typeof each === 'number' ? each : Number(each)));
  if (counts.some((each) => Number.isNaN(each))) return Number.NaN;
  const [first, ...rest] = counts;
  if (first === undefined) return undefined;
  const asLength = (count: number): Scalar => ({ length: milliseconds(count) });
  switch (operator) {
    case '*': {
      const product = counts.reduce((a, b) => a * b, 1);
      return lengths === 0 ? product : asLength(product * 1e6 ** (lengths - 1));
    }
    case '/': {
      const quotient = rest.reduce((a, b) => a / b, first);
      const firstIsLength = isLength(values[0] ?? null);
      return lengths === 1 && firstIsLength ? asLength(quotient) : quotient;
    }
    case '%':
      return lengths === 0 ? rest.reduce((a, b) => a % b, first) : undefined;
    case '+':
    case '-':
    case 'min':
    case 'max': {
      // A bare number next to a Length is a count of nanoseconds in Go, the only language that mixes them.
      const aligned =
        lengths === 0
          ? counts
          : values.map((each, index) => (isLength(each) ? each.length : (counts[index] ?? Number.NaN) / 1e6));
      const [head, ...tail] = aligned;
      if (head === undefined) return undefined;
      const total =
        operator === '+'
          ? aligned.reduce((a, b) => a + b, 0)
          : operator === '-'
            ? tail.length === 0
              ? -head
              : tail.reduce((a, b) => a - b, head)
            : operator === 'min'
              ? Math.min(...aligned)
              : Math.max(...aligned);
      return lengths === 0 ? total : asLength(total);
    }
  }
}
