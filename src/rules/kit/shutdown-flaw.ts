// What a shutdown does to the requests in flight when it does not wait for them, and how to say it.
import type { MissingClose } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import type { Tale } from './define-rule.js';
import { drainedBefore } from './drained-first.js';
import { atStart, show, showPlace } from './wording.js';
import type { ServedServer } from './workloads.js';

export interface ShutdownFlaw {
  readonly is:
    | 'main-returns'
    | 'main-ends-beside'
    | 'serving-is-fatal'
    | 'exits'
    | 'framework-exits'
    | 'exits-early'
    | 'cuts'
    | 'forces-close'
    | 'gives-no-time'
    | 'raises-again';
  readonly at: Location;
  /** The close of a server that never listens, behind which it exits. */
  readonly behind?: Location;
  /** The call that was to close the server, of a method that does not exist. */
  readonly missing?: MissingClose;
}

type Told = Pick<Tale, 'message' | 'help' | 'at' | 'severity'>;

/** What a user reads about it. Where a balancer drains first, little is left to cut. */
export function tellFlaw(served: ServedServer, flaw: ShutdownFlaw | undefined): Told {
  const drained = drainedBefore(served.workload);
  const told = tellCut(
    served,
    flaw,
    drained === undefined ? 'requests in flight are' : `what is still in flight after ${show(drained)} of draining is`,
  );
  return drained === undefined || told.severity !== undefined ? told : { ...told, severity: 'warning' };
}
function tellCut({ workload, container, server }: ServedServer, flaw: ShutdownFlaw | undefined, lost: string): Told {
  const at = flaw?.at ?? server.shutdown.at;
  const { signal } = container.delivery;
  const place = showPlace(at);
  const wait = 'Wait until the server has closed, then exit.';
  switch (flaw?.is) {
    case 'main-returns':
      return {
        message: `The main function of ${workload.title} ends as soon as its shutdown begins (${place}), because serving returns at once and nothing waits for the shutdown to finish, so ${lost} cut.`,
        help: 'Call Shutdown in the main goroutine, or let main wait on a channel that is closed after Shutdown has returned.',
        at,
      };
    case 'main-ends-beside':
      return {
        message: `The main function of ${workload.title} ends on ${signal}, while its shutdown runs in a goroutine (${place}) that nothing waits for, so ${lost} cut.`,
        help: 'Call Shutdown in the main goroutine, or let main wait on a channel that is closed after Shutdown has returned.',
        at,
      };
    case 'serving-is-fatal':
      return {
        message: `${atStart(workload.title)} ends its process as soon as its shutdown begins (${place}), because serving returns at once then and whatever it returns is fatal, so ${lost} cut.`,
        help: 'Take http.ErrServerClosed, or nil, for no failure there, and let main wait until Shutdown has returned.',
        at,
      };
    case 'exits':
      if (flaw.missing !== undefined)
        return {
          message: `On ${signal} ${workload.title} calls ${flaw.missing.call} (${showPlace(flaw.missing.at)}), which ${flaw.missing.of} do not have, so its server is never closed and ${lost} cut.`,
          help: 'Keep what listen() returns, and close that: server.close(() => process.exit(0)).',
          at: flaw.missing.at,
        };
      if (flaw.behind !== undefined)
        return {
          message: `On ${signal} ${workload.title} closes a server that never listens (${showPlace(flaw.behind)}) and exits, while the one that serves (${showPlace(server.fact.at)}) is not closed, so ${lost} cut.`,
          help: `Keep what listen() returns and close that, or let the server that is closed here listen. ${wait}`,
          at: flaw.behind,
        };
      return {
        message: `${workload.title} exits on ${signal} (${place}) without closing its server and waiting, so ${lost} cut.`,
        help: `Close the server first. ${wait}`,
        at,
      };
    case 'framework-exits': {
      const { product, habits } = server;
      const instead = habits.text('exits-at-once-instead');
      return {
        message: `${atStart(product.title)} exits at once on ${signal} (${place}), so ${lost} cut when ${workload.title} stops.`,
        help: instead.state === 'known' ? instead.value : `Close the server first. ${wait}`,
        at,
      };
    }
    case 'exits-early':
      return {
        message: `${workload.title} exits on ${signal} (${place}) without waiting for its server to close, so ${lost} cut.`,
        help: `${wait} In Node: server.close(() => process.exit(0)), or await a promise of it.`,
        at,
      };
    case 'cuts': {
      const instead = server.habits.text('cuts-requests-instead');
      return {
        message: `${workload.title} ends every connection as soon as ${signal} arrives (${place}), those with a request in flight included.`,
        help:
          instead.state === 'known'
            ? instead.value
            : 'Close idle connections only, and cut the rest when a time limit is over.',
        at,
      };
    }
    case 'forces-close':
      return {
        message: `${workload.title} sets forceCloseConnections (${place}), so closing the server ends every connection, those with a request in flight included.`,
        help: "Leave it at 'idle', the default, or remove it.",
        at,
      };
    case 'gives-no-time':
      return {
        message: `${workload.title} closes its server with a context that has ended by then (${place}), so Shutdown returns at once and ${lost} cut.`,
        help: 'Give Shutdown a context of its own: context.WithTimeout(context.Background(), …), made when the signal has arrived.',
        at,
      };
    case 'raises-again':
    case undefined:
      return {
        message: `${workload.title} ends its shutdown by raising ${signal} again (${place}), which the kernel does not deliver to a first process, so it stays until nothing keeps it running, or until it is killed.`,
        help: 'End with process.exit() instead, or put an init such as tini in front.',
        at,
        severity: 'note',
      };
  }
}
