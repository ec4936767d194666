// How long a server goes on accepting requests after its stop signal, as its own code has it.
import type { Setting } from '../../model/setting.js';
import type { ShutdownPlan } from '../../model/topology.js';

/** A handler that never closes the server, and ends the process by a timer, serves until then. */
export function servesOn({ handled, handlers, helpers, delay, force }: ShutdownPlan): Setting {
  const steps = handlers.flatMap((each) => each.steps);
  const ends = steps.some(({ do: act }) => ['close', 'close-all', 'exit', 'reraise', 'unknown'].includes(act));
  const isTimed = steps.some((step) => step.do === 'force-exit');
  return handled === 'yes' && helpers.length === 0 && isTimed && !ends ? force : delay;
}
