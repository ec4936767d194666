// Routes to the Service of an ingress controller that is installed elsewhere: its name says whose pods they send to.
import { chartNamed, productsOfChart, productsOfService } from '../../knowledge/lookup.js';
import { perObject } from '../../knowledge/memo.js';
import type { RouteFact } from '../../model/facts.js';
import type { FactIndex } from '../../model/topology.js';
import type { LinkContext } from '../context.js';
import { controllersIn } from '../kubernetes/controller-workloads.js';
import { controllerOf } from '../kubernetes/controllers.js';
import { settingLayers } from '../kubernetes/policies.js';
import { type RouteLink, routeHop } from '../kubernetes/route-hops.js';
import { servicesByName } from '../lookups.js';
import type { RequestGraph } from './graph.js';

/** A balancer whose route names the Service of a controller stands in front of everything that the controller serves. */
export function connectControllerServices(
  context: LinkContext,
  graph: RequestGraph,
  routes: readonly RouteLink[],
): void {
  const { facts } = context;
  const running = new Set(facts.of('workload').flatMap(({ containers }) => containers.flatMap(controllersIn)));
  for (const route of facts.of('route')) {
    const controller = controllerOf(route, facts);
    if ('unknown' in controller) continue;
    for (const backend of route.backends) {
      const [id, another] = productsOfService(backend.service);
      // Where its Service or its pods are in the scan, they speak for themselves.
      if (id === undefined || another !== undefined || id === controller.product || running.has(id)) continue;
      if (servicesByName(facts).has(backend.service) || !installed(facts).has(id)) continue;
      const served = routes.filter(({ hop }) => hop?.product.id === id);
      if (served.length === 0 || severalClasses(served)) continue;
      const layers = settingLayers({ ...controller, route, backend, podLabels: {} }, facts);
      const front = routeHop(context, { route, product: controller.product, layers, at: route.nameAt });
      const key = `controller-service:${route.at.file}:${route.at.line}:${backend.service}`;
      graph.addHop(key, front);
      for (const { key: to, hop } of served) {
        graph.connect({
          from: key,
          to,
          reason: {
            from: front.name,
            to: hop?.name ?? '',
            why: `${route.routeKind} ${route.name} names Service ${backend.service}, as ${hop?.product.title} calls its own`,
            strength: 'name',
            at: backend.at,
          },
        });
      }
    }
  }
}
/** Products whose configuration the scan shows, as far as any differs from what their charts bring: without it, nobody knows what they are set to. */
const installed = perObject((facts: FactIndex): ReadonlySet<string> => {
  const charts = facts.of('helm-install').flatMap(({ chart }) => productsOfChart(chartNamed(chart.text)));
  const configured = facts.of('policy').filter(({ attach }) => attach.some(({ to }) => to === 'controller'));
  return new Set([...charts, ...configured.map(({ product }) => product)]);
});
/** Of several controllers of one product, a name does not tell which. */
function severalClasses(routes: readonly { readonly route: RouteFact }[]): boolean {
  return new Set(routes.map(({ route }) => route.ingressClass?.text)).size > 1;
}
