// Selectors over workloads that answer requests.
import type { AutoscalerFact, PortRef } from '../../model/facts.js';
import { speaksGrpc } from '../../model/grpc.js';
import { compareLocations } from '../../model/location.js';
import { known, type Setting } from '../../model/setting.js';
import type { Container, HabitTable, Hop, RequestPath, Server, Workload } from '../../model/topology.js';
import { perModel } from './per-model.js';
import { serversBehind } from './probes.js';
import { countOr, quantitySetting } from './written-or-default.js';

/** Kinds of Kubernetes that run as many copies of a pod as they are told. */
export const scalableKinds: ReadonlySet<string> = new Set([
  'Deployment',
  'StatefulSet',
  'ReplicaSet',
  'ReplicationController',
  'Rollout',
  'DeploymentConfig',
]);

/** A workload with the container that answers its requests. */
export interface ServedWorkload {
  readonly workload: Workload;
  readonly container: Container;
}
/** The same with the server found in source. */
export interface ServedServer extends ServedWorkload {
  readonly server: Server;
}

/** Workloads on Kubernetes that a Service sends requests to. */
export const servedWorkloads = perModel(({ workloads }): readonly ServedWorkload[] =>
  workloads.flatMap((workload) =>
    workload.receivesTraffic !== 'yes' || workload.served === undefined
      ? []
      : [{ workload, container: workload.served }],
  ),
);
/**
 * Whether it is certain which container answers the requests: the only one, one whose port a Service names, or one whose server we read.
 * In a pod of several without such a sign, any of them may be.
 */
export function isSurelyServed({ workload, container }: ServedWorkload): boolean {
  const others = workload.containers.filter((each) => each !== container && !each.fact.sidecar);
  if ((others.length === 0 && !container.fact.sidecar) || container.server !== undefined) return true;
  const targets = workload.services.flatMap((service) =>
    service.ports.map((port) => port.targetPort?.port ?? port.port),
  );
  return container.ports.some(
    (port) => targets.includes(port.port) || (port.name !== undefined && targets.includes(port.name)),
  );
}
/** The controller or proxy of a product that the container runs, where nothing is known of what it sends to. */
export function productOfServed({ workload, container }: ServedWorkload): Hop | undefined {
  const at = container.fact.image?.at ?? container.fact.at;
  for (const { nodes } of workload.paths) {
    const last = nodes.at(-1);
    if (last?.is !== 'hop' || last.workload?.fact !== workload.fact || last.declared === true) continue;
    if (last.server === undefined && compareLocations(last.at, at) === 0) return last;
  }
  return undefined;
}
const graceKeys: Partial<Record<Workload['fact']['workloadKind'], string>> = {
  EcsService: 'stopTimeout',
  EcsTask: 'stopTimeout',
  ComposeService: 'stop_grace_period',
  SystemdService: 'TimeoutStopSec',
  Pm2Program: 'kill_timeout',
  DockerContainer: '--stop-timeout',
  FlyApp: 'kill_timeout',
  RenderService: 'maxShutdownDelaySeconds',
};
/** Where a person chooses the signal that a platform stops programs with. */
export const stopSignalKey = ({ fact }: Workload): string | undefined =>
  fact.workloadKind === 'FlyApp' ? 'kill_signal' : undefined;
/** Platforms that give every program the same time. */
const fixedGrace: ReadonlySet<Workload['fact']['workloadKind']> = new Set([
  'CloudRunService',
  'HerokuApp',
  'CloudFoundryApp',
]);
export const isGraceFixed = ({ fact }: Workload): boolean => fixedGrace.has(fact.workloadKind);
/** How people call the grace period where they write it. */
export function graceKey({ fact }: Workload): string {
  return graceKeys[fact.workloadKind] ?? 'terminationGracePeriodSeconds';
}
/** The path a finding about the workload shows: the longest, where the hops in front are known best. */
export function mainPath(workload: Workload): RequestPath | undefined {
  return workload.paths.reduce<RequestPath | undefined>(
    (longest, path) => (longest === undefined || path.nodes.length > longest.nodes.length ? path : longest),
    undefined,
  );
}

/** What people know of autoscalers for pods holds for it. */
export const countsPods = ({ autoscalerKind }: AutoscalerFact): boolean => autoscalerKind !== 'ScalableTarget';

/** The fewest copies that run: the floor of the autoscaler that scales it, else the written number, else the platform's default. */
export function fewestReplicas(workload: Workload, platform: HabitTable): Setting<number> {
  const [scaler] = workload.autoscalers;
  if (scaler === undefined) return workload.replicas;
  if (scaler.autoscalerKind === 'ScalableTarget')
    return scaler.min === undefined ? workload.replicas : quantitySetting(scaler.min);
  if (scaler.autoscalerKind === 'HorizontalPodAutoscaler')
    return countOr(scaler.min, platform.count('hpa-min-replicas'), scaler.nameAt);
  const floor = countOr(scaler.min, platform.count('keda-min-replicas'), scaler.nameAt);
  if (floor.state === 'unknown' || floor.origin.kind !== 'default') return floor;
  return known(floor.value, { ...floor.origin, label: 'KEDA default' });
}

/** Every port its Services open is one of a database, a broker or the like: no answer of theirs becomes a 502. */
export function isDatastore({ workload }: ServedWorkload, platform: HabitTable): boolean {
  const known = platform.list('datastore-ports');
  const ports = workload.services.flatMap((service) => service.ports);
  if (known.state === 'unknown' || ports.length === 0 || workload.frontedBy.length > 0) return false;
  return ports.every(({ port, targetPort }) =>
    [port, targetPort?.port].some((each) => known.value.includes(String(each))),
  );
}

/** Called like a load generator, and no port shows that it answers anything itself: its Service is a habit. */
export function onlySendsLoad({ workload, container }: ServedWorkload, platform: HabitTable): boolean {
  if (workload.frontedBy.length > 0 || container.ports.length > 0 || container.serverCandidates.length > 0)
    return false;
  const known = platform.list('load-generator-names');
  return known.state === 'known' && known.value.includes(workload.name.toLowerCase().replaceAll(/[-_]/g, ''));
}

/** By its source, by what stands in front, or by how its Service names the port. Of several servers those on that port count. */
export function speaksHttp({ workload, container }: ServedWorkload, port?: PortRef): 'yes' | 'no' | 'unknown' {
  const servers = serversBehind(container, port);
  if (servers.length > 0) return servers.some((each) => speaksGrpc(each.product.id)) ? 'no' : 'yes';
  const protocols = workload.services.flatMap((each) => each.ports.map((port) => port.appProtocol ?? port.name));
  if (protocols.some((each) => each !== undefined && /^(?:grpc|tcp|h2c)/.test(each))) return 'no';
  return workload.frontedBy.length > 0 || protocols.some((each) => each !== undefined && /^http/.test(each))
    ? 'yes'
    : 'unknown';
}
