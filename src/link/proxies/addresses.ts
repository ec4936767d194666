// What the address in a proxy's configuration stands for: a Service, a compose service, or what shares its own network.
import type { ForwardRef, ServiceFact, WorkloadFact } from '../../model/facts.js';
import type { LinkReason } from '../../model/topology.js';
import type { LinkContext } from '../context.js';
import { runningContainers } from '../kubernetes/running-containers.js';
import { deployedByName, servicesByName } from '../lookups.js';
import { canMeet, nearness } from '../names/proximity.js';
import type { ProxyHost } from './proxy-hosts.js';

export type AddressTarget =
  | { readonly service: ServiceFact; readonly why: string }
  | { readonly workload: WorkloadFact; readonly why: string };

/** What everything inside shares its network with. */
const placeWords: Readonly<Record<WorkloadFact['platform'], string>> = {
  kubernetes: 'pod',
  compose: 'container',
  ecs: 'task',
  machine: 'machine',
};

/** `api`, `api.shop.svc.cluster.local`, a compose service name: what a host name in a proxy's configuration means where the proxy runs. */
export function resolveAddress(
  reference: ForwardRef,
  context: LinkContext,
  host?: ProxyHost,
): AddressTarget | undefined {
  if (reference.value.startsWith('unix:')) return host === undefined ? undefined : besideSocket(host);
  const name = hostName(reference.value);
  const [label, namespace] = name.split('.');
  if (label === undefined || label === '') return undefined;
  if (host !== undefined && isOwnMachine(name))
    return {
      workload: host.workload,
      why: `${name} is its own ${placeWords[host.workload.platform]}`,
    };
  // `links` of ECS: nothing else can be called so inside a task.
  const linked = host?.workload.platform === 'ecs' && host.workload.containers.some((each) => each.name === name);
  if (host !== undefined && linked && host.container.name !== name)
    return { workload: host.workload, why: `${name} is a container of the same task` };
  const isClusterName = /\.svc(\.|$)/.test(name);
  // `api.shop.example` is a name of the public DNS: the cluster's own go on with svc.
  if (!isClusterName && name.split('.').length > 2) return undefined;
  const here = (each: ServiceFact | WorkloadFact): boolean =>
    host === undefined || (namespace === undefined ? canMeet(host.workload, each) : host.workload.scope === each.scope);
  const services = (servicesByName(context.facts).get(label) ?? []).filter(
    (each) => (namespace === undefined || each.namespace === undefined || each.namespace === namespace) && here(each),
  );
  const composed =
    isClusterName || namespace !== undefined
      ? []
      : (deployedByName(context.facts).get(label) ?? []).filter((each) => each.platform === 'compose' && here(each));
  const from = host?.workload.at.file ?? reference.at.file;
  const service = nearestOf(from, services);
  const workload = nearestOf(from, composed);
  const why = `the address ${name} is`;
  if (
    service !== undefined &&
    (workload === undefined || nearness(from, service.at.file) >= nearness(from, workload.at.file))
  ) {
    return { service, why: `${why} Service ${service.name}` };
  }
  return workload === undefined ? undefined : { workload, why: `${why} compose service ${workload.name}` };
}
/** A socket in a folder that containers share leads to another one of the same pod. */
function besideSocket({ workload }: ProxyHost): AddressTarget | undefined {
  return runningContainers(workload).length > 1
    ? { workload, why: `a socket stays inside its ${placeWords[workload.platform]}` }
    : undefined;
}
/** Without scheme, credentials, port and path. */
export function hostName(address: string): string {
  return address
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, '')
    .replace(/\/.*/s, '')
    .replace(/^[^@]*@/, '')
    .replace(/:\d+$/, '');
}
export function isOwnMachine(name: string): boolean {
  return name === 'localhost' || /^127\./.test(name) || name === '[::1]' || name === '::1';
}
function nearestOf<T extends { readonly at: ForwardRef['at'] }>(from: string, candidates: readonly T[]): T | undefined {
  return candidates.reduce<T | undefined>(
    (best, each) => (best === undefined || nearness(from, each.at.file) > nearness(from, best.at.file) ? each : best),
    undefined,
  );
}

export function forwardReason(from: string, to: string, why: string, reference: ForwardRef): LinkReason {
  return { from, to, why, strength: 'reference', at: reference.at };
}
