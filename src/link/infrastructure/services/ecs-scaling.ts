// What Application Auto Scaling may do with the tasks of an ECS service: registered for it, its range holds, whatever the service asks for.
// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
import type { AutoscalerFact, WorkloadFact } from '../../../model/facts.js';
import type { Network } from '../resources/network.js';
import { quantityOf } from '../resources/object-fields.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import { field, fieldsOf, isService } from '../resources/resource-links.js';
import { configuredName } from '../resources/resource-names.js';
import { placeOfSettled, type Settled, textOf } from '../values/settled.js';

const targetType = /^(?:aws_appautoscaling_target|AWS::ApplicationAutoScaling::ScalableTarget)$/;

/** `workloads`: what became of the services. */
export function ecsAutoscalers({ resources, names }: Network, workloads: readonly WorkloadFact[]): AutoscalerFact[] {
  const byAddress = new Map(workloads.map((each) => [each.address, each]));
  return resources.flatMap((target): AutoscalerFact[] => {
    if (!targetType.test(target.type)) return [];
    const fields = fieldsOf(target);
    const id = field(fields, 'resource_id');
    const service = serviceOf(target, id, names) ?? namesake(target, id, resources);
    const workload = service && byAddress.get(`${service.scope} ${service.address}`);
    if (id === undefined || workload?.address === undefined) return [];
    const min = quantityOf(field(fields, 'min_capacity'));
    const max = quantityOf(field(fields, 'max_capacity'));
    return [
      {
        kind: 'autoscaler',
        autoscalerKind: 'ScalableTarget',
        name: configuredName(target),
        at: target.at,
        nameAt: target.nameAt,
        scope: target.scope,
        labels: {},
        annotations: [],
        target: { name: workload.name, address: workload.address, at: placeOfSettled(id) },
        metrics: [],
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
      },
    ];
  });
}
/** `service/CLUSTER/NAME`, where the name is an attribute of the service. */
function serviceOf(
  target: ResourceInstance,
  id: Settled | undefined,
  names: Network['names'],
): ResourceInstance | undefined {
  return names.all(target.scope, id).find(({ resource }) => isService(resource))?.resource;
}
/** The same as text. */
function namesake(
  target: ResourceInstance,
  id: Settled | undefined,
  resources: readonly ResourceInstance[],
): ResourceInstance | undefined {
  const name = /^service\/[^/]*\/([^/]+)$/.exec(textOf(id) ?? '')?.[1];
  if (name === undefined) return undefined;
  const named = resources.filter(
    (each) =>
      isService(each) &&
      each.scope === target.scope &&
      name === (textOf(field(fieldsOf(each), 'name')) ?? textOf(field(fieldsOf(each), 'service_name'))),
  );
  return named.length === 1 ? named[0] : undefined;
}
