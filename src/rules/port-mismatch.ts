// A port that nobody listens on, or only the machine itself can reach, refuses every request.
import {
  atStart,
  type BackendLink,
  defineRule,
  filledIn,
  folderOf,
  isNearby,
  isWithin,
  type Location,
  listOf,
  type Model,
  mainPath,
  ownersOf,
  type PortRef,
  perModel,
  type RequestPath,
  type Server,
  type ServiceFact,
  serviceTitle,
  showCount,
  showPlace,
  type Tale,
  type Text,
  type Verdict,
  type Workload,
} from './kit/index.js';

interface Doorway {
  readonly name: string;
  readonly at: Location;
  readonly holds: Verdict;
  tell(): Tale;
}
type ServicePort = ServiceFact['ports'][number];

const no = (at: Location): Verdict => ({ holds: 'no', because: [{ kind: 'written', at }] });
/** A port that only a template knows may be the one that is missing. */
function openText(ports: readonly (PortRef | Text | undefined)[]): Verdict | undefined {
  const open = ports.find((each) => each !== undefined && (!('port' in each) || each.filledIn === true));
  if (open === undefined) return undefined;
  return { holds: 'unknown', because: [filledIn('port' in open ? String(open.port) : open.text, open.at)] };
}
const withPath = (path: RequestPath | undefined): { readonly path?: RequestPath } =>
  path === undefined ? {} : { path };
const targetOf = (port: ServicePort): PortRef => port.targetPort ?? { port: port.port, at: port.at };
const namesOf = (port: ServicePort): string =>
  port.name === undefined ? `${port.port}` : `${port.port} (${port.name})`;

// ---------------------------------------------------------------- a route names a port that the Service does not have

/** Controllers look for the port's number or name, and some for its target as well. */
function publishes(service: ServiceFact, { port }: PortRef): boolean {
  return service.ports.some((each) =>
    [each.port, each.name, each.targetPort?.port].some((own) => own !== undefined && String(own) === String(port)),
  );
}
function* fromRoutes({ route, backend, services }: BackendLink): Iterable<Doorway> {
  const { port } = backend;
  const [service] = services;
  const none = services.some((each) => each.ports.length === 0 || each.externalName !== undefined);
  if (port === undefined || service === undefined || none || services.some((each) => publishes(each, port))) return;
  // Far apart, the name may be all that the two have in common.
  if (!services.some((each) => isNearby(route, each))) return;
  const open = openText([port, ...services.map((each) => each.portsOpen)]);
  const name = `port ${port.port} of ${route.routeKind} ${route.name}`;
  yield {
    name,
    at: port.at,
    holds: open ?? no(port.at),
    tell: () => ({
      message: `${route.routeKind} ${route.name} sends to port ${port.port} (${showPlace(port.at)}) of ${serviceTitle(service)}, which publishes only ${listOf(service.ports.map(namesOf))} (${showPlace(service.ports[0]?.at ?? service.nameAt)}), so nothing answers behind that route.`,
      help: `Write ${listOf(service.ports.map(namesOf), 'or')} there, or let ${serviceTitle(service)} publish ${port.port} as well.`,
      at: port.at,
      related: [
        { message: `${serviceTitle(service)} has these ports`, location: service.ports[0]?.at ?? service.nameAt },
      ],
      key: [route.routeKind, route.name, service.name, String(port.port)],
    }),
  };
}

// ---------------------------------------------------------------- a Service names a port that no container has

function containerPorts({ fact }: Workload): readonly { readonly name?: string; readonly port: number }[] {
  return [...fact.containers, ...fact.initContainers.filter((each) => each.sidecar)].flatMap((each) => each.ports);
}
function* fromServices(service: ServiceFact, workloads: readonly Workload[]): Iterable<Doorway> {
  for (const port of service.ports) {
    const target = targetOf(port);
    if (typeof target.port !== 'string') continue;
    const [first] = workloads;
    // A pod that lacks the name is only left out where others have it.
    if (first === undefined || workloads.some((each) => containerPorts(each).some(({ name }) => name === target.port)))
      continue;
    const open = openText([target, ...workloads.flatMap(({ fact }) => fact.containers.map((each) => each.portsOpen))]);
    const named = containerPorts(first).flatMap((each) => each.name ?? []);
    const has = named.length === 0 ? 'none of its ports has a name' : `its ports are named ${listOf(named)}`;
    yield {
      name: `port ${namesOf(port)} of ${serviceTitle(service)}`,
      at: target.at,
      holds: open ?? no(target.at),
      tell: () => ({
        message: `${atStart(serviceTitle(service))} sends to the port named ${target.port} (${showPlace(target.at)}) of ${first.title}, but ${has}, so the Service has no endpoint for it.`,
        help: `Give the container port the name ${target.port}, or let targetPort be its number.`,
        at: target.at,
        related: [{ message: `${first.title} is selected`, location: first.served?.at ?? first.at }],
        key: [service.name, String(target.port)],
        ...withPath(mainPath(first)),
      }),
    };
  }
}

// ---------------------------------------------------------------- the server listens elsewhere

/** Who sends to the workload, and to which ports of it. */
interface Listening {
  readonly workload: Workload;
  readonly servers: readonly Server[];
  readonly sender: string;
  readonly key: string;
  readonly numbers: readonly number[];
  /** Where the port is written, and what it is called there. */
  readonly at: Location;
  readonly field: string;
}
/** One image that runs in several workloads is told by its environment which of its servers to start. */
function isShared(servers: readonly Server[], workload: Workload, model: Model): boolean {
  return servers.some(
    ({ fact }) =>
      runners(model)
        .get(fact)
        ?.some((other) => other.name !== workload.name) === true,
  );
}
const runners = perModel((model) =>
  ownersOf(model.workloads, ({ containers }) =>
    containers.flatMap((container) => container.serverCandidates.map((each) => each.fact)),
  ),
);
/** A pod with a single container, whose server was found: only there is it certain who should listen. */
function listening(workload: Workload, model: Model): Listening | undefined {
  const { fact, containers } = workload;
  const [container] = containers;
  if (fact.platform === 'ecs') return registered(workload, model);
  if (fact.platform !== 'kubernetes' || workload.receivesTraffic !== 'yes' || container === undefined) return undefined;
  if (
    containers.length !== 1 ||
    fact.initContainers.some((each) => each.sidecar) ||
    container.serverCandidates.length === 0
  )
    return undefined;
  if (isShared(container.serverCandidates, workload, model)) return undefined;
  const ports = workload.services.flatMap((service) =>
    service.ports.map((port) => ({ service, target: targetOf(port) })),
  );
  const [asked] = ports;
  const numbers = ports.flatMap(({ target }) =>
    typeof target.port === 'number'
      ? [target.port]
      : containerPorts(workload)
          .filter(({ name }) => name === target.port)
          .map(({ port }) => port),
  );
  return {
    workload,
    servers: container.serverCandidates,
    sender: serviceTitle(asked?.service ?? workload),
    key: asked?.service.name ?? workload.name,
    numbers,
    at: asked?.target.at ?? workload.at,
    field: 'targetPort',
  };
}
/** Target groups of ECS name the container, so that others of the task say nothing about it. */
function registered(workload: Workload, model: Model): Listening | undefined {
  const [first, ...more] = workload.registered ?? [];
  if (first?.port.state !== 'known' || first.container === undefined) return undefined;
  const known = [first, ...more].flatMap(({ port }) => (port.state === 'known' ? [port.value] : []));
  const isOne = more.every(({ container }) => container === first.container) && known.length === more.length + 1;
  const container = workload.containers.find(({ name }) => name === first.container);
  const others = workload.containers.filter((each) => each !== container);
  const isTaken = others.some(({ fact: { ports } }) => ports.some(({ port }) => known.includes(port)));
  if (!isOne || isTaken || container === undefined || container.serverCandidates.length === 0) return undefined;
  if (isShared(container.serverCandidates, workload, model)) return undefined;
  const [front] = workload.frontedBy;
  return {
    workload,
    servers: container.serverCandidates,
    sender: front === undefined ? 'its target group' : front.name,
    key: workload.name,
    numbers: known,
    at: first.at,
    field: 'the port of its target group and of the container',
  };
}
/** A server at the side of the same program (metrics, health) may be what the port is for. */
function isOfSide(port: number, servers: readonly Server[], model: Model): boolean {
  return model.facts.of('server').some((fact) => {
    if (fact.port?.kind !== 'literal' || !String(fact.port.value).endsWith(String(port))) return false;
    const own = folderOf(fact.at.file);
    return servers.some(({ fact: { at } }) => isWithin(own, folderOf(at.file)) || isWithin(folderOf(at.file), own));
  });
}
function* elsewhere(
  { workload, servers, sender, key, numbers, at: askedAt, field }: Listening,
  model: Model,
): Iterable<Doorway> {
  const [server] = servers;
  if (server === undefined || numbers.length === 0) return;
  const heard = servers.flatMap(({ port }) =>
    port.state === 'known' ? [port.value] : (port.candidates ?? []).map((each) => each.value),
  );
  const declared = new Set(containerPorts(workload).map(({ port }) => port));
  // It listens on a port the container declares beside the asked ones: something else of the container answers there.
  if (heard.some((port) => declared.has(port)) && numbers.every((port) => declared.has(port))) return;
  if (heard.some((port) => numbers.includes(port)) || numbers.some((port) => isOfSide(port, servers, model))) return;
  const open = servers.flatMap(({ port, portMayDiffer }) =>
    port.state === 'unknown' ? [port.reason] : (portMayDiffer ?? []),
  );
  if (open.some((each) => each.kind === 'no-default')) return;
  const { port } = server;
  const at = server.fact.port?.at ?? server.fact.at;
  yield {
    name: `port of ${workload.title}`,
    at: askedAt,
    holds:
      open.length > 0
        ? { holds: 'unknown', because: open }
        : port.state === 'known'
          ? { holds: 'no', because: [port.origin, { kind: 'written', at: askedAt }] }
          : no(at),
    tell: () => ({
      message: `${atStart(sender)} sends to port ${listOf([...new Set(numbers)].map(String))} (${showPlace(askedAt)}) of ${workload.title}, but its server listens on ${showCount(port)}, so every connection is refused.`,
      help: `Set ${field} to ${heard[0] ?? 'the port the server listens on'}, or let the server listen on ${numbers[0]}${server.fact.port?.kind === 'literal' ? '' : ' by the variable that sets its port'}.`,
      at: askedAt,
      related: [{ message: 'the server listens here', location: at }],
      key: [key, workload.title, 'server-port'],
      ...withPath(mainPath(workload)),
    }),
  };
}

// ---------------------------------------------------------------- the server listens for its own machine only

function isOwnMachine(host: string): boolean {
  return host === 'localhost' || host.startsWith('127.') || host === '::1' || host === '[::1]';
}
function* loopback({ workload, servers, sender }: Listening): Iterable<Doorway> {
  const [server] = servers;
  if (server === undefined || servers.length > 1 || server.fact.role !== 'main') return;
  const otherwise = server.habits.text('default-host');
  const unnamed = server.fact.host === undefined && server.fact.port !== undefined;
  const host = unnamed && otherwise.state === 'known' ? otherwise : server.host;
  if (host.state !== 'known' || !isOwnMachine(host.value)) return;
  const at = server.fact.host?.at ?? server.fact.listenAt ?? server.fact.at;
  yield {
    name: `address of ${workload.title}`,
    at,
    holds: { holds: 'no', because: [host.origin] },
    tell: () => ({
      message: `The server of ${workload.title} listens on ${showCount(host)} only, so neither ${sender} nor a probe reaches it.`,
      help: 'Listen on 0.0.0.0, or on :: for both families.',
      at,
      related: [{ message: `${workload.title} runs it`, location: workload.containers[0]?.at ?? workload.at }],
      key: [workload.title, 'host'],
      ...withPath(mainPath(workload)),
    }),
  };
}

export default defineRule<Doorway>({
  id: 'port-mismatch',
  severity: 'error',
  summary: 'Every hop points at a port that the next one listens on',
  cause: 'pod-not-ready',
  reads: ['route.backends', 'service.ports', 'container.ports', 'server.port', 'server.host'],

  *each(model) {
    for (const backend of model.backends) yield* fromRoutes(backend);
    const selected = ownersOf(model.workloads, (each) => each.services);
    for (const service of model.services) yield* fromServices(service, selected.get(service) ?? []);
    for (const workload of model.workloads) {
      const found = listening(workload, model);
      if (found === undefined) continue;
      yield* elsewhere(found, model);
      yield* loopback(found);
    }
  },
  requires: ({ holds }): Verdict => holds,
  tell: (doorway) => doorway.tell(),
  subject: ({ name, at }) => ({ name, at }),
});
