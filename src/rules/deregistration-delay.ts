// How long a balancer lets requests finish on a target it drops, against how long they take and how long the target lives.
import {
  all,
  atLeast,
  atStart,
  type Container,
  defineRule,
  type HopOnPath,
  hopsOnPaths,
  type Model,
  outlasts,
  placedId,
  relatedTo,
  type Setting,
  satisfies,
  show,
  showValue,
  type Verdict,
  type Workload,
} from './kit/index.js';

interface Draining extends HopOnPath {
  readonly workload: Workload;
  readonly container: Container | undefined;
  readonly delay: Setting;
  readonly slowest: Setting;
}

/** Balancers that send to the targets themselves: what an ingress controller in between drops is its own affair. */
function* draining(model: Model): Iterable<Draining> {
  const seen = new Set<string>();
  for (const each of hopsOnPaths(model)) {
    const { hop, path, next } = each;
    const { workload } = path;
    if (workload === undefined || (next?.is === 'hop' && next.workload === undefined)) continue;
    const delay = hop.settings.get('drain.deregistrationDelay');
    if (delay.state === 'unknown' && delay.reason.kind === 'no-default') continue;
    const key = `${placedId(hop)} > ${workload.id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    yield { ...each, workload, container: workload.served, delay, slowest: model.assumptions.slowestRequest };
  }
}
const drains = (delay: Setting): Verdict =>
  satisfies(delay, (bound) => bound.kind === 'unbounded' || (bound.kind === 'finite' && bound.length > 0));
/** The kubelet counts its grace from the moment the balancer is told; a platform that drains first, and signals then, has no such limit. */
function livesLongEnough({ workload, delay }: Draining): Verdict {
  if (workload.fact.platform !== 'kubernetes') return { holds: 'yes', because: [] };
  return atLeast(workload.grace, delay);
}
function coversSlowest({ delay, slowest }: Draining): Verdict {
  return slowest.state === 'known' ? atLeast(delay, slowest) : { holds: 'yes', because: [] };
}

export default defineRule<Draining>({
  id: 'deregistration-delay',
  severity: 'warning',
  summary: 'The drain time of a balancer covers the slowest request, and the target lives as long',
  cause: 'connection-draining',
  reads: ['drain.deregistrationDelay', 'workload.grace', 'assume.slowestRequest'],

  each: (model) => draining(model),

  requires: (subject): Verdict => all(drains(subject.delay), coversSlowest(subject), livesLongEnough(subject)),

  tell(subject) {
    const { hop, workload, delay, slowest, path } = subject;
    const key = hop.settings.keyOf('drain.deregistrationDelay');
    const base = { at: delay, key: [hop.id, workload.title, key], path };
    const here = relatedTo(delay, `${hop.name} drains for ${showValue(delay)}`);
    if (drains(delay).holds === 'no') {
      return {
        ...base,
        message: `${atStart(hop.name)} does not drain: ${key} is ${show(delay)}, so requests in flight to ${workload.title} are cut as soon as a target is dropped.`,
        help: `Give ${key} at least the time of the slowest request.`,
        related: here,
      };
    }
    if (coversSlowest(subject).holds === 'no') {
      return {
        ...base,
        message: `${atStart(hop.name)} lets requests in flight finish for ${show(delay)}, but the slowest takes ${show(slowest)}, so it is cut when a target of ${workload.title} is dropped.`,
        help: `Raise ${key} to ${showValue(slowest)} or more.`,
        related: [...here, ...relatedTo(slowest, `the slowest request takes ${showValue(slowest)}`)],
      };
    }
    // The shorter of the two decides; it cuts something only if a request really takes that long.
    const cuts = slowest.state === 'known' && outlasts(workload.grace, slowest).holds === 'no';
    return {
      ...base,
      message: `${atStart(hop.name)} would let requests in flight finish for ${show(delay)}, but a pod of ${workload.title} is killed after ${show(workload.grace)} whatever the balancer waits for, so the shorter time decides.`,
      help: `Lower ${key} to the time of the slowest request, and keep the grace period above preStop delay and slowest request together: the balancer's delay does not prolong the life of a pod.`,
      related: [...here, ...relatedTo(workload.grace, `the grace period is ${showValue(workload.grace)}`)],
      ...(cuts ? {} : { severity: 'note' as const }),
    };
  },
  subject: ({ hop, workload }) => ({ name: `draining of ${workload.title} behind ${hop.name}`, at: hop.at }),
});
