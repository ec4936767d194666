// A condition that decides what a handler does: as a variable of its environment says.
import type { Expression } from '../../../../model/expression.js';
import { restsOnly } from '../../values/choices.js';
import type { FoundStep } from './course.js';

/** The first condition that decides what is stopped, as the walk meets it, besides those that are taken to hold or not. */
export interface Branching {
  /** As it is written. */
  on?: string;
  test?: Expression;
  /** By how they are written. */
  readonly holds?: ReadonlyMap<string, boolean>;
}
/** What ends, closes or promises something, by a condition that the environment alone decides: times under one are known to be two already. */
export const isDecisive = (steps: readonly FoundStep[], test: Expression): boolean =>
  steps.some(({ step }) => step.do !== 'delay' && step.do !== 'force-exit') && restsOnly(test);
