// Handlers of signals that a program registers under conditions.
import { type Condition, literal, where } from './expression.js';
import type { SignalHandlerFact } from './facts.js';

/** A condition that nobody can read is most often about the state of the process, and holds once. */
export function handledWhere<T extends Pick<SignalHandlerFact, 'where' | 'at'>>(
  handler: T,
  under: readonly Condition[],
): T {
  const readable = under.filter(({ chosenBy }) => chosenBy !== undefined);
  if (readable.length === 0) return handler;
  return { ...handler, where: where(readable, handler.where ?? literal(true, handler.at), false) };
}
