// Services of Cloud Run that Terraform creates, as the workloads they are.
import type { SettingMistake, WorkloadFact } from '../../../model/facts.js';
import { podless } from '../../../model/podless.js';
import { emptyEnvironment } from '../../names/evaluate.js';
import { refusedAttributes } from '../../settings/refusals.js';
import { buildSettingTable } from '../../settings/setting-table.js';
import { podContainers, portFact } from '../kubernetes/containers.js';
import type { Network } from '../resources/network.js';
import type { ResourceInstance } from '../resources/resource-instance.js';
import { field } from '../resources/resource-links.js';
import { nameOf } from '../resources/resource-names.js';
import { settingsOf } from '../resources/resource-products.js';
import { selectValues } from '../values/select-values.js';
import { itemsOf, placeOfSettled, type Settled, textOf } from '../values/settled.js';

/** Where each of them keeps its containers. */
const containersIn: Readonly<Record<string, readonly string[]>> = {
  google_cloud_run_service: ['template', 'spec', 'containers'],
  google_cloud_run_v2_service: ['template', 'containers'],
};

export function cloudRunFacts(network: Network): (WorkloadFact | SettingMistake)[] {
  return network.resources.flatMap((resource) => {
    const path = Object.hasOwn(containersIn, resource.type) ? containersIn[resource.type] : undefined;
    if (path === undefined) return [];
    const fact = serviceFact(resource, field(resource.values, ...path));
    const targetGroups = backendsOf(network, resource);
    return [targetGroups.length === 0 ? fact : { ...fact, targetGroups }, ...mistakesOf(fact)];
  });
}
function mistakesOf({ settings = [], at }: WorkloadFact): readonly SettingMistake[] {
  return settings.flatMap(({ product, settings: written }) => {
    const source = { product, version: undefined, impliedBy: at, environment: emptyEnvironment };
    return refusedAttributes(product, buildSettingTable({ ...source, layers: [written] }).refusals);
  });
}

/** The backend services of load balancers that lead to it, through serverless NEGs that name it. */
function backendsOf({ resources, names }: Network, service: ResourceInstance): WorkloadFact['targetGroups'] & {} {
  const own = textOf(field(service.values, 'name'));
  const namesIt = (value: Settled | undefined): boolean =>
    names.all(service.scope, value).some(({ resource }) => resource === service) ||
    (own !== undefined && textOf(value) === own);
  const groups = new Set(
    resources.filter(
      ({ type, scope, values }) =>
        type === 'google_compute_region_network_endpoint_group' &&
        scope === service.scope &&
        (namesIt(field(values, 'cloud_run', 'service')) || isMasked(values, service)),
    ),
  );
  if (groups.size === 0) return [];
  return resources
    .filter(({ type }) => /^google_compute_(?:region_)?backend_service$/.test(type))
    .flatMap((backend) =>
      selectValues(backend.values, 'backend[].group')
        .flatMap(({ value }) => names.all(backend.scope, value))
        .flatMap(({ resource, at }) => (groups.has(resource) ? [{ ref: backend.address, at }] : [])),
    );
}

/** The address of a request names the service: `<service>.example.com`. Any of the region may be asked for. */
function isMasked(group: Settled | undefined, service: ResourceInstance): boolean {
  const mask = textOf(field(group, 'cloud_run', 'url_mask'));
  const [here, there] = [textOf(field(group, 'region')), textOf(field(service.values, 'location'))];
  return mask?.includes('<service>') === true && (here === undefined || there === undefined || here === there);
}

function serviceFact(resource: ResourceInstance, written: Settled | undefined): WorkloadFact {
  const blocks = itemsOf(written);
  const name = field(resource.values, 'name');
  const title = textOf(name) || undefined;
  const settings = settingsOf('terraform', resource.type, 'cloud-run', resource.values);
  return {
    ...podless,
    kind: 'workload',
    workloadKind: 'CloudRunService',
    platform: 'kubernetes',
    name: nameOf(resource),
    at: resource.at,
    nameAt: title === undefined || name === undefined ? resource.nameAt : placeOfSettled(name),
    scope: resource.scope,
    complete: blocks.length > 0,
    containers: podContainers(written).containers.map((container, index) => ({
      ...container,
      name: container.name === '' ? nameOf(resource) : container.name,
      // Kubernetes calls the block `port`.
      ports: itemsOf(field(blocks[index], 'ports')).flatMap(portFact),
    })),
    podSpecAt: resource.at,
    ...(settings.length === 0 ? {} : { settings: [{ product: 'cloud-run', settings }] }),
  };
}
