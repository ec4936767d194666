// A liveness probe quicker than readiness restarts a busy pod instead of sparing it, and its load falls on the others.
import {
  answeringWorkloads,
  asksTheSame,
  atLeast,
  defineRule,
  mainPath,
  outlasts,
  type ProbeFact,
  type ProbeTimes,
  probeTimes,
  type ServedWorkload,
  satisfies,
  show,
  showCounted,
  showPlace,
  showProbe,
  showValue,
  type Verdict,
  written,
} from './kit/index.js';

interface Subject extends ServedWorkload {
  readonly about: 'order' | 'first-failure';
  readonly liveness: ProbeFact;
  readonly readiness?: ProbeFact;
  readonly times: ProbeTimes;
  readonly readinessTimes?: ProbeTimes;
}

/** How many failures of its own period it takes to outlast the other one. */
function slower({ period, timeout }: ProbeTimes, { patience }: ProbeTimes): string {
  const lengths = [period, timeout, patience].map((each) =>
    each.state === 'known' && each.value.kind === 'finite' ? each.value.length : undefined,
  );
  const [step, last, needed] = lengths;
  if (step === undefined || last === undefined || needed === undefined || step <= 0)
    return 'a longer period or more failures';
  return `failureThreshold: ${Math.floor((needed - last) / step) + 1} or more, or a longer period`;
}

export default defineRule<Subject>({
  id: 'liveness-restarts',
  severity: 'warning',
  summary: 'A liveness probe is more patient than the readiness probe that asks the same',
  cause: 'oom-crash',
  reads: ['container.liveness', 'container.readiness'],

  *each(model) {
    for (const served of answeringWorkloads(model)) {
      const { liveness, readiness, thirdParty } = served.container;
      if (liveness === undefined || thirdParty === true) continue;
      const times = probeTimes(liveness, model.platform);
      yield { ...served, about: 'first-failure', liveness, times };
      if (readiness === undefined) continue;
      yield {
        ...served,
        about: 'order',
        liveness,
        times,
        readiness,
        readinessTimes: probeTimes(readiness, model.platform),
      };
    }
  },
  requires({ about, container, liveness, readiness, times, readinessTimes }): Verdict {
    if (about === 'first-failure') return satisfies(times.failures, (count) => count > 1);
    if (readiness === undefined || readinessTimes === undefined) return { holds: 'yes', because: [] };
    const same = asksTheSame(liveness, readiness, container);
    if (same === false) return { holds: 'yes', because: [written(liveness.at)] };
    const patient = outlasts(times.patience, readinessTimes.patience);
    if (same === true || patient.holds !== 'no') return patient;
    const ports = [liveness.port?.port, readiness.port?.port].filter((port) => typeof port === 'string');
    return {
      holds: 'unknown',
      because: [
        {
          kind: 'not-in-scan',
          text: `no container port is called ${ports.join(' or ')}, so nobody can tell whether liveness and readiness ask the same`,
          settle: 'Name the port in the ports of the container.',
          at: liveness.at,
        },
      ],
    };
  },
  tell({ workload, container, about, liveness, readiness, times, readinessTimes }) {
    const path = mainPath(workload);
    const shared = { key: [workload.title, container.name, about], ...(path === undefined ? {} : { path }) };
    if (about === 'first-failure' || readiness === undefined || readinessTimes === undefined) {
      return {
        ...shared,
        message: `Container ${container.name} of ${workload.title} is restarted after ${showCounted(times.failures, 'failed liveness check')} that may take ${show(times.timeout)}, so one slow answer under load ends every request in flight.`,
        help: 'Set failureThreshold to 3 or more, and timeoutSeconds to several seconds.',
        at: times.failures,
        related: [],
      };
    }
    const isTie = atLeast(times.patience, readinessTimes.patience).holds === 'yes';
    const [first, second] = [showPlace(liveness.at), showPlace(readiness.at)];
    const patience = showValue(times.patience);
    const compared = isTie
      ? `and both give up after ${patience} (${first}, ${second}), so an overloaded pod may be restarted instead of spared`
      : `but liveness gives up after ${patience} (${first}) and readiness after ${showValue(readinessTimes.patience)} (${second}), so an overloaded pod is restarted before it is spared`;
    return {
      ...shared,
      message: `Liveness and readiness of container ${container.name} of ${workload.title} both ask ${showProbe(liveness)}${isTie ? ' ' : ', '}${compared}.`,
      help: `Make liveness the slower of the two (${slower(times, readinessTimes)}), or let it ask an endpoint that checks nothing but the process itself.`,
      at: liveness.at,
      related: [{ message: `readiness gives up after ${showValue(readinessTimes.patience)}`, location: readiness.at }],
      ...(isTie ? { severity: 'note' as const } : {}),
    };
  },
  subject: ({ workload, container, liveness }) => ({
    name: `liveness probe of container ${container.name} of ${workload.title}`,
    at: liveness.at,
    of: workload.fact,
  }),
});
