// close() alone is no drain: it waits for connections that have long been idle, and the kernel ends the wait with SIGKILL.
import {
  amongPrograms,
  answeringWorkloads,
  boundLength,
  defineRule,
  drainedBefore,
  type Location,
  listOf,
  mainPath,
  outlastGrace,
  placeOf,
  relatedTo,
  requestedServers,
  type ServedServer,
  type Setting,
  type ShutdownHelper,
  show,
  showPlace,
  showValue,
  sumFits,
  sumSettings,
  type UnknownReason,
  type Verdict,
  written,
} from './kit/index.js';

interface Subject extends ServedServer {
  readonly about: 'idle' | 'sessions' | 'upgraded';
  /** Where the server is closed. */
  readonly closes: Location;
  readonly doubt?: UnknownReason;
}
interface Part {
  readonly name: string;
  readonly setting: Setting;
}

const holds = (setting: Setting<boolean>): boolean => setting.state === 'known' && setting.value;

/** The step that closes the server and lets the rest wait for it; undefined when something else ends the process in time. */
function barePlace({ server }: ServedServer): Location | undefined {
  const { shutdown } = server;
  // One that may be short enough is no reason to speak.
  if (shutdown.force.state === 'unknown' || shutdown.force.value.kind === 'finite') return undefined;
  const steps = shutdown.handlers.flatMap((each) => each.steps);
  if (
    steps.some(
      (step) => step.do === 'close-all' || step.do === 'unknown' || (step.do === 'close-idle' && step.repeated),
    )
  )
    return undefined;
  const close = steps.find((step) => step.do === 'close' && step.waits);
  return close?.at ?? shutdown.helpers.find(closesPlainly)?.at;
}
/** It closes the server, waits, and neither announces the end nor lets idle connections go. */
function closesPlainly({ habits }: ShutdownHelper): boolean {
  const is = (key: string): boolean => holds(habits.truth(key));
  const listener = habits.text('listener-during-drain');
  return listener.state === 'known' && listener.value === 'closed' && !is('announces-close') && !is('closes-idle');
}
/** What runs after the stop begins and before the connections are let go. */
function partsOf({ container, server }: ServedServer): readonly Part[] {
  const parts = [
    ...(container.preStop === undefined ? [] : [{ name: 'preStop', setting: container.preStopDelay }]),
    { name: 'the in-app delay', setting: server.shutdown.delay },
    { name: 'the keep-alive time', setting: server.settings.get('inbound.idleTimeout') },
  ];
  return parts.filter(({ setting }) => setting.state === 'unknown' || boundLength(setting.value) !== 0);
}

const outcomesWithoutWait: ReadonlySet<ServedServer['container']['delivery']['outcome']> = new Set([
  'ignored',
  'killed',
  'cut',
]);
function* subjectsOf(served: ServedServer): Iterable<Subject> {
  const { container, server } = served;
  // With a wrapper that ends first the container is gone long before its grace period: that is the finding of another rule.
  if (outcomesWithoutWait.has(container.delivery.outcome)) return;
  // A balancer that has drained the target by then holds no connection to it any more.
  if (drainedBefore(served.workload) !== undefined) return;
  const closes = server.shutdown.handled === 'yes' ? barePlace(served) : undefined;
  if (closes === undefined) return;
  const { habits } = server;
  if (habits.rows('close-ends-sessions').length > 0) yield { ...served, about: 'sessions', closes };
  const waits = holds(habits.truth('close-waits-for-idle-timeout')) && !holds(habits.truth('announces-close'));
  if (waits && !server.shutdown.announcesClose) yield { ...served, about: 'idle', closes };
  const upgrades = server.fact.traits.some((each) => each.name === 'webSockets') && server.fact.product !== 'socket-io';
  if (upgrades && holds(habits.truth('close-waits-for-upgraded'))) yield { ...served, about: 'upgraded', closes };
}
function verdictOn(subject: Subject): Verdict {
  const { workload, server, about, closes } = subject;
  const { force } = server.shutdown;
  if (about === 'idle') {
    const fits = sumFits(
      partsOf(subject).map((part) => part.setting),
      workload.grace,
    );
    // What ends it sooner or later, nobody knows when.
    return fits.holds === 'no' && force.state === 'unknown' ? { holds: 'unknown', because: [force.reason] } : fits;
  }
  if (about === 'sessions') {
    const ends = server.habits.truth('close-ends-sessions');
    return ends.state === 'known'
      ? { holds: ends.value ? 'yes' : 'no', because: [written(closes)] }
      : { holds: 'unknown', because: [ends.reason] };
  }
  const reason: UnknownReason = {
    kind: 'unsupported-syntax',
    text: 'close() waits for every open WebSocket, and hoplint does not read whether the handler ends them',
    settle: 'End each WebSocket in the handler, or add a force timer that ends before the grace period.',
    at: server.fact.traits.find((each) => each.name === 'webSockets')?.at ?? closes,
  };
  return { holds: 'unknown', because: [reason] };
}

export default defineRule<Subject>({
  id: 'shutdown-hangs',
  severity: 'warning',
  summary: 'Closing a server finishes inside the grace period',
  cause: 'graceful-shutdown',
  reads: [
    'shutdown.handlers',
    'shutdown.force',
    'inbound.idleTimeout',
    'workload.grace',
    'container.preStopDelay',
    'drain.deregistrationDelay',
  ],

  *each(model) {
    for (const served of answeringWorkloads(model)) {
      const { container } = served;
      const found = requestedServers(served).map((server) => [...subjectsOf({ ...served, server })]);
      yield* amongPrograms(container, found, (subject) => verdictOn(subject).holds === 'no');
    }
  },
  requires: (subject): Verdict =>
    subject.doubt === undefined ? verdictOn(subject) : { holds: 'unknown', because: [subject.doubt] },
  tell(subject) {
    const { workload, container, server, about, closes } = subject;
    const path = mainPath(workload);
    const shared = {
      key: [server.fact.at.file, server.fact.product, about, showValue(workload.grace)],
      ...(path === undefined ? {} : { path }),
    };
    const runs = { message: `${workload.title} runs this server`, location: container.at };
    if (about === 'sessions') {
      const version = server.runtimeVersion.state === 'known' ? ` ${server.runtimeVersion.value}` : '';
      return {
        ...shared,
        message: `${workload.title} closes its HTTP/2 server (${showPlace(closes)}) and waits, but Node${version} keeps open sessions going and the wait never ends, so it is killed after ${show(workload.grace)}.`,
        help: 'Keep a set of open sessions and close each of them in the handler, or add a force timer inside the grace period.',
        at: closes,
        related: [runs],
      };
    }
    const parts = partsOf(subject);
    const idle = server.settings.get('inbound.idleTimeout');
    const before = parts
      .filter(({ setting }) => setting !== idle)
      .map(({ name, setting }) => `${name} ${show(setting)}`);
    const room =
      before.length === 0
        ? `the grace period is only ${show(workload.grace)}`
        : `${listOf([...before, 'that time'])} do not fit into the grace period of ${show(workload.grace)}`;
    const keepsIdle = server.habits.truth('closes-idle');
    const sweep = server.habits.truth('close-idle-connections-available');
    const ways = [
      'answer every request with Connection: close, those in flight too',
      ...(sweep.state === 'known' && !sweep.value ? [] : ['call closeIdleConnections() repeatedly after close()']),
      'exit by a timer that ends before the grace period',
    ];
    const which =
      keepsIdle.state === 'known' && !keepsIdle.value ? 'every open connection' : 'each connection that was busy';
    return {
      ...shared,
      remedies: [
        { changes: [{ do: 'let-connections-go', server }] },
        ...outlastGrace(workload, container, sumSettings(parts.map((part) => part.setting))),
      ],
      message: `${workload.title} waits for its server to close (${showPlace(closes)}), and ${which} stays open until it has been idle for ${show(idle)}, but ${room}, so it is killed.`,
      help: `While it stops, ${ways.join('; or ')}. A longer grace period costs slower rollouts.`,
      at: closes,
      related: [
        ...relatedTo(idle, `idle connections live ${showValue(idle)}`),
        {
          message: `it is killed after ${showValue(workload.grace)}, and stopping may take ${showValue(sumSettings(parts.map((part) => part.setting)))}`,
          location: placeOf(workload.grace),
        },
        runs,
      ],
    };
  },
  subject: ({ workload, closes }) => ({
    name: `closing the server of ${workload.title}`,
    at: closes,
    of: workload.fact,
  }),
});
