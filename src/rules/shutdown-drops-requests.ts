// A shutdown that does not wait for the requests it is answering cuts them, however politely it began.
import type { ShutdownStep, SignalHandlerFact } from '../model/facts.js';
import type { FirstProcess, Model } from '../model/topology.js';
import {
  all,
  amongPrograms,
  answeringWorkloads,
  atLeast,
  defineRule,
  drainedBefore,
  finite,
  forcedClose,
  known,
  type Location,
  mainPath,
  outlasts,
  placeOf,
  type Refusal,
  refusalOf,
  relatedTo,
  requestedServers,
  type ServedServer,
  type Setting,
  type Severity,
  type ShutdownFlaw,
  type ShutdownHelper,
  seconds,
  show,
  showValue,
  slowestRequest,
  type Tale,
  tellFlaw,
  tellRefusal,
  type UnknownReason,
  type Verdict,
  written,
} from './kit/index.js';

interface Cut extends ServedServer {
  readonly about: 'flaw';
  readonly flaw: ShutdownFlaw | undefined;
  /** Why the steps could not be followed to their end. */
  readonly open: UnknownReason | undefined;
}
interface Limited extends ServedServer {
  readonly about: 'limit';
  /** How long a request may take: stated, or limited by the server itself and by what stands in front. */
  readonly slowest: Setting;
  /** Somebody chose it; a default in front is only a bound. */
  readonly chosen: boolean;
}
interface Refusing extends ServedServer {
  readonly about: '503';
  readonly refusal: Refusal;
}
type Subject = (Cut | Limited | Refusing) & { readonly doubt?: UnknownReason };

/** Below this hardly any work in flight is finished, whatever the server does. */
const hardlyAny = seconds(5);

/** What one handler does to the requests in flight, in the order in which its steps start. */
function flawOf(
  handler: SignalHandlerFact,
  helpers: readonly ShutdownHelper[],
  firstProcess: FirstProcess,
): { readonly flaw?: ShutdownFlaw; readonly open?: ShutdownStep } {
  // A helper closes the server and waits before the steps it leaves to others, unless it says that it does not.
  const closes = helpers.find((each) => each.id === handler.helper)?.habits.truth('closes-server');
  let waited = closes !== undefined && !(closes.state === 'known' && !closes.value);
  let closed = false;
  for (const step of handler.steps) {
    switch (step.do) {
      case 'close':
        closed = true;
        waited ||= step.waits;
        break;
      case 'delay':
        // Serving on for a while, or giving what is in flight some time: either way nothing is cut at once.
        waited = true;
        break;
      case 'close-all':
        if (step.cuts ?? !waited) return { flaw: { is: 'cuts', at: step.at } };
        break;
      case 'exit':
        return waited
          ? {}
          : {
              flaw: {
                is: closed && step.missing === undefined ? 'exits-early' : 'exits',
                at: step.at,
                ...(step.behind && { behind: step.behind }),
                ...(step.missing && { missing: step.missing }),
              },
            };
      case 'reraise':
        if (firstProcess === 'yes') return { flaw: { is: 'raises-again', at: step.at } };
        if (firstProcess === 'unknown' && !waited) {
          const reason = 'whether the signal that it raises again ends it, which it does not for PID 1, is not known';
          return { open: { ...step, do: 'unknown', reason } };
        }
        return waited ? {} : { flaw: { is: closed ? 'exits-early' : 'exits', at: step.at } };
      case 'unknown':
        return { open: step };
      default:
        break;
    }
  }
  return {};
}
const endings = { serving: 'main-returns', beside: 'main-ends-beside', fatal: 'serving-is-fatal' } as const;

function cutOf(served: ServedServer): Cut {
  const { shutdown, fact } = served.server;
  const none = { ...served, about: 'flaw', open: undefined } as const;
  if (shutdown.fact.mainWaits === 'no')
    return {
      ...none,
      flaw: { is: endings[shutdown.fact.endedBy ?? 'serving'], at: shutdown.fact.mainWaitsAt ?? shutdown.at },
    };
  const forced = forcedClose(served.server);
  if (forced !== undefined) return { ...none, flaw: { is: 'forces-close', at: forced.at } };
  // Several processes share the file: what one of them does on the signal is not done by the other.
  const shared = fact.traits.some((each) => each.name === 'cluster') && shutdown.handlers.length > 1;
  const first = served.container.delivery.firstProcess;
  const results = shared ? [] : shutdown.handlers.map((each) => flawOf(each, shutdown.helpers, first));
  const found = results.find((each) => each.flaw !== undefined)?.flaw ?? raisedByHelper(served, first);
  // Of what nobody here wrote, the table says what to do instead.
  const own = served.server.habits.text('exits-at-once-instead');
  const flaw = found?.is === 'exits' && own.state === 'known' ? { ...found, is: 'framework-exits' as const } : found;
  const open = results.find((each) => each.open !== undefined)?.open;
  if (flaw === undefined && givesNoTime(served.server))
    return { ...none, flaw: { is: 'gives-no-time', at: placeOf(shutdown.waitLimit) } };
  const settle =
    'Keep the shutdown in the file that creates the server, or check by hand that it waits for requests in flight.';
  if (flaw === undefined && open === undefined && shutdown.fact.mainWaits === 'unknown') {
    const text = 'whether its main function waits for the shutdown to finish could not be followed';
    return { ...none, flaw, open: { kind: 'unsupported-syntax', text, settle, at: shutdown.at } };
  }
  if (flaw !== undefined || open === undefined || open.do !== 'unknown') return { ...none, flaw };
  return {
    ...none,
    flaw: undefined,
    open: {
      kind: 'unsupported-syntax',
      text: `its shutdown could not be followed to the end: ${open.reason}`,
      settle,
      at: open.at,
    },
  };
}
/** Go: the context of Shutdown ended with the signal, or its time is over. */
function givesNoTime({ fact, shutdown: { waits, waitLimit } }: ServedServer['server']): boolean {
  const isOver = waitLimit.state === 'known' && waitLimit.value.kind === 'finite' && waitLimit.value.length <= 0;
  return fact.language === 'go' && waits === 'no' && isOver;
}
function raisedByHelper({ server }: ServedServer, first: FirstProcess): ShutdownFlaw | undefined {
  const { handlers, helpers } = server.shutdown;
  const helper = helpers.find((each) => {
    // The source tells it to end by itself.
    if (handlers.some(({ helper: id, steps }) => id === each.id && steps.some((step) => step.do === 'exit')))
      return false;
    const raises = each.habits.truth('reraises-signal');
    return raises.state === 'known' && raises.value;
  });
  return first === 'yes' && helper !== undefined ? { is: 'raises-again', at: helper.at } : undefined;
}

const enough = (at: Location): Setting => known(finite(hardlyAny), written(at));

function* subjectsOf(served: ServedServer, model: Model): Iterable<Subject> {
  const { outcome } = served.container.delivery;
  if (served.server.shutdown.handled !== 'yes' || outcome === 'ignored' || outcome === 'killed') return;
  const refusal = refusalOf(served);
  if (refusal !== undefined) yield { ...served, about: '503', refusal };
  const cut = cutOf(served);
  yield cut;
  if (cut.flaw === undefined || cut.flaw.is === 'raises-again')
    yield { ...served, about: 'limit', ...slowestRequest(served, model) };
}
function verdictOn(subject: Subject): Verdict {
  const { shutdown } = subject.server;
  if (subject.about === '503') return outlasts(subject.refusal.delay, subject.workload.propagation);
  if (subject.about === 'flaw') {
    if (subject.flaw !== undefined) return { holds: 'no', because: [written(subject.flaw.at)] };
    return subject.open === undefined ? { holds: 'yes', because: [] } : { holds: 'unknown', because: [subject.open] };
  }
  // What the balancer lets finish before the signal is sent is no longer in flight then.
  const drained = drainedBefore(subject.workload);
  if (drained !== undefined && atLeast(drained, subject.slowest).holds === 'yes') return { holds: 'yes', because: [] };
  const limit = shutdown.waitLimit;
  const long = atLeast(limit, enough(shutdown.at));
  // A bound that nobody chose says little about how long requests take; only a very short limit is surely too short.
  if (!subject.chosen && long.holds !== 'no') return { holds: 'yes', because: [] };
  const covers = atLeast(limit, subject.slowest);
  return long.holds === 'unknown' ? all(long, covers) : covers;
}

export default defineRule<Subject>({
  id: 'shutdown-drops-requests',
  severity: 'error',
  summary: 'A shutdown waits for the requests in flight before the process ends',
  cause: 'graceful-shutdown',
  reads: [
    'shutdown.handlers',
    'shutdown.waitLimit',
    'shutdown.delay',
    'container.preStopDelay',
    'workload.propagation',
    'inbound.writeTimeout',
    'inbound.socketTimeout',
    'outbound.responseTimeout',
    'drain.deregistrationDelay',
  ],

  *each(model) {
    for (const served of answeringWorkloads(model)) {
      const { container } = served;
      const found = requestedServers(served).map((server) => [...subjectsOf({ ...served, server }, model)]);
      yield* amongPrograms(container, found, (subject) => verdictOn(subject).holds === 'no');
    }
  },
  requires: (subject): Verdict =>
    subject.doubt === undefined ? verdictOn(subject) : { holds: 'unknown', because: [subject.doubt] },
  tell(subject): Tale {
    const { workload, container, server } = subject;
    const path = mainPath(workload);
    const what =
      subject.about === 'limit'
        ? showValue(server.shutdown.waitLimit)
        : subject.about === 'flaw'
          ? (subject.flaw?.is ?? '')
          : '';
    const shared = {
      key: [server.fact.at.file, server.fact.product, subject.about, what],
      ...(path === undefined ? {} : { path }),
    };
    const runs = { message: `${workload.title} runs this server`, location: container.at };
    if (subject.about === 'limit') {
      const limit = server.shutdown.waitLimit;
      const short = outlasts(enough(server.shutdown.at), limit).holds === 'yes';
      return {
        ...shared,
        message: `${workload.title} waits ${show(limit)} for requests in flight when it stops, but a request may take ${show(subject.slowest)}, so the slow ones are cut.`,
        help: `Wait as long as the slowest request takes, here at most ${showValue(subject.slowest)}, and keep the grace period longer still.`,
        at: limit,
        related: [...relatedTo(subject.slowest, 'a request may take this long'), runs],
        severity: (short ? 'warning' : 'note') satisfies Severity,
      };
    }
    if (subject.about === '503') return { ...shared, ...tellRefusal(subject, subject.refusal), related: [runs] };
    return {
      ...shared,
      ...tellFlaw(subject, subject.flaw),
      related: [
        ...(subject.flaw === undefined
          ? []
          : [{ message: `${container.delivery.signal} is handled here`, location: server.shutdown.at }]),
        runs,
      ],
    };
  },
  subject: ({ workload, server }) => ({
    name: `shutdown of ${workload.title}`,
    at: server.shutdown.at,
    of: workload.fact,
  }),
});
