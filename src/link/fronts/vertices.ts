// Names of the vertices in the graph of requests.
import type { WorkloadFact } from '../../model/facts.js';

export function workloadKey(workload: WorkloadFact): string {
  return `workload:${workload.at.file}:${workload.at.line}:${workload.name}:${workload.address ?? ''}`;
}
