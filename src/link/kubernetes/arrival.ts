// The ports of a workload at which requests arrive: what a Service, a target group or an address names, followed to the container.
import type { PortRef, ServiceFact, WorkloadFact } from '../../model/facts.js';

/** Undefined where files do not tell: requests may then arrive at any. */
export type Ports = readonly number[] | undefined;

export function unionOfPorts(all: readonly Ports[]): Ports {
  const known = all.flatMap((ports) => ports ?? []);
  return all.length === 0 || all.some((ports) => ports === undefined) ? undefined : [...new Set(known)];
}

/** Where requests for that port of the Service arrive; without a port, where the Service has only one. */
export function portsBehind(service: ServiceFact, asked: PortRef | undefined, workload: WorkloadFact): Ports {
  if (service.portsOpen !== undefined || asked?.filledIn === true) return undefined;
  const [only, ...others] = portsOf(service, asked);
  return only === undefined || others.length > 0 ? undefined : targetPorts(only, workload);
}
/** What a proxy that goes by addresses sends to: behind a headless Service, the very port it names. */
export function portsByAddress(service: ServiceFact, port: number | undefined, workload: WorkloadFact): Ports {
  if (port === undefined) return undefined;
  if (service.clusterIP?.text === 'None') return [port];
  return portsBehind(service, { port, at: service.at }, workload);
}
/** Every port of a Service that is open to all. */
export function everyPortBehind(service: ServiceFact, workload: WorkloadFact): Ports {
  if (service.portsOpen !== undefined) return undefined;
  return unionOfPorts(portsForRequests(service).map((port) => targetPorts(port, workload)));
}

type ServicePort = ServiceFact['ports'][number];

/** By name or number, else by the target: routes of OpenShift and some controllers name that. */
function portsOf({ ports }: ServiceFact, asked: PortRef | undefined): readonly ServicePort[] {
  if (asked === undefined) return ports;
  const named = String(asked.port);
  const own = ports.filter((each) => each.name === named || String(each.port) === named);
  return own.length > 0 ? own : ports.filter((each) => String(each.targetPort?.port) === named);
}
function targetPorts({ port, targetPort }: ServicePort, { containers }: WorkloadFact): Ports {
  if (targetPort?.filledIn === true) return undefined;
  const target = targetPort?.port ?? port;
  if (typeof target === 'number') return [target];
  const named = containers.flatMap((each) => each.ports.filter(({ name }) => name === target));
  const [only, ...others] = new Set(named.map((each) => each.port));
  return only === undefined || others.length > 0 ? undefined : [only];
}

/** Prometheus asks by it, or a probe, again and again, and nobody waits for the answer. */
const observedPort = /(?:^|-)(?:metrics|prometheus|health|healthz|probes?)(?:-|$)/;
/** What kubebuilder calls it; its one port is called `https` there. */
const metricsService = /-metrics-(?:service|svc)$/;
export function isForObservers({ name: called, ports }: ServiceFact): boolean {
  if (ports.length === 1 && metricsService.test(called)) return true;
  return ports.length > 0 && ports.every(({ name }) => name !== undefined && observedPort.test(name));
}
export function portsForRequests(service: ServiceFact): ServiceFact['ports'] {
  return isForObservers(service)
    ? service.ports
    : service.ports.filter(({ name }) => name === undefined || !observedPort.test(name));
}
