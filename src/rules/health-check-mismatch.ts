// A balancer that checks something the application does not answer takes healthy targets out.
import {
  acceptsStatus,
  answersGrpcProbe,
  answersPath,
  answersPathProbe,
  askedServers,
  atStart,
  boundLength,
  type Container,
  defineRule,
  type GrpcProbe,
  grpcProbes,
  type Hop,
  type HopOnPath,
  hopsOnPaths,
  isBeside,
  type Location,
  type Model,
  mayAnswerPath,
  type PathProbe,
  pathProbes,
  placedId,
  placeOf,
  plainPath,
  relatedTo,
  type Server,
  type Setting,
  sendsToPods,
  show,
  showCount,
  showPlace,
  showValue,
  type Tale,
  tellGrpcProbe,
  tellPathProbe,
  type Verdict,
  type Workload,
} from './kit/index.js';

interface Checked extends HopOnPath {
  readonly workload: Workload;
  readonly container: Container;
  readonly servers: readonly Server[];
}
interface Check extends Pick<HopOnPath, 'hop' | 'path'> {
  /** Whom the check asks; a check may be wrong by itself. */
  readonly workload?: Workload;
  readonly holds: Verdict;
  tell(): Pick<Tale, 'message' | 'help' | 'at' | 'related' | 'severity' | 'confidence'> & { readonly what: string };
}

function* checkedByBalancers(model: Model): Iterable<Checked> {
  const seen = new Set<string>();
  for (const each of hopsOnPaths(model)) {
    const { workload } = each.path;
    const container = workload?.served;
    // What stands between asks its own questions.
    if (workload === undefined || container === undefined || !sendsToPods(each)) continue;
    if (each.next === undefined || each.hop.workload !== undefined || each.hop.declared === true) continue;
    const end = each.path.nodes.at(-1);
    const key = `${placedId(each.hop, each.path)} > ${end?.is === 'hop' ? placedId(end, each.path) : workload.id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    // A proxy beside the application may answer the check itself.
    const isAsked = each.next?.is !== 'hop' || !isBeside(each.next, each.path);
    yield { ...each, workload, container, servers: isAsked ? askedServers(each, workload, container) : [] };
  }
}
const isDocumented = (setting: Setting<unknown>): boolean =>
  setting.state === 'known' || setting.reason.kind !== 'no-default';

// ---------------------------------------------------------------- path

/** What is wrong with the path: nothing answers it, it only differs by its last slash, it sends elsewhere, or nobody chose it. */
type Mismatch = 'no-route' | 'refused' | 'slash' | 'redirects' | 'unchosen';

/** Their servers are known by the command that starts them. */
const unreadLanguages: ReadonlyMap<string, string> = new Map([
  ['python', 'Python'],
  ['ruby', 'Ruby'],
]);

interface PathQuestion {
  readonly subject: Checked;
  readonly path: Setting<string>;
  readonly probed: { readonly text: string; readonly at: Location } | undefined;
}
/** Undefined: fine, or nobody can tell. */
function mismatchOf({ subject, path, probed }: PathQuestion): Mismatch | 'fine' | undefined {
  const { hop, servers } = subject;
  if (path.state === 'unknown') return undefined;
  const routes = servers.flatMap((server) => server.fact.routes);
  const same = probed !== undefined && plainPath(probed.text) === plainPath(path.value);
  const answering = routes.filter((route) => answersPath(route.path, path.value));
  if (same && withoutQuery(probed.text) === withoutQuery(path.value)) return 'fine';
  if (answering.length > 0) {
    const exact = answering.filter((route) => plainPath(route.path) === plainPath(path.value));
    const sentAway = exact.length > 0 && exact.every((route) => route.redirects === true);
    return sentAway && refusesRedirects(hop) ? 'redirects' : 'fine';
  }
  if (same) return refusesRedirects(hop) ? 'slash' : 'fine';
  // The probe's path stands among the routes we see, so that the balancer's would, too.
  if (
    probed !== undefined &&
    routes.some((route) => answersPath(route.path, probed.text)) &&
    !routes.some(({ byFile }) => byFile)
  )
    return 'no-route';
  const refused = refusal(subject, path.value);
  if (refused !== undefined) return refused ? 'refused' : 'fine';
  if (probed === undefined) return undefined;
  return hop.settings.isWritten('health.path') ? undefined : 'unchosen';
}
/** Whether the balancer minds what is said of a path that no route takes; undefined where something else may answer it. */
function refusal({ hop, servers }: Checked, path: string): boolean | undefined {
  const codes = hop.settings.get('health.matcher');
  if (codes.state === 'unknown' || servers.length === 0) return undefined;
  const minded = servers.map(({ fact, unroutedStatus: status }) =>
    status.state === 'unknown' || fact.routes.some((route) => mayAnswerPath(route, path))
      ? undefined
      : !acceptsStatus(codes.value, status.value),
  );
  return minded.every((each) => each === minded[0]) ? minded[0] : undefined;
}
const withoutQuery = (path: string): string => path.replace(/[?#].*/s, '');
/** Its success codes are known, and none of them is a redirect. */
function refusesRedirects({ settings }: Hop): boolean {
  const codes = settings.get('health.matcher');
  return codes.state === 'known' && !/(?:^|[,\s])3\d\d|-3\d\d|-[45]\d\d/.test(codes.value);
}

/** What a check that nothing answers as it should is told of. */
function pathMessage({ subject, path, probed }: PathQuestion, mismatch: Mismatch): string {
  const { hop, workload } = subject;
  const asks = `${atStart(hop.name)} checks ${showCount(path)} of ${workload.title}`;
  const probe = probed === undefined ? '' : `${probed.text} (${showPlace(probed.at)})`;
  const codes = hop.settings.get('health.matcher');
  switch (mismatch) {
    case 'no-route':
      return `${asks}, which has no route for it, while its readiness probe asks ${probe}, so every target counts as unhealthy.`;
    case 'refused': {
      const [first] = subject.servers;
      const status = first?.unroutedStatus;
      const answer = status?.state === 'known' ? `with ${showCount(status)}` : 'with an error';
      return `${asks}, which has no route for it and answers ${answer}, so every target counts as unhealthy.`;
    }
    case 'slash':
      return `${asks}, while its readiness probe asks ${probe}; a server that redirects one to the other counts as unhealthy, because only ${codes.state === 'known' ? showCount(codes) : ''} is a success.`;
    case 'redirects':
      return `${asks}, whose handler only redirects, and only ${codes.state === 'known' ? showCount(codes) : ''} is a success, so every target counts as unhealthy.`;
    case 'unchosen':
      return `${asks}, while its readiness probe asks ${probe}, and no file shows that ${path.state === 'known' ? path.value : 'it'} is answered with a success; if it redirects or wants a login, every target counts as unhealthy.`;
  }
}

/** What it does answer: enough of it for a reader to choose from. */
function routesOf({ servers }: Checked): Tale['related'] {
  const routes = servers
    .flatMap(({ fact }) => fact.routes)
    .filter(({ method }) => method === undefined || method === 'GET');
  const shown = routes.slice(0, mostRoutesShown).map(({ path, below, at }) => ({
    message: below === true ? `what lies below ${path} is answered elsewhere` : `${path} is answered here`,
    location: at,
  }));
  return shown.length > 0
    ? shown
    : servers.map(({ fact }) => ({ message: 'this server has no route', location: fact.at }));
}
const mostRoutesShown = 3;

function* pathChecks(subject: Checked): Iterable<Check> {
  const { hop, container, workload } = subject;
  const path = hop.settings.get('health.path');
  const protocol = hop.settings.get('health.protocol');
  if (!isDocumented(path) || (protocol.state === 'known' && !/^(http|https)$/i.test(protocol.value))) return;
  const { readiness } = container;
  const probed = readiness?.handler === 'http' ? readiness.path : undefined;
  const question: PathQuestion = { subject, path, probed };
  const mismatch = mismatchOf(question);
  const verdict = (): Verdict => {
    if (path.state === 'unknown') return { holds: 'unknown', because: [path.reason] };
    if (mismatch !== undefined) return { holds: mismatch === 'fine' ? 'yes' : 'no', because: [path.origin] };
    const unread = subject.servers.map(({ fact }) => unreadLanguages.get(fact.language)).find((each) => each);
    const open =
      subject.servers.length === 0
        ? `nothing that was read serves ${workload.title}, so whether it answers with a success is not known`
        : unread === undefined
          ? `the routes found in the source do not tell whether ${workload.title} answers it with a success`
          : `routes of ${unread} programs are not read, so it is not known whether ${workload.title} answers it with a success`;
    const settle =
      workload.fact.platform === 'kubernetes'
        ? 'Let the balancer check the path of the readiness probe.'
        : 'Answer the checked path by a route in the source that is linted; if that is elsewhere, pass it with --with.';
    return {
      holds: 'unknown',
      because: [
        {
          kind: 'not-in-scan',
          text: `${hop.name} checks ${path.value}, and ${open}`,
          ...(unread === undefined || workload.fact.platform === 'kubernetes' ? { settle } : {}),
          at: placeOf(path),
        },
      ],
    };
  };
  yield {
    ...subject,
    holds: verdict(),
    tell: () => ({
      what: 'path',
      message: pathMessage(question, mismatch === undefined || mismatch === 'fine' ? 'no-route' : mismatch),
      help:
        mismatch === 'refused'
          ? `Let ${hop.settings.keyOf('health.path')} name a path that is answered without a login, or add a route for ${path.state === 'known' ? path.value : 'it'}.`
          : `Let ${hop.settings.keyOf('health.path')} name ${probed?.text ?? 'the path of the readiness probe'}.`,
      at: path,
      related: [
        ...(probed === undefined ? [] : [{ message: 'the readiness probe asks another path', location: probed.at }]),
        ...(mismatch === 'refused' ? routesOf(subject) : []),
      ],
      ...(mismatch === 'unchosen' ? { severity: 'note' as const } : {}),
      ...(mismatch === 'refused' ? { confidence: 'medium' as const } : {}),
    }),
  };
}

// ---------------------------------------------------------------- port

function* portChecks(subject: Checked): Iterable<Check> {
  const { hop, container, servers, workload } = subject;
  const port = hop.settings.get('health.port');
  if (port.state !== 'known' || !/^\d+$/.test(port.value) || !hop.settings.isWritten('health.port')) return;
  // A helper beside the application may answer for it; where one names no port, it may listen on any.
  const pod = workload.containers;
  if (pod.length > 1 && pod.some((each) => each !== container && each.ports.length === 0)) return;
  const heard = new Set([
    ...pod.flatMap((each) =>
      each.ports.flatMap(({ port, hostPort }) => [port, ...(hostPort === undefined ? [] : [hostPort])]),
    ),
    ...[...servers, ...container.serverCandidates, ...container.besides].flatMap(({ port }) =>
      port.state === 'known' ? [port.value] : [],
    ),
    ...pod
      .flatMap((each) => [each.readiness?.port?.port, each.liveness?.port?.port])
      .filter((each) => typeof each === 'number'),
    ...workload.services.flatMap((service) => service.ports.flatMap((each) => each.nodePort ?? [])),
  ]);
  if (heard.size === 0) return;
  yield {
    ...subject,
    holds: { holds: heard.has(Number(port.value)) ? 'yes' : 'no', because: [port.origin] },
    tell: () => ({
      what: 'port',
      message: `${atStart(hop.name)} checks port ${showCount(port)} of ${workload.title}, which has only ${heard.size === 1 ? 'port' : 'ports'} ${[...heard].sort((a, b) => a - b).join(', ')}, so every target counts as unhealthy.`,
      help: `Remove ${hop.settings.keyOf('health.port')}, or name a port the application listens on.`,
      at: port,
      related: [{ message: `${workload.title} has other ports`, location: container.at }],
    }),
  };
}

// ---------------------------------------------------------------- window

function* windowChecks(model: Model): Iterable<Check> {
  const seen = new Set<string>();
  for (const subject of hopsOnPaths(model)) {
    const { hop, path } = subject;
    const interval = hop.settings.get('health.interval');
    const timeout = hop.settings.get('health.timeout');
    const key = placedId(hop, path);
    if (interval.state !== 'known' || timeout.state !== 'known' || seen.has(key)) continue;
    // The default of a balancer for connections depends on what its check asks.
    const isChosen = hop.settings.isWritten('health.interval') || hop.settings.isWritten('health.timeout');
    if (!isChosen || (hop.product.layer === 4 && !hop.settings.isWritten('health.timeout'))) continue;
    seen.add(key);
    yield windowCheck(subject, interval, timeout);
  }
}
function windowCheck({ hop, path }: HopOnPath, interval: Known, timeout: Known): Check {
  const refuses = hop.habits.text('health-timeout-refused');
  const isRefused = refuses.state === 'known';
  const [asks, starts] = [boundLength(timeout.value), boundLength(interval.value)];
  // What sources say of the default differs by a second.
  const mayBeEqual =
    refuses.state === 'unknown' || refuses.value !== 'equal' || !hop.settings.isWritten('health.timeout');
  const effect = isRefused
    ? `${hop.product.title} takes only a timeout that is ${isRefused && refuses.value === 'equal' ? 'shorter' : 'not longer'} than the interval, and refuses the change`
    : 'checks overlap, or the product refuses the values';
  return {
    hop,
    path,
    holds: {
      holds: asks < starts || (mayBeEqual && asks === starts) ? 'yes' : 'no',
      because: [interval.origin, timeout.origin],
    },
    tell: () => ({
      what: 'window',
      message: `${atStart(hop.name)} waits ${show(timeout)} for the answer of a health check and starts one every ${show(interval)}: ${effect}.`,
      help: `Set ${hop.settings.keyOf('health.timeout')} below ${showValue(interval)}, or ${hop.settings.keyOf('health.interval')} above ${showValue(timeout)}.`,
      at: timeout,
      related: relatedTo(interval, 'the interval stands here'),
    }),
  };
}
type Known = Extract<Setting, { state: 'known' }>;

export default defineRule<Check | GrpcProbe | PathProbe>({
  id: 'health-check-mismatch',
  severity: 'warning',
  summary: 'Health checks of balancers and probes of Kubernetes ask what the application answers',
  cause: 'health-check',
  reads: [
    'health.path',
    'health.matcher',
    'health.port',
    'health.interval',
    'health.timeout',
    'container.readiness',
    'server.routes',
    'server.port',
  ],

  *each(model) {
    for (const subject of checkedByBalancers(model)) {
      yield* pathChecks(subject);
      yield* portChecks(subject);
    }
    yield* windowChecks(model);
    yield* grpcProbes(model);
    yield* pathProbes(model);
  },
  requires(check): Verdict {
    if (!('kind' in check)) return check.holds;
    return check.kind === 'grpc-probe' ? answersGrpcProbe(check) : answersPathProbe(check);
  },
  tell(check) {
    if ('kind' in check) return check.kind === 'grpc-probe' ? tellGrpcProbe(check) : tellPathProbe(check);
    const { what, ...told } = check.tell();
    return { ...told, key: [check.hop.id, check.workload?.title ?? '', what], path: check.path };
  },
  subject(check) {
    if ('kind' in check)
      return { name: `${check.which} probe of ${check.workload.title}`, at: check.probe.at, of: check.workload.fact };
    const { hop, workload } = check;
    const of = workload === undefined ? '' : ` of ${workload.title}`;
    return { name: `health check${of} by ${hop.name}`, at: hop.at };
  },
});
