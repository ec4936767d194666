// One hop per route and Service: the controller's settings for exactly the traffic that goes to that Service.
import type { BackendRef, PortRef, RouteFact, ServiceFact, WorkloadFact } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { known, type Setting, type UnknownReason, unknown } from '../../model/setting.js';
import type { Hop, LinkReason } from '../../model/topology.js';
import type { LinkContext } from '../context.js';
import { withNames } from '../names/evaluate.js';
import { nearest, nearestAnywhere, placeKey } from '../names/proximity.js';
import { habitsOf } from '../settings/habits.js';
import { productOf } from '../settings/products.js';
import { buildSettingTable } from '../settings/setting-table.js';
import { controllerVersion } from './controller-workloads.js';
import { controllersOf } from './controllers.js';
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
  const served = context.facts
    .of('route')
    .flatMap((route) => controllersOf(route, context.facts).map((controller, index) => ({ route, controller, index })));
  return served.flatMap(({ route, controller, index }) => {
    // What stands in a file of its own meets what charts make in the cluster.
    const find = route.scope === undefined ? nearestAnywhere : nearest;
    const wanted = (backend: BackendRef): readonly ServiceFact[] =>
      find(inNamespace(route, backend), byName.get(backend.service) ?? []).flatMap((service) =>
        namedBy(service, byName),
      );
    const layersOf = (backend: BackendRef, service: ServiceFact): Layers => {
      if ('unknown' in controller) return [];
      const podLabels = workloadsOf(service)[0]?.podLabels ?? {};
      const { product, gateways } = controller;
      return settingLayers({ product, route, service, backend, gateways, podLabels }, context.facts);
    };
    const ways = waysOf(route, wanted, layersOf);
    return ways.map(({ backend, service, layers, ports, siblings }): RouteLink => {
      const isAlone = siblings.length === 1;
      const place = isAlone ? '' : `:${backend.part ?? ''}:${backend.subset ?? ''}`;
      const key = `route:${placeKey(route)}:${service.name}${place}${index === 0 ? '' : `:${index}`}`;
      const toService = backendReason(route, backend, service);
      if ('unknown' in controller) return { key, route, service, gap: controller.unknown, toService, ports };
      const gap = handedOn(route);
      if (gap !== undefined) return { key, route, service, gap, toService, ports };
      const at = isAlone ? route.nameAt : backend.at;
      const protocols = portProtocols(controller.product, [service], portsTo(route, backend), route);
      const hop = routeHop(context, { route, product: controller.product, layers: [...layers, protocols], at });
      return { key, route, service, hop, toService, ports };
    });
  });
}

/** The settings of the controller are of HTTP, and none of them is about connections that it hands on unopened. */
function handedOn({ apiVersion, routeKind, name, nameAt, passesTls }: RouteFact): UnknownReason | undefined {
  if (apiVersion.startsWith('gateway.networking.k8s.io/') && ofConnections.has(routeKind)) {
    const text = `${routeKind} ${name} hands connections on unread, so what stands there sees no request, and has no times for one`;
    return { kind: 'no-default', text, at: nameAt };
  }
  if (passesTls === undefined) return undefined;
  const text = `${routeKind} ${name} has TLS handed on unopened (${passesTls.text}), so what stands there sees no request, and has no times for one`;
  return { kind: 'no-default', text, at: passesTls.at };
}

/** Also where a listener opens TLS: https://gateway-api.sigs.k8s.io/concepts/api-overview/#route-summary-table */
const ofConnections: ReadonlySet<string> = new Set(['TCPRoute', 'TLSRoute', 'UDPRoute']);

type Layers = ReturnType<typeof settingLayers>;
interface RouteOf {
  readonly route: RouteFact;
  readonly product: string;
  readonly layers: Layers;
  readonly at: Location;
}
/** The controller, as it serves one route. */
export function routeHop(context: LinkContext, { route, product: id, layers, at }: RouteOf): Hop {
  const version = controllerVersion(id, context.facts, noVersion(route));
  const product = productOf(id, route.nameAt);
  return {
    is: 'hop',
    id: `${id}/${route.namespace === undefined ? '' : `${route.namespace}/`}${route.name}`,
    name: `${product.title} (${route.routeKind} ${route.name})`,
    product,
    at,
    settings: buildSettingTable({
      product: id,
      version,
      creator: route.apiVersion.startsWith('gateway.networking.k8s.io/') ? 'gateway' : 'ingress',
      impliedBy: route.nameAt,
      layers,
      environment: withNames(context.names),
    }).table,
    habits: habitsOf(id, version, route.nameAt),
    version,
  };
}
interface Way {
  readonly backend: BackendRef;
  readonly service: ServiceFact;
  readonly layers: Layers;
  readonly ports: (PortRef | undefined)[];
  /** All to the same Service. */
  readonly siblings: readonly Way[];
}
/** One for each Service, and several where rules of the route say different things about requests to it. */
function waysOf(
  route: RouteFact,
  wanted: (backend: BackendRef) => readonly ServiceFact[],
  layersOf: (backend: BackendRef, service: ServiceFact) => Layers,
): readonly Way[] {
  const ways: Way[] = [];
  const byService = new Map<ServiceFact, Way[]>();
  for (const backend of route.backends) {
    for (const service of wanted(backend)) {
      const siblings = byService.get(service) ?? [];
      byService.set(service, siblings);
      const alike = siblings.find(
        (each) => each.backend.part === backend.part && each.backend.subset === backend.subset,
      );
      const layers = alike?.layers ?? layersOf(backend, service);
      const same = alike ?? (siblings.length === 0 ? undefined : sayingSame(siblings, layers));
      same?.ports.push(backend.port);
      if (same !== undefined) continue;
      const way = { backend, service, layers, ports: [backend.port], siblings };
      siblings.push(way);
      ways.push(way);
    }
  }
  return ways;
}
function sayingSame(ways: readonly Way[], layers: Layers): Way | undefined {
  const said = saidBy(layers);
  return ways.find((each) => saidBy(each.layers) === said);
}
/** Wherever it stands. */
const saidBy = (layers: Layers): string =>
  JSON.stringify(
    layers.map((layer) =>
      layer.map(({ name, value }) => [name, value.kind === 'literal' ? value.value : JSON.stringify(value)]),
    ),
  );
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
/** A Service that is only another name for one of the same cluster: how routes reach into other namespaces. */
function namedBy(service: ServiceFact, byName: ReadonlyMap<string, readonly ServiceFact[]>): readonly ServiceFact[] {
  const [, name = '', namespace] =
    /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:\.[a-z0-9.-]+)?$/.exec(service.externalName?.text ?? '') ?? [];
  if (namespace === undefined) return [service];
  const { at, scope } = service;
  const found = nearest(
    { at, namespace, ...(scope === undefined ? {} : { scope }) },
    (byName.get(name) ?? []).filter((each) => each.externalName === undefined),
  );
  return found.length > 0 ? found : [service];
}
function backendReason(route: RouteFact, backend: BackendRef, service: ServiceFact): LinkReason {
  const namespace = backend.namespace ?? route.namespace;
  return {
    from: `${route.routeKind} ${route.name}`,
    to: `Service ${service.name}`,
    why:
      service.name === backend.service && (service.namespace ?? namespace) === namespace
        ? `${route.routeKind} ${route.name} names Service ${service.name}`
        : `${route.routeKind} ${route.name} names Service ${backend.service}, another name for Service ${service.name}${service.namespace === undefined ? '' : ` of ${service.namespace}`}`,
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
