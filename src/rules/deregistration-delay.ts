// How long a balancer lets requests finish on a target it drops, against how long they take and how long the target lives.
import {
  all,
  any,
  atLeast,
  atStart,
  type Container,
  compareLocations,
  defineRule,
  type Hop,
  type HopOnPath,
  hopsOnPaths,
  type Model,
  not,
  outlasts,
  placedId,
  raiseTime,
  relatedTo,
  type Setting,
  satisfies,
  seconds,
  sendsToPods,
  show,
  showValue,
  sumSettings,
  type Tale,
  type Verdict,
  type Workload,
} from './kit/index.js';

interface Draining extends HopOnPath {
  readonly about: 'balancer';
  readonly workload: Workload;
  readonly container: Container | undefined;
  readonly delay: Setting;
  readonly slowest: Setting;
}

/** Balancers that send to the targets themselves: what an ingress controller in between drops is its own affair. */
function* draining(model: Model): Iterable<Draining> {
  const seen = new Set<string>();
  for (const each of hopsOnPaths(model)) {
    const { hop, path } = each;
    const { workload } = path;
    if (workload === undefined || !sendsToPods(each)) continue;
    const delay = hop.settings.get('drain.deregistrationDelay');
    if (delay.state === 'unknown' && delay.reason.kind === 'no-default') continue;
    if (hop.declared === true && delay.state === 'known' && delay.origin.kind === 'default') continue;
    const key = `${placedId(hop, path)} > ${workload.id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    yield {
      ...{ ...each, about: 'balancer', workload, container: workload.served, delay },
      slowest: model.assumptions.slowestRequest,
    };
  }
}

/** A balancer that is told not to drain needs nobody behind it to be wrong. */
interface Undrained extends HopOnPath {
  readonly about: 'nobody';
  readonly delay: Setting;
}
function* undrained(model: Model): Iterable<Undrained> {
  for (const each of hopsOnPaths(model)) {
    const { hop, path, next } = each;
    const delay = hop.settings.get('drain.deregistrationDelay');
    if (path.workload !== undefined || next?.is === 'hop' || delay.state === 'unknown') continue;
    if (hop.settings.isWritten('drain.deregistrationDelay')) yield { ...each, about: 'nobody', delay };
  }
}

/** A proxy inside the pod that is told to stop together with the application it serves. */
interface Sidecar extends HopOnPath {
  readonly about: 'sidecar';
  readonly workload: Workload;
  readonly delay: Setting;
  /** How long the application goes on needing it: its own delays, and the slowest request where that is stated. */
  readonly needs: Setting;
}
function* sidecars(model: Model): Iterable<Sidecar> {
  for (const each of hopsOnPaths(model)) {
    const { hop, path, next } = each;
    const { workload } = path;
    const container = workload?.served;
    if (workload === undefined || container === undefined || (next?.is === 'hop' && next.workload === undefined))
      continue;
    if (hop.habits.rows('end-with-application').length === 0 || outlivesAnyway(hop, workload)) continue;
    const { slowestRequest } = model.assumptions;
    const parts = [
      container.preStopDelay,
      ...(container.server === undefined ? [] : [container.server.shutdown.delay]),
      ...(slowestRequest.state === 'known' ? [slowestRequest] : []),
    ].filter((part) => part.state === 'unknown' || part.value.kind !== 'finite' || part.value.length > 0);
    if (parts.length === 0) continue;
    yield { ...each, about: 'sidecar', workload, delay: hop.settings.get('drain.timeout'), needs: sumSettings(parts) };
  }
}
function outlivesAnyway({ at }: Hop, { fact }: Workload): boolean {
  return fact.initContainers.some((each) => each.sidecar && compareLocations(each.at, at) === 0);
}
function lastsAsLong({ hop, delay, needs }: Sidecar): Verdict {
  return any(
    satisfies(hop.habits.truth('end-with-application'), (together) => !together),
    outlasts(delay, needs),
  );
}

const drains = (delay: Setting): Verdict =>
  satisfies(delay, (bound) => bound.kind === 'unbounded' || (bound.kind === 'finite' && bound.length > 0));
/** The kubelet counts its grace from the moment the balancer is told; a platform that drains first, and signals then, has no such limit. */
function livesLongEnough({ workload, delay }: Draining): Verdict {
  if (workload.fact.platform !== 'kubernetes') return { holds: 'yes', because: [] };
  return atLeast(workload.grace, delay);
}
/** A platform that signals only after the drain waits it out with every deploy: a default of minutes for requests of seconds is waste. */
function isNotWaste({ hop, workload, delay, slowest }: Draining): Verdict {
  const chosen = hop.settings.isWritten('drain.deregistrationDelay') || workload.fact.platform === 'kubernetes';
  if (chosen || slowest.state === 'unknown') return { holds: 'yes', because: [] };
  return not(outlasts(delay, sumSettings([slowest, slowest, slowest])));
}
function coversSlowest({ delay, slowest }: Draining): Verdict {
  return slowest.state === 'known' ? atLeast(delay, slowest) : { holds: 'yes', because: [] };
}

function tellUndrained({ hop, delay, path }: HopOnPath & { readonly delay: Setting }, workload?: Workload): Tale {
  const key = hop.settings.keyOf('drain.deregistrationDelay');
  const also = hop.settings.howToRaise('drain.deregistrationDelay');
  const to = workload === undefined ? '' : ` to ${workload.title}`;
  return {
    message: `${atStart(hop.name)} does not drain: ${key} is ${show(delay)}, so requests in flight${to} are cut as soon as a target is dropped.`,
    help: `Give ${key} at least the time of the slowest request${also === undefined ? '' : `, and ${also}`}.`,
    at: delay,
    related: relatedTo(delay, `${hop.name} drains for ${showValue(delay)}`),
    key: [hop.id, workload?.title ?? '', key],
    path,
  };
}

function tellSidecar({ hop, workload, delay, needs, path }: Sidecar): Tale {
  const key = hop.settings.keyOf('drain.timeout');
  return {
    message: `${atStart(hop.name)} is told to stop together with the application and drains for ${show(delay)}, but ${workload.title} still needs it for ${show(needs)}, so requests that come or are under way after that fail.`,
    help: `Raise ${key} above ${showValue(needs)} and keep it below the grace period, or use a release or setting with which the sidecar is stopped last.`,
    at: delay,
    related: [
      ...relatedTo(delay, `${hop.name} drains for ${showValue(delay)}`),
      ...relatedTo(needs, `${workload.title} goes on for ${showValue(needs)}`),
    ],
    key: [hop.id, workload.title, key],
    path,
  };
}

export default defineRule<Draining | Sidecar | Undrained>({
  id: 'deregistration-delay',
  severity: 'warning',
  summary: 'The drain time of a balancer covers the slowest request, and the target lives as long',
  cause: 'connection-draining',
  reads: [
    'drain.deregistrationDelay',
    'drain.timeout',
    'workload.grace',
    'container.preStopDelay',
    'shutdown.delay',
    'assume.slowestRequest',
  ],

  *each(model) {
    yield* draining(model);
    yield* undrained(model);
    yield* sidecars(model);
  },

  requires(subject): Verdict {
    if (subject.about === 'sidecar') return lastsAsLong(subject);
    if (subject.about === 'nobody') return drains(subject.delay);
    return all(drains(subject.delay), coversSlowest(subject), livesLongEnough(subject), isNotWaste(subject));
  },

  tell(subject) {
    if (subject.about === 'sidecar') return tellSidecar(subject);
    if (subject.about === 'nobody') return tellUndrained(subject);
    const { hop, workload, delay, slowest, path } = subject;
    const key = hop.settings.keyOf('drain.deregistrationDelay');
    const base = { at: delay, key: [hop.id, workload.title, key], path };
    const here = relatedTo(delay, `${hop.name} drains for ${showValue(delay)}`);
    if (drains(delay).holds === 'no') return tellUndrained(subject, workload);
    if (coversSlowest(subject).holds === 'no') {
      return {
        ...base,
        message: `${atStart(hop.name)} lets requests in flight finish for ${show(delay)}, but the slowest takes ${show(slowest)}, so it is cut when a target of ${workload.title} is dropped.`,
        help: `Raise ${key} to ${showValue(slowest)} or more.`,
        remedies: raiseTime(hop, 'drain.deregistrationDelay', slowest, seconds(5)),
        related: [...here, ...relatedTo(slowest, `the slowest request takes ${showValue(slowest)}`)],
      };
    }
    if (isNotWaste(subject).holds === 'no') {
      return {
        ...base,
        message: `${atStart(hop.name)} keeps a dropped target of ${workload.title} for up to ${show(delay)}, although the slowest request takes ${show(slowest)}, so each deploy waits longer than any request needs.`,
        help: `Set ${key} to somewhat more than ${showValue(slowest)}.`,
        related: [...here, ...relatedTo(slowest, `the slowest request takes ${showValue(slowest)}`)],
        severity: 'note' as const,
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
  subject(subject) {
    const whose = subject.about === 'nobody' ? 'by' : `of ${subject.workload.title} behind`;
    return { name: `draining ${whose} ${subject.hop.name}`, at: subject.hop.at };
  },
});
