// A readiness probe that cannot fail, or takes minutes to, keeps sending requests to a pod that does not answer.
import {
  defineRule,
  finite,
  known,
  mainPath,
  not,
  outlasts,
  type ProbeFact,
  type ProbeTimes,
  probeTimes,
  type ServedWorkload,
  seconds,
  servedWorkloads,
  show,
  showCounted,
  showPlace,
  showProbe,
  showValue,
  speaksHttp,
  type Verdict,
  written,
} from './kit/index.js';

interface Subject extends ServedWorkload {
  readonly about: 'question' | 'patience';
  readonly probe: ProbeFact;
  readonly times: ProbeTimes;
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
  reads: ['container.readiness', 'container.server'],

  *each(model) {
    for (const served of servedWorkloads(model)) {
      const probe = served.container.readiness;
      if (probe === undefined || served.container.thirdParty === true) continue;
      const times = probeTimes(probe, model.platform);
      yield { ...served, about: 'question', probe, times };
      yield { ...served, about: 'patience', probe, times };
    }
  },
  requires(subject): Verdict {
    const { about, probe, times } = subject;
    const because = [written(probe.at)];
    if (about === 'patience') return not(outlasts(times.patience, known(finite(longest), written(probe.at))));
    if (probe.handler !== 'tcp') return { holds: cannotFail(probe) ? 'no' : 'yes', because };
    // Only what speaks HTTP can hang behind a port that still accepts connections.
    const http = speaksHttp(subject);
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
  tell({ workload, container, about, probe, times }) {
    const path = mainPath(workload);
    const shared = {
      related: workload.services
        .slice(0, 1)
        .map((service) => ({ message: `Service ${service.name} sends requests to it`, location: service.nameAt })),
      key: [workload.title, container.name, about],
      ...(path === undefined ? {} : { path }),
    };
    if (about === 'patience') {
      return {
        ...shared,
        message: `Container ${container.name} of ${workload.title} counts as not ready only after ${showValue(times.patience)} of failures (${showCounted(times.failures, 'check')}, ${show(times.period)} apart), and gets requests all that time.`,
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
  subject: ({ workload, container, probe }) => ({
    name: `readiness probe of container ${container.name} of ${workload.title}`,
    at: probe.at,
  }),
});
