// A preStop hook that cannot run, or that ends at once, delays nothing: the stop signal follows immediately.
import {
  boundLength,
  defineRule,
  type HabitTable,
  type Location,
  mainPath,
  type ServedWorkload,
  type Setting,
  servedWorkloads,
  show,
  showDelay,
  showPlace,
  showVersions,
  sleepNatively,
  type Tale,
  type Verdict,
} from './kit/index.js';

interface Hooked extends ServedWorkload {
  readonly platform: HabitTable;
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
    for (const served of servedWorkloads(model)) {
      if (served.container.preStop === undefined || served.workload.fact.platform !== 'kubernetes') continue;
      yield { ...served, platform: model.platform };
    }
  },
  requires(served): Verdict {
    const { container } = served;
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
    const { workload, container } = served;
    const at = container.preStop?.at ?? container.at;
    const quit = failure(served) === undefined ? quitFirst(served) : undefined;
    if (quit !== undefined) return toldQuit(served, quit, at);
    const why = failure(served) ?? 'it ends at once';
    const path = mainPath(workload);
    const base = container.baseImage;
    const since = served.platform.rows('prestop-sleep-available').find((row) => row.value === 'true')?.versions;
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
  }),
});

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
