// Each container with its image, command, environment and server: what the pod will really run.
import { products } from '../../knowledge/lookup.js';
import { once, perObject } from '../../knowledge/memo.js';
import type { ContainerFact, ServerFact, WorkloadFact } from '../../model/facts.js';
import { speaksGrpc } from '../../model/grpc.js';
import type { Location } from '../../model/location.js';
import { known, type Setting, unknown } from '../../model/setting.js';
import type { Container, Server } from '../../model/topology.js';
import type { LinkContext } from '../context.js';
import { quitBeforeSleep } from '../image/pre-stop-quits.js';
import { isBasedOnThirdParty, isThirdParty } from '../image/sources/public-images.js';
import { runningContainers } from '../kubernetes/running-containers.js';
import { envFilesOf } from '../names/env-file-options.js';
import { containerVariables, processEnvironment, sourceEnvironment, type Variables } from '../names/environment.js';
import { type Environment, evaluate, withNames } from '../names/evaluate.js';
import type { HiddenVariables } from '../names/hidden-variables.js';
import { shownName } from '../names/kind-names.js';
import { type LoadedVariables, loadedVariables } from '../names/loaded-variables.js';
import { type NameResolver, namesOfProgram } from '../names/names.js';
import { nodeConfigFiles } from '../names/node-config-files.js';
import { settingsFilesOf } from '../names/settings-files.js';
import { containerKey } from '../proxies/container-files.js';
import { type BuiltFrom, builtWith } from '../proxies/deployed.js';
import { isOpen, type StartedServers, serversStartedBy } from '../servers/entry-servers.js';
import { eventPingsOf, eventStreamOf, liftsDeadlines } from '../servers/event-streams.js';
import { amongCommands, ofCommand } from '../servers/go-commands.js';
import { lacksGrpcHealth } from '../servers/grpc-health.js';
import { handlerLimitOf } from '../servers/handler-limits.js';
import type { Program } from '../servers/program-shutdown.js';
import { type Reach, sourceReach } from '../servers/reach.js';
import { type Programs, serverPrograms } from '../servers/server-programs.js';
import { resolveServer } from '../servers/servers.js';
import { asWritten, withStrays } from '../servers/stray-settings.js';
import { webSocketsOf } from '../servers/web-sockets.js';
import { addMistakes } from '../settings/refusals.js';
import { unreadKeys } from '../settings/unread-keys.js';
import { callsOf } from './calls.js';
import { type ImageView, versionNear, viewImages } from './image-views.js';
import { headsOfImage, headsOfSource } from './large-heads.js';
import { loneImages } from './lone-images.js';
import { memoryLimit, runtimeOf } from './memory-limit.js';
import { readyProgram } from './ready-programs.js';
import { byPort, type OwnServer } from './servers-by-port.js';
import { undecidedDelivery } from './undecided-delivery.js';
import { unmatchedVariables } from './unmatched-variables.js';

export interface ContainerLinks {
  of(workload: WorkloadFact): readonly Container[];
  builtFrom(workload: WorkloadFact, container: number): BuiltFrom | undefined;
  /** Servers in the environment of a container. */
  readonly servers: readonly Server[];
  /** Servers no container was linked to, in the image that would start them, or in no environment but `.env` files. */
  readonly unlinked: readonly Server[];
}

/** In pieces, one for each workload: `src/model/pieces.ts`. */
export function* linkContainers(context: LinkContext): Generator<undefined, ContainerLinks> {
  const reach = sourceReach(context.facts, context.modules);
  const programs = serverPrograms(reach, context);
  const containers = new Map<WorkloadFact, readonly Container[]>();
  const builtFrom = new Map<ContainerFact, BuiltFrom>();
  for (const workload of context.facts.of('workload')) {
    if (!workload.complete) continue;
    containers.set(
      workload,
      runningContainers(workload).map((fact) => {
        const views = viewImages(workload, fact, context);
        const first = views[0];
        if (first !== undefined && views.length === 1) builtFrom.set(fact, builtWith(first.stages)(first.context));
        return buildContainer(workload, fact, views, programs, context);
      }),
    );
    yield;
  }
  const linkedContainers = [...containers.values()].flat();
  const servers = linkedContainers.flatMap((each) => each.serverCandidates);
  const linked = new Set(servers.map((each) => asWritten(each.fact)));
  const isLinked = (each: ServerFact): boolean => linked.has(each) || linked.has(underBun(each));
  const unlinked = context.facts.of('server').filter((each) => !isLinked(each) && !isPart(each, reach));
  const run = new Set(linkedContainers.flatMap((each) => each.imageFiles.map((at) => at.file)));
  const unmatched = unmatchedVariables(
    [...containers].flatMap(([workload, each]) =>
      each.every((one) => one.sourceLink === undefined) ? [workload] : [],
    ),
    context.facts.of('deployment'),
  );
  const built = unlinked.length === 0 ? new Map<ServerFact, Server>() : builtServers(run, unmatched, programs, context);
  return {
    of: (workload) => containers.get(workload) ?? [],
    builtFrom(workload, index) {
      const fact = runningContainers(workload)[index];
      return fact === undefined ? undefined : builtFrom.get(fact);
    },
    servers,
    unlinked: unlinked.map(
      (fact) => built.get(fact) ?? built.get(underBun(fact)) ?? loneServer(fact, unmatched, programs, context),
    ),
  };
}

function buildContainer(
  workload: WorkloadFact,
  fact: ContainerFact,
  views: readonly ImageView[],
  programs: Programs,
  context: LinkContext,
): Container {
  const seen = views.map((view) => serversOfView(workload, fact, view, programs, context));
  const candidates = seen.flatMap(({ servers }) => servers);
  const first = views[0];
  const variables = first?.variables ?? containerVariables(workload, fact, [], context);
  const nothing = <T>(): Setting<T> =>
    unknown({
      kind: 'not-in-scan',
      text: `the image of container ${fact.name} is not built from a Dockerfile in the scan`,
      at: fact.at,
    });
  const server = candidates.length === 1 ? candidates[0] : views.length === 1 ? onlyHttp(candidates) : undefined;
  const quit = fact.preStop === undefined ? undefined : quitBeforeSleep(fact.preStop);
  const program = views.length === 1 ? readyProgram(first?.chain.entry) : undefined;
  return {
    fact,
    name: shownName(fact.name),
    at: headOf(fact.at),
    image: imageText(fact, context),
    shell: first?.shell ?? nothing(),
    baseImage: first?.baseImage ?? nothing(),
    preStopDelay: first?.preStopDelay ?? nothing(),
    ...(quit === undefined ? {} : { preStopQuit: quit }),
    memoryLimit: memoryLimit(fact, workload.platform),
    ...(candidates.length === 0 ? runtimeOf(variables, fact) : {}),
    env: variables,
    ports: fact.ports,
    delivery: views.length === 1 && first !== undefined ? first.delivery : undecidedDelivery(fact, views),
    serverCandidates: candidates,
    runsAllCandidates: seen.length === 1 && seen.every(({ inOneProgram }) => inOneProgram),
    besides: seen.length === 1 ? seen.flatMap(({ besides }) => besides) : [],
    imageFiles: first?.files ?? [],
    largeHeads: headsOfImage(workload, fact, variables, context.facts),
    ...(server === undefined ? {} : { server }),
    ...(program === undefined ? {} : { program }),
    ...(first?.link === undefined ? {} : { sourceLink: first.link }),
    ...((first?.link === undefined ? isThirdParty(fact) : isBasedOnThirdParty(first.stages))
      ? { thirdParty: true as const }
      : {}),
    ...(fact.readiness === undefined ? {} : { readiness: fact.readiness }),
    ...(fact.liveness === undefined ? {} : { liveness: fact.liveness }),
    ...(fact.startup === undefined ? {} : { startup: fact.startup }),
    ...(fact.preStop === undefined ? {} : { preStop: fact.preStop }),
  };
}

interface ServersOfView {
  readonly servers: readonly Server[];
  readonly inOneProgram: boolean;
  /** What the one program starts besides. */
  readonly besides: readonly Server[];
}
function serversOfView(
  workload: WorkloadFact,
  fact: ContainerFact,
  view: ImageView,
  programs: Programs,
  context: LinkContext,
): ServersOfView {
  const started = startedServers(view, programs.reach, context);
  const rootOf = (server: ServerFact): string | undefined => started.roots?.get(server) ?? started.root;
  const ownVariables = new Map<Program, Variables>();
  const runtime = view.chain.entry?.language;
  const served = started.servers.filter((each) => isServed(each, runtime, rootOf(each)));
  const { variables } = view;
  const words = (): readonly string[] => view.chain.steps.flatMap((step) => step.words ?? []);
  const place: Place = {
    container: fact,
    key: containerKey(workload, fact),
    words,
    variables,
    variable: (name) => variables.get(name),
    isWhole: view.hidden === undefined && view.stages.length > 0,
  };
  const environmentFor = (program: Program): Environment => {
    const given = ownVariables.get(program);
    const loaded = withLoaded(given ? { ...view, variables: given } : view, program, programs.reach, context);
    return processEnvironment(
      loaded.variables,
      namesIn(program, programs.reach, context, place),
      view.flags,
      loaded.hidden ?? view.hidden,
    );
  };
  const own = (found: ServerFact): OwnServer => {
    const root = rootOf(found);
    const program = programs.of(found, root, view.chain.preloads);
    const given = root === undefined || root === view.entry?.file ? undefined : view.besideVariables.get(root);
    if (given !== undefined) ownVariables.set(program, given);
    return { server: withStrays(underRuntime(found, runtime), program.files, context.facts), program };
  };
  const all = served.map(own);
  const wanted = byPort(all, started.sides.map(own), workload, fact, environmentFor);
  const [first] = wanted;
  // `if (process.env.ROLE === 'admin') require('./admin'); else require('./shop');`: one of them, and nobody says which.
  const perhaps = wanted.filter((each) => isOpen(each.server, programs.reach, environmentFor(each.program)));
  const inOneProgram =
    perhaps.length < 2 &&
    (started.root !== undefined ||
      started.roots !== undefined ||
      wanted.every(({ server }) => first?.program.files.has(server.at.file) === true));
  const resolve = ({ server, program }: OwnServer): ReturnType<typeof resolveServer> =>
    resolveServer(server, {
      environment: environmentFor(program),
      runtimeVersion: view.versionOf(server),
      signal: view.delivery.signal,
      shutdown: programs.shutdown(server, program),
      links: view.link === undefined ? [] : [view.link],
      largeHeads: headsOfSource(program.files, context.facts),
      handlerLimit: handlerLimitOf(server, program.files, context.facts),
      eventStream: eventStreamOf(server, program.files, context.facts),
      liftsDeadlines: liftsDeadlines(server, program.files, context.facts),
      webSockets: webSocketsOf(server, program.files, context.facts),
      eventPings: eventPingsOf(server, program.files, context.facts),
      lacksGrpcHealth: lacksGrpcHealth(server, program, context.facts),
      calls: callsOf(program.files, environmentFor(program), context.facts),
    });
  const servers = wanted.map((found) => {
    const resolved = resolve(found);
    addMistakes(context, resolved.mistakes);
    addMistakes(context, unreadKeys(found.server, view.entry?.command?.words ?? [], variables));
    return resolved.server;
  });
  const others = inOneProgram
    ? [
        ...all.filter((each) => !wanted.includes(each)),
        ...started.sides.filter(({ at }) => first?.program.files.has(at.file) === true).map(own),
      ]
    : [];
  return { servers, inOneProgram, besides: others.map((each) => resolve(each).server) };
}
/** Over what the program loads by itself, and below what its command loads. */
function withLoaded(view: ImageView, { files }: Program, reach: Reach, { facts }: LinkContext): LoadedVariables {
  const words = view.chain.steps.flatMap(({ text, options = [] }) => [...text.split(/\s+/), ...options]);
  const { over, below } = envFilesOf(words);
  const names = [...below, ...reach.envFilesLoadedBy(files)];
  if (names.length + over.length === 0) return { variables: view.variables };
  const first = loadedVariables(over, view.folder, facts);
  const last = loadedVariables(names, view.folder, facts);
  const hiding = [first.hidden, view.hidden, last.hidden].filter((each) => each !== undefined);
  return {
    variables: new Map([...last.variables, ...view.variables, ...first.variables]),
    ...(hiding.length === 0 ? {} : { hidden: (name) => hiding.map((each) => each(name)).find(Boolean) }),
  };
}
type Place = Parameters<typeof nodeConfigFiles>[0] & NonNullable<Parameters<typeof settingsFilesOf>[2]>;
function namesIn({ files, whole }: Program, reach: Reach, context: LinkContext, place?: Place): NameResolver {
  const configFiles = place && once(() => nodeConfigFiles(place, context.facts));
  const settings = once(() => settingsFilesOf({ files, named: reach.settingsNamedIn(files) }, context, place));
  return namesOfProgram(context.names, {
    files,
    whole,
    settings: (key, found) => settings()(key, found),
    ...(configFiles && { configFiles }),
  });
}
/** Bun serves what the file it starts exports by default; elsewhere such an export is an application and no server. */
function isServed(server: ServerFact, runtime: string | undefined, root: string | undefined): boolean {
  return !isOnlyExported(server) || (runtime === 'bun' && server.at.file === root);
}
/** An application that another module takes into its own, or serves. */
const isPart = (server: ServerFact, reach: Reach): boolean =>
  isOnlyExported(server) && reach.isImported(server.at.file);
const isOnlyExported = ({ traits }: ServerFact): boolean => traits.some(({ name }) => name === 'exportedOnly');
/** The same source is another server where another runtime runs it. */
function underRuntime(server: ServerFact, runtime: string | undefined): ServerFact {
  return runtime === 'bun' ? underBun(server) : server;
}
/** One and the same for each: it stands for the server wherever somebody asks whether that is linked. */
const underBun = perObject((server: ServerFact): ServerFact => {
  if (server.language !== 'node') return server;
  const other = products().find(
    (file) => file.versionOf === 'bun' && file.insteadOf?.includes(server.product) === true,
  );
  return other === undefined ? server : { ...server, product: other.product, language: 'bun' };
});
function startedServers(view: ImageView, reach: Reach, context: LinkContext): StartedServers {
  if (view.entry === undefined) return { servers: [], sides: [] };
  const { variables } = view;
  const started = serversStartedBy(view.entry, context, reach, {
    variables,
    environment: processEnvironment(variables, context.names),
  });
  const words = view.chain.steps.at(-1)?.words;
  if (view.entry.language !== 'go' || words === undefined) return started;
  if (started.root === undefined) return { ...started, servers: amongCommands(started.servers, words) };
  const files = reach.from(started.root);
  const chosen = (servers: readonly ServerFact[]): readonly ServerFact[] => ofCommand(servers, words, files, reach);
  return { ...started, servers: chosen(started.servers), sides: chosen(started.sides) };
}
/** One process that speaks gRPC on a second port: what stands in front speaks to the HTTP server. */
function onlyHttp(servers: readonly Server[]): Server | undefined {
  const [only, ...others] = servers.filter((each) => !speaksGrpc(each.fact.product));
  return others.length === 0 ? only : undefined;
}
/** Servers of images that nobody runs, in what the image gives them; a server that several images start is none of theirs. */
function builtServers(
  run: ReadonlySet<string>,
  unmatched: HiddenVariables | undefined,
  programs: Programs,
  context: LinkContext,
): ReadonlyMap<ServerFact, Server> {
  const servers = new Map<ServerFact, Server>();
  const several = new Set<ServerFact>();
  for (const { workload, container, link } of loneImages(context.facts, context.hasFile, run)) {
    for (const seen of viewImages(workload, container, context)) {
      const view: ImageView = { ...seen, link, hidden: seen.hidden ?? unmatched };
      for (const server of serversOfView(workload, container, view, programs, context).servers) {
        const fact = asWritten(server.fact);
        if (servers.has(fact)) several.add(fact);
        servers.set(fact, server);
      }
    }
  }
  for (const fact of several) servers.delete(fact);
  return servers;
}
function loneServer(
  fact: ServerFact,
  unmatched: HiddenVariables | undefined,
  programs: Programs,
  context: LinkContext,
): Server {
  const program = programs.of(fact, undefined);
  const resolved = resolveServer(withStrays(fact, program.files, context.facts), {
    environment: {
      ...sourceEnvironment(fact.at.file, context.facts, namesIn(program, programs.reach, context)),
      hidden: unmatched,
    },
    runtimeVersion: versionNear(fact, context),
    signal: 'SIGTERM',
    shutdown: programs.shutdown(fact, program),
    links: [],
    largeHeads: headsOfSource(program.files, context.facts),
    handlerLimit: handlerLimitOf(fact, program.files, context.facts),
    eventStream: eventStreamOf(fact, program.files, context.facts),
    liftsDeadlines: liftsDeadlines(fact, program.files, context.facts),
    webSockets: webSocketsOf(fact, program.files, context.facts),
    eventPings: eventPingsOf(fact, program.files, context.facts),
    lacksGrpcHealth: lacksGrpcHealth(fact, program, context.facts),
    calls: [],
  });
  addMistakes(context, resolved.mistakes);
  return resolved.server;
}

function imageText(fact: ContainerFact, context: LinkContext): Setting<string> {
  if (fact.image === undefined)
    return unknown({ kind: 'not-in-scan', text: `container ${fact.name} names no image`, at: fact.at });
  const value = evaluate(fact.image, withNames(context.names));
  return value.state === 'known' ? known(String(value.value), value.origin) : unknown(value.reason);
}
/** Findings about a container stand at its first line. */
function headOf(at: Location): Location {
  return { ...at, endLine: at.line, endColumn: at.column };
}
