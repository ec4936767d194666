// Load balancers, CDNs and configured proxies: their hops, and what each forwards to.
import { emptyEnvironment, type Environment } from './evaluate.js';
import type { ForwardRef, ProxyFact, ServiceFact, TargetGroupFact, WorkloadFact, WrittenSetting } from '../model/facts.js';
import type { Hop, LinkReason } from '../model/topology.js';
import type { LinkContext } from './context.js';
import { habitsOf } from './habits.js';
import { productOf } from './products.js';
import { nearness } from './proximity.js';
import { buildSettingTable } from './setting-table.js';
import { versionOf } from './route-hops.js';

/** One way through a proxy: through one of its target groups, or straight to addresses. */
export interface ProxyHop {
  readonly key: string;
  readonly proxy: ProxyFact;
  readonly targetGroup?: TargetGroupFact;
  readonly hop: Hop;
  readonly forwards: readonly ForwardRef[];
}

export function linkProxies(context: LinkContext): readonly ProxyHop[] {
  const merged = mergeByIdentity(context.facts.of('proxy'));
  const groups = context.facts.of('target-group');
  const environment: Environment = { ...emptyEnvironment, names: context.names };
  return merged.flatMap((proxy): readonly ProxyHop[] => {
    const toGroups = proxy.forwardsTo.filter((each) => each.to === 'target-group');
    const direct = proxy.forwardsTo.filter((each) => each.to !== 'target-group');
    const reached = groups.filter((group) => toGroups.some((ref) => sameScope(proxy, group) && isNamed(group, ref.value)));
    const hops = reached.map((group) => proxyHop(proxy, group, environment, []));
    if (direct.length > 0 || reached.length === 0) hops.push(proxyHop(proxy, undefined, environment, direct));
    return hops;
  });
}

function proxyHop(proxy: ProxyFact, group: TargetGroupFact | undefined, environment: Environment, forwards: readonly ForwardRef[]): ProxyHop {
  const product = productOf(proxy.product, proxy.at);
  const version = versionOf(proxy.version, proxy.at);
  const { table } = buildSettingTable({
    product: proxy.product,
    version: proxy.version === undefined ? undefined : version,
    impliedBy: proxy.at,
    layers: [group?.settings ?? [], proxy.settings],
    environment,
  });
  const hop: Hop = {
    is: 'hop',
    id: `${proxy.product}/${proxy.name}${group === undefined ? '' : `/${group.name}`}`,
    name: `${product.title} ${proxy.name}`,
    product,
    at: proxy.at,
    settings: table,
    habits: habitsOf(proxy.product, proxy.version === undefined ? undefined : version, proxy.at),
    version,
  };
  const key = `proxy:${proxy.at.file}:${proxy.at.line}:${proxy.id}${group === undefined ? '' : `:${group.id}`}`;
  return { key, proxy, hop, forwards, ...(group === undefined ? {} : { targetGroup: group }) };
}

/** `describe-*` outputs and plan plus HCL may describe one balancer in several facts; their settings belong together. */
function mergeByIdentity(proxies: readonly ProxyFact[]): readonly ProxyFact[] {
  const merged: ProxyFact[] = [];
  for (const proxy of proxies) {
    const index = merged.findIndex((each) => each.product === proxy.product && sameScope(each, proxy) && (each.id === proxy.id || isNamed(proxy, each.id) || isNamed(each, proxy.id)));
    const twin = merged[index];
    if (twin === undefined) {
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
function sameScope(a: { readonly scope?: string }, b: { readonly scope?: string }): boolean {
  return a.scope === b.scope || a.scope === undefined || b.scope === undefined;
}
export function isNamed(thing: { readonly id: string; readonly aliases?: readonly string[] }, value: string): boolean {
  return thing.id === value || (thing.aliases?.includes(value) ?? false);
}

// ---------------------------------------------------------------- addresses

export type AddressTarget =
  | { readonly service: ServiceFact; readonly why: string }
  | { readonly workload: WorkloadFact; readonly why: string };

/** `api`, `api.shop.svc.cluster.local`, a compose service name: what a host name in a proxy's configuration means. */
export function resolveAddress(reference: ForwardRef, context: LinkContext): AddressTarget | undefined {
  const host = reference.value.replace(/^[a-z]+:\/\//, '').replace(/[:/].*$/, '');
  const [name, namespace] = host.split('.');
  if (name === undefined || name === '') return undefined;
  const isClusterName = /\.svc(\.|$)/.test(host);
  const services = context.facts.of('service').filter((each) => each.name === name && (namespace === undefined || each.namespace === undefined || each.namespace === namespace));
  const composed = isClusterName || namespace !== undefined ? [] : context.facts.of('workload').filter((each) => each.platform === 'compose' && each.name === name);
  const service = nearestOf(reference, services);
  const workload = nearestOf(reference, composed);
  const why = `the address ${host} is`;
  if (service !== undefined && (workload === undefined || nearness(reference.at.file, service.at.file) >= nearness(reference.at.file, workload.at.file))) {
    return { service, why: `${why} Service ${service.name}` };
  }
  return workload === undefined ? undefined : { workload, why: `${why} compose service ${workload.name}` };
}
function nearestOf<T extends { readonly at: ForwardRef['at'] }>(from: ForwardRef, candidates: readonly T[]): T | undefined {
  return candidates.reduce<T | undefined>(
    (best, each) => (best === undefined || nearness(from.at.file, each.at.file) > nearness(from.at.file, best.at.file) ? each : best),
    undefined,
  );
}

export function forwardReason(from: string, to: string, why: string, reference: ForwardRef): LinkReason {
  return { from, to, why, strength: 'reference', at: reference.at };
}
