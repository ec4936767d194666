// An autoscaler that scales nothing, cannot compute its metric, or is undone by every deploy.
import type { AutoscalerFact } from '../model/facts.js';
import {
  type Container,
  countsPods,
  defineRule,
  folderOf,
  isNearby,
  type Location,
  listOf,
  mainPath,
  ownersOf,
  scalableKinds,
  showPlace,
  type Verdict,
  type Workload,
  written,
} from './kit/index.js';

interface Unaimed {
  readonly about: 'target';
  readonly scaler: AutoscalerFact;
  /** Of the same name, but of another kind. */
  readonly namesake?: Workload;
  /** Some workload stands in the same installation or folder, so the target should be here as well. */
  readonly expected: boolean;
  /** A document beside it that could not be read. */
  readonly unread?: Location;
}
interface Metric {
  readonly about: 'requests';
  readonly scaler: AutoscalerFact;
  readonly workload: Workload;
  readonly resource: string;
  readonly at: Location;
  readonly without: readonly Container[];
}
interface Fight {
  readonly about: 'replicas';
  readonly scaler: AutoscalerFact;
  readonly workload: Workload;
  readonly at: Location;
  readonly written: string;
}
/** The group of the API says what kinds there are to scale. */
interface Groupless {
  readonly about: 'group';
  readonly scaler: AutoscalerFact;
  readonly workload: Workload;
  readonly group: string;
}
type Subject = Unaimed | Metric | Fight | Groupless;

/** Kinds of the group `apps`, and of no other one since Kubernetes has ended the beta of `extensions`. */
const appsKinds = new Set(['Deployment', 'ReplicaSet', 'StatefulSet']);

function isBeside(scaler: AutoscalerFact, { fact }: Workload): boolean {
  if (scaler.scope !== fact.scope || fact.platform !== 'kubernetes') return false;
  return scaler.scope !== undefined || folderOf(scaler.at.file) === folderOf(fact.at.file);
}
/** A limit counts as a request where none is written. */
function requests(container: Container, resource: string): boolean {
  const { cpuRequest, cpuLimit, memoryRequest, memoryLimit } = container.fact;
  return resource === 'memory' ? (memoryRequest ?? memoryLimit) !== undefined : (cpuRequest ?? cpuLimit) !== undefined;
}
/** Utilisation is a share of the requests of all containers, or of the one that is named. Without metrics the CPU is meant. */
function* utilisations(scaler: AutoscalerFact, workload: Workload): Iterable<Metric> {
  const metrics =
    scaler.metrics.length === 0 && scaler.autoscalerKind === 'HorizontalPodAutoscaler'
      ? [{ type: 'Resource', resource: 'cpu', targetType: 'Utilization', at: scaler.nameAt, container: undefined }]
      : scaler.metrics;
  for (const metric of metrics) {
    const resource = metric.resource;
    if (metric.targetType !== 'Utilization' || (resource !== 'cpu' && resource !== 'memory')) continue;
    // Native sidecars count only in newer versions of the autoscaler.
    const counted = workload.containers.filter(
      (each) => !each.fact.sidecar && (metric.container === undefined || each.name === metric.container),
    );
    const without = counted.filter((each) => !requests(each, resource));
    yield { about: 'requests', scaler, workload, resource, at: metric.at, without };
  }
}
const title = (scaler: AutoscalerFact): string => `${scaler.autoscalerKind} ${scaler.name}`;

export default defineRule<Subject>({
  id: 'autoscaler-broken',
  severity: 'error',
  summary: 'An autoscaler has a target, can compute its metrics and is not undone by the manifest',
  cause: 'autoscaling-slow',
  reads: ['autoscaler.target', 'autoscaler.metrics', 'container.requests', 'workload.replicas'],

  *each(model) {
    const scaled = ownersOf(model.workloads, (each) => each.autoscalers);
    for (const scaler of model.autoscalers) {
      if (!countsPods(scaler)) continue;
      const { kind, name } = scaler.target;
      const targets = scaled.get(scaler) ?? [];
      if (targets.length === 0 && name !== '' && (kind === undefined || scalableKinds.has(kind))) {
        const beside = model.workloads.filter((each) => isBeside(scaler, each));
        const elsewhere = model.workloads.some((each) => each.name === name && !beside.includes(each));
        const namesake = beside.find((each) => each.name === name && each.fact.workloadKind !== kind);
        const unread = model.facts.unreadBeside(scaler);
        yield {
          about: 'target',
          scaler,
          expected: beside.length > 0 && (namesake !== undefined || !elsewhere) && unread === undefined,
          ...(unread === undefined ? {} : { unread }),
          ...(namesake === undefined ? {} : { namesake }),
        };
      }
      const { group } = scaler.target;
      const [aimed] = targets;
      if (
        aimed !== undefined &&
        kind !== undefined &&
        appsKinds.has(kind) &&
        (group === '' || group === 'extensions')
      ) {
        yield { about: 'group', scaler, workload: aimed, group };
        continue;
      }
      for (const workload of targets) {
        yield* utilisations(scaler, workload);
        const own = workload.fact.replicas;
        if (own?.kind !== 'literal' || !isNearby(scaler, workload.fact)) continue;
        yield { about: 'replicas', scaler, workload, at: own.at, written: String(own.value) };
      }
    }
  },
  requires(subject): Verdict {
    if (subject.about === 'replicas') return { holds: 'no', because: [written(subject.at)] };
    if (subject.about === 'group') return { holds: 'no', because: [written(subject.scaler.target.at)] };
    if (subject.about === 'requests')
      return { holds: subject.without.length === 0 ? 'yes' : 'no', because: [written(subject.at)] };
    const { scaler, expected, unread } = subject;
    if (expected) return { holds: 'no', because: [written(scaler.target.at)] };
    return {
      holds: 'unknown',
      because: [
        {
          kind: 'not-in-scan',
          text: `no ${scaler.target.kind ?? 'workload'} ${scaler.target.name} stands beside it in the scan${unread === undefined ? '' : `, and a document there could not be read (${showPlace(unread)})`}`,
          settle:
            unread === undefined ? 'Lint it together with the workload it scales.' : 'Mend or render that document.',
          at: scaler.target.at,
        },
      ],
    };
  },
  tell(subject) {
    const { scaler } = subject;
    if (subject.about === 'target') {
      const { namesake } = subject;
      const wanted = `${scaler.target.kind ?? 'workload'} ${scaler.target.name}`;
      return {
        message:
          namesake === undefined
            ? `${title(scaler)} scales ${wanted} (${showPlace(scaler.target.at)}), but no workload beside it has that name, so it never adds a pod.`
            : `${title(scaler)} scales ${wanted} (${showPlace(scaler.target.at)}), but what has that name is a ${namesake.fact.workloadKind} (${showPlace(namesake.at)}), so it never adds a pod.`,
        help: 'Name the kind and the name of the workload in scaleTargetRef.',
        at: scaler.target.at,
        related: namesake === undefined ? [] : [{ message: `${namesake.title} is here`, location: namesake.at }],
        key: [title(scaler), 'target'],
      };
    }
    const { workload } = subject;
    const path = mainPath(workload);
    const shared = { ...(path === undefined ? {} : { path }), key: [title(scaler), workload.title, subject.about] };
    if (subject.about === 'group') {
      const { group } = subject;
      const named = group === '' ? 'without an apiVersion' : `in the API group ${group}`;
      const kind = scaler.target.kind ?? 'workload';
      return {
        ...shared,
        message: `${title(scaler)} names ${workload.title} ${named} (${showPlace(scaler.target.at)}), but a ${kind} is in the group apps and no other, so the autoscaler finds nothing to scale and the number of pods stays as it is.`,
        help: 'Write apiVersion: apps/v1 in scaleTargetRef.',
        at: scaler.target.at,
        related: [{ message: `${workload.title} is here`, location: workload.at }],
      };
    }
    if (subject.about === 'requests') {
      const { resource, without } = subject;
      const names = listOf(without.map((each) => each.name));
      return {
        ...shared,
        message: `${title(scaler)} scales on the ${resource} utilisation of ${workload.title} (${showPlace(subject.at)}), but ${without.length > 1 ? 'containers' : 'container'} ${names} ${without.length > 1 ? 'request' : 'requests'} no ${resource}, so there is nothing to compute a share of and it never scales.`,
        help: `Give every container of the pod, sidecars included, a ${resource} request.`,
        at: without[0]?.at ?? subject.at,
        related: [{ message: `${title(scaler)} asks for utilisation here`, location: subject.at }],
      };
    }
    return {
      ...shared,
      // Autoscalers to choose from fight the same line.
      key: [workload.title, subject.about],
      message: `${workload.title} sets replicas to ${subject.written} (${showPlace(subject.at)}) although ${title(scaler)} scales it (${showPlace(scaler.nameAt)}), so every deploy sets the count back until the autoscaler reacts.`,
      help: 'Leave replicas out of the manifest; where kubectl apply has set it, hand it over first, or the count drops to 1 once.',
      at: subject.at,
      related: [{ message: `${title(scaler)} scales it`, location: scaler.nameAt }],
      severity: 'warning',
    };
  },
  subject: ({ scaler }) => ({ name: title(scaler), at: scaler.nameAt, of: scaler }),
});
