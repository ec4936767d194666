// A port that nobody listens on, or only the machine itself can reach, refuses every request.
import {
  atStart,
  type Container,
  containerPorts,
  type Doorway,
  defineRule,
  type ForwardedPort,
  folderOf,
  forwardedPorts,
  fromAddresses,
  fromNumbers,
  fromRoutes,
  fromServices,
  isWithin,
  type Location,
  listOf,
  type Model,
  mainPath,
  type NginxOfWorkload,
  nginxOf,
  ownersOf,
  perModel,
  refusedAt,
  type Server,
  serviceTitle,
  showCount,
  showPlace,
  targetOf,
  type Verdict,
  type Workload,
  withPath,
} from './kit/index.js';

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
  /** Why the port is the one of the pods. */
  readonly because?: string;
  /** The sender shares its network. */
  readonly beside?: true;
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
/** A proxy of the same container, or another program of its supervisor, may be what the port is for. */
function mayListenBesides(workload: Workload, { delivery }: Container, model: Model): boolean {
  return proxyHosts(model).has(workload) || delivery.killedAfter !== undefined;
}
const proxyHosts = perModel(
  ({ workloads }): ReadonlySet<Workload> =>
    new Set(
      workloads.filter(({ fact, paths }) =>
        paths.some(({ nodes }) => nodes.some((node) => node.is === 'hop' && node.host === fact)),
      ),
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
    container.serverCandidates.length === 0 ||
    mayListenBesides(workload, container, model)
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
/** What a proxy of ours sends to by name: no Service translates the port inside compose, nor one without an address of its own. */
function* forwarded(model: Model): Iterable<Listening> {
  const seen = new Set<string>();
  for (const { hop, reference, service, workload: fact, beside } of forwardedPorts(model)) {
    const headless = service?.clusterIP?.text === 'None';
    const { port } = reference;
    if (port === undefined || (service !== undefined && !headless)) continue;
    for (const workload of model.workloads) {
      if (fact === undefined ? !service || !workload.services.includes(service) : workload.fact !== fact) continue;
      const [container, ...others] = workload.containers;
      const key = `${hop.name} ${workload.title} ${port}`;
      if (container === undefined || others.length > 0 || seen.has(key)) continue;
      seen.add(key);
      if (container.serverCandidates.length === 0 || mayListenBesides(workload, container, model)) continue;
      if (isShared(container.serverCandidates, workload, model)) continue;
      yield {
        workload,
        servers: container.serverCandidates,
        sender: hop.name,
        key,
        numbers: [port],
        at: reference.at,
        field: 'the port there',
        ...(beside === undefined ? {} : { beside }),
        ...(headless ? { because: `${serviceTitle(service)} is headless and translates no port` } : {}),
      };
    }
  }
}
/** What compose publishes of a container whose only program is known comes from outside, too. */
function* published(model: Model): Iterable<Listening> {
  for (const workload of model.workloads) {
    const { fact, containers } = workload;
    const [container] = containers;
    const ports = containerPorts(workload).filter(({ hostPort }) => hostPort !== undefined);
    // Nothing is published of a service that is in the network of its machine, or of another service.
    if (
      fact.platform !== 'compose' ||
      fact.compose?.network !== undefined ||
      container === undefined ||
      ports.length === 0
    )
      continue;
    if (container.serverCandidates.length === 0 || mayListenBesides(workload, container, model)) continue;
    if (isShared(container.serverCandidates, workload, model)) continue;
    yield {
      workload,
      servers: container.serverCandidates,
      sender: 'compose',
      key: workload.name,
      numbers: ports.map(({ port }) => port),
      at: ports[0]?.at ?? workload.at,
      field: 'the port of the container',
    };
  }
}
/** A server at the side of the same program (metrics, health) may be what the port is for. */
function isOfSide(port: number, servers: readonly Server[], model: Model): boolean {
  return model.facts.of('server').some((fact) => {
    if (fact.port?.kind !== 'literal' || !String(fact.port.value).endsWith(String(port))) return false;
    const own = folderOf(fact.at.file);
    return servers.some(({ fact: { at } }) => isWithin(own, folderOf(at.file)) || isWithin(folderOf(at.file), own));
  });
}
/** What starts the container hands its program the port by a name of its own: what listens there is not all that was found. */
function isNamedAtStart(port: number, { fact }: Workload): boolean {
  return fact.containers.some(({ command, args }) =>
    [...(command?.words ?? []), ...(args?.words ?? [])].some((word) => word.split(/[=:\s]/).includes(String(port))),
  );
}
function* elsewhere(
  { workload, servers, sender, key, numbers, at: askedAt, field, because }: Listening,
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
  if (numbers.every((port) => isNamedAtStart(port, workload))) return;
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
          : refusedAt(at),
    tell: () => ({
      message: `${atStart(sender)} sends to port ${listOf([...new Set(numbers)].map(String))} (${showPlace(askedAt)}) of ${workload.title}, but its server listens on ${showCount(port)}${because === undefined ? '' : `, and ${because}`}, so every connection is refused.`,
      help: `Set ${field} to ${heard[0] ?? 'the port the server listens on'}, or let the server listen on ${numbers[0]}${server.fact.port?.kind === 'literal' ? '' : ' by the variable that sets its port'}.`,
      at: askedAt,
      related: [{ message: 'the server listens here', location: at }],
      key: [key, workload.title, 'server-port'],
      ...withPath(mainPath(workload)),
    }),
  };
}

// ---------------------------------------------------------------- nginx listens elsewhere

/** What compose publishes, or a Service sends to, where nginx is all that the workload runs. */
function* deafNginx(workload: Workload, model: Model): Iterable<Doorway> {
  const { fact, services } = workload;
  const asked =
    fact.platform === 'compose'
      ? containerPorts(workload)
      : services.flatMap(({ ports }) => ports.map(targetOf).filter(({ filledIn }) => filledIn !== true));
  const [first] = asked;
  if (first === undefined || (fact.platform === 'kubernetes' && workload.receivesTraffic !== 'yes')) return;
  if (fact.platform === 'ecs' || fact.containers.some((each) => each.portsOpen !== undefined)) return;
  const numbers = asked.flatMap(({ port }) =>
    typeof port === 'number'
      ? [port]
      : containerPorts(workload).flatMap((each) => (each.name === port ? [each.port] : [])),
  );
  const nginx = numbers.length < asked.length ? undefined : nginxOf(workload, model);
  if (nginx === undefined || numbers.some((port) => nginx.ports.includes(port))) return;
  const { at } = first;
  const sender =
    fact.platform === 'compose' ? 'compose publishes' : `${serviceTitle(services[0] ?? workload)} sends to`;
  yield {
    name: `port of ${workload.title}`,
    at,
    holds: refusedAt(at),
    tell: () => ({
      message: `${atStart(sender)} port ${listOf([...new Set(numbers)].map(String))} (${showPlace(at)}) of ${workload.title}, but its nginx listens on ${listOf([...new Set(nginx.ports)].map(String))} (${showPlace(nginx.at)}), so every connection is refused.`,
      help: `Set it to ${nginx.ports[0]}, or let nginx listen on ${numbers[0]}.`,
      at,
      related: [{ message: 'nginx listens here', location: nginx.at }],
      key: [workload.title, 'nginx-port'],
      ...withPath(mainPath(workload)),
    }),
  };
}

// ---------------------------------------------------------------- a proxy asks its own container, where nothing else runs

/** Undefined where its container has more to it than nginx: a network of others, a program of an image of our own. */
function lonelyNginx({ hop, workload: fact }: ForwardedPort, model: Model): NginxOfWorkload | undefined {
  const workload = fact === undefined ? undefined : workloadsByFact(model).get(fact);
  const container = workload?.containers[0];
  if (workload === undefined || container === undefined || fact?.platform !== 'compose') return undefined;
  if (container.fact.build !== undefined || container.sourceLink !== undefined) return undefined;
  if (container.program?.product.id !== hop.product.id || fact.compose?.network !== undefined) return undefined;
  return hasSharedNetworks(model) ? undefined : nginxOf(workload, model);
}
const hasSharedNetworks = perModel(({ workloads }) =>
  workloads.some(({ fact }) => fact.compose?.network?.startsWith('service:') === true),
);
const workloadsByFact = perModel(({ workloads }) => new Map(workloads.map((each) => [each.fact, each])));
function* ownLocalhost(forwarded: ForwardedPort, model: Model): Iterable<Doorway> {
  const { hop, host, reference, workload } = forwarded;
  const { at, port } = reference;
  if (workload === undefined || hop.host !== workload || port === undefined || !isOwnMachine(host)) return;
  const nginx = lonelyNginx(forwarded, model);
  if (nginx === undefined || nginx.ports.includes(port)) return;
  yield {
    name: `port ${port} of ${hop.name}`,
    at,
    holds: refusedAt(at),
    tell: () => ({
      message: `${atStart(hop.name)} sends to port ${port} of ${host} (${showPlace(at)}), which is its own container, but nothing listens there except nginx on ${listOf([...new Set(nginx.ports)].map(String))} (${showPlace(nginx.at)}), so every connection is refused.`,
      help: 'Name the compose service that listens there, or host.docker.internal for a program of the machine.',
      at,
      related: [{ message: 'nginx listens here', location: nginx.at }],
      key: [workload.name, `${host}:${port}`],
    }),
  };
}

// ---------------------------------------------------------------- the server listens for its own machine only

function isOwnMachine(host: string): boolean {
  return host === 'localhost' || host.startsWith('127.') || host === '::1' || host === '[::1]';
}
/** A command that is run in the container reaches what is asked from outside in vain. */
function unreached({ fact }: Workload, sender: string): string {
  if (sender === 'compose') return 'a port that compose publishes does not lead to it';
  const probes = fact.containers.flatMap(({ readiness, liveness, startup }) => [readiness, liveness, startup]);
  const isAsked = probes.some((each) => each !== undefined && /^(?:http|tcp|grpc)$/.test(each.handler));
  return isAsked ? `neither ${sender} nor a probe reaches it` : `${sender} does not reach it`;
}
function* loopback({ workload, servers, sender }: Listening): Iterable<Doorway> {
  const [server] = servers;
  if (server === undefined || servers.length > 1 || server.fact.role !== 'main') return;
  const otherwise = server.habits.text('default-host');
  const unnamed = server.fact.host === undefined && server.fact.port !== undefined;
  const host = unnamed && otherwise.state === 'known' ? otherwise : server.host;
  const hosts = host.state === 'known' ? [host] : (host.candidates ?? []);
  if (hosts.length === 0 || !hosts.every((each) => isOwnMachine(each.value))) return;
  const address = host === server.host ? server.fact.port?.at : undefined;
  const at = server.fact.host?.at ?? address ?? server.fact.listenAt ?? server.fact.at;
  yield {
    name: `address of ${workload.title}`,
    at,
    holds:
      host.state === 'known' ? { holds: 'no', because: [host.origin] } : { holds: 'unknown', because: [host.reason] },
    tell: () => ({
      message: `The server of ${workload.title} listens on ${showCount(host)} only, so ${unreached(workload, sender)}.`,
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
    for (const service of model.services) {
      const workloads = selected.get(service) ?? [];
      yield* fromServices(service, workloads);
      if (!workloads.some((each) => proxyHosts(model).has(each))) yield* fromNumbers(service, workloads);
    }
    for (const workload of model.workloads) {
      const found = listening(workload, model);
      if (found === undefined) continue;
      yield* elsewhere(found, model);
      yield* loopback(found);
    }
    // Many locations send to one upstream.
    const asked = new Set<Location>();
    for (const each of forwardedPorts(model)) {
      yield* fromAddresses(each);
      if (!asked.has(each.reference.at)) yield* ownLocalhost(each, model);
      asked.add(each.reference.at);
    }
    const composed = new Set<Workload>();
    for (const found of forwarded(model)) {
      yield* elsewhere(found, model);
      // Who names a service of the project comes to its container from outside.
      if (found.workload.fact.platform !== 'compose' || found.beside === true) continue;
      if (!composed.has(found.workload)) yield* loopback(found);
      composed.add(found.workload);
    }
    for (const found of published(model)) if (!composed.has(found.workload)) yield* loopback(found);
    for (const each of model.workloads) yield* deafNginx(each, model);
  },
  requires: ({ holds }): Verdict => holds,
  tell: (doorway) => doorway.tell(),
  subject: ({ name, at }) => ({ name, at }),
});
