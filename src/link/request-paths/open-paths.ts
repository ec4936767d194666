// The request paths that no workload ends: of servers nothing runs, of balancers nothing answers behind, and of what was only stated.
import type { Declarations, DeclaredHop } from '../../model/declarations.js';
import type { UnknownReason } from '../../model/setting.js';
import type { Hop, RequestPath, Server, Workload } from '../../model/topology.js';
import { declaredFor, declaredHop, splitDeclared } from '../fronts/declared.js';
import type { Fronts } from '../fronts/fronts.js';
import type { Chain } from '../fronts/graph.js';
import type { ProxyHop } from '../proxies/proxies.js';
import type { ContainerLinks } from '../workloads/containers.js';
import { serverHop } from '../workloads/process-hops.js';
import { buildPaths, type PathEnd } from './build-paths.js';
import type { LoneBalancer } from './only-balancer.js';
import { chainsOnOwnMachine } from './own-machine.js';

/** Servers no workload runs: behind declared hops, proxies of their machine, or the only balancer when there is one server and no workload. */
export function pathsWithoutWorkload(
  containers: ContainerLinks,
  workloads: readonly Workload[],
  lone: LoneBalancer | undefined,
  declarations: Declarations,
  { graph, proxies }: Fronts,
): readonly RequestPath[] {
  const mains = containers.unlinked.filter((each) => each.fact.role === 'main');
  const declared = declaredFor(undefined, declarations);
  if (workloads.length === 0 && mains.length === 0) return lone === undefined ? [] : pathsBehind(lone, declared);
  const onMachines = workloads
    .filter(({ fact }) => fact.platform === 'machine')
    .flatMap((workload) => workload.containers.flatMap(({ serverCandidates }) => serverCandidates));
  return mains.flatMap((server) => {
    const end = serverEnd(server);
    if (declared.length > 0) return buildPaths(end, [], declared);
    const near = chainsOnOwnMachine(server, [...containers.unlinked, ...onMachines], proxies, graph);
    if (lone !== undefined && workloads.length === 0 && mains.length === 1)
      return buildPaths(end, chainsBehind(lone, asksDirectly(lone, server) ? [] : near, end.name), []);
    return buildPaths(end, near, []);
  });
}
/** A proxy of the machine that the server runs on is asked before it. */
function chainsBehind({ chain, reason }: LoneBalancer, near: readonly Chain[], name: string): readonly Chain[] {
  const inner = near.length === 0 ? [{ hops: [], links: [] }] : near;
  return inner.map(({ hops, links }) => ({
    hops: [...chain.hops, ...hops],
    links: [...chain.links, reason(hops[0]?.name ?? name), ...links],
  }));
}
/** Its target group names the port of the server itself. */
function asksDirectly({ proxy }: LoneBalancer, { port }: Server): boolean {
  const asked = proxy.targetGroup?.port;
  return port.state === 'known' && asked?.kind === 'literal' && Number(asked.value) === port.value;
}
/** Where no file shows what answers: the hops someone stated, behind the only balancer of the scan. */
function pathsBehind(lone: LoneBalancer, declared: readonly DeclaredHop[]): readonly RequestPath[] {
  const end = declaredEnd(declared);
  if (end === undefined) return [];
  const { hops, links } = lone.chain;
  return buildPaths(end, [{ hops, links: [...links, lone.reason(end.name)] }], declared.slice(0, -1));
}
/** Where files show nothing at all. */
export function pathsAsDeclared(declarations: Declarations): readonly RequestPath[] {
  const declared = declaredFor(undefined, declarations);
  const end = declaredEnd(declared);
  return end === undefined || declared.length < 2 ? [] : buildPaths(end, [], declared.slice(0, -1));
}
/** Load balancers and distributions that no other path shows: what answers behind them is what someone stated, or not known. */
export function pathsOfInfrastructure(
  fronts: Fronts,
  others: readonly RequestPath[],
  declarations: Declarations,
): readonly RequestPath[] {
  const shown = new Set(others.flatMap(({ nodes }) => nodes.flatMap((node) => (node.is === 'hop' ? [node.id] : []))));
  const { graph, proxies } = fronts;
  const isShown = ({ key, hop }: ProxyHop): boolean => graph.forwardsSomewhere(key) || shown.has(hop.id);
  /** Empty until the next deployment, or as open as the one before it. */
  const isWaiting = (each: ProxyHop): boolean => {
    const turns = each.targetGroup?.takesTurnsWith ?? [];
    const before = proxies.indexOf(each);
    return proxies.some(
      (other, index) =>
        other.proxy === each.proxy && turns.includes(other.targetGroup?.id ?? '') && (index < before || isShown(other)),
    );
  };
  const open = proxies.filter((each) => {
    const { kind } = each.hop.product;
    if (each.host !== undefined || (kind !== 'load-balancer' && kind !== 'cdn')) return false;
    return !isShown(each) && !isWaiting(each);
  });
  return pathsEndingAt(open, fronts, declarations);
}
/** A configuration that is all there is: of a machine, or of an image, that runs elsewhere. */
export function pathsOfLoneProxies(fronts: Fronts, declarations: Declarations): readonly RequestPath[] {
  const { graph, proxies } = fronts;
  const lone = proxies.filter(
    ({ key, hop, host, proxy, forwards }) =>
      // What only passes connections on may pass those of anything.
      hop.product.layer === 7 &&
      host === undefined &&
      proxy.runsIn === 'file' &&
      forwards.length > 0 &&
      !graph.forwardsSomewhere(key),
  );
  return pathsEndingAt(lone, fronts, declarations);
}
function pathsEndingAt(
  ends: readonly ProxyHop[],
  { graph }: Fronts,
  declarations: Declarations,
): readonly RequestPath[] {
  const stated = splitDeclared(declaredFor(undefined, declarations));
  return ends.flatMap(({ key, hop }) => {
    const process = stated.server === undefined ? nothingBehind(hop) : declaredHop(stated.server);
    const end: PathEnd = { id: hop.id, name: hop.name, at: hop.at, process, links: [], hosts: [] };
    const chains = graph.chainsTo(key);
    const before = chains.length === 0 ? [{ hops: [], links: [] }] : chains;
    return buildPaths(
      end,
      before.map(({ hops, links }) => ({ hops: [...hops, hop], links })),
      stated.fronts,
    );
  });
}
function nothingBehind({ name, at }: Hop): UnknownReason {
  return {
    kind: 'not-in-scan',
    text: `no file in the scan shows what answers behind ${name}`,
    settle: 'Join the repository that holds it with --with, or declare it under hops: in hoplint.yaml.',
    at,
  };
}
function serverEnd(server: Server): PathEnd {
  const hop: Hop = serverHop(server);
  return { id: hop.id, name: hop.name, at: hop.at, process: hop, links: server.links, hosts: [] };
}
/** The end of a path of which no file shows anything: the last stated hop. */
function declaredEnd(hops: readonly DeclaredHop[]): PathEnd | undefined {
  const last = hops.at(-1);
  if (last === undefined) return undefined;
  const process = declaredHop(last);
  return { id: process.id, name: process.name, at: process.at, process, links: [], hosts: [] };
}
