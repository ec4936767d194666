// Joins what configures one Traefik: its static file or flags, the routers of its files, and the labels on compose services.
import { schemeVersion } from '../../knowledge/http-version.js';
import { fileKeys, flagKeys, productsOfImage } from '../../knowledge/lookup.js';
import { literal } from '../../model/expression.js';
import type {
  Annotation,
  Fact,
  FileFacts,
  PolicyFact,
  ProxyFact,
  Text,
  WorkloadFact,
  WrittenSetting,
} from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { referenceText } from '../image/image-names.js';
import { runningContainers } from '../kubernetes/running-containers.js';
import { nearness } from '../names/proximity.js';
import { flagSettings, settingsAt } from '../settings/named-settings.js';
import { containerKey, containersByKey } from './container-files.js';

/** Gives the routers of files what is set for all of Traefik, and makes proxies of the labels that route. */
export function settleTraefik(files: readonly FileFacts[]): readonly FileFacts[] {
  const facts = files.flatMap((file) => file.facts);
  const workloads = facts
    .filter((fact) => fact.kind === 'workload')
    .filter((each) => each.platform === 'compose' && each.complete);
  const policies = facts
    .filter((fact) => fact.kind === 'policy')
    .filter((each) => each.policyKind === 'TraefikConfiguration');
  const hosts = workloads.filter(runsTraefik);
  const routed = workloads.flatMap((workload) =>
    labelProxies(
      workload,
      hosts.find((each) => each.scope === workload.scope),
      policies,
    ),
  );
  const transports = facts
    .filter((fact) => fact.kind === 'policy')
    .filter((each) => each.policyKind === 'TraefikTransport');
  const isMounted = facts.some(
    (fact) => fact.kind === 'proxy' && (fact.mounted !== undefined || fact.transport !== undefined),
  );
  if (routed.length === 0 && policies.length === 0 && hosts.length === 0 && !isMounted) return files;
  const containers = containersByKey(facts.filter((fact) => fact.kind === 'workload'));
  return files.map((file) => {
    const added = routed
      .filter((each) => each.at.file === file.file)
      .map((each) => withTransport(each, hosts, transports));
    const isTraefik = file.facts.some((fact) => 'product' in fact && fact.product === 'traefik');
    if (added.length === 0 && !isTraefik) return file;
    const host = hosts.find((each) => mountsFile(each, file.file));
    const kept = file.facts.flatMap((fact): readonly Fact[] => {
      if (fact.kind === 'policy' && fact.mounted !== undefined) return [];
      // What is set for all of it is about HTTP.
      if (fact.kind !== 'proxy' || fact.product !== 'traefik' || fact.mode !== undefined) return [fact];
      const [own] = containers.get(fact.mounted?.in ?? '') ?? [];
      return [withTransport(withStatic(fact, own ?? host, policies), hosts, transports)];
    });
    return { ...file, facts: [...kept, ...added] };
  });
}

function runsTraefik(workload: WorkloadFact): boolean {
  const image = workload.containers[0]?.image;
  return image !== undefined && productsOfImage(referenceText(image)).includes('traefik');
}
function isMountedInto(workload: WorkloadFact, { mounted, at }: PolicyFact): boolean {
  if (mounted === undefined) return mountsFile(workload, at.file);
  return runningContainers(workload).some((container) => containerKey(workload, container) === mounted.in);
}
function mountsFile(workload: WorkloadFact, file: string): boolean {
  return workload.containers.some((container) =>
    (container.mounts ?? []).some(
      (mount) => mount.from === 'file' && (mount.source === file || file.startsWith(`${mount.source}/`)),
    ),
  );
}

// ---------------------------------------------------------------- what is set for all

/** Traefik takes its static settings from one place only: a file that is there, else its flags. */
function staticSettings(
  from: Location,
  host: WorkloadFact | undefined,
  policies: readonly PolicyFact[],
): readonly WrittenSetting[] {
  const mounted = host === undefined ? [] : policies.filter((each) => isMountedInto(host, each));
  if (mounted.length > 0) return mounted.flatMap((each) => each.settings);
  const flags =
    host === undefined
      ? []
      : host.containers.flatMap(({ command, args }) => flagSettings(flagKeys('traefik'), [command, args]));
  if (flags.length > 0 || host !== undefined) return flags;
  const near = policies.filter((each) => each.mounted === undefined);
  const best = Math.max(...near.map((each) => nearness(from.file, each.at.file)));
  return near.filter((each) => nearness(from.file, each.at.file) === best).flatMap((each) => each.settings);
}
/** A router whose service names a transport of its own has nothing of the one for all. */
function withStatic(proxy: ProxyFact, host: WorkloadFact | undefined, policies: readonly PolicyFact[]): ProxyFact {
  const own = proxy.settings.some((each) => each.key.startsWith('http.serversTransports.'));
  const shared = staticSettings(proxy.at, host, policies).filter(
    (each) => !own || !/^(?:--)?serversTransport\./.test(each.key),
  );
  return { ...proxy, settings: [...shared, ...proxy.settings] };
}
/** What a transport of another file sets, or what nobody sees; the one for all has no say then. */
function withTransport(proxy: ProxyFact, hosts: readonly WorkloadFact[], transports: readonly PolicyFact[]): ProxyFact {
  const { transport } = proxy;
  if (transport === undefined || transport.text.endsWith('@internal')) return proxy;
  const name = transport.text.replace(/@.*/s, '').toLowerCase();
  const named = transports.filter((each) => each.name.toLowerCase() === name);
  const mounted = named.filter((each) => hosts.some((host) => mountsFile(host, each.at.file)));
  const [found] = (mounted.length > 0 ? mounted : named).toSorted(
    (a, b) => nearness(proxy.at.file, b.at.file) - nearness(proxy.at.file, a.at.file),
  );
  const others = proxy.settings.filter(({ key }) => !/^(?:--)?serversTransport\./i.test(key));
  return { ...proxy, settings: [...others, ...(found?.settings ?? hiddenTransport(transport))] };
}
function hiddenTransport({ text: name, at }: Text): readonly WrittenSetting[] {
  const text = `it may be set by the serversTransport ${name}, which no file shows`;
  const value = { kind: 'unknown', reason: 'not-in-scan', text, at } as const;
  return [...fileKeys('traefik')].flatMap(([key, entries]) =>
    key.startsWith('http.serversTransports.')
      ? entries.map(({ setting }) => ({ name: setting, key, value, keyAt: at }))
      : [],
  );
}
// ---------------------------------------------------------------- labels

const prefix = 'traefik.http.';

/**
 * One proxy for every router that labels name, or one under the service's name when labels only turn Traefik on.
 * https://doc.traefik.io/traefik/providers/docker/
 */
function labelProxies(
  workload: WorkloadFact,
  host: WorkloadFact | undefined,
  policies: readonly PolicyFact[],
): readonly ProxyFact[] {
  const labels = workload.annotations.filter((each) => each.key.toLowerCase().startsWith('traefik.'));
  const enable = labels.find((each) => each.key.toLowerCase() === 'traefik.enable');
  const [first] = labels;
  if (first === undefined || enable?.value.trim().toLowerCase() === 'false' || workload === host) return [];
  const tcp = tcpProxies(workload, labels, host);
  // https://github.com/traefik/traefik/blob/fd5a576d/pkg/provider/docker/config.go
  const isForOthers = labels.some(({ key }) => /^traefik\.(?:tcp|udp)\.(?:routers|services)\./i.test(key));
  const isHttp = labels.some(({ key }) => /^traefik\.http\.(?:routers|services|middlewares)\./i.test(key));
  if (isForOthers && !isHttp) return tcp;
  const names = new Set(labels.flatMap((each) => partOf(each.key, 'routers') ?? []));
  const routers = names.size > 0 ? [...names] : [workload.name];
  const ways = routers.flatMap((router): ProxyFact[] => {
    const own = labels.find((each) => partOf(each.key, 'routers') === router) ?? first;
    const service = labelOf(labels, `${prefix}routers.${router}.service`)?.value ?? onlyService(labels) ?? router;
    // `api@internal` and services of other providers live elsewhere.
    if (/@(?!docker$|swarm$)/.test(service)) return [];
    const server = `${prefix}services.${service.replace(/@.*/s, '')}.loadbalancer.server`;
    const port = labelOf(labels, `${server}.port`);
    const scheme = labelOf(labels, `${server}.scheme`);
    const transport = labelOf(labels, `${server}stransport`);
    const number = Number(port?.value);
    return [
      {
        kind: 'proxy',
        product: 'traefik',
        id: `router ${router} of ${workload.name}`,
        name: router,
        at: own.keyAt,
        ...(workload.scope === undefined ? {} : { scope: workload.scope }),
        settings: [
          ...(scheme === undefined
            ? []
            : schemeVersion('traefik', scheme.key, [{ text: `${scheme.value.trim()}://`, at: scheme.at }])),
          ...staticSettings(own.at, host, policies),
          ...middlewareSettings(labels, router),
        ],
        forwardsTo: [
          {
            to: 'address',
            value: workload.name,
            at: port?.at ?? own.at,
            ...(Number.isInteger(number) && number > 0 && number < 65_536 ? { port: number } : {}),
          },
        ],
        ...(host === undefined ? {} : { runsIn: { workload: host.name } }),
        ...(transport === undefined ? {} : { transport: { text: transport.value.trim(), at: transport.at } }),
      },
    ];
  });
  return [...ways, ...tcp];
}
/** `traefik.tcp.routers.name.rule=HostSNI(…)`: connections go to the port that the service of that name has. */
function tcpProxies(
  workload: WorkloadFact,
  labels: readonly Annotation[],
  host: WorkloadFact | undefined,
): readonly ProxyFact[] {
  const named = (part: string): ReadonlySet<string> =>
    new Set(labels.flatMap((each) => partOf(each.key, part, 'traefik.tcp.') ?? []));
  const services = named('services');
  return [...named('routers')].flatMap((router): ProxyFact[] => {
    const own = labels.find((each) => partOf(each.key, 'routers', 'traefik.tcp.') === router);
    const [only, another] = services;
    const service =
      labelOf(labels, `traefik.tcp.routers.${router}.service`)?.value ??
      (another === undefined ? only : undefined) ??
      router;
    if (own === undefined || /@(?!docker$|swarm$)/.test(service)) return [];
    const port = labelOf(labels, `traefik.tcp.services.${service.replace(/@.*/s, '')}.loadbalancer.server.port`);
    const number = Number(port?.value);
    return [
      {
        kind: 'proxy',
        product: 'traefik',
        mode: 'traefik-tcp',
        id: `tcp router ${router} of ${workload.name}`,
        name: router,
        at: own.keyAt,
        ...(workload.scope === undefined ? {} : { scope: workload.scope }),
        settings: [],
        forwardsTo: [
          {
            to: 'address',
            value: workload.name,
            at: port?.at ?? own.at,
            ...(Number.isInteger(number) && number > 0 && number < 65_536 ? { port: number } : {}),
          },
        ],
        ...(host === undefined ? {} : { runsIn: { workload: host.name } }),
      },
    ];
  });
}
/** The chosen name behind `traefik.http.<part>.`. */
function partOf(key: string, part: string, before = prefix): string | undefined {
  const start = `${before}${part}.`;
  return key.toLowerCase().startsWith(start) ? key.slice(start.length).split('.')[0]?.toLowerCase() : undefined;
}
function labelOf(labels: readonly Annotation[], key: string): Annotation | undefined {
  return labels.find((each) => each.key.toLowerCase() === key.toLowerCase());
}
function onlyService(labels: readonly Annotation[]): string | undefined {
  const names = [...new Set(labels.flatMap((each) => partOf(each.key, 'services') ?? []))];
  return names.length === 1 ? names[0] : undefined;
}
function middlewareSettings(labels: readonly Annotation[], router: string): readonly WrittenSetting[] {
  const attached = chainedBy(labels, namesIn(labelOf(labels, `${prefix}routers.${router}.middlewares`)));
  return labels.flatMap((each) => {
    const name = partOf(each.key, 'middlewares');
    if (name === undefined || !attached.has(name)) return [];
    return settingsAt(fileKeys('traefik'), each.key.slice('traefik.'.length), literal(each.value, each.at), each.keyAt);
  });
}
/** Those that a chain among them names count as well. */
function chainedBy(labels: readonly Annotation[], names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const open = [...names];
  for (let index = 0; index < open.length && found.size < mostChained; index++) {
    const name = open[index] ?? '';
    if (found.has(name)) continue;
    found.add(name);
    open.push(...namesIn(labelOf(labels, `${prefix}middlewares.${name}.chain.middlewares`)));
  }
  return found;
}
/** Nobody puts more than a few before one router. */
const mostChained = 100;
const namesIn = (label: Annotation | undefined): readonly string[] =>
  (label?.value ?? '').split(',').map((each) => each.trim().replace(/@.*/s, '').toLowerCase());
