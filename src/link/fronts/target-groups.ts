// What the target groups of balancers send to: ECS services and those of Cloud Run by reference, Services by node port or by the objects that bind them.
import type { Expression } from '../../model/expression.js';
import type { PolicyFact, PortRef, ServiceFact } from '../../model/facts.js';
import { groupByEach } from '../../model/group-by.js';
import type { LinkContext } from '../context.js';
import { portsBehind } from '../kubernetes/arrival.js';
import type { ServiceLink } from '../kubernetes/services.js';
import { evaluate, withNames } from '../names/evaluate.js';
import { canMeet } from '../names/proximity.js';
import { isLength } from '../names/scalars.js';
import { isNamed, namesOfThing, sameScope } from '../proxies/merged-proxies.js';
import type { ProxyHop } from '../proxies/proxies.js';
import { joined, type RequestGraph } from './graph.js';
import { workloadKey } from './vertices.js';

export function connectTargetGroups(
  context: LinkContext,
  graph: RequestGraph,
  proxies: readonly ProxyHop[],
  serviceLinks: readonly ServiceLink[],
): void {
  const withGroup = proxies.flatMap((proxy) =>
    proxy.targetGroup === undefined ? [] : [{ proxy, group: proxy.targetGroup }],
  );
  const named = groupByEach(withGroup, ({ group }) => namesOfThing(group));
  // A classic balancer has no groups: what it sends to registers in itself.
  const alone = groupByEach(
    proxies.filter(({ targetGroup }) => targetGroup === undefined),
    ({ proxy }) => namesOfThing(proxy),
  );
  for (const workload of context.facts.of('workload')) {
    for (const reference of workload.targetGroups ?? []) {
      const ref = reference.ref ?? '';
      const ways = [
        ...(named.get(ref) ?? []).map(({ proxy, group }) => ({
          proxy,
          into: group,
          whole: `target group ${group.name}`,
        })),
        ...(alone.get(ref) ?? []).map((proxy) => ({ proxy, into: proxy.proxy, whole: proxy.hop.name })),
      ];
      for (const { proxy, into, whole } of ways) {
        if (!sameScope(workload, into)) continue;
        graph.connect({
          from: proxy.key,
          to: workloadKey(workload),
          reason: {
            from: proxy.hop.name,
            to: workload.name,
            why: `${workload.name} registers in ${whole}`,
            strength: 'reference',
            at: reference.at,
          },
          ports: portNumber(reference.port, context),
        });
      }
    }
  }
  const bindings = context.facts.of('policy').filter(({ binds }) => binds !== undefined);
  for (const { proxy, group } of withGroup) {
    const own = bindings.filter(
      ({ product, binds }) => product === group.product && binds?.some((name) => isNamed(group, name)),
    );
    const number = portNumber(group.port, context)?.[0];
    for (const { service, workload, reason } of serviceLinks) {
      const bound = own.find(
        (each) =>
          canMeet(each, service) &&
          each.attach.some((target) => target.to === 'service' && target.name === service.name),
      );
      const byPort = service.ports.find((each) => each.nodePort !== undefined && each.nodePort === number);
      if (bound === undefined && byPort === undefined) continue;
      const why =
        bound === undefined
          ? `target group ${group.name} sends to node port ${number} of Service ${service.name}`
          : `${bound.policyKind} ${bound.name} binds Service ${service.name}`;
      graph.connect({
        from: proxy.key,
        to: workloadKey(workload),
        reason: joined(
          {
            from: proxy.hop.name,
            to: `Service ${service.name}`,
            why,
            strength: 'reference',
            at: bound?.at ?? byPort?.at ?? group.at,
          },
          reason,
        ),
        ports: portsBehind(service, bound === undefined ? byPort : portOf(bound, service), workload),
      });
    }
  }
}

function portOf({ attach }: PolicyFact, { name }: ServiceFact): PortRef | undefined {
  return attach.find((target) => target.to === 'service' && target.name === name)?.port;
}
function portNumber(written: Expression | undefined, { names }: LinkContext): readonly number[] | undefined {
  const port = written === undefined ? undefined : evaluate(written, withNames(names));
  const number = port?.state === 'known' && !isLength(port.value) ? Number(port.value) : Number.NaN;
  return Number.isInteger(number) && number > 0 ? [number] : undefined;
}
