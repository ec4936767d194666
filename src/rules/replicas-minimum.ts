// With one copy every crash, eviction and slow start is an outage; with two, one disruption leaves no reserve.
import type { Remedy } from '../model/remedy.js';
import {
  defineRule,
  fewestReplicas,
  mainPath,
  type RuleContext,
  type ServedWorkload,
  type Setting,
  satisfies,
  scalableKinds,
  servedWorkloads,
  serviceTitle,
  showCounted,
  speaksHttp,
  type Verdict,
  type Workload,
} from './kit/index.js';

interface Subject extends ServedWorkload {
  readonly fewest: Setting<number>;
}
/** Enough where nothing adds pods; an autoscaler that starts from two brings the third by itself. */
const enough = 3;
const enoughToScale = 2;
const runsCopies = (kind: string): boolean => scalableKinds.has(kind) || kind === 'EcsService';

function wanted({ workload }: Subject, { options }: RuleContext): number {
  const { minimum } = options;
  if (typeof minimum === 'number') return minimum;
  return workload.autoscalers.length > 0 ? enoughToScale : enough;
}

/** How many copies a workload can pay for is a person's business. */
function runMore({ fact }: Workload, least: number): readonly Remedy[] {
  const written = fact.replicas;
  if (written?.kind !== 'literal' || typeof written.value !== 'number') return [];
  const title = `Run ${least} replicas`;
  const change = {
    do: 'rewrite-text',
    title,
    at: written.at,
    was: String(written.value),
    text: String(least),
  } as const;
  return [{ changes: [change], review: true }];
}

export default defineRule<Subject>({
  id: 'replicas-minimum',
  severity: 'warning',
  summary: 'A workload that receives requests runs in enough copies to lose one',
  cause: 'single-pod-failure',
  hygiene: true,
  reads: ['workload.replicas', 'autoscaler.min'],
  options: { type: 'object', properties: { minimum: { type: 'integer', minimum: 1 } }, additionalProperties: false },

  *each(model) {
    for (const served of servedWorkloads(model)) {
      const { workloadKind } = served.workload.fact;
      if (!runsCopies(workloadKind) || served.container.thirdParty === true) continue;
      // How many copies a datastore needs is a matter of its own replication.
      if (workloadKind === 'StatefulSet' && speaksHttp(served) !== 'yes') continue;
      const fewest = fewestReplicas(served.workload, model.platform);
      // Switched off on purpose: it answers nobody, and loses nothing.
      const isOff = fewest.state === 'known' && fewest.value === 0 && served.workload.autoscalers.length === 0;
      if (!isOff) yield { ...served, fewest };
    }
  },
  requires: (subject, context): Verdict => satisfies(subject.fewest, (count) => count >= wanted(subject, context)),

  tell(subject, context) {
    const { workload, fewest } = subject;
    const path = mainPath(workload);
    const [scaler] = workload.autoscalers;
    const where = scaler === undefined ? 'runs' : `can be scaled down to`;
    const least = wanted(subject, context);
    const lost =
      fewest.state === 'known' && fewest.value < 2
        ? `a crash, ${workload.fact.platform === 'kubernetes' ? 'an eviction' : 'a replacement'} or a slow start leaves nobody to answer`
        : 'one lost copy leaves no reserve';
    return {
      message: `${workload.title} ${where} ${showCounted(fewest, 'copy', 'copies')}, so ${lost}.`,
      help:
        scaler === undefined
          ? `Run at least ${least} copies, or add an autoscaler with a floor of ${enoughToScale} or more.`
          : `Raise the floor of ${scaler.autoscalerKind} ${scaler.name} to ${least}.`,
      at: fewest,
      related: workload.services
        .slice(0, 1)
        .map((service) => ({ message: `${serviceTitle(service)} sends requests to it`, location: service.nameAt })),
      key: [workload.title],
      ...(scaler === undefined ? { remedies: runMore(workload, least) } : {}),
      ...(path === undefined ? {} : { path }),
    };
  },
  subject: ({ workload }) => ({ name: `replicas of ${workload.title}`, at: workload.at, of: workload.fact }),
});
