// Names of the vertices in the graph of requests.
import type { WorkloadFact } from '../../model/facts.js';
import { placeKey } from '../names/proximity.js';

export function workloadKey(workload: WorkloadFact): string {
  return `workload:${placeKey(workload)}:${workload.name}:${workload.address ?? ''}`;
}
