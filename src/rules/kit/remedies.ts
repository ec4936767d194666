// Remedies that rules offer: which changes of the model would settle a finding, and which of them only count together.
import { type Milliseconds, minutes, sumOf } from '../../model/duration.js';
import { idleSlack, promisedIdle, promisedIdleName, reusesConnections } from '../../model/idle-pair.js';
import { compareLocations } from '../../model/location.js';
import type { Change, Remedy } from '../../model/remedy.js';
import { finite, known, type Setting, written } from '../../model/setting.js';
import type { Container, Hop, RequestPath, Workload } from '../../model/topology.js';
import { outlasts } from '../../model/verdict.js';
import {
  comfortable,
  delayBeyond,
  lengthOf,
  longestOf,
  setTime,
  timeAfterSignal,
  waitsForIdle,
  wholeSeconds,
} from './lengths.js';

/** So long that nobody wants connections kept by themselves: the other side is the one to change. */
const longIdle = minutes(5);

/** Makes `closer` keep idle connections longer than `reuses`. */
export function outlastIdle(closer: Hop, reuses: Setting, path: RequestPath): readonly Remedy[] {
  const longest = longestOf(reuses);
  if (longest === undefined) return [];
  const length = wholeSeconds(sumOf(longest, comfortable));
  const change = setTime(closer, promisedIdleName(closer), length);
  const companions = companionsOf(closer, length) ?? [];
  return companions.flatMap((each) =>
    hopsBehind(closer, length, path).map((behind) => ({
      changes: [change, ...each, ...behind],
      ...(length > longIdle ? { review: true as const } : {}),
    })),
  );
}
/**
 * Where one value is also the time for which the hop itself reuses connections, the hop behind it has to hold on longer too.
 * None where nobody can tell.
 */
function hopsBehind(closer: Hop, length: Milliseconds, path: RequestPath): readonly (readonly Change[])[] {
  const { settings } = closer;
  if (settings.keyOf('inbound.idleTimeout') !== settings.keyOf('outbound.idleTimeout')) return [[]];
  if (reusesConnections(closer).holds === 'no') return [[]];
  const behind = path.nodes.slice(path.nodes.indexOf(closer) + 1);
  const next = behind.find((node) => node.is === 'gap' || node.product.layer !== 4);
  if (next === undefined || next.is === 'gap') return [];
  const reuses = known(finite(length), written(closer.at));
  const holds = outlasts(promisedIdle(next), reuses, idleSlack).holds;
  return holds === 'yes' ? [[]] : holds === 'no' ? outlastIdle(next, reuses, path).map((each) => each.changes) : [];
}
/**
 * Where closing the server waits until connections have been idle for their full time, a longer time has to fit into the
 * grace period as well. The ways to make it fit, or an empty one where it does; undefined where nobody can tell.
 */
function companionsOf(closer: Hop, length: Milliseconds): readonly (readonly Change[])[] | undefined {
  const { server, workload } = closer;
  if (server === undefined || workload === undefined) return [[]];
  const waits = server.habits.truth('close-waits-for-idle-timeout');
  const plan = server.shutdown;
  if (waits.state !== 'known' || !waits.value || plan.handled === 'no') return [[]];
  if (plan.handled === 'unknown') return undefined;
  if (!waitsForIdle(plan)) return [[]];
  // A timer that ends the process first makes the wait as short as it was.
  if (plan.force.state === 'known' && plan.force.value.kind === 'finite') return [[]];
  const container = workload.containers.find((each) => [...each.serverCandidates, ...each.besides].includes(server));
  const grace = lengthOf(workload.grace);
  const before = container === undefined ? undefined : lengthOf(container.preStopDelay);
  const delay = lengthOf(plan.delay);
  if (container === undefined || grace === undefined || before === undefined || delay === undefined) return undefined;
  const needed = sumOf(before, delay, length, comfortable);
  if (grace >= needed) return [[]];
  return [
    [{ do: 'set-grace', workload, container, length: wholeSeconds(needed, 5) }],
    [{ do: 'let-connections-go', server }],
  ];
}

/** Makes the grace period last longer than what has to fit into it. */
export function outlastGrace(workload: Workload, container: Container, total: Setting): readonly Remedy[] {
  const spent = lengthOf(total);
  if (spent === undefined) return [];
  return [{ changes: [{ do: 'set-grace', workload, container, length: wholeSeconds(sumOf(spent, comfortable)) }] }];
}

/** A hook that sleeps until traffic has stopped, and the grace period it takes. */
export function delayBeforeSignal(workload: Workload, container: Container): readonly Remedy[] {
  const propagation = lengthOf(workload.propagation);
  const grace = lengthOf(workload.grace);
  if (propagation === undefined || grace === undefined) return [];
  const length = delayBeyond(propagation);
  const hook: Change = { do: 'add-pre-stop', container, length };
  const needed = sumOf(length, timeAfterSignal(container), comfortable);
  if (grace >= needed) return [{ changes: [hook] }];
  return [{ changes: [hook, { do: 'set-grace', workload, container, length: wholeSeconds(needed, 5) }] }];
}

const readinessPaths = /^\/(?:[\w-]+\/)*(?:readyz?|readiness|healthz?|healthcheck|health\/ready)$/;

/** A probe where the endpoint is known: the server's own readiness or health route, else the one liveness asks. */
export function probeReadiness(container: Container): readonly Remedy[] {
  const { server, liveness, ports } = container;
  const route = (server?.fact.routes ?? [])
    .filter(
      (each) =>
        each.byFile !== true && readinessPaths.test(each.path) && (each.method ?? 'GET').toUpperCase() === 'GET',
    )
    .map((each) => each.path)
    .sort((a, b) => Number(/ready|readiness/.test(b)) - Number(/ready|readiness/.test(a)) || (a < b ? -1 : 1))[0];
  const written = server?.fact.port;
  const port = written?.kind === 'literal' && typeof written.value === 'number' ? written.value : undefined;
  const only = ports.length === 1 ? ports[0]?.port : undefined;
  const answersAt = port ?? only;
  if (route !== undefined && answersAt !== undefined)
    return [{ changes: [{ do: 'add-readiness', container, path: route, port: answersAt }] }];
  if (liveness?.handler !== 'http' || liveness.path === undefined || liveness.port === undefined) return [];
  return [{ changes: [{ do: 'add-readiness', container, path: liveness.path.text, port: liveness.port.port }] }];
}

/**
 * Takes the shell out of the way of the stop signal. A server that never heard of the signal went on serving; once it hears of
 * it, it needs a delay.
 */
export function reachServer(workload: Workload, container: Container): readonly Remedy[] {
  const { delivery, server, preStop } = container;
  const steps = [...delivery.chain.map((step) => step.at), ...delivery.decidedBy];
  const places = steps.filter((at, index) => steps.findIndex((other) => compareLocations(at, other) === 0) === index);
  const delay = server === undefined ? undefined : lengthOf(server.shutdown.delay);
  const servesOn = preStop !== undefined || (delay !== undefined && delay > 0);
  const goesDeaf = delivery.outcome === 'ignored' && server?.shutdown.handled !== 'no';
  const companions = goesDeaf && !servesOn ? delayBeforeSignal(workload, container)[0]?.changes : [];
  if (companions === undefined) return [];
  return places.flatMap((at): readonly Remedy[] => [
    { changes: [{ do: 'use-exec-form', at }, ...companions] },
    { changes: [{ do: 'exec-command', at }, ...companions] },
  ]);
}
