// Servers that answer 503 to every request once they stop, while balancers and Services still send them some.
import type { Location } from '../../model/location.js';
import type { Setting } from '../../model/setting.js';
import type { Server } from '../../model/topology.js';
import { boundLength, sumSettings } from '../../model/verdict.js';
import type { Tale } from './define-rule.js';
import { delayBeforeSignal } from './remedies.js';
import { show, showPlace } from './wording.js';
import type { ServedServer } from './workloads.js';

export interface Refusal {
  /** Its own code refuses, or its framework does from the moment it begins to close. */
  readonly by: 'source' | 'framework';
  readonly at: Location;
  /** How long it serves as usual before that. */
  readonly delay: Setting;
}

export function refusalOf({ server, container, workload }: ServedServer): Refusal | undefined {
  if (workload.fact.platform !== 'kubernetes') return undefined;
  const steps = server.shutdown.handlers.flatMap((each) => each.steps);
  const own = steps.find((step) => step.do === 'fail-readiness' && step.everything === true);
  if (own !== undefined) return { by: 'source', at: own.at, delay: container.preStopDelay };
  const refuses = server.habits.truth('answers-503-while-closing');
  const told = server.fact.traits.find((each) => each.name === 'return503OnClosing')?.value;
  const closes = steps.find((step) => step.do === 'close')?.at;
  if (refuses.state === 'unknown' || !refuses.value || closes === undefined || told !== undefined) return undefined;
  if (forcedClose(server) !== undefined) return undefined;
  return { by: 'framework', at: closes, delay: sumSettings([container.preStopDelay, server.shutdown.delay]) };
}
export function forcedClose({ fact }: Server): Server['fact']['traits'][number] | undefined {
  return fact.traits.find(
    (each) => each.name === 'forceCloseConnections' && each.value.kind === 'literal' && each.value.value === true,
  );
}

export function tellRefusal(
  { workload, container, server }: ServedServer,
  { by, at, delay }: Refusal,
): Pick<Tale, 'message' | 'help' | 'at' | 'severity' | 'remedies'> {
  const none = delay.state === 'known' && boundLength(delay.value) === 0;
  const when = none ? `as soon as ${container.delivery.signal} arrives` : `after ${show(delay)}`;
  const meanwhile = `while traffic still arrives for about ${show(workload.propagation)}`;
  if (by === 'source')
    return {
      message: `${workload.title} answers every request with 503 ${when} (${showPlace(at)}), ${meanwhile}.`,
      help: 'Let the readiness probe alone fail, and go on answering the rest until that time is over, by a preStop hook or a delay in the handler.',
      at,
      severity: 'warning',
      ...(container.preStop === undefined ? { remedies: delayBeforeSignal(workload, container) } : {}),
    };
  return {
    message: `${workload.title} closes its server ${when} (${showPlace(at)}), and ${server.product.title} answers every request on an open connection with 503 from then on, ${meanwhile}.`,
    help: `Close it only when that time is over, by a preStop hook or a delay in the handler; or create the server with return503OnClosing: false, which leaves requests on new connections refused.`,
    at,
    severity: 'warning',
  };
}
