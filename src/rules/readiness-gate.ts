// A rollout that counts a pod as ready before the balancer does removes the old pods too early.
import {
  any,
  atStart,
  combine,
  defineRule,
  finite,
  type HopOnPath,
  hopsOnPaths,
  type Model,
  type NamespaceFact,
  outlasts,
  placedId,
  type Setting,
  sendsToPods,
  show,
  sumSettings,
  timesOf,
  type Verdict,
  type Workload,
} from './kit/index.js';

interface Gated extends HopOnPath {
  readonly workload: Workload;
  /** The object of its namespace; undefined when the scan has none. */
  readonly namespace: NamespaceFact | undefined;
  readonly label: string;
  readonly prefix: string;
}
function known<T>(setting: Setting<T>): T | undefined {
  return setting.state === 'known' ? setting.value : undefined;
}
/** Pods the balancer sends to directly, by their own address. */
function* gated(model: Model): Iterable<Gated> {
  const seen = new Set<string>();
  for (const each of hopsOnPaths(model)) {
    const { hop, path } = each;
    const { workload } = path;
    if (workload === undefined || workload.fact.platform !== 'kubernetes') continue;
    if (!sendsToPods(each)) continue;
    const label = known(hop.habits.text('readiness-gate-label'));
    const prefix = known(hop.habits.text('readiness-gate-prefix'));
    if (label === undefined || prefix === undefined || known(hop.settings.get('target.type')) !== 'ip') continue;
    const key = `${placedId(hop, path)} > ${workload.id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const { fact } = workload;
    const namespace = model.facts
      .of('namespace')
      .find((object) => object.name === (fact.namespace ?? 'default') && object.scope === fact.scope);
    yield { ...each, workload, namespace, label, prefix };
  }
}

function isInjected({ workload, namespace, label, prefix, hop }: Gated): Verdict {
  const own = workload.fact.readinessGates.find((each) => each.text.startsWith(prefix));
  if (own !== undefined) return { holds: 'yes', because: [{ kind: 'written', at: own.at }] };
  if (namespace !== undefined) {
    const injects = namespace.labels[label] === 'enabled';
    return { holds: injects ? 'yes' : 'no', because: [{ kind: 'written', at: namespace.nameAt }] };
  }
  const name = workload.fact.namespace === undefined ? 'its namespace' : `namespace ${workload.fact.namespace}`;
  return {
    holds: 'unknown',
    because: [
      {
        kind: 'not-in-scan',
        text: `${hop.name} sends to the pods of ${workload.title} directly, and no file shows whether ${name} has the label ${label}`,
        settle: `Add the manifest of ${name} to the scan.`,
        at: workload.at,
      },
    ],
  };
}
/** As many successes as an unhealthy target needs, which is no less than a new one does. */
function checksOf({ hop: { settings } }: Gated): Setting {
  return combine(settings.get('health.interval'), settings.get('health.healthyThreshold'), (interval, count) =>
    interval.kind === 'finite' ? finite(timesOf(interval.length, count)) : interval,
  );
}
/** How long new pods stay ready before old ones go; a strategy that ends all of them waits for nobody. */
function waitOf({ strategy, minReady }: Workload): Setting | undefined {
  const kind = strategy?.type?.text;
  return kind === 'Recreate' || kind === 'OnDelete' ? undefined : minReady;
}
/** Why the wait that is written is not enough. */
function shortfall(gate: Gated): string {
  const wait = waitOf(gate.workload);
  return wait === undefined
    ? ''
    : `: minReadySeconds is ${show(wait)}, and the balancer needs up to ${show(gate.workload.propagation)} to learn of a pod and ${show(checksOf(gate))} to check it`;
}

export default defineRule<Gated>({
  id: 'readiness-gate',
  severity: 'note',
  summary: 'Pods that a balancer addresses directly wait for its health check before a rollout goes on',
  cause: 'pod-not-ready',
  reads: [
    'target.type',
    'readiness-gate-label',
    'workload.readinessGates',
    'workload.minReadySeconds',
    'workload.propagation',
    'health.interval',
    'health.healthyThreshold',
  ],

  each: (model) => gated(model),

  requires(gate): Verdict {
    const wait = waitOf(gate.workload);
    return wait === undefined
      ? isInjected(gate)
      : any(isInjected(gate), outlasts(wait, sumSettings([checksOf(gate), gate.workload.propagation])));
  },
  tell(gate) {
    const { hop, workload, namespace, label, path } = gate;
    const at = namespace?.nameAt ?? workload.at;
    return {
      message: `${atStart(hop.name)} sends to the pods of ${workload.title} by their own addresses, but namespace ${namespace?.name ?? ''} does not inject readiness gates, so a rollout may remove the last old pod before a new one has passed the check of the balancer${shortfall(gate)}.`,
      help: `Label the namespace ${label}: enabled; it delays rollouts by the time the health check needs, and does nothing for pods that are being removed.`,
      at,
      related: [
        { message: `${workload.title} runs here`, location: workload.at },
        { message: `${atStart(hop.name)} addresses pods directly`, location: hop.at },
      ],
      key: [hop.id, workload.title],
      path,
    };
  },
  subject: ({ hop, workload }) => ({
    name: `readiness gate of ${workload.title} behind ${hop.name}`,
    at: workload.at,
    of: workload.fact,
  }),
});
