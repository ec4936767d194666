// Services of Cloud Run that Terraform creates, as the workloads they are.
import type { WorkloadFact } from '../../model/facts.js';
import { podContainers, portFact } from './kubernetes-containers.js';
import { field } from './resource-links.js';
import { configuredName } from './resource-names.js';
import { settingsOf } from './resource-products.js';
import { itemsOf, placeOfSettled, type Settled, textOf } from './settled.js';
import type { ResourceInstance } from './walk.js';

/** Where each of them keeps its containers. */
const containersIn: Readonly<Record<string, readonly string[]>> = {
  google_cloud_run_service: ['template', 'spec', 'containers'],
  google_cloud_run_v2_service: ['template', 'containers'],
};

export function cloudRunFacts(resources: readonly ResourceInstance[]): WorkloadFact[] {
  return resources.flatMap((resource) => {
    const path = Object.hasOwn(containersIn, resource.type) ? containersIn[resource.type] : undefined;
    return path === undefined ? [] : [serviceFact(resource, field(resource.values, ...path))];
  });
}

function serviceFact(resource: ResourceInstance, written: Settled | undefined): WorkloadFact {
  const blocks = itemsOf(written);
  const name = field(resource.values, 'name');
  const title = textOf(name);
  const settings = settingsOf('terraform', resource.type, 'cloud-run', resource.values);
  return {
    kind: 'workload',
    workloadKind: 'CloudRunService',
    platform: 'kubernetes',
    name: title ?? configuredName(resource),
    at: resource.at,
    nameAt: title === undefined || name === undefined ? resource.nameAt : placeOfSettled(name),
    scope: resource.scope,
    complete: blocks.length > 0,
    labels: {},
    annotations: [],
    podLabels: {},
    podAnnotations: [],
    containers: podContainers(written).containers.map((container, index) => ({
      ...container,
      name: container.name === '' ? (title ?? configuredName(resource)) : container.name,
      // Kubernetes calls the block `port`.
      ports: itemsOf(field(blocks[index], 'ports')).flatMap(portFact),
    })),
    initContainers: [],
    readinessGates: [],
    podSpecAt: resource.at,
    ...(settings.length === 0 ? {} : { settings: [{ product: 'cloud-run', settings }] }),
  };
}
