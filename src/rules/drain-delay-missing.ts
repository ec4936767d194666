// Traffic goes on arriving for seconds after a pod is told to stop; something has to keep serving meanwhile.
import {
  type AnsweringWorkload,
  answeringWorkloads,
  any,
  compareLocations,
  defineRule,
  delayBeforeSignal,
  type Hop,
  isDatastore,
  mainPath,
  placeOf,
  productOfServed,
  type ServedWorkload,
  type Server,
  type Setting,
  satisfies,
  servesOn,
  serviceTitle,
  show,
  showDelay,
  type Verdict,
  withoutHandler,
} from './kit/index.js';

/** The server this container runs. Of several that a program starts one answers: where all stop alike, no matter which. */
function serverOf({ container: { server, serverCandidates } }: ServedWorkload): Server | undefined {
  if (server !== undefined) return server;
  const ends = new Set(serverCandidates.map(({ shutdown }) => lasts(servesOn(shutdown)).holds));
  // A handler is that of the whole process; then the first as people read them, whatever order the facts came in.
  const isDeaf = ({ shutdown }: Server): number => Number(shutdown.handled !== 'yes');
  const [first] = serverCandidates.toSorted((a, b) => isDeaf(a) - isDeaf(b) || compareLocations(a.fact.at, b.fact.at));
  return ends.size === 1 ? first : undefined;
}
const lasts = (setting: Setting): Verdict =>
  satisfies(setting, (bound) => bound.kind === 'unbounded' || (bound.kind === 'finite' && bound.length > 0));
/** It never acts on the signal, so it serves until it is killed: slow, but nothing is refused. */
function servesUntilKilled(served: ServedWorkload): boolean {
  if (served.container.delivery.outcome === 'ignored') return true;
  const server = serverOf(served);
  return server?.shutdown.handled === 'no' && withoutHandler(server, served.container.delivery) === 'serves-on';
}
/** Nobody handles the signal, which ends every process but PID 1. */
function mayServeOn(server: Server, { workload, container }: ServedWorkload): Verdict | undefined {
  const { handled, at } = server.shutdown;
  if (handled !== 'no' || withoutHandler(server, container.delivery) !== 'unknown') return undefined;
  const text = `${workload.title} has no ${container.delivery.signal} handler and, where it is PID 1, serves on until it is killed`;
  const settle = 'Handle the signal in the server: what it does then is in the files.';
  return { holds: 'unknown', because: [{ kind: 'not-in-scan', text, settle, at }] };
}

/** The hop that sends to the pods, where a file shows one: then traffic from outside is certain, whatever the server is. */
function senderOf({ workload }: ServedWorkload): Hop | undefined {
  for (const { nodes } of workload.paths) {
    const last = nodes.slice(0, -1).findLast((node) => node.is === 'gap' || node.host !== workload.fact);
    if (last?.is === 'hop') return last;
  }
  // The paths of a proxy of ours go on to what it sends to.
  return workload.frontedBy.findLast(({ host }) => host !== workload.fact);
}
/** A server that nobody here wrote, of which it is documented that it takes no more connections once it is told to stop. */
function readyServer({ container: { program } }: ServedWorkload): string | undefined {
  const stops = program?.habits.truth('stops-accepting-at-once');
  return stops?.state === 'known' && stops.value ? program?.product.title : undefined;
}
/** What its proxy in the same pod goes on sending to it: nothing, where that has ended by then. */
function endsWithItsProxy({ workload, behind }: AnsweringWorkload): boolean {
  const { served: proxy } = workload;
  return behind !== undefined && proxy?.fact.sidecar === false && lasts(proxy.preStopDelay).holds === 'no';
}

export default defineRule<AnsweringWorkload>({
  id: 'drain-delay-missing',
  severity: 'warning',
  summary: 'A workload goes on serving for a while after it is told to stop',
  cause: 'graceful-shutdown',
  reads: ['container.preStopDelay', 'shutdown.delay', 'drain.delay'],

  *each(model) {
    for (const served of answeringWorkloads(model)) {
      if (served.workload.fact.platform !== 'kubernetes' || servesUntilKilled(served)) continue;
      if (served.container.thirdParty === true || isDatastore(served, model.platform)) continue;
      // Knative gives its pods a hook that waits until no more requests arrive.
      if (served.workload.fact.workloadKind === 'KnativeService') continue;
      // A native sidecar is told to stop when all others have ended.
      if (served.container.fact.sidecar) continue;
      // A hook that cannot run is the finding of another rule.
      if (served.container.preStop !== undefined) continue;
      // That the proxy has no delay is said of the proxy.
      if (endsWithItsProxy(served)) continue;
      yield served;
    }
  },
  requires(served): Verdict {
    const hook = lasts(served.container.preStopDelay);
    const server = serverOf(served);
    if (server !== undefined) return any(hook, mayServeOn(server, served) ?? lasts(servesOn(server.shutdown)));
    const proxy = productOfServed(served);
    // What nobody wrote is left to the sentence that only says what no file shows.
    if (proxy?.settings.isWritten('drain.delay') === true) return any(hook, lasts(proxy.settings.get('drain.delay')));
    if (senderOf(served) !== undefined || readyServer(served) !== undefined) return hook;
    const several = served.container.serverCandidates.length;
    const unseen =
      several > 1
        ? `nobody says which of the ${several} servers it starts answers requests`
        : 'the source of its server is not in the scan';
    return any(hook, {
      holds: 'unknown',
      because: [
        {
          kind: several > 1 ? 'ambiguous' : 'not-in-scan',
          text: `${served.workload.title} has no preStop hook, and ${unseen}, so it may delay its shutdown itself`,
          settle:
            'Lint the source together with the manifests, link it under services: in hoplint.yaml, or pass it with --with.',
          at: served.container.at,
        },
      ],
    });
  },
  tell(served) {
    const { workload, container, behind } = served;
    const server = serverOf(served);
    const delay = server === undefined ? undefined : servesOn(server.shutdown);
    const path = mainPath(workload);
    const sender = senderOf(served);
    const ready = server === undefined ? readyServer(served) : undefined;
    const ends =
      ready === undefined
        ? `its server ${server?.shutdown.handled === 'yes' ? 'closes' : 'ends'} at once`
        : `${ready} closes its port at once`;
    const unseen = server === undefined && ready === undefined && sender !== undefined;
    const { signal } = container.delivery;
    const isFirst = behind === undefined && served.isBeside === undefined;
    const who = isFirst ? workload.title : `Container ${container.name} of ${workload.title}`;
    const meanwhile =
      behind === undefined
        ? `traffic still arrives for about ${show(workload.propagation)}`
        : `${behind.name} beside it goes on and passes on to it what still arrives for about ${show(workload.propagation)}`;
    return {
      message: unseen
        ? `${who} has no preStop hook, and no file of the scan shows that its server goes on serving after ${signal}, while ${sender.name} still sends to it for about ${show(workload.propagation)}.`
        : `${who} has ${ready === undefined ? 'neither a preStop delay nor a delay of its own' : 'no preStop delay'}: ${ends} on ${signal}, while ${meanwhile}.`,
      help: unseen
        ? `Add a preStop hook that sleeps ${showDelay(workload.propagation)}. If the server delays its end itself, lint its source together with the manifests, or name the source under services: in hoplint.yaml.`
        : ready !== undefined
          ? `Add a preStop hook that sleeps ${showDelay(workload.propagation)}, and let the grace period cover it.`
          : `Add a preStop hook that sleeps ${showDelay(workload.propagation)}, or let the server go on serving for that long after the signal, and let the grace period cover it.`,
      at: container.at,
      related: [
        ...(delay === undefined ? [] : [{ message: 'the server stops accepting here', location: placeOf(delay) }]),
        ...workload.services
          .slice(0, 1)
          .map((service) => ({ message: `${serviceTitle(service)} sends requests to it`, location: service.nameAt })),
      ],
      key: [workload.title, container.name],
      remedies: delayBeforeSignal(workload, container),
      ...(path === undefined ? {} : { path }),
      // Most servers stop accepting at once; whether this one does is not in the files.
      ...(unseen ? { severity: 'note' as const } : {}),
    };
  },
  subject: ({ workload, container }) => ({
    name: `drain delay of ${workload.title}`,
    at: container.at,
    of: workload.fact,
  }),
});
