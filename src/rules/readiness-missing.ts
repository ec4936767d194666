// A container without a readiness probe gets traffic before it can answer.
import { defineRule, mainPath, type ServedWorkload, servedWorkloads, type Verdict } from './kit/index.js';

export default defineRule<ServedWorkload>({
  id: 'readiness-missing',
  severity: 'warning',
  summary: 'A container behind a Service has a readiness probe',
  cause: 'pod-not-ready',
  reads: ['container.readiness'],

  *each(model) {
    for (const served of servedWorkloads(model)) {
      if (served.workload.fact.platform === 'kubernetes') yield served;
    }
  },
  requires: ({ workload, container }): Verdict =>
    container.readiness !== undefined || workload.fact.workloadKind === 'KnativeService'
      ? { holds: 'yes', because: [] }
      : { holds: 'no', because: [{ kind: 'written', at: container.at }] },

  tell({ workload, container }) {
    const service = workload.services[0];
    const path = mainPath(workload);
    return {
      message: `Container ${container.name} of ${workload.title} has no readiness probe, so Service ${service?.name ?? workload.name} sends it requests as soon as it has started.`,
      help: 'Add a readinessProbe on an endpoint that answers only when the server can serve.',
      at: container.at,
      related: service === undefined ? [] : [{ message: `Service ${service.name} sends requests to it`, location: service.nameAt }],
      key: [workload.title, container.name],
      ...(path === undefined ? {} : { path }),
    };
  },
  subject: ({ workload, container }) => ({ name: `readiness of container ${container.name} of ${workload.title}`, at: container.at }),
});
