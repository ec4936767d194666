// Joins the facts of all files into the model: workloads with their servers, and the request paths that lead to them.
import type { Declarations, DeclaredHop } from '../model/declarations.js';
import type { FileFacts } from '../model/facts.js';
import { pointAt } from '../model/location.js';
import { atOnce } from '../model/pieces.js';
import type { UnknownReason } from '../model/setting.js';
import type { Hop, Model, RequestPath, Server, Workload } from '../model/topology.js';
import type { LinkContext } from './context.js';
import { indexFacts } from './fact-index.js';
import { settleInfrastructure } from './infrastructure/index.js';
import { everyPortBehind, unionOfPorts } from './kubernetes/arrival.js';
import { linkBackends } from './kubernetes/backends.js';
import { clusterVersion } from './kubernetes/cluster-version.js';
import { controllerHop } from './kubernetes/controller-ends.js';
import { settleControllers } from './kubernetes/controller-workloads.js';
import { linkMistakes } from './kubernetes/mistakes.js';
import { moduleResolver } from './names/modules.js';
import { nameResolver } from './names/names.js';
import { settleNginx } from './nginx/index.js';
import { declaredEnd, isDeclaredFor, splitDeclared } from './paths/declared.js';
import { type Fronts, linkFronts } from './paths/fronts.js';
import { chainsOnOwnMachine } from './paths/own-machine.js';
import { endsOf } from './paths/path-ends.js';
import { buildPaths, declaredHop, type PathEnd } from './paths/paths.js';
import { workloadKey } from './paths/vertices.js';
import { settleComposeProxies } from './proxies/compose-proxies.js';
import { settleMountedFiles } from './proxies/mounted-files.js';
import { claimsOf, proxyHosts } from './proxies/proxy-hosts.js';
import { settleTraefik } from './proxies/traefik.js';
import { settleGoServers } from './servers/go-servers.js';
import { settleServers } from './servers/settle-servers.js';
import { assumptionsOf } from './settings/assumptions.js';
import { exportersFor } from './settings/exporters.js';
import { habitsOf } from './settings/habits.js';
import { linkCalls } from './workloads/calls.js';
import { linkClients } from './workloads/clients.js';
import { type ContainerLinks, linkContainers } from './workloads/containers.js';
import { type LoneBalancer, loneBalancer } from './workloads/only-one.js';
import { neighbourHop, processHop, serverHop } from './workloads/process-hops.js';
import { type DraftWorkload, draftWorkload } from './workloads/workloads.js';

/** `paths` are all files of the scan, also those that gave no facts. */
export function link(files: readonly FileFacts[], declarations: Declarations, paths: ReadonlySet<string>): Model {
  return atOnce(linkInPieces(files, declarations, paths));
}
export function* linkInPieces(
  files: readonly FileFacts[],
  declarations: Declarations,
  paths: ReadonlySet<string>,
): Generator<undefined, Model> {
  const hasFile = (path: string): boolean => paths.has(path);
  const modules = moduleResolver(files, hasFile);
  const controlled = settleControllers(
    settleComposeProxies(settleTraefik(settleNginx(settleMountedFiles(settleInfrastructure(files))))),
  );
  yield;
  const settled = settleGoServers(settleServers(controlled, modules));
  yield;
  const facts = indexFacts(settled);
  const context: LinkContext = {
    facts,
    declarations,
    paths,
    hasFile,
    modules,
    names: nameResolver(facts, modules),
    mistakes: [],
  };
  const containers = yield* linkContainers(context);
  const deployed = facts.of('workload').filter((each) => each.complete);
  yield;
  const where = { workloads: deployed, builtFrom: containers.builtFrom, claimed: claimsOf(facts.of('proxy')) };
  const fronts = yield* linkFronts(context, (proxy) => proxyHosts(proxy, where));
  yield;
  const drafts: DraftWorkload[] = [];
  for (const fact of deployed) {
    drafts.push(draftWorkload(fact, containers.of(fact), fronts, context));
    yield;
  }
  yield;
  const lone = loneBalancer(fronts.proxies, (proxy) => fronts.graph.forwardsSomewhere(proxy.key));
  const only = lone === undefined ? undefined : onlyChoice(lone, drafts, fronts);
  for (const draft of drafts) {
    draft.paths.push(...pathsOfWorkload(draft, fronts, only, context));
    yield;
  }
  const workloads = drafts.map((each) => each.workload);
  yield;
  const answered = [
    ...workloads.flatMap((each) => each.paths),
    ...pathsWithoutWorkload(containers, workloads, lone, declarations, fronts),
  ];
  const requestPaths = sortPaths([...answered, ...pathsOfInfrastructure(fronts, answered)]);
  yield;
  const backends = linkBackends(facts);
  yield;
  const mistakes = linkMistakes(context);
  yield;
  return {
    paths: requestPaths,
    workloads,
    servers: [...containers.servers, ...containers.unlinked],
    unlinkedServers: containers.unlinked,
    platform: habitsOf('kubernetes', clusterVersion(facts), pointAt(facts.of('workload')[0]?.at.file ?? '.', 1)),
    autoscalers: facts.of('autoscaler'),
    disruptionBudgets: facts.of('disruption-budget'),
    services: facts.of('service'),
    backends,
    alerts: facts.of('alert'),
    exporters: exportersFor(facts),
    monitoring: habitsOf('prometheus', undefined, facts.of('alert')[0]?.at ?? pointAt('.', 1)),
    mistakes,
    clients: linkClients(context),
    calls: linkCalls(drafts, context),
    assumptions: assumptionsOf(declarations),
    facts,
  };
}

function declaredFor(workload: Workload | undefined, declarations: Declarations): readonly DeclaredHop[] {
  return declarations.hops.filter(
    (hop) => hop.workload === undefined || (workload !== undefined && isDeclaredFor(hop, workload.fact)),
  );
}

function pathsOfWorkload(
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
  const processAt = (port: number | undefined): Hop | UnknownReason =>
    server !== undefined
      ? { ...declaredHop(server), workload }
      : hasNeighbour
        ? neighbourHop(workload, port)
        : orController(processHop(workload, fronts.processes.get(workload.fact) ?? [], port));
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
    const chain = { hops: [only.lone.proxy.hop], links: [only.lone.reason(workload.title)] };
    return buildPaths(endAt(processAt(undefined)), [chain], []);
  }
  if (isQuiet) return [];
  const known =
    only?.isBeforeIngress === true && declared.length === 0
      ? chains.map((chain) => ({
          ...chain,
          hops: [only.lone.proxy.hop, ...chain.hops],
          links: [only.lone.reason(chain.hops[0]?.name ?? workload.title), ...chain.links],
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
  const isMain = served?.server?.fact.role === 'main';
  return isMain && fact.platform === 'compose' && fact.containers.some(({ ports }) => ports.length > 0);
}
function withGap(end: PathEnd, reason: UnknownReason, declared: readonly DeclaredHop[]): RequestPath {
  const [path] = buildPaths(end, [], declared);
  if (path === undefined) throw new RangeError('a path end always gives a path');
  const nodes = path.nodes.map((node, index) => (index === 0 && node.is === 'gap' ? { ...node, reason } : node));
  return { ...path, nodes };
}
/** What the only balancer of the scan can stand in front of. */
interface OnlyChoice {
  readonly lone: LoneBalancer;
  /** Nothing else of the scan could be it. */
  isTarget(workload: Workload): boolean;
  readonly isBeforeIngress: boolean;
}
function onlyChoice(lone: LoneBalancer, drafts: readonly DraftWorkload[], fronts: Fronts): OnlyChoice {
  const candidates = drafts.filter(
    ({ workload }) => workload.served?.server !== undefined || fronts.graph.hasIncoming(workloadKey(workload.fact)),
  );
  const titles = new Set(candidates.map(({ workload }) => workload.title));
  return {
    lone,
    isTarget: ({ title, served }) =>
      served?.server !== undefined && (titles.size === 0 || (titles.size === 1 && titles.has(title))),
    isBeforeIngress: allFrontedByIngress(drafts, fronts),
  };
}
/** Every entry is a route of one in-cluster controller: the only balancer can only stand in front of that controller. */
function allFrontedByIngress(drafts: readonly DraftWorkload[], fronts: Fronts): boolean {
  const outer = new Set(
    drafts.flatMap((each) =>
      fronts.graph.chainsTo(workloadKey(each.workload.fact)).map((chain) => chain.hops[0]?.product),
    ),
  );
  const products = [...outer].flatMap((product) => (product === undefined ? [] : [product]));
  return (
    products.length > 0 &&
    new Set(products.map((each) => each.id)).size === 1 &&
    products.every((each) => each.kind === 'ingress' || each.kind === 'gateway')
  );
}

/** Servers no workload runs: behind declared hops, proxies of their machine, or the only balancer when there is one server and no workload. */
function pathsWithoutWorkload(
  containers: ContainerLinks,
  workloads: readonly Workload[],
  lone: LoneBalancer | undefined,
  declarations: Declarations,
  { graph, proxies }: Fronts,
): readonly RequestPath[] {
  const mains = containers.unlinked.filter((each) => each.fact.role === 'main');
  const declared = declarations.hops.filter((hop) => hop.workload === undefined);
  if (workloads.length === 0 && mains.length === 0) return declaredPaths(declared, lone);
  return mains.flatMap((server) => {
    const end = serverEnd(server);
    if (declared.length > 0) return buildPaths(end, [], declared);
    if (lone !== undefined && workloads.length === 0 && mains.length === 1) {
      return buildPaths(end, [{ hops: [lone.proxy.hop], links: [lone.reason(end.name)] }], []);
    }
    return buildPaths(end, chainsOnOwnMachine(server, containers.unlinked, proxies, graph), []);
  });
}
/** Where no file shows what answers: the hops someone stated, behind the only balancer of the scan. */
function declaredPaths(declared: readonly DeclaredHop[], lone: LoneBalancer | undefined): readonly RequestPath[] {
  const end = declaredEnd(declared);
  if (end === undefined) return [];
  const chains = lone === undefined ? [] : [{ hops: [lone.proxy.hop], links: [lone.reason(end.name)] }];
  return chains.length === 0 && declared.length < 2 ? [] : buildPaths(end, chains, declared.slice(0, -1));
}
/** Load balancers and distributions that no other path shows: what stands before them is known, what answers behind them is not. */
function pathsOfInfrastructure({ graph, proxies }: Fronts, others: readonly RequestPath[]): readonly RequestPath[] {
  const shown = new Set(others.flatMap(({ nodes }) => nodes.flatMap((node) => (node.is === 'hop' ? [node.id] : []))));
  return proxies.flatMap(({ key, hop, host }) => {
    const { kind } = hop.product;
    if (host !== undefined || (kind !== 'load-balancer' && kind !== 'cdn')) return [];
    if (graph.forwardsSomewhere(key) || shown.has(hop.id)) return [];
    const end: PathEnd = { id: hop.id, name: hop.name, at: hop.at, process: nothingBehind(hop), links: [], hosts: [] };
    const chains = graph.chainsTo(key);
    const before = chains.length === 0 ? [{ hops: [], links: [] }] : chains;
    return buildPaths(
      end,
      before.map(({ hops, links }) => ({ hops: [...hops, hop], links })),
      [],
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

function sortPaths(paths: readonly RequestPath[]): readonly RequestPath[] {
  const placed = (path: RequestPath): string =>
    `${path.id} ${path.nodes.map((node) => (node.is === 'hop' ? `${node.at.file}:${String(node.at.line).padStart(6, '0')}` : '')).join(' ')}`;
  return paths
    .map((path) => ({ path, place: placed(path) }))
    .sort((a, b) => (a.place < b.place ? -1 : a.place > b.place ? 1 : 0))
    .map(({ path }) => path);
}
