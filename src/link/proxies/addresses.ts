// What the address in a proxy's configuration stands for: a Service, a compose service, or what shares its own network.
import type { ForwardRef, ProxyFact, ServiceFact, WorkloadFact } from '../../model/facts.js';
import type { FactIndex, LinkReason } from '../../model/topology.js';
import type { LinkContext } from '../context.js';
import { runningContainers } from '../kubernetes/running-containers.js';
import {
  composedByAddress,
  composedByHostPort,
  composedOnMachine,
  discoveredByName,
  servicesByName,
} from '../lookups.js';
import { canMeet, nearness } from '../names/proximity.js';
import type { ProxyHost } from './proxy-hosts.js';

export type AddressTarget =
  | { readonly service: ServiceFact; readonly why: string }
  | {
      readonly workload: WorkloadFact;
      readonly why: string;
      /** Of the container, where the address names another one that leads to it. */
      readonly port?: number;
      /** Both have one localhost. */
      readonly beside?: true;
    };

/** What everything inside shares its network with. */
const placeWords: Readonly<Record<WorkloadFact['platform'], string>> = {
  kubernetes: 'pod',
  compose: 'container',
  ecs: 'task',
  machine: 'machine',
  hosted: 'instance',
};

/** What an address stands for where this proxy runs. */
export function resolveForward(
  reference: ForwardRef,
  context: LinkContext,
  { host, proxy }: { readonly host?: ProxyHost; readonly proxy: ProxyFact },
): AddressTarget | undefined {
  // To a proxy of the machine itself a container is the port of the machine that it has.
  const isOnMachine = host === undefined && proxy.runsIn === 'file' && proxy.machines === undefined;
  if (isOnMachine && reference.port !== undefined && isOwnMachine(hostName(reference.value)))
    return publishedOn(reference.port, context.facts, undefined);
  return resolveAddress(reference, context, host);
}

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
  if (host !== undefined && (isHostOfDocker(name) || isOwnMachine(name))) {
    const shared = sharedNetwork(name, host.workload, reference.port, context);
    if (shared !== undefined) return shared.target;
  }
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
  const from = host?.workload.at.file ?? reference.at.file;
  // Names of compose may have dots: `container_name` and aliases are whole.
  const dotted = namespace === undefined ? undefined : nearestOf(from, composedAt(name, context, host));
  if (dotted !== undefined) return { workload: dotted, why: `the address ${name} is compose service ${dotted.name}` };
  const isInCloud = host === undefined || host.workload.platform === 'ecs';
  const entered = isInCloud
    ? nearestOf(from, discoveredByName(context.facts).get(name.toLowerCase()) ?? [])
    : undefined;
  if (entered !== undefined) return { workload: entered, why: `Cloud Map calls ECS service ${entered.name} ${name}` };
  // `api.shop.example` is a name of the public DNS: the cluster's own go on with svc.
  if (!isClusterName && name.split('.').length > 2) return undefined;
  const here = (each: ServiceFact | WorkloadFact): boolean =>
    host === undefined || (namespace === undefined ? canMeet(host.workload, each) : host.workload.scope === each.scope);
  const named = (servicesByName(context.facts).get(label) ?? []).filter(
    (each) => namespace === undefined || each.namespace === undefined || each.namespace === namespace,
  );
  const own = named.filter(here);
  const isPod = isClusterName && host?.workload.platform === 'kubernetes';
  const services = own.length === 0 && isPod ? ofAnotherInstallation(named) : own;
  const composed = isClusterName || namespace !== undefined ? [] : composedAt(label, context, host);
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
/** The whole name of the cluster leads out of an installation: to the one place that makes a Service of this name. */
function ofAnotherInstallation(named: readonly ServiceFact[]): readonly ServiceFact[] {
  const places = new Set(named.map(({ at }) => `${at.file}:${at.line}`));
  return places.size === 1 ? named.slice(0, 1) : [];
}
function composedAt(name: string, { facts }: LinkContext, host: ProxyHost | undefined): readonly WorkloadFact[] {
  const named = composedByAddress(facts).get(name) ?? [];
  return host === undefined ? named : named.filter((each) => canMeet(host.workload, each));
}
/** The network of the machine or of another service, where a container of compose has that one instead of its own. */
function sharedNetwork(
  name: string,
  asking: WorkloadFact,
  port: number | undefined,
  { facts }: LinkContext,
): { readonly target: AddressTarget | undefined } | undefined {
  const { compose, scope } = asking;
  const beside = /^service:(.+)$/.exec(compose?.network ?? '')?.[1];
  if (beside !== undefined && isOwnMachine(name)) {
    const workload = composedByAddress(facts)
      .get(beside)
      ?.find((each) => each.scope === scope);
    return {
      target: workload && { workload, why: `it shares the network of compose service ${beside}`, beside: true },
    };
  }
  if (compose?.network !== 'host' && !isHostOfDocker(name)) return undefined;
  return { target: port === undefined ? undefined : publishedOn(port, facts, asking) };
}
/** https://docs.docker.com/desktop/features/networking/networking-how-tos/ */
const isHostOfDocker = (name: string): boolean => name === 'host.docker.internal' || name === 'gateway.docker.internal';

/** The one service of compose that takes a port of the machine; those of one project before others. */
function publishedOn(port: number, facts: FactIndex, asking: WorkloadFact | undefined): AddressTarget | undefined {
  const scope = asking?.scope;
  const all = composedByHostPort(facts).get(String(port)) ?? [];
  const own = all.filter((each) => each.scope === scope);
  // What has the network of the machine as well publishes nothing, and may be what listens there.
  const besides = asking === undefined ? [] : (composedOnMachine(facts).get(scope ?? '') ?? []);
  if (own.length === 0 && besides.some((each) => each !== asking)) return undefined;
  const [only, another] = own.length > 0 ? own : all;
  if (only === undefined || another !== undefined) return undefined;
  const target = only.containers.flatMap(({ ports }) => ports).find((each) => each.hostPort === port)?.port;
  const why = `compose service ${only.name} has port ${port} of the machine`;
  return { workload: only, why, ...(target === undefined ? {} : { port: target }) };
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
