// One hop per route and Service: the controller's settings for exactly the traffic that goes to that Service.
import type { BackendRef, PortRef, RouteFact, ServiceFact, WorkloadFact } from '../../model/facts.js';
import { known, type Setting, type UnknownReason, unknown } from '../../model/setting.js';
import type { Hop, LinkReason } from '../../model/topology.js';
import type { LinkContext } from '../context.js';
import { withNames } from '../names/evaluate.js';
import { nearest } from '../names/proximity.js';
import { habitsOf } from '../settings/habits.js';
import { productOf } from '../settings/products.js';
import { buildSettingTable } from '../settings/setting-table.js';
import { controllerVersion } from './controller-workloads.js';
import { controllerOf } from './controllers.js';
import { settingLayers } from './policies.js';
import { portProtocols } from './port-protocols.js';

export interface RouteLink {
  readonly key: string;
  readonly route: RouteFact;
  readonly service: ServiceFact;
  readonly hop?: Hop;
  /** Why the hop cannot be named; the path then has a gap here. */
  readonly gap?: UnknownReason;
  readonly toService: LinkReason;
  /** The ports of the Service that its backends name. */
  readonly ports: readonly (PortRef | undefined)[];
}

export function linkRoutes(
  context: LinkContext,
  workloadsOf: (service: ServiceFact) => readonly WorkloadFact[],
): readonly RouteLink[] {
  const services = context.facts.of('service');
  const byName = new Map<string, ServiceFact[]>();
  for (const each of services) {
    const list = byName.get(each.name);
    if (list === undefined) byName.set(each.name, [each]);
    else list.push(each);
  }
  return context.facts.of('route').flatMap((route) => {
    const controller = controllerOf(route, context.facts);
    const seen = new Map<ServiceFact, (PortRef | undefined)[]>();
    return route.backends.flatMap((backend) =>
      nearest(inNamespace(route, backend), byName.get(backend.service) ?? []).flatMap(
        (service): readonly RouteLink[] => {
          const before = seen.get(service);
          before?.push(backend.port);
          if (before !== undefined) return [];
          const ports = [backend.port];
          seen.set(service, ports);
          const key = `route:${route.at.file}:${route.at.line}:${service.name}`;
          const toService = backendReason(route, backend, service);
          if ('unknown' in controller) return [{ key, route, service, gap: controller.unknown, toService, ports }];
          const layers = settingLayers(
            {
              product: controller.product,
              route,
              service,
              backend,
              gateways: controller.gateways,
              podLabels: workloadsOf(service)[0]?.podLabels ?? {},
            },
            context.facts,
          );
          const version = controllerVersion(controller.product, context.facts, noVersion(route));
          const { table } = buildSettingTable({
            product: controller.product,
            version,
            creator: route.apiVersion.startsWith('gateway.networking.k8s.io/') ? 'gateway' : 'ingress',
            impliedBy: route.nameAt,
            layers: [...layers, portProtocols(controller.product, [service], portsTo(route, backend), route)],
            environment: withNames(context.names),
          });
          const product = productOf(controller.product, route.nameAt);
          const hop: Hop = {
            is: 'hop',
            id: `${controller.product}/${route.namespace === undefined ? '' : `${route.namespace}/`}${route.name}`,
            name: `${product.title} (${route.routeKind} ${route.name})`,
            product,
            at: route.nameAt,
            settings: table,
            habits: habitsOf(controller.product, version, route.nameAt),
            version,
          };
          return [{ key, route, service, hop, toService, ports }];
        },
      ),
    );
  });
}
const portsTo = ({ backends }: RouteFact, { service }: BackendRef): readonly (PortRef | undefined)[] =>
  backends.filter((each) => each.service === service).map((each) => each.port);
function inNamespace(route: RouteFact, backend: BackendRef): Parameters<typeof nearest>[0] {
  const namespace = backend.namespace ?? route.namespace;
  return {
    at: route.at,
    ...(route.scope === undefined ? {} : { scope: route.scope }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}
function backendReason(route: RouteFact, backend: BackendRef, service: ServiceFact): LinkReason {
  return {
    from: `${route.routeKind} ${route.name}`,
    to: `Service ${service.name}`,
    why: `${route.routeKind} ${route.name} names Service ${service.name}`,
    strength: 'reference',
    at: backend.at,
  };
}
export function noVersion(route: { readonly nameAt: RouteFact['nameAt'] }): Setting<string> {
  return unknown({ kind: 'version-unknown', text: 'no file names its version', at: route.nameAt });
}
export function versionOf(
  text: { readonly text: string; readonly at: RouteFact['at'] } | undefined,
  at: RouteFact['at'],
): Setting<string> {
  return text === undefined
    ? unknown({ kind: 'version-unknown', text: 'no file names its version', at })
    : known(text.text, { kind: 'written', at: text.at });
}
