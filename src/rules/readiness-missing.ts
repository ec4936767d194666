// A container without a readiness probe gets traffic before it can answer.
import {
  defineRule,
  isDatastore,
  isSurelyServed,
  listOf,
  mainPath,
  onlySendsLoad,
  probeReadiness,
  type ServedWorkload,
  type ServiceFact,
  servedWorkloads,
  serviceTitle,
  type UnknownReason,
  type Verdict,
} from './kit/index.js';

/** A headless Service and no port anywhere in the container: often only a name for something that reads a queue. */
function namesOnly({ workload, container }: ServedWorkload): UnknownReason | undefined {
  const headless = workload.services.length > 0 && workload.services.every((each) => each.clusterIP?.text === 'None');
  if (!headless || workload.frontedBy.length > 0 || container.ports.length > 0) return undefined;
  if (container.serverCandidates.length > 0) return undefined;
  const text = `${serviceTitle(workload.services[0] ?? workload)} is headless and container ${container.name} names no port, so nothing shows that it answers requests`;
  const settle = 'Name the port it listens on in the manifest; a container that listens on none needs no Service.';
  return { kind: 'not-in-scan', text, settle, at: container.at };
}

/** The Service that sends to a port of the container itself, where several select the pod. */
function serviceOf({ workload, container }: ServedWorkload): ServiceFact | undefined {
  const isOwn = (wanted: number | string): boolean =>
    container.ports.some(({ name, port }) => name === wanted || port === wanted);
  const own = workload.services.find(({ ports }) =>
    ports.some(({ port, targetPort }) => isOwn(targetPort?.port ?? port)),
  );
  return own ?? workload.services[0];
}

export default defineRule<ServedWorkload>({
  id: 'readiness-missing',
  severity: 'warning',
  summary: 'A container behind a Service has a readiness probe',
  cause: 'pod-not-ready',
  reads: ['container.readiness'],

  *each(model) {
    for (const served of servedWorkloads(model)) {
      const { workload, container } = served;
      // Knative probes by itself; how a datastore or another product is run is not the business of this repository's code.
      if (workload.fact.platform !== 'kubernetes' || workload.fact.workloadKind === 'KnativeService') continue;
      // Clients of a datastore see a refused connection, which is an error of their own and no 502.
      if (container.thirdParty === true || isDatastore(served, model.platform)) continue;
      if (!onlySendsLoad(served, model.platform)) yield served;
    }
  },
  requires(served): Verdict {
    const { workload, container } = served;
    const probed = workload.containers.filter((each) => each.readiness !== undefined);
    if (container.readiness !== undefined) return { holds: 'yes', because: [] };
    const idle = namesOnly(served);
    if (idle !== undefined) return { holds: 'unknown', because: [idle] };
    if (isSurelyServed(served) || probed.length === 0) {
      return { holds: 'no', because: [{ kind: 'written', at: container.at }] };
    }
    const text = `no port tells which container of ${workload.title} answers the requests, and only ${listOf(probed.map((each) => each.name))} has a readiness probe`;
    const settle = 'Name the port of the Service in the ports of the container that listens on it.';
    return { holds: 'unknown', because: [{ kind: 'ambiguous', text, settle, at: workload.at }] };
  },

  tell({ workload, container }) {
    const service = serviceOf({ workload, container });
    const path = mainPath(workload);
    const probed = workload.containers.find((each) => each !== container && each.readiness !== undefined);
    const when =
      probed === undefined
        ? 'it has started'
        : `the probe of container ${probed.name} succeeds, whether ${container.name} can answer or not`;
    return {
      message: `Container ${container.name} of ${workload.title} has no readiness probe, so ${serviceTitle(service ?? workload)} sends it requests as soon as ${when}.`,
      help: 'Add a readinessProbe on an endpoint that answers only when the server can serve.',
      at: container.at,
      related:
        service === undefined
          ? []
          : [{ message: `${serviceTitle(service)} sends requests to it`, location: service.nameAt }],
      key: [workload.title, container.name],
      remedies: probeReadiness(container),
      ...(path === undefined ? {} : { path }),
      // Mostly a proxy in front of the one that is probed, and up long before it.
      ...(probed === undefined ? {} : { severity: 'note' as const }),
    };
  },
  subject: ({ workload, container }) => ({
    name: `readiness of container ${container.name} of ${workload.title}`,
    at: container.at,
    of: workload.fact,
  }),
});
