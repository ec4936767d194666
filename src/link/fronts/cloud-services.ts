// Load balancers of the cloud that objects of the cluster ask for: Services of type LoadBalancer, those of a controller's chart, and one in front of another.
import {
  factRows,
  product as knowledgeOf,
  productsOfAnnotation,
  productsOfAnnotationValue,
  productsOfLoadBalancerClass,
} from '../../knowledge/lookup.js';
import type { ServiceFact, WorkloadFact } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import type { Hop } from '../../model/topology.js';
import type { LinkContext } from '../context.js';
import { everyPortBehind } from '../kubernetes/arrival.js';
import { controllersIn } from '../kubernetes/controller-workloads.js';
import { settingLayers } from '../kubernetes/policies.js';
import { noVersion, type RouteLink } from '../kubernetes/route-hops.js';
import type { ServiceLink } from '../kubernetes/services.js';
import { emptyEnvironment, withNames } from '../names/evaluate.js';
import { placeKey } from '../names/proximity.js';
import { annotationSettings, isHole } from '../settings/annotation-settings.js';
import { habitsOf } from '../settings/habits.js';
import { productOf } from '../settings/products.js';
import { buildSettingTable } from '../settings/setting-table.js';
import type { RequestGraph } from './graph.js';
import { workloadKey } from './vertices.js';

/** What nobody can tell more about: it forwards connections, and that is all. */
const plain = 'cloud-load-balancer';

function cloudProduct({ loadBalancerClass, annotations, settings }: ServiceFact): string {
  const byClass = loadBalancerClass === undefined ? undefined : productsOfLoadBalancerClass(loadBalancerClass.text)[0];
  const stated = byClass ?? annotations.flatMap((each) => productsOfAnnotationValue(each.key, each.value))[0];
  if (stated !== undefined) return stated;
  // Annotations that nobody sees say nothing of the balancer.
  const [first] = annotations.some(({ key }) => isHole(key)) ? [] : settings;
  return annotations.flatMap((each) => productsOfAnnotation(each.key))[0] ?? first?.product ?? plain;
}

/** A Service of type LoadBalancer is a balancer of the cloud: a known one by class or annotation, else a plain layer-4 one. */
export function connectCloudServices(
  context: LinkContext,
  graph: RequestGraph,
  serviceLinks: readonly ServiceLink[],
): void {
  for (const { service, workload, reason } of serviceLinks) {
    if (service.type?.text !== 'LoadBalancer') continue;
    const hop = cloudHop(context, cloudProduct(service), service, service.type.at, workload.podLabels);
    const key = `service:${placeKey(service)}:${service.name}`;
    graph.addHop(key, hop);
    graph.connect({ from: key, to: workloadKey(workload), reason, ports: everyPortBehind(service, workload) });
  }
}

function cloudHop(
  context: LinkContext,
  id: string,
  service: ServiceFact,
  at: Location,
  podLabels: WorkloadFact['podLabels'],
): Hop {
  const product = productOf(id, at);
  const { table } = buildSettingTable({
    product: id,
    version: undefined,
    creator: 'service',
    impliedBy: at,
    // A mode of a product is set by the keys of the product.
    layers: settingLayers({ product: knowledgeOf(id)?.extends ?? id, service, gateways: [], podLabels }, context.facts),
    environment: withNames(context.names),
  });
  return {
    is: 'hop',
    id: `${id}/${service.name}`,
    name: `${product.title} of Service ${service.name}`,
    product,
    at,
    settings: table,
    habits: habitsOf(id, undefined, at),
    version: noVersion({ nameAt: at }),
  };
}

/** The balancer of the cloud that the values of a controller's chart ask for: it stands in front of every route of that controller. */
export function connectChartServices(context: LinkContext, graph: RequestGraph, routes: readonly RouteLink[]): void {
  for (const { service, ...policy } of context.facts.of('policy')) {
    if (service === undefined || (service.type !== undefined && service.type.text !== 'LoadBalancer')) continue;
    const served = routes.filter(({ hop }) => hop?.product.id === policy.product);
    // Where the chart is rendered, its Service speaks for itself.
    const isRendered = context.facts
      .of('workload')
      .some(({ containers }) => containers.some((each) => controllersIn(each).includes(policy.product)));
    const asService: ServiceFact = {
      ...{
        kind: 'service',
        name: policy.name,
        at: service.at,
        nameAt: service.at,
        labels: {},
        selector: {},
        ports: [],
      },
      annotations: service.annotations,
      settings: annotationSettings('Service', service.annotations),
    };
    const id = cloudProduct(asService);
    if (id === plain || served.length === 0 || isRendered) continue;
    const at = service.annotations[0]?.keyAt ?? service.at;
    const balancer = cloudHop(context, id, asService, at, {});
    const key = `chart-service:${service.at.file}:${service.at.line}`;
    graph.addHop(key, balancer);
    for (const { key: to, hop } of served) {
      const why = `the chart ${policy.name} makes this Service for its controller`;
      graph.connect({
        from: key,
        to,
        reason: { from: balancer.name, to: hop?.name ?? '', why, strength: 'reference', at: service.at },
      });
    }
  }
}

/** An annotation of an Ingress may put a layer-4 balancer in front of the one it makes. */
export function connectFrontBalancers(graph: RequestGraph, routes: readonly RouteLink[]): void {
  for (const { key, route, hop } of routes) {
    if (hop === undefined) continue;
    const annotation = factRows(hop.product.id, 'front-balancer-annotation')[0]?.value;
    const id = factRows(hop.product.id, 'front-balancer')[0]?.value;
    const asked = route.annotations.find((each) => each.key === annotation && each.value === 'true');
    if (asked === undefined || typeof id !== 'string') continue;
    const product = productOf(id, asked.at);
    const { table } = buildSettingTable({
      ...{ product: id, version: undefined, impliedBy: asked.at, layers: [], environment: emptyEnvironment },
    });
    const front: Hop = {
      is: 'hop',
      id: `${id}/${route.name}`,
      name: `${product.title} in front of ${hop.name}`,
      product,
      at: asked.at,
      settings: table,
      habits: habitsOf(id, undefined, asked.at),
      version: noVersion({ nameAt: asked.at }),
    };
    const why = `${asked.key} puts it in front`;
    graph.addHop(`front:${key}`, front);
    graph.connect({
      from: `front:${key}`,
      to: key,
      reason: { from: front.name, to: hop.name, why, strength: 'reference', at: asked.at },
    });
  }
}
