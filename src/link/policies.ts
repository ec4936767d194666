// Which policy objects adjust a hop, strongest first: the nearest attachment wins over the controller-wide one.
import { perObject } from '../knowledge/memo.js';
import type {
  GatewayFact,
  PolicyFact,
  ProductSettings,
  RouteFact,
  ServiceFact,
  WrittenSetting,
} from '../model/facts.js';
import type { FactIndex } from '../model/topology.js';
import { type Groups, groupBy, groupByEach, servicesByName } from './lookups.js';
import { canMeet, nearest } from './proximity.js';
import { selects } from './selectors.js';

export interface HopSubjects {
  readonly product: string;
  readonly route?: RouteFact;
  readonly service?: ServiceFact;
  readonly gateways: readonly GatewayFact[];
  readonly podLabels: Readonly<Record<string, string>>;
}

/** Layers of written settings for one hop. AWS documents that a Service's value replaces an Ingress's; others agree or have only one place. */
export function settingLayers(subjects: HopSubjects, facts: FactIndex): readonly (readonly WrittenSetting[])[] {
  const policies = policiesOf(facts).get(subjects.product) ?? [];
  const attached = (to: PolicyFact['attach'][number]['to']): readonly WrittenSetting[] => {
    if (policies.length === 0) return [];
    return likely(to, subjects, facts)
      .filter((each) => each.attach.some((target) => target.to === to && reaches(each, target, subjects)))
      .flatMap((each) => each.settings);
  };
  return [
    ofProduct(subjects.service?.settings, subjects.product),
    attached('service'),
    attached('workload'),
    attached('host'),
    attached('annotation'),
    ofProduct(subjects.route?.settings, subjects.product),
    attached('route'),
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
function ofProduct(settings: readonly ProductSettings[] | undefined, product: string): readonly WrittenSetting[] {
  return (settings ?? []).filter((each) => each.product === product).flatMap((each) => each.settings);
}
/** One controller's ConfigMap; with several in the tree (overlays), the nearest to the route. */
function controllerWide(policies: readonly PolicyFact[], subjects: HopSubjects): readonly WrittenSetting[] {
  const wide = policies.filter((each) => each.attach.some((target) => target.to === 'controller'));
  const from = subjects.route ?? subjects.service;
  if (from === undefined) return wide.flatMap((each) => each.settings);
  const anywhere = { at: from.at };
  return nearest(
    anywhere,
    wide.map((each) => ({ at: each.at, policy: each })),
  ).flatMap((each) => each.policy.settings);
}

function reaches(policy: PolicyFact, target: PolicyFact['attach'][number], subjects: HopSubjects): boolean {
  const named = (
    object: { readonly name: string; readonly namespace?: string; readonly at: PolicyFact['at'] } | undefined,
  ): boolean =>
    object !== undefined && (target.name === undefined || target.name === object.name) && canMeet(policy, object);
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
    case 'annotation':
      return [...(subjects.service?.annotations ?? []), ...(subjects.route?.annotations ?? [])].some(
        (each) => each.key === target.name && each.value.includes(policy.name),
      );
    case 'namespace':
      return true;
    case 'controller':
      return false;
  }
}
/** `api`, `api.shop`, `api.shop.svc.cluster.local` and `*.shop.svc.cluster.local` all mean Service api of namespace shop. */
function hostNames(host: string, policy: PolicyFact, service: ServiceFact): boolean {
  const [name, namespace] = host.split('.');
  if (name !== '*' && name !== service.name) return false;
  const wanted = namespace ?? policy.namespace;
  return wanted === undefined || service.namespace === undefined || wanted === service.namespace;
}

/** `*.shop` may be any of them. */
function candidates(host: string, named: Groups<ServiceFact>, all: readonly ServiceFact[]): readonly ServiceFact[] {
  const [label = ''] = host.split('.');
  return label === '*' ? all : (named.get(label) ?? []);
}
/** Policies that attach to nothing in the scan although what they name should be here. */
export function unattachedPolicies(facts: FactIndex): readonly PolicyFact[] {
  const services = facts.of('service');
  const routes = facts.of('route');
  const gateways = facts.of('gateway');
  const servicesNamed = servicesByName(facts);
  const routesNamed = groupBy(routes, ({ name }) => name);
  const gatewaysNamed = groupBy(gateways, ({ name }) => name);
  const workloads = facts.of('workload');
  return facts.of('policy').filter(
    (policy) =>
      policy.attach.length > 0 &&
      policy.attach.every((target) => {
        switch (target.to) {
          case 'service':
          case 'host':
            return (
              target.name !== undefined &&
              services.length > 0 &&
              !candidates(target.name, servicesNamed, services).some((each) =>
                hostNames(target.name ?? '', policy, each),
              )
            );
          case 'route':
            return (
              target.name !== undefined &&
              routes.length > 0 &&
              !(routesNamed.get(target.name) ?? []).some((each) => canMeet(policy, each))
            );
          case 'gateway':
            return (
              target.name !== undefined &&
              gateways.length > 0 &&
              !(gatewaysNamed.get(target.name) ?? []).some((each) => canMeet(policy, each))
            );
          case 'workload':
            return (
              target.selector !== undefined &&
              workloads.length > 0 &&
              !workloads.some((each) => selects(target.selector ?? {}, each.podLabels))
            );
          case 'annotation':
            return !(
              services.some((each) =>
                each.annotations.some(
                  (annotation) => annotation.key === target.name && annotation.value.includes(policy.name),
                ),
              ) ||
              routes.some((each) =>
                each.annotations.some(
                  (annotation) => annotation.key === target.name && annotation.value.includes(policy.name),
                ),
              )
            );
          default:
            return false;
        }
      }),
  );
}
