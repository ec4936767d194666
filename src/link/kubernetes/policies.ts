// Which policy objects adjust a hop, strongest first: the nearest attachment wins over the controller-wide one.
import { product as knowledgeOf, settingRow } from '../../knowledge/lookup.js';
import { perObject } from '../../knowledge/memo.js';
import type {
  BackendRef,
  GatewayFact,
  PolicyFact,
  ProductSettings,
  RouteFact,
  ServiceFact,
  WorkloadFact,
  WrittenSetting,
} from '../../model/facts.js';
import { groupBy, groupByEach } from '../../model/group-by.js';
import { isInside } from '../../model/location.js';
import type { FactIndex } from '../../model/topology.js';
import { canMeet, nearest } from '../names/proximity.js';
import { countedIn, isOfPart } from './policy-parts.js';
import { givesPolicy } from './port-policies.js';
import { matchesSelector, selects } from './selectors.js';
import { isOfBalancer, sharedBalancer, sharingRoutes } from './shared-balancers.js';

export interface HopSubjects {
  readonly product: string;
  readonly route?: RouteFact;
  readonly service?: ServiceFact;
  readonly gateways: readonly GatewayFact[];
  readonly podLabels: Readonly<Record<string, string>>;
  /** The part of the route that sends here. */
  readonly backend?: BackendRef;
  /** For a proxy inside the pod: what the pod and its namespace say. */
  readonly pod?: WorkloadFact;
  /** It stands beside the application. */
  readonly isBeside?: true;
}

/** Layers of written settings for one hop. AWS documents that a Service's value replaces an Ingress's; others agree or have only one place. */
export function settingLayers(subjects: HopSubjects, facts: FactIndex): readonly (readonly WrittenSetting[])[] {
  const policies = (policiesOf(facts).get(subjects.product) ?? []).filter((each) => isForSuch(each, subjects));
  const attached = (to: PolicyFact['attach'][number]['to']): readonly WrittenSetting[] => {
    if (policies.length === 0) return [];
    return likely(to, subjects, facts)
      .filter((each) => each.attach.some((target) => target.to === to && reaches(each, target, subjects)))
      .filter((each) => isForSuch(each, subjects))
      .flatMap((each) => withChained(each, facts))
      .flatMap((each) => countedIn(each, subjects));
  };
  return [
    ofProduct(subjects.service?.settings, subjects.product),
    attached('service'),
    ofProduct(subjects.pod?.settings, subjects.product),
    attached('workload'),
    attached('host'),
    attached('annotation'),
    // What a class is given as its parameters overrides what an Ingress of that class says.
    classParameters(policies, subjects),
    namedByRoute(policies, subjects, facts),
    notReplaced(
      ofProduct(subjects.route?.settings, subjects.product).filter((each) => isOfPart(each, subjects.backend)),
      subjects,
    ),
    attached('route'),
    sharedSettings(subjects, facts),
    subjects.gateways.flatMap((each) => ofProduct(each.settings, subjects.product)),
    attached('gateway'),
    attached('namespace'),
    controllerWide(policies, subjects),
  ];
}
const policiesOf = perObject((facts: FactIndex) => groupBy(facts.of('policy'), ({ product }) => product));
/** By what they attach to; those to a named Service or route, of which there are many, by its name too. */
const policiesByTarget = perObject((facts: FactIndex) =>
  groupByEach(facts.of('policy'), ({ product, attach }) =>
    attach.map(({ to, name }) => `${product}/${to}/${to === 'service' || to === 'route' ? (name ?? '') : ''}`),
  ),
);
function likely(
  to: PolicyFact['attach'][number]['to'],
  { product, service, route }: HopSubjects,
  facts: FactIndex,
): readonly PolicyFact[] {
  const index = policiesByTarget(facts);
  const everywhere = index.get(`${product}/${to}/`) ?? [];
  const named = to === 'service' ? service?.name : to === 'route' ? route?.name : undefined;
  const own = named === undefined ? [] : (index.get(`${product}/${to}/${named}`) ?? []);
  if (own.length === 0) return everywhere;
  if (everywhere.length === 0) return own;
  const both = new Set([...everywhere, ...own]);
  return (policiesOf(facts).get(product) ?? []).filter((each) => both.has(each));
}
/** A VirtualService that names no gateway is for proxies beside the callers. */
function isForSuch({ onlyGateways }: PolicyFact, { isBeside, route }: HopSubjects): boolean {
  const isWithin = isBeside === true || (route?.routeKind === 'VirtualService' && route.parents.length === 0);
  return onlyGateways !== true || !isWithin;
}
function ofProduct(settings: readonly ProductSettings[] | undefined, product: string): readonly WrittenSetting[] {
  return (settings ?? []).filter((each) => each.product === product).flatMap((each) => each.settings);
}
/** Policies that the route itself names for this backend: the ServersTransport and the Middlewares of an IngressRoute. */
function namedByRoute(
  policies: readonly PolicyFact[],
  { route, backend }: HopSubjects,
  facts: FactIndex,
): readonly WrittenSetting[] {
  if (route === undefined) return [];
  const others = route.backends.filter((each) => each !== backend && each.service !== backend?.service);
  return (route.policies ?? []).flatMap((reference) => {
    // A reference inside the part for another backend is that one's.
    if (others.some((other) => isInside(reference.at, other.at)) || !isOfPart(reference, backend)) return [];
    return policies
      .filter((each) => each.policyKind === reference.kind && isNamed(reference.name, each) && canMeet(each, route))
      .flatMap((each) => withChained(each, facts))
      .flatMap((each) => each.settings);
  });
}
/** A chain and those that it names; one that names chains itself is not followed further. */
function withChained(policy: PolicyFact, facts: FactIndex): readonly PolicyFact[] {
  if (policy.policies === undefined) return [policy];
  const known = chains(facts);
  const found = known.get(policy) ?? [policy, ...namedIn(policy, policiesOf(facts).get(policy.product) ?? [])];
  known.set(policy, found);
  return found;
}
const chains = perObject((_: FactIndex) => new Map<PolicyFact, readonly PolicyFact[]>());
function namedIn(policy: PolicyFact, others: readonly PolicyFact[]): readonly PolicyFact[] {
  return (policy.policies ?? []).flatMap((reference) =>
    others.filter(
      (each) => each.policyKind === reference.kind && isNamed(reference.name, each) && canMeet(each, policy),
    ),
  );
}
/** `slow`, or Traefik's `shop-slow@kubernetescrd` with the namespace in front. */
export function isNamed(text: string, { name, namespace }: PolicyFact): boolean {
  const plain = text.replace(/@.*/s, '');
  return plain === name || (namespace === undefined ? plain.endsWith(`-${name}`) : plain === `${namespace}-${name}`);
}
export const names = (value: string, policy: PolicyFact): boolean =>
  namesIn(value).some((name) => isNamed(name, policy));
/** The names in an annotation: one, a list, or the values of a JSON object. */
const namesIn = (value: string): readonly string[] => value.split(/[^A-Za-z0-9.@-]+/).filter((each) => each !== '');

/** A list of attributes on the Service replaces the one of the same name on the Ingress as a whole. */
function notReplaced(
  settings: readonly WrittenSetting[],
  { product, service }: HopSubjects,
): readonly WrittenSetting[] {
  if (service === undefined || service.annotations.length === 0) return settings;
  const written = new Set(service.annotations.map(({ key }) => key));
  return settings.filter(
    (each) =>
      !(settingRow(product, each.name)?.keys ?? []).some(
        (key) => key.in === 'annotation' && key.key === each.key && written.has(key.name) && key.on.includes('Service'),
      ),
  );
}

/** The object that an IngressClass, a GatewayClass or a Gateway names as its parameters: an IngressClassParams, an EnvoyProxy. */
function classParameters(policies: readonly PolicyFact[], { gateways }: HopSubjects): readonly WrittenSetting[] {
  return gateways.flatMap(({ parameters }) =>
    parameters === undefined
      ? []
      : policies
          .filter((each) => each.policyKind === parameters.kind && each.name === parameters.name)
          .flatMap((each) => each.settings),
  );
}

/** Ingresses of one group share a load balancer: what one of them says about it holds for all. */
function sharedSettings({ product, route }: HopSubjects, facts: FactIndex): readonly WrittenSetting[] {
  const shared = route === undefined ? undefined : sharedBalancer(product, route);
  if (route === undefined || shared === undefined) return [];
  return (sharingRoutes(facts, product).get(shared) ?? [])
    .filter((each) => each !== route && each.scope === route.scope)
    .flatMap((each) => ofProduct(each.settings, product).filter((written) => isOfBalancer(product, written)));
}

/** What is set for all routes of a controller; of several ConfigMaps or flags in the tree (overlays) the nearest to the route. */
function controllerWide(policies: readonly PolicyFact[], subjects: HopSubjects): readonly WrittenSetting[] {
  const wide = policies.filter((each) => each.attach.some((target) => target.to === 'controller'));
  const from = subjects.route ?? subjects.service ?? subjects.pod;
  if (from === undefined) return wide.flatMap((each) => each.settings);
  const anywhere = { at: from.at };
  return [...new Set(wide.map((each) => each.policyKind))].flatMap((kind) =>
    nearest(
      anywhere,
      wide.filter((each) => each.policyKind === kind).map((each) => ({ at: each.at, policy: each })),
    ).flatMap((each) => each.policy.settings),
  );
}

function reaches(policy: PolicyFact, target: PolicyFact['attach'][number], subjects: HopSubjects): boolean {
  const named = (object: Pick<PolicyFact, 'name' | 'namespace' | 'at' | 'labels'> | undefined): boolean =>
    object !== undefined &&
    (target.name === undefined || target.name === object.name) &&
    (target.labelled === undefined || matchesSelector(target.labelled, object.labels)) &&
    canMeet(policy, object);
  switch (target.to) {
    case 'service':
      return named(subjects.service);
    case 'workload':
      return target.selector !== undefined && selects(target.selector, subjects.podLabels);
    case 'route':
      return named(subjects.route) && (target.kind === undefined || target.kind === subjects.route?.routeKind);
    case 'gateway':
      return subjects.gateways.some((each) => named(each));
    case 'host':
      return (
        subjects.service !== undefined && target.name !== undefined && hostNames(target.name, policy, subjects.service)
      );
    case 'annotation': {
      const { service, route } = subjects;
      const kinds = readOn(policy, target.name);
      return [
        ...(kinds.includes('Service') ? (service?.annotations ?? []) : []),
        ...(route !== undefined && kinds.includes(route.routeKind) ? route.annotations : []),
      ].some(
        (each) =>
          each.key === target.name &&
          ((subjects.service === undefined ? undefined : givesPolicy(each.value, policy.name, subjects.service)) ??
            namesIn(each.value).some((name) => isNamed(name, policy))),
      );
    }
    case 'namespace': {
      const namespace = (subjects.pod ?? subjects.service ?? subjects.route)?.namespace;
      return namespace === undefined || target.name === undefined || namespace === target.name;
    }
    case 'controller':
      return false;
  }
}
/** `api`, `api.shop`, `api.shop.svc.cluster.local` and `*.shop.svc.cluster.local` all mean Service api of namespace shop. */
export function hostNames(host: string, policy: PolicyFact, service: ServiceFact): boolean {
  const [name, namespace] = host.split('.');
  if (name !== '*' && name !== service.name) return false;
  const wanted = namespace ?? policy.namespace;
  return wanted === undefined || service.namespace === undefined || wanted === service.namespace;
}
/** Kinds of object on which somebody reads that annotation for the settings of such a policy. */
const readOn = ({ product, policyKind }: PolicyFact, annotation: string | undefined): readonly string[] =>
  (knowledgeOf(product)?.policies ?? []).flatMap(({ kind, namedBy }) =>
    kind === policyKind && namedBy !== undefined && namedBy.annotation === annotation ? namedBy.on : [],
  );
