// Numbers: conversions and sums.
import type { Sourced } from '../../kit/sourced.js';
import { type Functions, integer, numberFrom } from './functions-types.js';
import { stringOf } from './truth.js';

/** Text that is no number counts as zero. */
function numberOf(value: Sourced | undefined): number | undefined {
  if (value?.kind === 'number') return value.value;
  const text = value?.kind === 'boolean' ? (value.value ? '1' : '0') : stringOf(value);
  if (text === undefined) return undefined;
  const number = Number(text);
  return Number.isFinite(number) && text.trim() !== '' ? number : 0;
}
const whole = (value: Sourced | undefined): number | undefined => {
  const number = numberOf(value);
  return number === undefined ? undefined : Math.trunc(number);
};

type Sum = (a: number, b: number) => number;
const fold =
  (sum: Sum): Functions[string] =>
  (args) => {
    const numbers = args.map(whole);
    let total = numbers[0];
    for (const number of numbers.slice(1)) {
      if (total === undefined || number === undefined) return undefined;
      total = sum(total, number);
    }
    return total === undefined || !Number.isFinite(total) ? undefined : integer(total, args);
  };
const rounded =
  (round: (value: number) => number): Functions[string] =>
  (args) => {
    const number = numberOf(args[0]);
    return number === undefined ? undefined : numberFrom(round(number), true, args);
  };
const toInteger: Functions[string] = (args) => {
  const number = whole(args[0]);
  return number === undefined ? undefined : integer(number, args);
};

export const numberFunctions: Functions = {
  int: toInteger,
  int64: toInteger,
  atoi: toInteger,
  float64: rounded((value) => value),
  add: fold((a, b) => a + b),
  add1: (args) => fold((a, b) => a + b)([...args, integer(1)]),
  sub: fold((a, b) => a - b),
  mul: fold((a, b) => a * b),
  div: fold((a, b) => Math.trunc(a / b)),
  mod: fold((a, b) => a % b),
  max: fold(Math.max),
  min: fold(Math.min),
  floor: rounded(Math.floor),
  ceil: rounded(Math.ceil),
};
