// A server that does nothing on its stop signal cuts what it is answering.
import type { SignalHandlerFact } from '../model/facts.js';
import {
  answeringWorkloads,
  compareLocations,
  defineRule,
  drainedBefore,
  mainPath,
  type ServedServer,
  show,
  showPlace,
  stopSignalKey,
  type Verdict,
  withoutHandler,
} from './kit/index.js';

interface Subject extends ServedServer {
  /** Further ones of the same container without a handler: in one process, one handler would serve them all. */
  readonly others: readonly ServedServer['server'][];
}

/** Handlers of the program that hear other signals than the one it gets. */
const otherHandlers = (server: ServedServer['server']): readonly SignalHandlerFact[] =>
  server.shutdown.fact.handlers.filter(
    ({ signals, helper }) =>
      helper === undefined && signals.length > 0 && signals.every((each) => each.startsWith('SIG')),
  );

/** A server that nobody here wrote has signals of its own on which it ends in good order. */
function stopOtherwise({ fact, habits, product }: ServedServer['server']): string | undefined {
  const instead = habits.text('unhandled-instead');
  if (instead.state === 'known') return instead.value;
  const heard = habits.list('signals');
  const own = fact.shutdown.handlers.some(({ helper }) => helper === fact.product);
  const [signal] = own && heard.state === 'known' ? heard.value : [];
  if (signal === undefined) return undefined;
  return `Let it be stopped by ${signal} (STOPSIGNAL in its Dockerfile), on which ${product.title} finishes what it is answering.`;
}

/** Nobody stops sending to a container of compose, or to a service of a machine, before it is stopped. */
const isDrained = ({ fact }: ServedServer['workload']): boolean =>
  fact.platform !== 'compose' && fact.platform !== 'machine';

/** What it handles already, where another signal can be asked for. */
function chosenSignal(workload: ServedServer['workload'], server: ServedServer['server']): string {
  const key = stopSignalKey(workload);
  const [handled] = otherHandlers(server).flatMap(({ signals }) => signals);
  return key === undefined || handled === undefined ? '' : ` Or set ${key} to ${handled}, which it handles.`;
}

/** When it is cut, where nobody knows which process it is. */
const eitherTime = 'as PID 1 at the end of the grace period, else at once';
const endOfWorkers = {
  'serves-on': () => 'never hear of it, so they are killed with requests in flight when the grace period ends',
  ends: (cut: string) => `end with it at once, which cuts ${cut}`,
  unknown: (cut: string) => `never hear of it, which cuts ${cut}: ${eitherTime}`,
} as const;

const byPlace = (a: ServedServer['server'], b: ServedServer['server']): number =>
  compareLocations(a.shutdown.at, b.shutdown.at);

const isKeptAway = ({ container }: Pick<ServedServer, 'container'>): boolean =>
  container.delivery.outcome === 'ignored' || container.delivery.outcome === 'killed';

export default defineRule<Subject>({
  id: 'sigterm-unhandled',
  severity: 'warning',
  summary: 'A server handles the signal that stops it',
  cause: 'graceful-shutdown',
  reads: ['shutdown.handled', 'container.delivery', 'drain.deregistrationDelay'],

  *each(model) {
    for (const served of answeringWorkloads(model)) {
      const { serverCandidates: servers, besides, runsAllCandidates } = served.container;
      const [silent, ...others] = servers.filter((each) => each.shutdown.handled === 'no').sort(byPlace);
      // Of several programs one runs, and nobody knows which: it is certain only where they are alike.
      const isCertain = runsAllCandidates || others.length + 1 === servers.length;
      // A handler is the process's: what hears the signal for one of its servers keeps it from ending at once for all.
      const isHeard = runsAllCandidates && [...servers, ...besides].some((each) => each.shutdown.handled === 'yes');
      if (silent !== undefined && isCertain && !isHeard) yield { ...served, server: silent, others };
      // A signal that never arrives is the finding of another rule; what is missing behind it is still said, in a lower voice.
      if (isKeptAway(served)) continue;
      for (const server of servers) if (server.shutdown.handled !== 'no') yield { ...served, server, others: [] };
    }
  },
  requires({ server }): Verdict {
    const { handled, at, fact } = server.shutdown;
    if (handled !== 'unknown') return { holds: handled, because: [{ kind: 'written', at }] };
    const because = fact.incompleteBecause;
    return {
      holds: 'unknown',
      because: [
        {
          kind: 'unsupported-syntax',
          text: because?.reason ?? 'the shutdown code could not be followed',
          settle:
            'Register the handler in the file that creates the server, or declare it with a hoplint-ignore comment and a reason.',
          at: because?.at ?? at,
        },
      ],
    };
  },
  tell({ workload, container, server, others }) {
    const { signal } = container.delivery;
    const becomes = withoutHandler(server, container.delivery);
    const path = mainPath(workload);
    const otherSignal = stopOtherwise(server);
    const keptAway = isKeptAway({ container });
    const first = container.delivery.chain[0];
    const drained = drainedBefore(workload);
    const { unheard } = server.shutdown.fact;
    const cut =
      drained === undefined
        ? 'the requests it is answering'
        : `what is still in flight after ${show(drained)} of draining`;
    return {
      message: keptAway
        ? `${workload.title} has no ${signal} handler either (${showPlace(server.shutdown.at)}), so it would cut what it is answering even if "${first?.text}" (${showPlace(first?.at ?? container.at)}) let the signal through.`
        : unheard !== undefined
          ? `The first process of ${workload.title}, which gets ${signal}, does not handle it: only the workers that it forks do (${showPlace(unheard)}), and they ${endOfWorkers[becomes](cut)}.`
          : becomes === 'unknown'
            ? `${workload.title} has no ${signal} handler (${showPlace(server.shutdown.at)}), so it cuts ${cut}: ${eitherTime}.`
            : becomes === 'serves-on'
              ? `The server of ${workload.title} runs as PID 1 without a ${signal} handler (${showPlace(server.shutdown.at)}), so it ignores the signal and is killed with requests in flight when its grace period ends.`
              : `${workload.title} has no ${signal} handler (${showPlace(server.shutdown.at)}), so it dies at once and cuts ${cut}.`,
      help:
        otherSignal ??
        (unheard === undefined
          ? undefined
          : `Handle ${signal} in the first process too: hand it on (worker.process.kill('${signal}')) and wait until every worker has ended. One process for each container needs none of it.`) ??
        `Handle ${signal}: ${isDrained(workload) ? 'go on serving until traffic has stopped, then close' : 'close'} the server, wait for requests in flight, and exit.${chosenSignal(workload, server)}`,
      at: server.shutdown.at,
      related: [
        ...otherHandlers(server).map(({ signals, at }) => ({
          message: `only ${signals.join(' and ')} ${signals.length === 1 ? 'is' : 'are'} handled here`,
          location: at,
        })),
        ...(unheard === undefined ? [] : [{ message: `a worker handles ${signal} here`, location: unheard }]),
        { message: `${workload.title} runs this server`, location: container.at },
        ...others.map(({ shutdown }) => ({ message: 'the same holds for this server', location: shutdown.at })),
      ],
      key: [server.fact.at.file, server.fact.product, container.delivery.signal],
      ...(keptAway ? { severity: 'note' as const } : {}),
      ...(path === undefined ? {} : { path }),
    };
  },
  subject: ({ workload, container, server }) => ({
    name: `${container.delivery.signal} handling of ${workload.title}`,
    at: server.shutdown.at,
    of: workload.fact,
  }),
});
