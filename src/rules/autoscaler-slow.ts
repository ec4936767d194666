// An autoscaler that starts late or adds little leaves a burst to the pods that are already full.
import type { AutoscalerFact } from '../model/facts.js';
import {
  combine,
  countOr,
  countsPods,
  defineRule,
  fewestReplicas,
  finite,
  type HabitTable,
  known,
  mainPath,
  minutes,
  not,
  outlasts,
  quantitySetting,
  type ServedWorkload,
  type Setting,
  satisfies,
  seconds,
  secondsOr,
  servedWorkloads,
  show,
  showCount,
  showCounted,
  type Verdict,
  written,
} from './kit/index.js';

type Complaint = 'delayed' | 'stopped' | 'headroom' | 'small-steps' | 'fixed' | 'from-zero';
interface Subject extends ServedWorkload {
  readonly scaler: AutoscalerFact;
  readonly complaint: Complaint;
  readonly value: Setting<unknown>;
  readonly holds: Verdict;
  says(): string;
  readonly help: string;
}

/** A burst that waits longer than this for the first new pod is answered by the old ones alone. */
const latestStart = seconds(60);
/** A step below this share of the pods in a minute follows no burst. */
const leastGrowth = 0.5;
const minute = minutes(1);

function* complaintsAbout(scaler: AutoscalerFact, served: ServedWorkload, platform: HabitTable): Iterable<Subject> {
  const up = scaler.scaleUp;
  const about = (
    complaint: Complaint,
    value: Setting<unknown>,
    holds: Verdict,
    says: Subject['says'],
    help: string,
  ): Subject => ({
    ...served,
    scaler,
    complaint,
    value,
    holds,
    says,
    help,
  });
  const wait = secondsOr(up?.stabilization, platform.time('hpa-scale-up-stabilization'), scaler.nameAt);
  const latest = known(finite(latestStart), written(scaler.nameAt));
  yield about(
    'delayed',
    wait,
    not(outlasts(wait, latest)),
    () => `waits ${show(wait)} before it adds a pod, so for that long a burst is left to the pods that run already`,
    'Set scaleUp.stabilizationWindowSeconds to 0, its default, and leave stabilisation to scaleDown.',
  );
  if (up?.selectPolicy?.text === 'Disabled') {
    const off = known('Disabled', written(up.selectPolicy.at));
    yield about(
      'stopped',
      off,
      satisfies(off, () => false),
      () =>
        `never adds a pod, because scaleUp.selectPolicy is ${showCount(off)}, so every burst is left to the pods that run already`,
      'Remove selectPolicy: Disabled from scaleUp.',
    );
  } else if (up !== undefined && up.policies.length > 0) {
    yield* smallSteps(scaler, served, platform, about);
  }
  yield* headroom(scaler, platform, about);
  const floor = fewestReplicas({ ...served.workload, autoscalers: [scaler] }, platform);
  if (scaler.max !== undefined) {
    const ceiling = quantitySetting(scaler.max);
    yield about(
      'fixed',
      ceiling,
      satisfies(
        combine(floor, ceiling, (least, most) => least < most),
        (below) => below,
      ),
      () =>
        `has a floor of ${showCounted(floor, 'pod')} and a ceiling of ${showCounted(ceiling, 'pod')}, so it can never add one`,
      `Raise the ceiling above ${floor.state === 'known' ? floor.value : 'the floor'} pods, to what a peak needs.`,
    );
  }
  if (scaler.autoscalerKind === 'ScaledObject') {
    yield about(
      'from-zero',
      floor,
      satisfies(floor, (least) => least > 0),
      () => `can scale down to ${showCounted(floor, 'pod')}, so requests that arrive then find nobody`,
      'Set minReplicaCount to 2 or more for a workload that answers requests.',
    );
  }
}
type About = (
  complaint: Complaint,
  value: Setting<unknown>,
  holds: Verdict,
  says: Subject['says'],
  help: string,
) => Subject;

/** Growth per minute by the most generous policy, or the meanest where selectPolicy says Min. */
function* smallSteps(
  scaler: AutoscalerFact,
  served: ServedWorkload,
  platform: HabitTable,
  about: About,
): Iterable<Subject> {
  const up = scaler.scaleUp;
  if (up === undefined) return;
  const floor = fewestReplicas({ ...served.workload, autoscalers: [scaler] }, platform);
  const growth = (pods: number): number => {
    const each = up.policies.map((policy) => {
      const step = policy.type === 'Percent' ? Math.ceil((policy.value * pods) / 100) : policy.value;
      return (step * minute) / seconds(policy.period);
    });
    return up.selectPolicy?.text === 'Min' ? Math.min(...each) : Math.max(...each);
  };
  const first = up.policies[0];
  if (first === undefined) return;
  const step = known(
    `${first.value}${first.type === 'Percent' ? ' per cent' : first.value === 1 ? ' pod' : ' pods'} in ${first.period} s`,
    written(first.at),
  );
  yield about(
    'small-steps',
    step,
    satisfies(floor, (pods) => growth(pods) >= Math.max(1, pods * leastGrowth)),
    () =>
      `adds at most ${showCount(step)} to a floor of ${showCounted(floor, 'pod')}, so a burst is over, or has done its damage, before there are enough`,
    'Allow it to double within a minute: type Percent, value 100, periodSeconds 15 is the default.',
  );
}
/** Nothing happens below target times one plus tolerance; above the whole request there is nothing left to share. */
function* headroom(scaler: AutoscalerFact, platform: HabitTable, about: About): Iterable<Subject> {
  for (const metric of scaler.metrics) {
    if (metric.targetType !== 'Utilization' || metric.resource !== 'cpu') continue;
    const target = countOr(metric.target, platform.count('hpa-target-cpu'), metric.at);
    const tolerance = countOr(scaler.scaleUp?.tolerance, platform.count('hpa-tolerance'), metric.at);
    const held = combine(target, tolerance, (share, beyond) => Math.round(share * (1 + beyond)));
    const starts = held.state === 'known' ? held.value : undefined;
    yield about(
      'headroom',
      target,
      satisfies(held, (share) => share <= 100),
      () =>
        `aims at ${showCounted(target, 'per cent', 'per cent')} of the CPU request and lets it be exceeded by a share of ${showCount(tolerance)}, so it adds a pod only above ${starts ?? 'an unknown share of'} per cent, when the pods have nothing to spare`,
      'Aim at 60 to 70 per cent, so that the running pods carry a burst until new ones are ready.',
    );
  }
}

export default defineRule<Subject>({
  id: 'autoscaler-slow',
  severity: 'warning',
  summary: 'An autoscaler starts early enough and adds enough pods for a burst',
  cause: 'autoscaling-slow',
  hygiene: true,
  decides: 'every number stands in the autoscaler itself or has a documented default',
  reads: ['autoscaler.scaleUp', 'autoscaler.metrics', 'autoscaler.min', 'autoscaler.max'],

  *each(model) {
    for (const served of servedWorkloads(model)) {
      for (const scaler of served.workload.autoscalers.filter(countsPods))
        yield* complaintsAbout(scaler, served, model.platform);
    }
  },
  requires: ({ holds }): Verdict => holds,

  tell(subject) {
    const { workload, scaler, complaint, help, value } = subject;
    const path = mainPath(workload);
    return {
      message: `${scaler.autoscalerKind} ${scaler.name} of ${workload.title} ${subject.says()}.`,
      help,
      at: value,
      related: [{ message: `${workload.title} is scaled by it`, location: workload.at }],
      key: [scaler.autoscalerKind, scaler.name, complaint],
      ...(path === undefined ? {} : { path }),
    };
  },
  subject: ({ scaler }) => ({ name: `${scaler.autoscalerKind} ${scaler.name}`, at: scaler.nameAt, of: scaler }),
});
