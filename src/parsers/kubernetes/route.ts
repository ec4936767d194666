// Routes of every kind: Ingress and Gateway API by their own schemas, all others by the shapes of the knowledge table.
import { factRows, routeShapes } from '../../knowledge/lookup.js';
import type { RouteShape } from '../../knowledge/schema-objects.js';
import type { BackendRef, ProductSettings, RouteFact, Text } from '../../model/facts.js';
import { isInside, type Location } from '../../model/location.js';
import { items, type NodeReader, present } from '../kit/yaml/node-reader.js';
import { get, type YamlNode } from '../kit/yaml/read-yaml.js';
import { selectNodes } from '../kit/yaml/select.js';
import type { ManifestObject } from './object.js';
import { namedPolicies } from './policy.js';
import { forwardedServices } from './route-action.js';
import { withoutHarmlessRetries } from './route-methods.js';

const ingressGroups = ['networking.k8s.io', 'extensions'];
const gatewayRoutes = ['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'];

type RouteParts = Pick<RouteFact, 'hosts' | 'backends' | 'parents'> & Pick<RouteFact, 'ingressClass'>;

/** Undefined where objects of this kind route no requests. */
export function readRoute(object: ManifestObject, found: readonly ProductSettings[]): RouteFact | undefined {
  const parts = readParts(object);
  if (parts === undefined) return undefined;
  const settings = withoutHarmlessRetries(object, found);
  const rules = rulesOf(object);
  const inRule = <T extends { readonly at: Location }>(each: T): T => withRule(each, each.at, rules);
  const policies = namedPolicies(object);
  return {
    ...object.base,
    kind: 'route',
    routeKind: object.kind,
    apiVersion: object.apiVersion,
    ...parts,
    backends: parts.backends.map(inRule),
    ...present({ policies: policies?.map(inRule), passesTls: passesTls(object) }),
    settings:
      rules.length === 0
        ? settings
        : settings.map(({ product, settings: written }) => ({
            product,
            settings: written.map((each) => withRule(each, each.keyAt, rules)),
          })),
  };
}

/**
 * `ssl-passthrough` of ingress-nginx and the two controllers of HAProxy, `termination: passthrough` of a Route:
 * https://kubernetes.github.io/ingress-nginx/user-guide/tls/#ssl-passthrough,
 * https://docs.redhat.com/en/documentation/openshift_container_platform/4.17/html/networking/configuring-routes#nw-ingress-creating-a-passthrough-route
 */
function passesTls({ base, kind, reader, root }: ManifestObject): Text | undefined {
  const asked = base.annotations.find(({ key, value }) => key.endsWith('/ssl-passthrough') && value === 'true');
  if (asked !== undefined) return { text: asked.key, at: asked.at };
  const termination = kind === 'Route' ? reader.text(root, 'spec', 'tls', 'termination') : undefined;
  return termination?.text === 'passthrough' ? { ...termination, text: 'spec.tls.termination' } : undefined;
}

/** Where the rules of a route stand, if it has several: what one of them says is nothing to the others. */
function rulesOf({ reader, root, kind, group }: ManifestObject): readonly Location[] {
  const [list] = new Set(
    gatewayRoutes.includes(kind) && group === 'gateway.networking.k8s.io'
      ? ['spec.rules[]']
      : routeShapes(kind, group).flatMap(({ backends }) => /^[^[]+\[\]/.exec(backends)?.[0] ?? []),
  );
  const rules = list === undefined ? [] : selectNodes(root, list);
  return rules.length < 2 ? [] : rules.map(({ node }) => reader.at(node));
}
function withRule<T extends object>(each: T, at: Location, rules: readonly Location[]): T {
  const part = rules.findIndex((rule) => isInside(at, rule));
  return part < 0 ? each : { ...each, part };
}

function readParts(object: ManifestObject): RouteParts | undefined {
  const { kind, group } = object;
  if (kind === 'Ingress' && ingressGroups.includes(group)) return readIngress(object);
  if (group === 'gateway.networking.k8s.io' && gatewayRoutes.includes(kind)) return readGatewayRoute(object);
  const shapes = routeShapes(kind, group);
  return shapes.length === 0 ? undefined : readShapes(object, shapes);
}

// ---------------------------------------------------------------- Ingress

function readIngress({ reader, root, base }: ManifestObject): RouteParts {
  const spec = get(root, 'spec');
  const rules = items(spec, 'rules');
  const backends = [
    get(spec, 'defaultBackend'),
    get(spec, 'backend'),
    ...rules.flatMap((rule) => items(rule, 'http', 'paths').map((path) => get(path, 'backend'))),
  ];
  return {
    hosts: distinct(rules.flatMap((rule) => reader.string(rule, 'host') ?? [])),
    backends: backends.flatMap((node) => readIngressBackend(reader, node, base.annotations)),
    parents: [],
    ...present({ ingressClass: reader.text(spec, 'ingressClassName') ?? classAnnotation(base) }),
  };
}

function classAnnotation(base: ManifestObject['base']): Text | undefined {
  const annotation = base.annotations.find(({ key }) => key === 'kubernetes.io/ingress.class');
  return annotation === undefined ? undefined : { text: annotation.value, at: annotation.at };
}

function readIngressBackend(
  reader: NodeReader,
  node: YamlNode | undefined,
  annotations: ManifestObject['base']['annotations'],
): BackendRef[] {
  if (node === undefined) return [];
  const service = reader.string(node, 'service', 'name') ?? reader.string(node, 'serviceName');
  if (service === undefined) return [];
  const port =
    reader.port(node, 'service', 'port', 'number') ??
    reader.port(node, 'service', 'port', 'name') ??
    reader.port(node, 'servicePort');
  const at = reader.at(node);
  if (port === undefined || port.port !== factRows('aws-load-balancer-controller', 'custom-action-port')[0]?.value)
    return [{ service, at, ...present({ port }) }];
  const action = annotations.find(({ key }) => key.endsWith(`/actions.${service}`));
  // Argo Rollouts writes the action itself, to Services of the rollout, of which the name is one.
  return action === undefined ? [{ service, at }] : forwardedServices(action.value, action.at);
}

// ---------------------------------------------------------------- Gateway API

function readGatewayRoute({ reader, root }: ManifestObject): RouteParts {
  const spec = get(root, 'spec');
  return {
    hosts: items(spec, 'hostnames').flatMap((node) => reader.string(node) ?? []),
    parents: items(spec, 'parentRefs').flatMap((node) => readParent(reader, node)),
    backends: items(spec, 'rules').flatMap((rule) =>
      items(rule, 'backendRefs').flatMap((node) => readReference(reader, node, ['Service'])),
    ),
  };
}

function readParent(reader: NodeReader, node: YamlNode): RouteFact['parents'] {
  const name = reader.string(node, 'name');
  if (name === undefined) return [];
  const kind = reader.string(node, 'kind') ?? 'Gateway';
  return [{ kind, name, at: reader.at(node), ...present({ namespace: reader.string(node, 'namespace') }) }];
}

/** A reference without a kind is one to a Service. */
function readReference(reader: NodeReader, node: YamlNode, kinds: readonly string[]): BackendRef[] {
  const service = reader.string(node, 'name');
  const kind = reader.string(node, 'kind');
  if (service === undefined || (kind !== undefined && !kinds.includes(kind))) return [];
  const namespace = reader.string(node, 'namespace');
  return [{ service, at: reader.at(node), ...present({ namespace, port: reader.port(node, 'port') }) }];
}

// ---------------------------------------------------------------- by the knowledge table

function readShapes({ reader, root }: ManifestObject, shapes: readonly RouteShape[]): RouteParts {
  return {
    hosts: distinct(shapes.flatMap((shape) => scalars(reader, root, shape.hosts).map(({ text }) => text))),
    parents: shapes.flatMap((shape) => readParents(reader, root, shape)),
    backends: shapes.flatMap((shape) => readBackends(reader, root, shape)),
  };
}

function readBackends(reader: NodeReader, root: YamlNode, shape: RouteShape): BackendRef[] {
  return selectNodes(root, shape.backends).flatMap(({ node: found }) => {
    const nodes = found.kind === 'seq' ? found.items : [found];
    return nodes.flatMap((node): BackendRef[] => {
      const service = node.kind === 'scalar' ? reader.text(node) : scalars(reader, node, shape.name)[0];
      const kind = reader.string(node, 'kind');
      const wanted = shape.backendKinds;
      if (service === undefined || (wanted !== undefined && kind !== undefined && !wanted.includes(kind))) return [];
      const portNode = shape.port === undefined ? undefined : selectNodes(node, shape.port)[0]?.node;
      const { name, namespace, port } = splitHost(service.text);
      const namespaceText = scalars(reader, node, shape.namespace)[0]?.text ?? namespace;
      return [
        {
          service: name,
          at: node.kind === 'map' ? reader.at(node) : service.at,
          ...present({
            port: reader.port(portNode) ?? (port === undefined ? undefined : { port, at: service.at }),
            namespace: namespaceText,
            subset: shape.subset === undefined ? undefined : scalars(reader, node, shape.subset)[0]?.text,
          }),
        },
      ];
    });
  });
}

/** `api`, `api.shop` and `http://api.shop.svc.cluster.local:80` name Services; any other host is kept as it is. */
function splitHost(host: string): { readonly name: string; readonly namespace?: string; readonly port?: number } {
  const match = /^(?:[a-z0-9]+:\/\/)?([a-z0-9-]+)(?:\.([a-z0-9-]+))?(?:\.svc(?:\.[a-z0-9.-]+)?)?(?::(\d{1,5}))?$/.exec(
    host,
  );
  const [, name, namespace, port] = match ?? [];
  if (name === undefined) return { name: host };
  return { name, ...present({ namespace, port: port === undefined ? undefined : Number(port) }) };
}

function readParents(reader: NodeReader, root: YamlNode, shape: RouteShape): RouteFact['parents'] {
  if (shape.parents === undefined) return [];
  return selectNodes(root, shape.parents).flatMap(({ node: found }) => {
    const nodes = found.kind === 'seq' ? found.items : [found];
    return nodes.flatMap((node) => {
      if (node.kind !== 'scalar') return readParent(reader, node);
      const text = reader.text(node);
      if (text === undefined) return [];
      // Istio writes `namespace/name`, and `mesh` for all sidecars.
      const slash = text.text.indexOf('/');
      const name = text.text.slice(slash + 1);
      const namespace = slash < 0 ? undefined : text.text.slice(0, slash);
      return [{ kind: 'Gateway', name, at: text.at, ...present({ namespace }) }];
    });
  });
}

function scalars(reader: NodeReader, root: YamlNode, path: string | undefined): Text[] {
  if (path === undefined) return [];
  return selectNodes(root, path).flatMap(({ node }) =>
    node.kind === 'seq' ? node.items.flatMap((item) => reader.text(item) ?? []) : (reader.text(node) ?? []),
  );
}

const distinct = (names: readonly string[]): string[] => [...new Set(names)];
