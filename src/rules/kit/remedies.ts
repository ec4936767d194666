// Remedies that rules offer: which changes of the model would settle a finding, and which of them only count together.
import { type Milliseconds, milliseconds, seconds, sumOf } from '../../model/duration.js';
import { compareLocations } from '../../model/location.js';
import type { Change, Remedy } from '../../model/remedy.js';
import type { Setting } from '../../model/setting.js';
import type { TimeSettingName } from '../../model/setting-names.js';
import type { Container, Hop, Workload } from '../../model/topology.js';

/** Slack that no stalled event loop or round trip uses up (measured clean; see the rule pages). */
const comfortable = seconds(5);

/** A known, finite length; undefined for everything else. */
function lengthOf(setting: Setting): Milliseconds | undefined {
  return setting.state === 'known' && setting.value.kind === 'finite' ? setting.value.length : undefined;
}
const wholeSeconds = (length: number, step = 1): Milliseconds => seconds(Math.ceil(length / 1000 / step) * step);

/** Makes `closer` keep idle connections longer than `reuses`. */
export function outlastIdle(closer: Hop, name: TimeSettingName, reuses: Setting): readonly Remedy[] {
  const longest = longestOf(reuses);
  if (longest === undefined) return [];
  const length = wholeSeconds(sumOf(longest, comfortable));
  const server = closer.server;
  const change: Change = {
    do: 'set-time',
    name,
    settings: closer.settings,
    length,
    ...(server === undefined ? {} : { server }),
  };
  const companions = companionsOf(closer, length);
  return companions === undefined ? [] : companions.map((each) => ({ changes: [change, ...each] }));
}
function longestOf(setting: Setting): Milliseconds | undefined {
  if (setting.state === 'known') return lengthOf(setting);
  const lengths = (setting.candidates ?? []).map((each) => lengthOf(each));
  if (lengths.length === 0 || lengths.some((each) => each === undefined)) return undefined;
  return milliseconds(Math.max(...lengths.flatMap((each) => each ?? [])));
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
  if (plan.announcesClose || plan.closesIdle || plan.waits === 'no') return [[]];
  // A timer that ends the process first makes the wait as short as it was.
  if (plan.force.state === 'known' && plan.force.value.kind === 'finite') return [[]];
  const container = workload.containers.find((each) => each.serverCandidates.includes(server));
  const grace = lengthOf(workload.grace);
  const before = container === undefined ? undefined : lengthOf(container.preStopDelay);
  const delay = lengthOf(plan.delay);
  if (container === undefined || grace === undefined || before === undefined || delay === undefined) return undefined;
  const needed = sumOf(before, delay, length, comfortable);
  if (grace >= needed) return [[]];
  return [[{ do: 'set-grace', workload, container, length: wholeSeconds(needed, 5) }], [{ do: 'close-idle', server }]];
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
  const length = wholeSeconds(sumOf(propagation, comfortable), 5);
  const hook: Change = { do: 'add-pre-stop', container, length };
  const plan = container.server?.shutdown;
  const after =
    plan === undefined || plan.handled !== 'yes' ? undefined : (lengthOf(plan.force) ?? lengthOf(plan.delay));
  const needed = sumOf(length, after ?? milliseconds(0), comfortable);
  if (grace >= needed) return [{ changes: [hook] }];
  return [{ changes: [hook, { do: 'set-grace', workload, container, length: wholeSeconds(needed, 5) }] }];
}

const readinessPaths = /^\/(?:[\w-]+\/)*(?:readyz?|readiness|healthz?|healthcheck|health\/ready)$/;

/** A probe where the endpoint is known: the server's own readiness or health route, else the one liveness asks. */
export function probeReadiness(container: Container): readonly Remedy[] {
  const { server, liveness, ports } = container;
  const route = (server?.fact.routes ?? [])
    .filter((each) => readinessPaths.test(each.path) && (each.method ?? 'GET').toUpperCase() === 'GET')
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
