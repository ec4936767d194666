// Which product serves a route: by class object, class name, annotation prefix, or because only one is installed.
import {
  product,
  products,
  productsOfController,
  productsOfGatewayClass,
  productsOfIngressClass,
  productsSharingIngressClass,
  routeShapes,
} from '../../knowledge/lookup.js';
import { perObject } from '../../knowledge/memo.js';
import type { GatewayFact, RouteFact } from '../../model/facts.js';
import { groupBy } from '../../model/group-by.js';
import type { UnknownReason } from '../../model/setting.js';
import type { FactIndex, LinkReason } from '../../model/topology.js';
import { nearest, nearestAnywhere } from '../names/proximity.js';
import { controllersIn } from './controller-workloads.js';

export type Controller =
  | {
      readonly product: string;
      readonly why: string;
      readonly strength: LinkReason['strength'];
      readonly gateways: readonly GatewayFact[];
    }
  | { readonly unknown: UnknownReason };

/** The first of them. */
export function controllerOf(route: RouteFact, facts: FactIndex): Controller {
  return controllersOf(route, facts)[0];
}
/** A route of Gateway API may have Gateways of several products as its parents. */
export function controllersOf(route: RouteFact, facts: FactIndex): readonly [Controller, ...Controller[]] {
  if (route.routeKind === 'Ingress') return [ingressController(route, facts)];
  const shapes = routeShapes(route.routeKind, route.apiVersion.split('/')[0] ?? '');
  const gatewayRoute = route.apiVersion.startsWith('gateway.networking.k8s.io/');
  const owners = new Set(shapes.map((each) => each.product));
  if (!gatewayRoute && owners.size === 1 && shapes[0] !== undefined) {
    const only = {
      product: shapes[0].product,
      why: `${route.routeKind} is read by ${title(shapes[0].product)}`,
      strength: 'reference',
      gateways: [],
    } as const;
    return [only];
  }
  return gatewayControllers(route, facts);
}

function ingressController(route: RouteFact, facts: FactIndex): Controller {
  const named = route.ingressClass;
  if (named !== undefined) {
    const object = nearest(route, gatewaysByName(facts).get(`IngressClass/${named.text}`) ?? [])[0];
    const controller = object?.controller?.text;
    if (controller !== undefined) {
      const owner = productsOfController(controller)[0];
      if (owner !== undefined)
        return found(owner, `IngressClass ${named.text} names ${controller}`, 'reference', object);
      return {
        unknown: unreadable(
          route,
          `IngressClass ${named.text} is served by ${controller}, a controller hoplint does not know`,
        ),
      };
    }
    const owners = productsOfIngressClass(named.text);
    const shared = bySharedClass(route, named.text, owners, facts);
    if (shared !== undefined) return shared;
    const only = owners.length === 1 ? owners[0] : owners.find((each) => annotationsFit(route, each));
    if (only !== undefined) return found(only, `the class name ${named.text} is ${title(only)}'s own`, 'name', object);
    return (
      byAnnotations(route, object) ??
      byWordOfClass(named.text, object) ?? {
        unknown: unreadable(route, `no file says which controller serves the ingress class ${named.text}`),
      }
    );
  }
  const annotated = byAnnotations(route);
  if (annotated !== undefined) return annotated;
  const byDefault = nearest(
    route,
    facts.of('gateway').filter((each) => each.gatewayKind === 'IngressClass' && each.isDefault === true),
  )[0];
  const defaultOwner =
    byDefault?.controller === undefined ? undefined : productsOfController(byDefault.controller.text)[0];
  if (defaultOwner !== undefined)
    return found(defaultOwner, `IngressClass ${byDefault?.name} is the default`, 'reference', byDefault);
  const installed = installedControllers(facts);
  if (installed.length === 1 && installed[0] !== undefined) {
    return found(installed[0], `${title(installed[0])} is the only ingress controller in the scan`, 'only-one');
  }
  const text = `${route.routeKind} ${route.name} names no ingress class, so the controller is the cluster's default`;
  return { unknown: unreadable(route, text) };
}

/** Two controllers answer to one class name: the one that is installed, else the one whose annotations are written. */
function bySharedClass(
  route: RouteFact,
  className: string,
  owners: readonly string[],
  facts: FactIndex,
): Controller | undefined {
  const others = productsSharingIngressClass(className);
  const [other] = others;
  if (other === undefined || others.length > 1) return undefined;
  const installed = installedControllers(facts);
  if (owners.some((owner) => installed.includes(owner) || annotationsFit(route, owner))) return undefined;
  if (annotationsFit(route, other)) return found(other, `its annotations are ${title(other)}'s`, 'name');
  return installed.includes(other) ? found(other, `${title(other)} is installed`, 'only-one') : undefined;
}

/** Whoever wrote them meant that product to read them. */
function byAnnotations(route: RouteFact, object?: GatewayFact): Controller | undefined {
  if (route.annotations.length === 0) return undefined;
  const [only, ...others] = products().filter((each) => annotationsFit(route, each.product));
  if (only === undefined || others.length > 0) return undefined;
  return found(only.product, `its annotations are ${only.title}'s`, 'name', object);
}
/** `nginx-internal`, `external-alb`: a second controller goes by its product's own class and what tells it from the first. */
function byWordOfClass(className: string, object?: GatewayFact): Controller | undefined {
  const owners = new Set(className.split(/[-_.]/).flatMap((word) => productsOfIngressClass(word)));
  const [only, ...others] = owners;
  if (only === undefined || others.length > 0) return undefined;
  return found(only, `the class name ${className} has the word of ${title(only)}'s own`, 'name', object);
}

function gatewayControllers(route: RouteFact, facts: FactIndex): readonly [Controller, ...Controller[]] {
  const known = new Map<string, Controller>();
  const others: Controller[] = [];
  for (const parent of route.parents) {
    if (parent.kind !== 'Gateway') continue;
    const namespace = parent.namespace ?? route.namespace;
    const from = namespace === undefined ? route : { ...route, namespace };
    const gateway = nearestAnywhere(from, gatewaysByName(facts).get(`Gateway/${parent.name}`) ?? [])[0];
    const className = gateway?.className?.text;
    if (gateway === undefined || className === undefined) continue;
    const object = gatewaysByName(facts).get(`GatewayClass/${className}`)?.[0];
    const owner =
      (object?.controller === undefined ? undefined : productsOfController(object.controller.text)[0]) ??
      productsOfGatewayClass(className)[0];
    if (owner === undefined)
      others.push({ unknown: unreadable(route, `GatewayClass ${className} is of a controller hoplint does not know`) });
    else if (!known.has(owner))
      known.set(owner, {
        product: owner,
        why: `Gateway ${gateway.name} is of class ${className}`,
        strength: 'reference',
        gateways: object === undefined ? [gateway] : [gateway, object],
      });
  }
  const [first = { unknown: unreadable(route, missingParent(route)) }, ...more] =
    known.size > 0 ? [...known.values()] : others.slice(0, 1);
  return [first, ...more];
}
const missingParent = ({ routeKind, name }: RouteFact): string =>
  `the parent Gateway of ${routeKind} ${name} is not in the scan`;

const gatewaysByName = perObject((facts: FactIndex) =>
  groupBy(facts.of('gateway'), ({ gatewayKind, name }) => `${gatewayKind}/${name}`),
);

/** Controllers whose own workload or chart is among the files. */
const installedControllers = perObject((facts: FactIndex): readonly string[] => {
  const installed = new Set<string>();
  for (const { containers } of facts.of('workload')) {
    for (const owner of containers.flatMap(controllersIn)) {
      const kind = product(owner)?.kind;
      if (kind === 'ingress' || kind === 'gateway') installed.add(owner);
    }
  }
  for (const policy of facts.of('policy')) {
    if (policy.attach.some((each) => each.to === 'controller') && product(policy.product)?.kind === 'ingress')
      installed.add(policy.product);
  }
  return [...installed].sort();
});

function annotationsFit(route: RouteFact, id: string): boolean {
  const prefixes = product(id)?.claims?.annotationPrefixes ?? [];
  return route.annotations.some((annotation) => prefixes.some((prefix) => annotation.key.startsWith(prefix)));
}
function title(id: string): string {
  return product(id)?.title ?? id;
}
function found(id: string, why: string, strength: LinkReason['strength'], object?: GatewayFact): Controller {
  return { product: id, why, strength, gateways: object === undefined ? [] : [object] };
}
function unreadable(route: RouteFact, text: string): UnknownReason {
  return {
    kind: 'not-in-scan',
    text,
    settle: `Name the product under hops: in hoplint.yaml, or include the controller's manifests in the scan.`,
    at: route.ingressClass?.at ?? route.nameAt,
  };
}
