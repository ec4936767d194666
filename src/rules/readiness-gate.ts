// A rollout that counts a pod as ready before the balancer does removes the old pods too early.
import {
  any,
  atStart,
  combine,
  defineRule,
  finite,
  groupBy,
  type HopOnPath,
  hopsOnPaths,
  type Model,
  type NamespaceFact,
  namespacesOf,
  outlasts,
  placedId,
  type Setting,
  sendsToPods,
  show,
  showPlace,
  sumSettings,
  timesOf,
  type Verdict,
  type Workload,
} from './kit/index.js';

interface Gated extends HopOnPath {
  readonly workload: Workload;
  /** The objects of its namespace; none when the scan has none. */
  readonly namespaces: readonly NamespaceFact[];
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
    yield { ...each, workload, namespaces: namespacesOf(workload.fact, model.facts.of('namespace')), label, prefix };
  }
}

/** Whether the label is on it, which other files of its installation may put there too. */
function injects(namespaces: readonly NamespaceFact[], label: string): boolean | undefined {
  const byScope = groupBy(namespaces, ({ scope }) => scope ?? '');
  const answers = [...byScope.values()].map((same) => {
    if (same.some(({ labels }) => labels[label] === 'enabled')) return true;
    return same.every(({ open }) => open === undefined) ? false : undefined;
  });
  const [first, ...others] = answers;
  return others.every((each) => each === first) ? first : undefined;
}
function isInjected({ workload, namespaces, label, prefix, hop }: Gated): Verdict {
  const own = workload.fact.readinessGates.find((each) => each.text.startsWith(prefix));
  if (own !== undefined) return { holds: 'yes', because: [{ kind: 'written', at: own.at }] };
  const injected = injects(namespaces, label);
  if (injected !== undefined) {
    const because = namespaces.map(({ nameAt }) => ({ kind: 'written' as const, at: nameAt }));
    return { holds: injected ? 'yes' : 'no', because };
  }
  const name = workload.fact.namespace === undefined ? 'its namespace' : `namespace ${workload.fact.namespace}`;
  const [labelled] = namespaces.filter(({ labels }) => labels[label] === 'enabled');
  const doubt =
    labelled === undefined
      ? `no file shows whether ${name} has the label ${label}`
      : `${name} has the label ${label} where ${showPlace(labelled.nameAt)} creates it, and elsewhere it has not`;
  return {
    holds: 'unknown',
    because: [
      {
        kind: 'not-in-scan',
        text: `${hop.name} sends to the pods of ${workload.title} directly, and ${doubt}`,
        settle:
          namespaces.length === 0
            ? `Add the manifest of ${name} to the scan.`
            : `Label ${name} ${label}: enabled in every file that creates it.`,
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
    const { hop, workload, namespaces, label, path } = gate;
    const [namespace] = namespaces;
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
