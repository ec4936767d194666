// The request paths that lead to one workload: through what stands in front of it, to what answers inside.
import type { DeclaredHop } from '../../model/declarations.js';
import type { UnknownReason } from '../../model/setting.js';
import type { Hop, RequestPath, Workload } from '../../model/topology.js';
import type { LinkContext } from '../context.js';
import { declaredFor, declaredHop, splitDeclared } from '../fronts/declared.js';
import type { Fronts } from '../fronts/fronts.js';
import { workloadKey } from '../fronts/vertices.js';
import { everyPortBehind, unionOfPorts } from '../kubernetes/arrival.js';
import { controllerHop } from '../kubernetes/controller-ends.js';
import { neighbourHop, processHop } from '../workloads/process-hops.js';
import type { DraftWorkload } from '../workloads/workloads.js';
import { buildPaths, type PathEnd } from './build-paths.js';
import type { OnlyChoice } from './only-balancer.js';
import { endsOf } from './path-ends.js';

export function pathsOfWorkload(
  draft: DraftWorkload,
  fronts: Fronts,
  only: OnlyChoice | undefined,
  context: LinkContext,
): readonly RequestPath[] {
  const { workload } = draft;
  const stated = declaredFor(workload, context.declarations);
  const { fronts: declared, server } = splitDeclared(stated);
  const inner = fronts.innerKey(workload.fact);
  const hasNeighbour = inner !== workloadKey(workload.fact);
  // The paths of a controller, or of a proxy of ours, go on to what it forwards to.
  const isPassedOn = !hasNeighbour && fronts.graph.passesOn(workloadKey(workload.fact));
  const isQuiet = workload.receivesTraffic === 'no' && stated.length === 0 && !isServedOnHost(workload);
  if (isPassedOn || (isQuiet && only === undefined)) return [];
  const chains = [...fronts.chainsTo(workload.fact)];
  const gaps = fronts.gaps.get(workload.fact) ?? [];
  const processAt = (port: number | undefined, before: Hop | undefined): Hop | UnknownReason =>
    server !== undefined
      ? { ...declaredHop(server), workload }
      : hasNeighbour
        ? neighbourHop(workload, port, before)
        : orController(processHop(workload, fronts.processes.get(workload.fact) ?? [], port, before));
  // What a controller itself sends to its own pods is for their dashboard.
  const orController = (process: Hop | UnknownReason): Hop | UnknownReason => {
    if ('is' in process || chains.length === 0) return process;
    const found = controllerHop(workload, context);
    const isOwn = chains.some(({ hops }) => hops.at(-1)?.product.id === found?.product.id);
    return found === undefined || isOwn ? process : found;
  };
  const endAt = (process: PathEnd['process']): PathEnd => ({
    id: workload.id,
    name: workload.title,
    at: workload.at,
    workload,
    process,
    links: workload.served?.sourceLink === undefined ? [] : [workload.served.sourceLink],
    hosts: [],
    ...(draft.mesh === undefined ? {} : { mesh: draft.mesh }),
  });
  const outermost = chains.length === 0 && gaps.length === 0;
  if (outermost && only !== undefined && declared.length === 0 && only.isTarget(workload)) {
    const { hops, links } = only.lone.chain;
    const chain = { hops, links: [...links, only.lone.reason(workload.title)] };
    return buildPaths(endAt(processAt(undefined, only.lone.chain.hops.at(-1))), [chain], []);
  }
  if (isQuiet) return [];
  const known =
    only?.isBeforeIngress === true && declared.length === 0
      ? chains.map((chain) => ({
          ...chain,
          hops: [...only.lone.chain.hops, ...chain.hops],
          links: [...only.lone.chain.links, only.lone.reason(chain.hops[0]?.name ?? workload.title), ...chain.links],
        }))
      : chains;
  const ports =
    declared.length > 0
      ? undefined
      : unionOfPorts(workload.services.map((each) => everyPortBehind(each, workload.fact)));
  return endsOf(known, ports, processAt).flatMap(({ process, chains: own }) => {
    const end = endAt(process);
    return own.length === 0 && gaps.length > 0
      ? gaps.map((reason) => withGap(end, reason, declared))
      : buildPaths(end, own, declared);
  });
}
/** A server that compose publishes on the host: who asks there is not known, so nothing is expected of it, but it is shown. */
function isServedOnHost({ fact, served }: Workload): boolean {
  // What a container starts may live in a module that others call: it is its server all the same.
  const role = served?.server?.fact.role;
  const isServer = role === 'main' || role === 'library';
  return isServer && fact.platform === 'compose' && fact.containers.some(({ ports }) => ports.length > 0);
}
function withGap(end: PathEnd, reason: UnknownReason, declared: readonly DeclaredHop[]): RequestPath {
  const [path] = buildPaths(end, [], declared);
  if (path === undefined) throw new RangeError('a path end always gives a path');
  const nodes = path.nodes.map((node, index) => (index === 0 && node.is === 'gap' ? { ...node, reason } : node));
  return { ...path, nodes };
}
