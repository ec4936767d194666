// A delay that ends before traffic stops arriving only moves the moment of refusal.
import {
  answeringWorkloads,
  atLeast,
  defineRule,
  lengthenHook,
  mainPath,
  relatedTo,
  type ServedWorkload,
  type Setting,
  servesOn,
  show,
  showDelay,
  showValue,
  sumSettings,
  type Verdict,
} from './kit/index.js';

interface Delayed extends ServedWorkload {
  readonly delay: Setting;
}
/** What keeps the server answering after the pod is told to stop: the hook before the signal, the server's own delay after it. */
function delayOf({ container }: ServedWorkload): Setting {
  const hook = container.preStop === undefined ? [] : [container.preStopDelay];
  const plan = container.server?.shutdown;
  const parts = plan === undefined || plan.handled !== 'yes' ? hook : [...hook, servesOn(plan)];
  const lasting = parts.filter(
    (each) => each.state === 'unknown' || each.value.kind !== 'finite' || each.value.length > 0,
  );
  return sumSettings(lasting.length > 0 ? lasting : [container.preStopDelay]);
}
/** Half of a time that no product promises is clearly too little; anything closer to it is no more than a note. */
function isDebatable({ workload, delay }: Delayed): boolean {
  return workload.propagationIsAssumed && atLeast(sumSettings([delay, delay]), workload.propagation).holds === 'yes';
}

export default defineRule<Delayed>({
  id: 'drain-delay-short',
  severity: 'warning',
  summary: 'The delay before a server closes is longer than traffic takes to stop arriving',
  cause: 'connection-draining',
  reads: ['container.preStopDelay', 'shutdown.delay', 'workload.propagation'],

  *each(model) {
    for (const served of answeringWorkloads(model)) {
      // A native sidecar is told to stop when all others have ended.
      if (served.workload.fact.platform !== 'kubernetes' || served.container.fact.sidecar) continue;
      const delay = delayOf(served);
      // No delay at all is the finding of another rule.
      if (delay.state === 'known' && delay.value.kind === 'finite' && delay.value.length <= 0) continue;
      if (delay.state === 'unknown' && served.container.preStop === undefined && served.container.server === undefined)
        continue;
      yield { ...served, delay };
    }
  },
  // The other side is an estimate, or the very length that a vendor advises: whoever waits as long has done what is asked.
  requires: ({ workload, delay }): Verdict => atLeast(delay, workload.propagation),

  tell({ workload, delay, ...rest }) {
    const path = mainPath(workload);
    const { propagation } = workload;
    return {
      message: `${workload.title} goes on serving for ${show(delay)} after it is told to stop, but traffic still arrives for about ${show(propagation)}, so what comes in between meets a closed port.`,
      help: `Lengthen the delay to ${showDelay(propagation)} or more, and the grace period with it${workload.propagationIsAssumed ? '; or state what you measured as assume.endpointPropagation in hoplint.yaml' : ''}.`,
      at: delay,
      related: [
        ...relatedTo(delay, `the delay is ${showValue(delay)}`),
        ...relatedTo(propagation, `traffic stops after about ${showValue(propagation)}`),
      ],
      key: [workload.title, rest.container.name],
      remedies: lengthenHook(workload, rest.container),
      ...(path === undefined ? {} : { path }),
      ...(isDebatable({ workload, delay, ...rest }) ? { severity: 'note' as const } : {}),
    };
  },
  subject: ({ workload, container }) => ({
    name: `drain delay of ${workload.title}`,
    at: container.at,
    of: workload.fact,
  }),
});
