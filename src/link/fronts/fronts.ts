// Everything that stands in front of workloads, as a graph: routes, load balancers, configured proxies, cloud Services.
import type { ForwardRef, ProxyFact, ServiceFact, WorkloadFact } from '../../model/facts.js';
import { append, groupByEach, groupPairs } from '../../model/group-by.js';
import type { UnknownReason } from '../../model/setting.js';
import type { LinkReason } from '../../model/topology.js';
import type { LinkContext } from '../context.js';
import { everyPortBehind, type Ports, portsBehind, portsByAddress, unionOfPorts } from '../kubernetes/arrival.js';
import { linkRoutes, type RouteLink } from '../kubernetes/route-hops.js';
import { runningContainers } from '../kubernetes/running-containers.js';
import { linkServices, type ServiceLink } from '../kubernetes/services.js';
import { type AddressTarget, forwardReason, resolveForward } from '../proxies/addresses.js';
import { namesOfThing, sameScope } from '../proxies/merged-proxies.js';
import { linkProxies, type ProxyHop } from '../proxies/proxies.js';
import type { ProxyHost } from '../proxies/proxy-hosts.js';
import type { MachineServices } from '../workloads/machine-services.js';
import { connectChartServices, connectCloudServices, connectFrontBalancers } from './cloud-services.js';
import { connectControllers } from './controller-fronts.js';
import { connectControllerServices } from './controller-services.js';
import { declaredHop, isDeclaredFor, splitDeclared } from './declared.js';
import { type Chain, joined, RequestGraph } from './graph.js';
import { connectHosts } from './host-links.js';
import { connectMachines } from './machines.js';
import { connectTargetGroups } from './target-groups.js';
import { workloadKey } from './vertices.js';

export interface Fronts {
  readonly graph: RequestGraph;
  servicesOf(workload: WorkloadFact): readonly ServiceFact[];
  readonly routes: readonly RouteLink[];
  readonly proxies: readonly ProxyHop[];
  /** Links of a path that could not be completed, by workload. */
  readonly gaps: ReadonlyMap<WorkloadFact, readonly UnknownReason[]>;
  /** Proxy hops that are the process of a workload of ours (an nginx container). */
  readonly processes: ReadonlyMap<WorkloadFact, readonly ProxyHop[]>;
  /** Where the requests of a workload arrive in the end: behind its own proxy, where one passes them on to its neighbour. */
  innerKey(workload: WorkloadFact): string;
  /** What leads there; to its own proxy, where that is asked by its port and passes nothing on that we know. */
  chainsTo(workload: WorkloadFact): readonly Chain[];
}

/** The application of a workload that a proxy of its own stands in front of. */
function neighbourKey(workload: WorkloadFact): string {
  return `neighbour:${workloadKey(workload)}`;
}

/** In pieces: `src/model/pieces.ts`. */
export function* linkFronts(
  context: LinkContext,
  hostsOf: (proxy: ProxyFact) => readonly ProxyHost[] | undefined,
  onMachine: MachineServices,
): Generator<undefined, Fronts> {
  const graph = new RequestGraph();
  const serviceLinks = linkServices(context.facts);
  const workloadsOf = groupPairs(serviceLinks.map((link) => [link.service, link.workload]));
  const servicesOf = groupPairs(serviceLinks.map((link) => [link.workload, link.service]));
  yield;
  const routes = linkRoutes(context, (service) => workloadsOf.get(service) ?? []);
  yield;
  const proxies = linkProxies(context, hostsOf);
  yield;
  const gaps = connectRoutes(graph, routes, serviceLinks);
  const processes = connectProcesses(graph, proxies, (host) => servicesOf.get(host) ?? []);
  yield;
  connectProxies(context, graph, proxies, workloadsOf);
  connectMachines(graph, proxies, onMachine);
  yield;
  connectHosts(graph, proxies, routes);
  yield;
  connectTargetGroups(context, graph, proxies, serviceLinks);
  yield;
  connectCloudServices(context, graph, serviceLinks);
  yield;
  connectControllers(context, graph, routes);
  connectControllerServices(context, graph, routes);
  connectFrontBalancers(graph, routes);
  connectChartServices(context, graph, routes);
  connectDeclared(context, graph);
  const innerKey = (workload: WorkloadFact): string =>
    graph.hasIncoming(neighbourKey(workload)) ? neighbourKey(workload) : workloadKey(workload);
  return {
    graph,
    routes,
    proxies,
    gaps,
    processes,
    innerKey,
    chainsTo(workload) {
      const chains = graph.chainsTo(innerKey(workload));
      if (chains.length > 0) return chains;
      const last = (processes.get(workload) ?? []).filter(({ key }) => !graph.forwardsSomewhere(key));
      return last.flatMap(({ key }) => graph.chainsTo(key));
    },
    servicesOf: (workload) => servicesOf.get(workload) ?? [],
  };
}

/** What could not be joined, by workload. */
function connectRoutes(
  graph: RequestGraph,
  routes: readonly RouteLink[],
  serviceLinks: readonly ServiceLink[],
): ReadonlyMap<WorkloadFact, readonly UnknownReason[]> {
  const gaps = new Map<WorkloadFact, UnknownReason[]>();
  const linksOf = groupPairs(serviceLinks.map((link) => [link.service, link]));
  for (const { key, hop, gap, service, toService, ports } of routes) {
    if (hop !== undefined) graph.addHop(key, hop);
    for (const { workload, reason } of linksOf.get(service) ?? []) {
      if (hop !== undefined) {
        graph.connect({
          from: key,
          to: workloadKey(workload),
          reason: joined(toService, reason),
          ports: unionOfPorts(ports.map((port) => portsBehind(service, port, workload))),
        });
      } else if (gap !== undefined) append(gaps, workload, gap);
    }
  }
  return gaps;
}
/** Whatever sends to a workload sends to the proxy it runs. */
function connectProcesses(
  graph: RequestGraph,
  proxies: readonly ProxyHop[],
  servicesOf: (workload: WorkloadFact) => readonly ServiceFact[],
): ReadonlyMap<WorkloadFact, readonly ProxyHop[]> {
  const processes = new Map<WorkloadFact, ProxyHop[]>();
  for (const proxy of proxies) {
    graph.addHop(proxy.key, proxy.hop);
    const host = proxy.host?.workload;
    if (host === undefined || isForOthers(proxy, host, servicesOf(host))) continue;
    append(processes, host, proxy);
    const { listensOn } = proxy.proxy;
    graph.connect({
      from: workloadKey(host),
      to: proxy.key,
      reason: runs(host, proxy),
      ...(listensOn === undefined ? {} : { listensOn }),
      ...(listensOn === undefined || listensOn.length === 0 ? { othersListenOn: portsOfOthers(proxy, host) } : {}),
    });
  }
  return processes;
}
/** What other containers of the workload say they listen on, and the one that runs the proxy does not. */
function portsOfOthers(proxy: ProxyHop, host: WorkloadFact): readonly number[] {
  const own = proxy.host?.container;
  const others = runningContainers(host).filter((each) => each !== own);
  const mine = own?.ports.map(({ port }) => port) ?? [];
  return others.flatMap((each) => each.ports.map(({ port }) => port)).filter((port) => !mine.includes(port));
}

/**
 * The Services of the pod lead to other ports than its own: of several containers one may be a proxy for what the others ask, and a server
 * of the image may answer beside the one that is mounted.
 */
function isForOthers(
  { proxy: { listensOn = [], mounted } }: ProxyHop,
  host: WorkloadFact,
  services: readonly ServiceFact[],
): boolean {
  if (listensOn.length === 0 || services.length === 0) return false;
  if (mounted?.besideOthers !== true && runningContainers(host).length < 2) return false;
  const ports = unionOfPorts(services.map((each) => everyPortBehind(each, host)));
  return ports !== undefined && ports.length > 0 && !ports.some((port) => listensOn.includes(port));
}

function connectProxies(
  context: LinkContext,
  graph: RequestGraph,
  proxies: readonly ProxyHop[],
  workloadsOf: ReadonlyMap<ServiceFact, readonly WorkloadFact[]>,
): void {
  const named = groupByEach(proxies, ({ proxy }) => namesOfThing(proxy));
  const apps = new Map(context.facts.of('workload').map((each) => [each.address, each]));
  for (const from of proxies) {
    for (const reference of from.forwards) {
      if (reference.to === 'id') {
        const proxied = named.get(reference.value) ?? [];
        if (proxied.length === 0) connectApp(graph, from, reference, apps);
        for (const to of proxied) {
          const { scope } = reference;
          if (!sameScope(scope === undefined ? from.proxy : { scope }, to.proxy)) continue;
          graph.connect({
            from: from.key,
            to: to.key,
            reason: forwardReason(
              from.hop.name,
              to.hop.name,
              `${from.hop.name} forwards to ${to.proxy.name}`,
              reference,
            ),
          });
        }
        continue;
      }
      if (reference.to === 'machine') continue;
      const target = resolveForward(reference, context, from);
      const workloads =
        target === undefined ? [] : 'workload' in target ? [target.workload] : (workloadsOf.get(target.service) ?? []);
      for (const workload of workloads) {
        if (target === undefined) continue;
        const isNeighbour = workload === from.host?.workload;
        const direct = !('workload' in target)
          ? []
          : isNeighbour
            ? ownListeners(from, portAt(target, reference), proxies)
            : listening(workload, portAt(target, reference), proxies, context);
        const keys =
          direct.length > 0
            ? direct.map((each) => each.key)
            : [isNeighbour ? neighbourKey(workload) : workloadKey(workload)];
        for (const to of keys) {
          graph.connect({
            from: from.key,
            to,
            reason: forwardReason(from.hop.name, workload.name, target.why, reference),
            ports: portsOfAddress(target, reference, workload),
          });
        }
      }
    }
  }
}

/** An application that a platform runs has a name of its own, which the resource gives to others. */
function connectApp(
  graph: RequestGraph,
  { key, hop, proxy }: ProxyHop,
  reference: ForwardRef,
  apps: ReadonlyMap<string | undefined, WorkloadFact>,
): void {
  const app = apps.get(`${reference.scope ?? proxy.scope ?? ''} ${reference.value}`);
  if (app === undefined) return;
  const why = `${hop.name} forwards to ${app.name}`;
  graph.connect({ from: key, to: workloadKey(app), reason: forwardReason(hop.name, app.name, why, reference) });
}

/** Inside a pod or a compose project an address names the port itself. */
function portsOfAddress(target: AddressTarget, reference: ForwardRef, workload: WorkloadFact): Ports {
  const port = portAt(target, reference);
  if ('service' in target) return portsByAddress(target.service, port, workload);
  return port === undefined ? undefined : [port];
}

const portAt = (target: AddressTarget, { port }: ForwardRef): number | undefined =>
  ('workload' in target ? target.port : undefined) ?? port;

/**
 * Of the proxies that a container runs, those behind the port that is asked for. None where the port rules nothing out, or where what they
 * forward to is not in the scan: the container is the end of the path then.
 */
function listening(
  workload: WorkloadFact,
  port: number | undefined,
  proxies: readonly ProxyHop[],
  context: LinkContext,
): readonly ProxyHop[] {
  if (port === undefined) return [];
  const own = proxies.filter((each) => each.host?.workload === workload);
  const found = own.filter((each) => each.proxy.listensOn?.includes(port) === true);
  const goOn = found.every((each) => each.forwards.some((to) => resolveForward(to, context, each) !== undefined));
  return found.length < own.length && goOn ? found : [];
}

/** A proxy may send to another port of its own: a stream that tells names apart, to the server that ends TLS for one of them. */
function ownListeners(from: ProxyHop, port: number | undefined, proxies: readonly ProxyHop[]): readonly ProxyHop[] {
  if (port === undefined || from.hop.product.layer !== 4) return [];
  const found = proxies.filter(
    (each) =>
      each !== from && each.host?.container === from.host?.container && each.proxy.listensOn?.includes(port) === true,
  );
  return found.length > mostListeners ? [] : found;
}
/** More places of one port tell a reader nothing. */
const mostListeners = 64;

/** What is declared in front of a workload that passes requests on stands in front of all it passes them to. */
function connectDeclared({ declarations, facts }: LinkContext, graph: RequestGraph): void {
  for (const workload of facts.of('workload')) {
    const own = declarations.hops.filter((hop) => isDeclaredFor(hop, workload));
    if (own.length === 0 || !graph.passesOn(workloadKey(workload))) continue;
    const hops = splitDeclared(own).fronts.map((declared, index) => ({
      key: `declared:${index}:${workloadKey(workload)}`,
      hop: declaredHop(declared),
    }));
    for (const [index, { key, hop }] of hops.entries()) {
      graph.addHop(key, hop);
      const next = hops[index + 1];
      const to = next?.hop.name ?? workload.name;
      graph.connect({
        from: key,
        to: next?.key ?? workloadKey(workload),
        reason: { from: hop.name, to, why: `${hop.name} is declared in front of it`, strength: 'declared', at: hop.at },
      });
    }
  }
}

function runs(workload: WorkloadFact, proxy: ProxyHop): LinkReason {
  return {
    from: workload.name,
    to: proxy.hop.name,
    why: `${workload.workloadKind} ${workload.name} runs this configuration`,
    strength: 'reference',
    at: proxy.proxy.at,
  };
}
