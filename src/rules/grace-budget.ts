// Everything a stopping pod does has to end before the kubelet's patience does; a tie is lost as often as won.
import {
  boundLength,
  defineRule,
  graceKey,
  type Hop,
  isChosen,
  isGraceFixed,
  type Model,
  mainPath,
  milliseconds,
  outlastGrace,
  outlasts,
  placeOf,
  productOfServed,
  relatedTo,
  type ServedWorkload,
  type Server,
  type Setting,
  serviceTitle,
  show,
  showAbove,
  showValue,
  sumFits,
  sumSettings,
  type Tale,
  type Verdict,
  type Workload,
} from './kit/index.js';

/** A force timer that ends less than this before SIGKILL does not get to run its clean-up (measured: 50 ms is lost, 500 ms is enough). */
const margin = milliseconds(500);

interface Part {
  readonly name: string;
  readonly setting: Setting;
}
/** The server never learns of the signal, or is gone a moment after it: what it would do takes no time. That is the finding of another rule. */
const neverBegins: ReadonlySet<ServedWorkload['container']['delivery']['outcome']> = new Set([
  'ignored',
  'killed',
  'cut',
]);

/** What runs one after the other inside the grace period. The force timer counts from the signal, its delay included. */
function partsOf(served: ServedWorkload): readonly Part[] {
  const { container } = served;
  const parts: Part[] = [];
  if (container.preStop !== undefined) parts.push({ name: 'preStop', setting: container.preStopDelay });
  const proxy = productOfServed(served);
  if (proxy !== undefined) return [...parts, ...writtenDrain(proxy)].filter(takesTime);
  const plan = planOf(container);
  if (plan === undefined || plan.handled !== 'yes' || neverBegins.has(container.delivery.outcome)) return parts;
  // A limit that nobody chose is no time that anybody means to take: what is done earlier ends earlier.
  const bounded = plan.force.state === 'unknown' || (plan.force.value.kind === 'finite' && isChosen(plan.force));
  if (bounded) parts.push({ name: 'the shutdown timeout', setting: ifAny(plan.force) });
  else parts.push({ name: 'the in-app delay', setting: plan.delay });
  return parts.filter(takesTime);
}
/** Where there may be no limit, there may be nothing to compare. */
const ifAny = (force: Setting): Setting =>
  force.state === 'unknown' && force.candidates?.some(({ value }) => value.kind !== 'finite') === true
    ? { state: 'unknown', reason: force.reason }
    : force;
/** How its program stops. Of several servers of one program each may be the one that a command starts: the shortest limit holds for all. */
function planOf({
  server,
  serverCandidates,
  runsAllCandidates,
}: ServedWorkload['container']): Server['shutdown'] | undefined {
  if (server !== undefined) return server.shutdown;
  if (!runsAllCandidates) return undefined;
  const plans = serverCandidates.map(({ shutdown }) => shutdown);
  const isLimited = plans.every(({ handled, force }) => handled === 'yes' && force.state === 'known');
  return isLimited ? plans.toSorted((a, b) => lengthOfForce(a) - lengthOfForce(b))[0] : undefined;
}
const lengthOfForce = ({ force }: Server['shutdown']): number =>
  force.state === 'known' ? boundLength(force.value) : Number.POSITIVE_INFINITY;
const takesTime = ({ setting }: Part): boolean => setting.state === 'unknown' || boundLength(setting.value) !== 0;
/** A product that was told how to drain goes on accepting for a while, and then waits for what is in flight. */
function writtenDrain({ settings }: Hop): readonly Part[] {
  const delay = settings.get('drain.delay');
  const wait = settings.get('drain.timeout');
  if (!settings.isWritten('drain.delay') && !settings.isWritten('drain.timeout')) return [];
  const isLimit = wait.state === 'unknown' ? wait.reason.kind !== 'no-default' : wait.value.kind === 'finite';
  return [
    { name: 'its time to go on accepting', setting: delay },
    ...(isLimit ? [{ name: 'its wait for requests in flight', setting: wait }] : []),
  ].filter(({ setting }) => setting.state === 'known' || setting.reason.kind !== 'no-default');
}
/** What begins when the server gets its signal. */
const afterSignal = (served: ServedWorkload): readonly Part[] => {
  const { preStop: _, ...container } = served.container;
  return partsOf({ ...served, container });
};
function* stoppable(workloads: readonly Workload[]): Iterable<ServedWorkload> {
  for (const workload of workloads) {
    for (const container of workload.containers) {
      if (container === workload.served || container.server !== undefined || container.preStop !== undefined)
        yield { workload, container };
    }
  }
}

/** Not a moment is left, so whatever answers requests loses those in flight. */
function killsAtOnce({ workload, container }: ServedWorkload): boolean {
  const { grace, fact, receivesTraffic } = workload;
  const isZero = grace.state === 'known' && boundLength(grace.value) === 0;
  const isAsked = container === workload.served && receivesTraffic === 'yes';
  return isZero && isAsked && fact.platform === 'kubernetes';
}

/** A proxy of the pod that was told to outlast its application, and then ends with the pod all the same. */
interface Subject extends ServedWorkload {
  readonly sidecar?: Hop;
  /** How long after its signal a supervisor inside the container kills the server. */
  readonly patience?: Setting;
}
function* waitingSidecars({ paths }: Model): Iterable<Subject> {
  const seen = new Set<Workload>();
  for (const { nodes, workload } of paths) {
    const sidecar = nodes.find(
      (node): node is Hop =>
        node.is === 'hop' && node.product.kind === 'mesh' && node.settings.isWritten('drain.delay'),
    );
    if (sidecar === undefined || workload?.served === undefined || seen.has(workload)) continue;
    seen.add(workload);
    yield { workload, container: workload.served, sidecar };
  }
}

export default defineRule<Subject>({
  id: 'grace-budget',
  severity: 'error',
  summary: 'The grace period outlasts preStop, in-app delay and force timer together',
  cause: 'graceful-shutdown',
  reads: [
    'workload.grace',
    'container.preStopDelay',
    'shutdown.delay',
    'shutdown.force',
    'drain.delay',
    'drain.timeout',
  ],

  *each(model) {
    for (const served of stoppable(model.workloads)) {
      if (partsOf(served).length > 0 || killsAtOnce(served)) yield served;
      const { killedAfter: patience } = served.container.delivery;
      if (patience !== undefined && afterSignal(served).length > 0) yield { ...served, patience };
    }
    yield* waitingSidecars(model);
  },
  requires: (served): Verdict =>
    served.sidecar !== undefined
      ? outlasts(served.workload.grace, served.sidecar.settings.get('drain.delay'))
      : served.patience !== undefined
        ? sumFits(
            afterSignal(served).map((part) => part.setting),
            served.patience,
            margin,
          )
        : killsAtOnce(served)
          ? { holds: 'no', because: [{ kind: 'written', at: placeOf(served.workload.grace) }] }
          : sumFits(
              partsOf(served).map((part) => part.setting),
              served.workload.grace,
              margin,
            ),

  tell(served) {
    if (served.sidecar !== undefined) return killedSidecar(served, served.sidecar);
    if (served.patience !== undefined) return killedBySupervisor(served, served.patience);
    if (killsAtOnce(served)) return killedAtOnce(served);
    const { workload, container } = served;
    const parts = partsOf(served);
    const total = sumSettings(parts.map((part) => part.setting));
    const spent = parts.map((part) => `${part.name} ${show(part.setting)}`).join(' and ');
    const path = mainPath(workload);
    const sum = parts.length > 1 ? `, ${showValue(total)} together` : '';
    const longer = outlasts(total, workload.grace).holds === 'yes';
    const takes = `${parts.length > 1 ? 'take' : 'takes'} ${longer ? 'longer' : 'up all of it'}`;
    const shortened = parts.length > 1 ? 'the parts' : `${parts[0]?.name}`;
    const refused = longer && container.preStop?.sleep !== undefined && parts.length === 1;
    return {
      message: `${workload.title} has a grace period of ${show(workload.grace)}, but ${spent} ${takes}${sum}, so ${refused ? 'the API server refuses the object' : 'SIGKILL comes first'}.`,
      help: isGraceFixed(workload)
        ? `Shorten ${shortened}; the platform gives every program the same time.`
        : `Raise ${graceKey(workload)} to ${showAbove(total)} or more, or shorten ${shortened}.`,
      at: workload.grace,
      related: parts.flatMap((part) => [...relatedTo(part.setting, `${part.name} is ${showValue(part.setting)}`)]),
      key: [workload.title, container.name],
      remedies: outlastGrace(workload, container, total),
      ...(path === undefined ? {} : { path }),
    };
  },
  subject: ({ workload }) => ({
    name: `grace period of ${workload.title}`,
    at: placeOf(workload.grace),
    of: workload.fact,
  }),
});

function killedBySupervisor(served: Subject, patience: Setting): Tale {
  const { workload, container } = served;
  const parts = afterSignal(served);
  const total = sumSettings(parts.map((part) => part.setting));
  const spent = parts.map((part) => `${part.name} ${show(part.setting)}`).join(' and ');
  const path = mainPath(workload);
  return {
    message: `supervisord kills the server of ${workload.title} ${show(patience)} after its ${container.delivery.signal}, but ${spent} ${outlasts(total, patience).holds === 'yes' ? 'takes longer' : 'takes up all of it'}, whatever the grace period is.`,
    help: `Set stopwaitsecs of the program to ${showAbove(total)} or more, and let the grace period of the container cover it.`,
    at: patience,
    related: parts.flatMap((part) => [...relatedTo(part.setting, `${part.name} is ${showValue(part.setting)}`)]),
    key: [workload.title, container.name, 'supervisord'],
    ...(path === undefined ? {} : { path }),
  };
}
function killedAtOnce({ workload, container }: ServedWorkload): Tale {
  const path = mainPath(workload);
  const skipped = container.preStop === undefined ? '' : ' without its preStop hook';
  return {
    message: `${workload.title} has a grace period of ${show(workload.grace)}, so SIGKILL comes at once${skipped} and cuts the requests it is answering.`,
    help: `Leave ${graceKey(workload)} out, so that the default holds, or set it above what the slowest request takes.`,
    at: workload.grace,
    related: workload.services.slice(0, 1).map((service) => ({
      message: `${serviceTitle(service)} sends requests to it`,
      location: service.nameAt,
    })),
    key: [workload.title, container.name],
    ...(path === undefined ? {} : { path }),
  };
}
function killedSidecar({ workload }: Subject, sidecar: Hop): Tale {
  const path = mainPath(workload);
  const wait = sidecar.settings.get('drain.delay');
  return {
    message: `${workload.title} has a grace period of ${show(workload.grace)}, but ${sidecar.name} is told to wait ${show(wait)} before it ends, so SIGKILL comes first and cuts what still goes through it.`,
    help: `Raise ${graceKey(workload)} to ${showAbove(wait)} or more, or lower ${sidecar.settings.keyOf('drain.delay')} below the grace period.`,
    at: wait,
    related: [...relatedTo(workload.grace, `the grace period is ${showValue(workload.grace)}`)],
    key: [workload.title, sidecar.product.id],
    severity: 'warning',
    ...(path === undefined ? {} : { path }),
  };
}
