// The containers that run as long as a pod does: its own, and native sidecars, which Kubernetes starts before them and stops after them.
import { perObject } from '../../knowledge/memo.js';
import type { ContainerFact, WorkloadFact } from '../../model/facts.js';

/** Native sidecars last, so that the places of the others stay theirs. */
export const runningContainers = perObject((workload: WorkloadFact): readonly ContainerFact[] => {
  const sidecars = workload.initContainers.filter((each) => each.sidecar);
  return sidecars.length === 0 ? workload.containers : [...workload.containers, ...sidecars];
});
