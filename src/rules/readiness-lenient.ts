// A readiness probe that cannot fail, or takes minutes to, keeps sending requests to a pod that does not answer.
import {
  atStart,
  defineRule,
  finite,
  isDatastore,
  known,
  type Model,
  mainPath,
  not,
  outlasts,
  type ProbeFact,
  type ProbeTimes,
  probeTimes,
  type ServedWorkload,
  type ServiceFact,
  seconds,
  servedWorkloads,
  serviceTitle,
  show,
  showCounted,
  showPlace,
  showProbe,
  showValue,
  speaksHttp,
  type Text,
  type Verdict,
  written,
} from './kit/index.js';

interface Probed extends ServedWorkload {
  readonly about: 'question' | 'patience';
  readonly probe: ProbeFact;
  readonly times: ProbeTimes;
}
/** A Service that sends requests whatever the probe says. */
interface Published extends ServedWorkload {
  readonly about: 'published';
  readonly service: ServiceFact;
  readonly written: Text;
}
type Subject = Probed | Published;

/** Requests from outside arrive by it: peers that look for each other by its name want pods that are not ready as well. */
function isEntry(service: ServiceFact, model: Model): boolean {
  return service.type?.text === 'LoadBalancer' || model.backends.some(({ services }) => services.includes(service));
}
function* publishedBy(served: ServedWorkload, model: Model): Iterable<Published> {
  for (const service of served.workload.services) {
    const text = service.publishNotReadyAddresses;
    if (text?.text === 'true' && isEntry(service, model))
      yield { ...served, about: 'published', service, written: text };
  }
}
/** A pod that fails for longer than this has failed many requests. */
const longest = seconds(60);

/** Commands that succeed whatever state the server is in. */
function cannotFail({ handler, command }: ProbeFact): boolean {
  return (
    handler === 'exec' &&
    /^(?:(?:\/bin\/)?(?:ba|a|da)?sh -c )?(?:(?:\/(?:usr\/)?bin\/)?true|:|exit 0|echo\b[^|&;]*)$/.test(
      (command ?? []).join(' ').trim(),
    )
  );
}
export default defineRule<Subject>({
  id: 'readiness-lenient',
  severity: 'warning',
  summary: 'A readiness probe fails when the server does, and soon enough',
  cause: 'pod-not-ready',
  reads: ['container.readiness', 'container.server', 'server.port', 'service.publishNotReadyAddresses'],

  *each(model) {
    for (const served of servedWorkloads(model)) {
      yield* publishedBy(served, model);
      const probe = served.container.readiness;
      if (probe === undefined || served.container.thirdParty === true || isDatastore(served, model.platform)) continue;
      const times = probeTimes(probe, model.platform);
      yield { ...served, about: 'question', probe, times };
      yield { ...served, about: 'patience', probe, times };
    }
  },
  requires(subject): Verdict {
    if (subject.about === 'published') return { holds: 'no', because: [written(subject.written.at)] };
    const { about, probe, times } = subject;
    const because = [written(probe.at)];
    if (about === 'patience') return not(outlasts(times.patience, known(finite(longest), written(probe.at))));
    if (probe.handler !== 'tcp') return { holds: cannotFail(probe) ? 'no' : 'yes', because };
    // Only what speaks HTTP can hang behind a port that still accepts connections.
    const http = speaksHttp(subject, probe.port);
    if (http !== 'unknown') return { holds: http === 'yes' ? 'no' : 'yes', because };
    return {
      holds: 'unknown',
      because: [
        {
          kind: 'not-in-scan',
          text: `its readiness probe only opens a connection, which is enough for a protocol without health checks, and no file says what ${subject.workload.title} speaks`,
          settle:
            'Name the protocol in the Service (appProtocol, or a port name such as http), or lint the source as well.',
          at: probe.at,
        },
      ],
    };
  },
  tell(subject) {
    const { workload, container, about } = subject;
    const path = mainPath(workload);
    if (subject.about === 'published') {
      const { service, written: text } = subject;
      return {
        message: `${atStart(serviceTitle(service))} sends requests to pods of ${workload.title} that are not ready (publishNotReadyAddresses, ${showPlace(text.at)}), so no readiness probe keeps them from pods that start, stop or fail.`,
        help: 'Remove publishNotReadyAddresses, and give peers that need it a headless Service of their own.',
        at: text.at,
        related: [{ message: `${workload.title} is selected`, location: workload.at }],
        key: [workload.title, service.name, about],
        ...(path === undefined ? {} : { path }),
      };
    }
    const { probe, times } = subject;
    const shared = {
      related: workload.services
        .slice(0, 1)
        .map((service) => ({ message: `${serviceTitle(service)} sends requests to it`, location: service.nameAt })),
      key: [workload.title, container.name, about],
      ...(path === undefined ? {} : { path }),
    };
    if (about === 'patience') {
      return {
        ...shared,
        message: `Container ${container.name} of ${workload.title} goes on getting requests for up to ${showValue(times.patience)} after it has begun to fail: its readiness probe needs ${showCounted(times.failures, 'failed check')} at intervals of ${show(times.period)}, with ${show(times.timeout)} to answer each.`,
        help: 'Check every 5 to 10 s and give up after 2 or 3 failures; leave long starts to a startupProbe.',
        at: probe.failures?.at ?? probe.period?.at ?? probe.at,
      };
    }
    const passes =
      probe.handler === 'tcp'
        ? 'succeeds as long as the kernel accepts connections, also while the server is stuck or cannot reach what it needs'
        : 'succeeds whatever the server does';
    return {
      ...shared,
      message: `The readiness probe of container ${container.name} of ${workload.title} is ${showProbe(probe)} (${showPlace(probe.at)}), which ${passes}.`,
      help: 'Ask the server itself: an httpGet on an endpoint that answers only when it can serve.',
      at: probe.at,
    };
  },
  subject: (subject) => ({
    name: `readiness probe of container ${subject.container.name} of ${subject.workload.title}`,
    at: subject.about === 'published' ? subject.written.at : subject.probe.at,
    of: subject.workload.fact,
  }),
});
