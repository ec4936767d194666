// Load balancers, CDNs and configured proxies: their hops, and what each forwards to.
import { envKeys, factDuration, factRows, product as knowledgeOf } from '../../knowledge/lookup.js';
import type {
  ForwardRef,
  ProxyFact,
  ServiceFact,
  StageFact,
  TargetGroupFact,
  WorkloadFact,
  WrittenSetting,
} from '../../model/facts.js';
import { baseNameOf } from '../../model/file-paths.js';
import { groupByEach } from '../../model/group-by.js';
import { known, type Setting, unknown } from '../../model/setting.js';
import type { SettingName } from '../../model/setting-names.js';
import type { Hop, HopTarget, LinkReason } from '../../model/topology.js';
import type { LinkContext } from '../context.js';
import { versionOf } from '../kubernetes/route-hops.js';
import { runningContainers } from '../kubernetes/running-containers.js';
import { deployedByName, servicesByName } from '../lookups.js';
import { containerVariables, processEnvironment, type Variables } from '../names/environment.js';
import { type Environment, emptyEnvironment } from '../names/evaluate.js';
import { canMeet, nearness } from '../names/proximity.js';
import { habitsOf } from '../settings/habits.js';
import { productOf } from '../settings/products.js';
import { addMistakes, refusedAttributes } from '../settings/refusals.js';
import { buildSettingTable } from '../settings/setting-table.js';
import { type ProxyHost, versionOfHost, withPlaceholders } from './proxy-hosts.js';

/** One way through a proxy: through one of its target groups, or straight to addresses. */
export interface ProxyHop {
  readonly key: string;
  readonly proxy: ProxyFact;
  readonly targetGroup?: TargetGroupFact;
  /** The container that runs it, when that is one of ours: each has its own version, environment and neighbours. */
  readonly host?: ProxyHost;
  readonly hop: Hop;
  readonly forwards: readonly ForwardRef[];
}

export function linkProxies(
  context: LinkContext,
  hostsOf: (proxy: ProxyFact) => readonly ProxyHost[] | undefined,
): readonly ProxyHop[] {
  const merged = mergeAlike(mergeByIdentity(context.facts.of('proxy')));
  const groups = context.facts.of('target-group');
  const groupsByName = groupByEach(groups, namesOfThing);
  const environment: Environment = { ...emptyEnvironment, names: context.names };
  return merged.flatMap(({ proxy, others }): readonly ProxyHop[] => {
    const hosts = hostsOf(proxy);
    if (hosts === undefined) return [];
    if (hosts.length > 0) return hosts.map((host) => withTargets(hostedHop(proxy, others, host, context), context));
    const toGroups = proxy.forwardsTo.filter((each) => each.to === 'target-group');
    const direct = proxy.forwardsTo.filter((each) => each.to !== 'target-group');
    const named = new Set(toGroups.flatMap((ref) => groupsByName.get(ref.value) ?? []));
    const reached = named.size === 0 ? [] : groups.filter((group) => named.has(group) && sameScope(proxy, group));
    const hops = reached.map((group) =>
      proxyHop({ proxy, others, group, environment, forwards: group.forwardsTo ?? [] }, context),
    );
    if (direct.length > 0 || reached.length === 0)
      hops.push(proxyHop({ proxy, others, environment, forwards: direct }, context));
    return hops.map((each) => withTargets(each, context));
  });
}

/** What each address of the configuration stands for. */
function withTargets(way: ProxyHop, context: LinkContext): ProxyHop {
  const targets = way.forwards.flatMap((reference): HopTarget[] => {
    if (reference.to !== 'address') return [];
    const found = resolveAddress(reference, context, way.host);
    return [
      {
        reference,
        host: hostName(reference.value),
        ...(found === undefined ? {} : 'service' in found ? { service: found.service } : { workload: found.workload }),
        ...(way.host === undefined ? {} : { runsOn: way.host.workload.platform }),
      },
    ];
  });
  return targets.length === 0 ? way : { ...way, hop: { ...way.hop, targets } };
}

/** In its container, variables have values. */
function hostedHop(proxy: ProxyFact, others: number, host: ProxyHost, context: LinkContext): ProxyHop {
  const variables = containerVariables(host.workload, host.container, host.stages, context.facts);
  const filled = (text: string): string =>
    text.replaceAll(
      /\$\{([A-Za-z_]\w*)(?::-([^}]{0,300}))?\}/g,
      (whole, name: string, otherwise: string | undefined) => {
        const value = variables.get(name);
        return value?.state === 'known' ? value.value : (withPlaceholders(host.container, name) ?? otherwise ?? whole);
      },
    );
  const forwards = proxy.forwardsTo.map((each) =>
    each.value.includes('$') ? { ...each, value: filled(each.value) } : each,
  );
  return proxyHop(
    {
      ...{ proxy, others, host, forwards },
      environment: processEnvironment(variables, context.names),
      given: settingsGiven(proxy, host, variables),
    },
    context,
  );
}

/** Variables win over files. */
function settingsGiven({ product, at }: ProxyFact, { container }: ProxyHost, variables: Variables): WrittenSetting[] {
  return [...envKeys(product)].flatMap(([name, entries]) => {
    if (!variables.has(name)) return [];
    const keyAt = container.env.find((each) => each.name === name)?.at ?? at;
    const value = { kind: 'env', name, at: keyAt } as const;
    return entries.map(({ setting }) => ({ name: setting, key: name, value, keyAt }));
  });
}

interface ProxyWay {
  readonly proxy: ProxyFact;
  /** How many more of its file are alike. */
  readonly others: number;
  readonly group?: TargetGroupFact;
  readonly host?: ProxyHost;
  readonly environment: Environment;
  readonly forwards: readonly ForwardRef[];
  /** What variables of its container set. */
  readonly given?: readonly WrittenSetting[];
}
function proxyHop(
  { proxy, others, group, host, environment, forwards, given = [] }: ProxyWay,
  context: LinkContext,
): ProxyHop {
  const id =
    group !== undefined && knowledgeOf(group.product)?.modeOf === proxy.product ? group.product : proxy.product;
  const product = productOf(id, proxy.at);
  const named = proxy.version ?? versionOfHost(host);
  const version = versionOf(named, proxy.at);
  const certain = named === undefined ? undefined : version;
  const creator = group?.createdBy ?? proxy.createdBy;
  const { table, refusals } = buildSettingTable({
    product: id,
    version: certain,
    ...(creator === undefined ? {} : { creator }),
    impliedBy: proxy.at,
    impliedByPart: (name) =>
      /^(?:drain|health|target)\./.test(name) ? group?.at : name.startsWith('inbound.') ? proxy.listensAt : undefined,
    layers: [given, group?.settings ?? [], proxy.settings],
    environment,
    computed: packagedSettings(proxy, host),
  });
  // Files of a product's own language are judged where they are read.
  if (creator !== undefined) addMistakes(context, refusedAttributes(id, refusals));
  const hop: Hop = {
    is: 'hop',
    id: `${proxy.product}/${proxy.name}${group === undefined ? '' : `/${group.name}`}`,
    name: `${product.title} ${proxy.shownAs === undefined ? proxy.name : `(${proxy.shownAs})`}${others === 0 ? '' : ` and ${others} more like it`}`,
    product,
    at: proxy.at,
    settings: table,
    habits: habitsOf(id, certain, proxy.at),
    proxy,
    version,
    ...(host === undefined ? {} : { host: host.workload }),
  };
  const place = host === undefined ? '' : `:${host.workload.at.file}:${host.workload.at.line}`;
  const key = `proxy:${proxy.at.file}:${proxy.at.line}:${proxy.scope ?? ''}:${proxy.id}${group === undefined ? '' : `:${group.id}`}${place}`;
  return {
    key,
    proxy,
    hop,
    forwards,
    ...(group === undefined ? {} : { targetGroup: group }),
    ...(host === undefined ? {} : { host }),
  };
}

/** The product's own image brings the main file that the repository leaves out, and with it settings that are no defaults of the product. */
function packagedSettings(proxy: ProxyFact, host: ProxyHost | undefined): ReadonlyMap<SettingName, Setting<unknown>> {
  const packaged = host?.image !== undefined && (proxy.traits ?? []).some((each) => each.name === 'packaged-main-file');
  if (!packaged || proxy.settings.some((each) => each.name === 'inbound.idleTimeout')) return new Map();
  const idle = factDuration(proxy.product, 'packaged-idle-timeout', undefined, proxy.listensAt ?? proxy.at);
  if (idle.state === 'unknown' || idle.origin.kind !== 'default') return new Map();
  const own = host === undefined ? undefined : ownMainFile(host, proxy.product);
  if (own !== undefined) {
    const text = `the image of container ${host?.container.name} has a main file of its own (${own.target})`;
    return new Map([['inbound.idleTimeout', unknown({ kind: 'not-in-scan', text, at: own.at })]]);
  }
  const label = `${productOf(proxy.product, proxy.at).title} image default`;
  return new Map([['inbound.idleTimeout', known(idle.value, { ...idle.origin, label })]]);
}

/** What the Dockerfile puts where the image of the product has its main file. */
function ownMainFile({ stages }: ProxyHost, product: string): StageFact['copies'][number] | undefined {
  const usual = new Set(factRows(product, 'main-files').flatMap(({ value }) => (Array.isArray(value) ? value : [])));
  return stages
    .flatMap(({ copies }) => copies)
    .find(({ sources, target }) => {
      const folder = target.replace(/\/$/, '');
      const names = sources.map((source) => `${folder}/${baseNameOf(source)}`);
      return [folder, ...names].some((path) => usual.has(path));
    });
}

/** `describe-*` outputs and plan plus HCL may describe one balancer in several facts; their settings belong together. */
function mergeByIdentity(proxies: readonly ProxyFact[]): readonly ProxyFact[] {
  const merged: ProxyFact[] = [];
  // Places in `merged`: two are one where the id of either is among the names of the other.
  const byId = new Map<string, number[]>();
  const byName = new Map<string, number[]>();
  const note = (index: Map<string, number[]>, name: string, place: number): void => {
    const list = index.get(name);
    if (list === undefined) index.set(name, [place]);
    else list.push(place);
  };
  for (const proxy of proxies) {
    const places = [...namesOfThing(proxy).flatMap((name) => byId.get(name) ?? []), ...(byName.get(proxy.id) ?? [])];
    const index = places
      .sort((a, b) => a - b)
      .find((place) => {
        const each = merged[place];
        return each !== undefined && each.product === proxy.product && sameScope(each, proxy);
      });
    const twin = index === undefined ? undefined : merged[index];
    const own = index === undefined || twin === undefined ? merged.length : index;
    for (const name of namesOfThing(proxy)) note(byName, name, own);
    if (index === undefined || twin === undefined) {
      note(byId, proxy.id, own);
      merged.push(proxy);
      continue;
    }
    const settings: readonly WrittenSetting[] = [...twin.settings, ...proxy.settings];
    merged[index] = {
      ...twin,
      settings,
      forwardsTo: [...twin.forwardsTo, ...proxy.forwardsTo],
      aliases: [...(twin.aliases ?? []), ...(proxy.aliases ?? []), proxy.id],
    };
  }
  return merged;
}
/** Locations of one file that treat requests alike are one hop: what is wrong with one is said once. */
function mergeAlike(proxies: readonly ProxyFact[]): readonly { readonly proxy: ProxyFact; readonly others: number }[] {
  const groups = new Map<string, { readonly proxy: ProxyFact; others: number }>();
  for (const [index, proxy] of proxies.entries()) {
    const key = proxy.runsIn === undefined ? String(index) : manner(proxy);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { proxy, others: 0 });
    else group.others += 1;
  }
  return [...groups.values()];
}
/** Everything about a proxy but its own name and place. */
function manner({ product, scope, at, listensOn, settings, forwardsTo, traits, servers, runsIn }: ProxyFact): string {
  // Whether connections are pooled is decided anew for each location, where it may be written several times.
  const values = settings.map(({ name, value, keyAt }) =>
    name === 'outbound.pooling' ? [name, 'value' in value ? value.value : value.kind] : [name, value, keyAt],
  );
  const targets = forwardsTo.map((each) => [each.to, each.value, each.pinned]);
  const extras = (traits ?? []).map(({ name, value }) => [name, 'value' in value ? value.value : value.kind]);
  return JSON.stringify([product, scope, at.file, listensOn, values, targets, extras, servers?.value, runsIn]);
}
export function sameScope(a: { readonly scope?: string }, b: { readonly scope?: string }): boolean {
  return a.scope === b.scope || a.scope === undefined || b.scope === undefined;
}
/** Its id and its other names. */
export function namesOfThing(thing: { readonly id: string; readonly aliases?: readonly string[] }): readonly string[] {
  return [thing.id, ...(thing.aliases ?? [])];
}
export function isNamed(thing: { readonly id: string; readonly aliases?: readonly string[] }, value: string): boolean {
  return thing.id === value || (thing.aliases?.includes(value) ?? false);
}

// ---------------------------------------------------------------- addresses

export type AddressTarget =
  | { readonly service: ServiceFact; readonly why: string }
  | { readonly workload: WorkloadFact; readonly why: string };

/** What everything inside shares its network with. */
const placeWords: Readonly<Record<WorkloadFact['platform'], string>> = {
  kubernetes: 'pod',
  compose: 'container',
  ecs: 'task',
};

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
  // `api.shop.example` is a name of the public DNS: the cluster's own go on with svc.
  if (!isClusterName && name.split('.').length > 2) return undefined;
  const here = (each: ServiceFact | WorkloadFact): boolean =>
    host === undefined || (namespace === undefined ? canMeet(host.workload, each) : host.workload.scope === each.scope);
  const services = (servicesByName(context.facts).get(label) ?? []).filter(
    (each) => (namespace === undefined || each.namespace === undefined || each.namespace === namespace) && here(each),
  );
  const composed =
    isClusterName || namespace !== undefined
      ? []
      : (deployedByName(context.facts).get(label) ?? []).filter((each) => each.platform === 'compose' && here(each));
  const from = host?.workload.at.file ?? reference.at.file;
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
function isOwnMachine(name: string): boolean {
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
