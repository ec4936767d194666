// The part of a workload that only pods have.
import type { WorkloadFact } from './facts.js';

/** What only Kubernetes and its like write about a workload: the same nothing for every other platform. */
export const podless = {
  labels: {},
  annotations: [],
  podLabels: {},
  podAnnotations: [],
  initContainers: [],
  readinessGates: [],
} as const satisfies Partial<WorkloadFact>;
