// A preStop hook that cannot run, or that ends at once, delays nothing: the stop signal follows immediately.
import {
  answeringWorkloads,
  boundLength,
  defineRule,
  type HabitTable,
  type Location,
  mainPath,
  type ServedWorkload,
  type Setting,
  show,
  showDelay,
  showPlace,
  showVersions,
  sleepNatively,
  type Tale,
  type Text,
  type Verdict,
  written,
} from './kit/index.js';

interface Hooked extends ServedWorkload {
  readonly platform: HabitTable;
  /** A cluster that does not take the built-in sleep of this hook. */
  readonly tooOld?: Text;
}
/** Why the hook gives no delay; undefined where it does, or nobody can tell. */
function failure({ container }: ServedWorkload): string | undefined {
  const delay = container.preStopDelay;
  if (delay.state !== 'known' || delay.value.kind !== 'finite' || delay.value.length > 0) return undefined;
  return delay.origin.kind === 'derived' ? delay.origin.how : 'it sleeps for 0 s';
}
/** The command by which the hook stops the server before its own sleep. */
function quitFirst({ container }: ServedWorkload): string | undefined {
  const quit = container.preStopQuit;
  if (quit === undefined || quit.of === 'server') return quit?.command;
  const plan = container.server?.shutdown;
  if (plan?.handled !== 'yes') return undefined;
  return plan.delay.state === 'known' && boundLength(plan.delay.value) === 0 ? quit.command : undefined;
}
const cannotRun = (why: string): boolean => /\bfails\b|does nothing/.test(why);
function keepsServing({ container }: ServedWorkload): Setting | undefined {
  return container.server?.shutdown.delay;
}

export default defineRule<Hooked>({
  id: 'prestop-ineffective',
  severity: 'error',
  summary: 'A preStop hook can run in its image and really delays the stop signal',
  cause: 'graceful-shutdown',
  reads: ['container.preStop', 'container.preStopDelay', 'container.shell'],

  *each(model) {
    for (const served of answeringWorkloads(model)) {
      if (served.container.preStop === undefined || served.workload.fact.platform !== 'kubernetes') continue;
      const { platform, clusterVersion } = model;
      const isRefused =
        served.container.preStop.handler === 'sleep' &&
        clusterVersion !== undefined &&
        isFalse(platform.truth('prestop-sleep-available'));
      yield { ...served, platform, ...(isRefused ? { tooOld: clusterVersion } : {}) };
    }
  },
  requires(served): Verdict {
    const { container, tooOld } = served;
    if (tooOld !== undefined) return { holds: 'no', because: [written(tooOld.at)] };
    const delay = container.preStopDelay;
    // Only a hook that leaves the length to others may turn out to be no delay; a script that cannot be read is not suspect.
    if (delay.state === 'unknown') {
      return container.preStop?.handler === 'http'
        ? { holds: 'unknown', because: [delay.reason] }
        : { holds: 'yes', because: [] };
    }
    const why = failure(served);
    if (why === undefined) return { holds: quitFirst(served) === undefined ? 'yes' : 'no', because: [delay.origin] };
    // A hook that does something else than wait is fine where the server waits by itself.
    const own = keepsServing(served);
    const waits = own?.state === 'known' && own.value.kind === 'finite' && own.value.length > 0;
    return { holds: waits && !cannotRun(why) ? 'yes' : 'no', because: [delay.origin] };
  },
  tell(served) {
    const { workload, container, tooOld } = served;
    const at = container.preStop?.at ?? container.at;
    if (tooOld !== undefined) return toldTooOld(served, tooOld, at);
    const quit = failure(served) === undefined ? quitFirst(served) : undefined;
    if (quit !== undefined) return toldQuit(served, quit, at);
    const why = failure(served) ?? 'it ends at once';
    const path = mainPath(workload);
    const base = container.baseImage;
    const since = sleepSince(served);
    const seconds = showDelay(workload.propagation).replace(/ s$/, '');
    return {
      message: `The preStop hook of ${workload.title} (${showPlace(at)}) delays nothing: ${why}, and ${container.delivery.signal} follows while traffic still arrives.`,
      help: cannotRun(why)
        ? `Use the built-in sleep action (lifecycle.preStop.sleep with seconds: ${seconds}, Kubernetes ${since === undefined ? 'of today' : showVersions(since)}), which needs nothing in the image.`
        : `Add a sleep of ${seconds} s to the hook: the signal is sent only when the hook has ended.`,
      at,
      related:
        base.state === 'known' && cannotRun(why) && base.origin.kind !== 'default'
          ? [{ message: `the image is built from ${base.value}`, location: base.origin.at }]
          : [],
      key: [workload.title, container.name],
      ...(cannotRun(why) ? { remedies: sleepNatively(workload, container) } : {}),
      ...(path === undefined ? {} : { path }),
      ...(cannotRun(why) ? {} : { severity: 'warning' as const }),
    };
  },
  subject: ({ workload, container }) => ({
    name: `preStop hook of ${workload.title}`,
    at: container.preStop?.at ?? container.at,
    of: workload.fact,
  }),
});

const isFalse = (setting: Setting<boolean>): boolean => setting.state === 'known' && !setting.value;
const sleepSince = ({ platform }: Hooked): string | undefined =>
  platform.rows('prestop-sleep-available').find((row) => row.value === 'true')?.versions;

function toldTooOld(served: Hooked, version: Text, at: Location): Tale {
  const { workload, container } = served;
  const path = mainPath(workload);
  const since = sleepSince(served);
  return {
    message: `The preStop hook of ${workload.title} (${showPlace(at)}) is the built-in sleep, which needs Kubernetes ${since === undefined ? 'of today' : showVersions(since)}, but the cluster runs ${version.text} (${showPlace(version.at)}), so the hook is refused or dropped and delays nothing.`,
    help: 'Raise the version of the cluster, or run a sleep that the image has: exec with the command sleep and the seconds.',
    at,
    related: [{ message: `the cluster runs ${version.text}`, location: version.at }],
    key: [workload.title, container.name, 'version'],
    ...(path === undefined ? {} : { path }),
  };
}

function toldQuit({ workload, container }: Hooked, quit: string, at: Location): Tale {
  const path = mainPath(workload);
  return {
    message: `The preStop hook of ${workload.title} (${showPlace(at)}) runs ${quit} before it sleeps ${show(container.preStopDelay)}, so its server refuses connections at once, while traffic still arrives for about ${show(workload.propagation)}.`,
    help: `Let the hook sleep first, ${showDelay(workload.propagation)} or more, and leave stopping to ${container.delivery.signal}, or to a command behind the sleep.`,
    at,
    related: [],
    key: [workload.title, container.name, quit],
    severity: 'warning',
    ...(path === undefined ? {} : { path }),
  };
}
