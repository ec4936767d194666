// A rollout that ends the last old pod before a new one is ready is an outage by construction.
import type { Remedy } from '../model/remedy.js';
import {
  combine,
  defineRule,
  fewestReplicas,
  type HabitTable,
  isDatastore,
  known,
  mainPath,
  originPlace,
  placeOf,
  relatedTo,
  type ServedWorkload,
  type Setting,
  type Severity,
  satisfies,
  servedWorkloads,
  serviceTitle,
  shareOf,
  showCount,
  showCounted,
  showPlace,
  speaksHttp,
  textOr,
  unknown,
  type Verdict,
  written,
} from './kit/index.js';

interface Rollout extends ServedWorkload {
  readonly strategy: Setting<string>;
  readonly fewest: Setting<number>;
  /** Written as a number or in per cent. */
  readonly maxUnavailable: Setting<string>;
  /** Where the strategy has one. */
  readonly maxSurge?: Setting<string>;
  /** Pods the strategy may end before new ones are ready, of `fewest`. */
  readonly mayEnd: Setting<number>;
}

const asText = (setting: Setting<number>): Setting<string> =>
  setting.state === 'known' ? known(String(setting.value), setting.origin) : unknown(setting.reason);

function* rolloutsOf(served: ServedWorkload, platform: HabitTable): Iterable<Rollout> {
  const { workload } = served;
  const { fact, strategy } = workload;
  const at = workload.at;
  const fewest = fewestReplicas(workload, platform);
  if (fact.platform === 'ecs') {
    yield* ecsRollout(served, fewest);
  } else if (fact.workloadKind === 'Deployment') {
    const kind = textOr(strategy?.type, platform.text('rollout-strategy'), at);
    const maxUnavailable = textOr(strategy?.maxUnavailable, platform.text('rollout-max-unavailable'), at);
    const surge = textOr(strategy?.maxSurge, platform.text('rollout-max-surge'), at);
    const mayEnd = combine(
      combine(fewest, maxUnavailable, (count, text) => ({ count, text })),
      surge,
      ({ count, text }, extra) => {
        const ends = shareOf(text, count, 'down');
        // Both at zero would never move: the controller then ends one.
        return ends === 0 && shareOf(extra, count, 'up') === 0 ? 1 : (ends ?? Number.NaN);
      },
    );
    yield { ...served, strategy: kind, fewest, maxUnavailable, maxSurge: surge, mayEnd };
  } else if (fact.workloadKind === 'StatefulSet' && strategy?.type?.text !== 'OnDelete') {
    const maxUnavailable = textOr(strategy?.maxUnavailable, asText(platform.count('statefulset-max-unavailable')), at);
    // The old pod is deleted before its replacement exists, whatever is written.
    const mayEnd = combine(fewest, maxUnavailable, (count, text) =>
      Math.max(1, shareOf(text, count, 'down') ?? Number.NaN),
    );
    yield { ...served, strategy: known('StatefulSet', written(at)), fewest, maxUnavailable, mayEnd };
  }
}
/** Tasks are ended first where the least healthy share allows it; the share is rounded up. */
function* ecsRollout(served: ServedWorkload, fewest: Setting<number>): Iterable<Rollout> {
  const { least } = served.workload.deployment ?? {};
  if (least === undefined) return;
  const maxUnavailable: Setting<string> =
    least.state === 'known' ? known(`${100 - least.value}%`, least.origin) : unknown(least.reason);
  const mayEnd = combine(fewest, least, (count, share) => count - Math.ceil((count * share) / 100));
  const at = least.state === 'known' ? originPlace(least.origin) : served.workload.at;
  yield { ...served, strategy: known('ECS', written(at)), fewest, maxUnavailable, mayEnd };
}

/** The new pod comes first; with both limits at zero nothing would ever move. */
function keepEveryPod({ workload: { strategy } }: Rollout): readonly Remedy[] {
  const [ends, surge] = [strategy?.maxUnavailable, strategy?.maxSurge];
  if (ends === undefined || (surge !== undefined && /^0%?$/.test(surge.text))) return [];
  const title = 'Start a new pod before an old one is ended (maxUnavailable: 0)';
  return [{ changes: [{ do: 'rewrite-text', title, at: ends.at, was: ends.text, text: '0' }] }];
}

const recreates = ({ strategy }: Rollout): boolean => strategy.state === 'known' && strategy.value === 'Recreate';
/** The new pod may land on another node than the old one, which still holds the volume. */
function isStuck({ workload, strategy }: Rollout): boolean {
  return (
    workload.fact.volumesReadWriteOnce !== undefined && strategy.state === 'known' && strategy.value === 'RollingUpdate'
  );
}

const isOne = (count: Setting<number>): boolean => count.state === 'known' && count.value === 1;
/** What lets the last pod go first: the limit, or that both limits round to nothing, which makes the controller take one. */
function allowance({ fewest, maxUnavailable, maxSurge }: Rollout): string {
  const ends = combine(fewest, maxUnavailable, (count, text) => shareOf(text, count, 'down'));
  return maxSurge !== undefined && ends.state === 'known' && ends.value === 0
    ? `maxUnavailable ${showCount(maxUnavailable)} and maxSurge ${showCount(maxSurge)} both come to 0 pods, so the controller ends`
    : `maxUnavailable ${showCount(maxUnavailable)} lets a rollout end`;
}
function ecsMessage({ workload, fewest }: Rollout): string {
  const { least } = workload.deployment ?? {};
  const kept = least === undefined ? 'no minimum' : `a minimum healthy percent of ${showCount(least)}`;
  return `${workload.title} has ${showCounted(fewest, 'task')} and ${kept}, so a rollout may end ${isOne(fewest) ? 'it' : 'all of them'} before a new one is ready, and nobody answers in between.`;
}

/** It delays when a new pod counts, not when an old one may go. */
function noHelp({ workload: { minReady } }: Rollout): string {
  return minReady === undefined
    ? ''
    : ` minReadySeconds (${showPlace(placeOf(minReady))}) does not prevent this: it only delays when a new pod counts as available.`;
}

export default defineRule<Rollout>({
  id: 'rollout-gap',
  severity: 'error',
  summary: 'A rollout never leaves a workload without a ready pod',
  cause: 'graceful-shutdown',
  reads: ['workload.strategy', 'workload.replicas', 'autoscaler.min'],

  *each(model) {
    for (const served of servedWorkloads(model)) {
      // What keeps state is often no HTTP server at all, and replaced one by one on purpose.
      const stateful = served.workload.fact.workloadKind === 'StatefulSet' && speaksHttp(served) !== 'yes';
      if (served.container.thirdParty === true || stateful || isDatastore(served, model.platform)) continue;
      yield* rolloutsOf(served, model.platform);
    }
  },
  requires(rollout): Verdict {
    if (recreates(rollout) || isStuck(rollout)) return satisfies(rollout.strategy, () => false);
    const some = satisfies(rollout.mayEnd, (ends) => ends <= 0);
    if (some.holds === 'yes') return some;
    return satisfies(
      combine(rollout.fewest, rollout.mayEnd, (count, ends) => count === 0 || count > ends),
      (left) => left,
    );
  },
  tell(rollout) {
    const { workload, fewest, maxUnavailable, strategy } = rollout;
    const path = mainPath(workload);
    const volume = workload.fact.volumesReadWriteOnce;
    const common = {
      related: [
        ...(volume === undefined
          ? []
          : [
              { message: 'only one node can mount this volume', location: volume.at },
              { message: 'its access mode', location: volume.mode.at },
            ]),
        ...workload.services
          .slice(0, 1)
          .map((service) => ({ message: `${serviceTitle(service)} sends requests to it`, location: service.nameAt })),
      ],
      key: [workload.title],
      ...(path === undefined ? {} : { path }),
    };
    if (recreates(rollout)) {
      return {
        ...common,
        message: `${workload.title} is rolled out by Recreate, which ends every pod before the first new one starts, so each deploy is an outage.`,
        help:
          volume === undefined
            ? 'Use RollingUpdate with maxUnavailable: 0, or accept the outage with a hoplint-ignore comment and a reason.'
            : 'Its ReadWriteOnce volume allows nothing else; move the state out of the pod to roll it out without an outage.',
        at: strategy,
        // Somebody chose it; with such a volume it is even the honest choice.
        severity: volume === undefined ? 'warning' : 'note',
      };
    }
    if (isStuck(rollout)) {
      return {
        ...common,
        message: `${workload.title} is rolled out by ${showCount(strategy)}, which starts the new pod beside the old one, but both need volume ${volume?.text ?? ''}, which is ${volume?.mode.text ?? ''} (${volume === undefined ? '' : showPlace(volume.mode.at)}), so the new pod hangs on another node and the rollout stops half-way.`,
        related: [...relatedTo(strategy, 'the strategy'), ...common.related],
        help: 'Use the strategy Recreate and accept a gap, or share the state over a ReadWriteMany volume or a service.',
        at: volume?.at ?? strategy,
        severity: 'warning',
      };
    }
    const ecs = workload.fact.platform === 'ecs';
    const stateful = workload.fact.workloadKind === 'StatefulSet';
    return {
      ...common,
      message: stateful
        ? `${workload.title} has ${showCounted(fewest, 'replica')}, and a StatefulSet deletes the old pod before it creates the new one, so each rollout is an outage.`
        : ecs
          ? ecsMessage(rollout)
          : `${workload.title} has ${showCounted(fewest, 'replica')}, and ${allowance(rollout)} ${isOne(fewest) ? 'it' : 'all of them'} before a new one is ready, and nobody answers in between.`,
      help: stateful
        ? 'Run at least 2 replicas, or use a Deployment if the pod holds no state.'
        : ecs
          ? 'Keep every task until its successor is healthy: a minimum healthy percent of 100 and a maximum of 200.'
          : `Set maxUnavailable: 0 and maxSurge: 1, or run more replicas.${noHelp(rollout)}`,
      at: maxUnavailable.state === 'known' && maxUnavailable.origin.kind === 'written' ? maxUnavailable : fewest,
      ...(ecs || stateful ? {} : { remedies: keepEveryPod(rollout) }),
      ...(stateful ? { severity: 'warning' as Severity } : {}),
    };
  },
  subject: ({ workload }) => ({ name: `rollout of ${workload.title}`, at: workload.at, of: workload.fact }),
});
