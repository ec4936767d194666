// Steps of a handler that are taken only where a condition holds which the environment decides.
import { type ChosenBy, type Expression, literal } from '../../../model/expression.js';
import type { ShutdownStep } from '../../../model/facts.js';

/** No time where it is not waited, no limit where no timer runs; what has no length is taken for certain. */
export function sometimes(step: ShutdownStep, on: string, chosenBy: ChosenBy | undefined): ShutdownStep {
  if (step.do === 'delay') return { ...step, length: either(step.length, 0, on, chosenBy) };
  return step.do === 'force-exit' ? { ...step, after: either(step.after, null, on, chosenBy) } : step;
}
function either(length: Expression, otherwise: 0 | null, on: string, chosenBy: ChosenBy | undefined): Expression {
  const { at } = length;
  const why = `it depends on ${on}`;
  return { kind: 'either', options: [length, literal(otherwise, at)], why, at, ...(chosenBy && { chosenBy }) };
}
