// Where one object names a port of another that this does not have: routes, Services, and proxies that are told an address.
import type { PortRef, ServiceFact, Text } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import { derived, written } from '../../model/setting.js';
import type { BackendLink, Container, RequestPath, Workload } from '../../model/topology.js';
import type { Verdict } from '../../model/verdict.js';
import type { Tale } from './define-rule.js';
import type { ForwardedPort } from './forwarded-ports.js';
import { isNearby } from './nearby.js';
import { atStart, listOf, serviceTitle, showPlace } from './wording.js';
import { mainPath } from './workloads.js';
import { filledIn } from './written-or-default.js';

export interface Doorway {
  readonly name: string;
  readonly at: Location;
  readonly holds: Verdict;
  tell(): Tale;
}
type ServicePort = ServiceFact['ports'][number];

export const refusedAt = (at: Location): Verdict => ({ holds: 'no', because: [{ kind: 'written', at }] });
/** A port that only a template knows may be the one that is missing. */
function openText(ports: readonly (PortRef | Text | undefined)[]): Verdict | undefined {
  const open = ports.find((each) => each !== undefined && (!('port' in each) || each.filledIn === true));
  if (open === undefined) return undefined;
  return { holds: 'unknown', because: [filledIn('port' in open ? String(open.port) : open.text, open.at)] };
}
export const withPath = (path: RequestPath | undefined): { readonly path?: RequestPath } =>
  path === undefined ? {} : { path };
export const targetOf = (port: ServicePort): PortRef => port.targetPort ?? { port: port.port, at: port.at };
const namesOf = (port: ServicePort): string =>
  port.name === undefined ? `${port.port}` : `${port.port} (${port.name})`;

// ---------------------------------------------------------------- a route names a port that the Service does not have

/** Controllers look for the port's number or name, and some for its target as well. */
function publishes(service: ServiceFact, { port }: PortRef): boolean {
  return service.ports.some((each) =>
    [each.port, each.name, each.targetPort?.port].some((own) => own !== undefined && String(own) === String(port)),
  );
}
export function* fromRoutes({ route, backend, services }: BackendLink): Iterable<Doorway> {
  const { port } = backend;
  const [service] = services;
  const none = services.some((each) => each.ports.length === 0 || each.externalName !== undefined);
  if (port === undefined || service === undefined || none || services.some((each) => publishes(each, port))) return;
  // Far apart, the name may be all that the two have in common.
  if (!services.some((each) => isNearby(route, each))) return;
  const open = openText([port, ...services.map((each) => each.portsOpen)]);
  const name = `port ${port.port} of ${route.routeKind} ${route.name}`;
  yield {
    name,
    at: port.at,
    holds: open ?? refusedAt(port.at),
    tell: () => ({
      message: `${route.routeKind} ${route.name} sends to port ${port.port} (${showPlace(port.at)}) of ${serviceTitle(service)}, which publishes only ${listOf(service.ports.map(namesOf))} (${showPlace(service.ports[0]?.at ?? service.nameAt)}), so nothing answers behind that route.`,
      help: `Write ${listOf(service.ports.map(namesOf), 'or')} there, or let ${serviceTitle(service)} publish ${port.port} as well.`,
      at: port.at,
      related: [
        { message: `${serviceTitle(service)} has these ports`, location: service.ports[0]?.at ?? service.nameAt },
      ],
      key: [route.routeKind, route.name, service.name, String(port.port)],
    }),
  };
}

// ---------------------------------------------------------------- a Service names a port that no container has

export function containerPorts({ fact }: Workload): Container['ports'] {
  return [...fact.containers, ...fact.initContainers.filter((each) => each.sidecar)].flatMap((each) => each.ports);
}
export function* fromServices(service: ServiceFact, workloads: readonly Workload[]): Iterable<Doorway> {
  for (const port of service.ports) {
    const target = targetOf(port);
    if (typeof target.port !== 'string') continue;
    const [first] = workloads;
    // A pod that lacks the name is only left out where others have it.
    if (first === undefined || workloads.some((each) => containerPorts(each).some(({ name }) => name === target.port)))
      continue;
    const open = openText([target, ...workloads.flatMap(({ fact }) => fact.containers.map((each) => each.portsOpen))]);
    const named = containerPorts(first).flatMap((each) => each.name ?? []);
    const has = named.length === 0 ? 'none of its ports has a name' : `its ports are named ${listOf(named)}`;
    yield {
      name: `port ${namesOf(port)} of ${serviceTitle(service)}`,
      at: target.at,
      holds: open ?? refusedAt(target.at),
      tell: () => ({
        message: `${atStart(serviceTitle(service))} sends to the port named ${target.port} (${showPlace(target.at)}) of ${first.title}, but ${has}, so the Service has no endpoint for it.`,
        help: `Give the container port the name ${target.port}, or let targetPort be its number.`,
        at: target.at,
        related: [{ message: `${first.title} is selected`, location: first.served?.at ?? first.at }],
        key: [service.name, String(target.port)],
        ...withPath(mainPath(first)),
      }),
    };
  }
}

// ---------------------------------------------------------------- a Service names a number that no container has

/**
 * What a container declares decides nothing. But where it declares one port, is asked for its readiness there,
 * and the Service sends to another, somebody forgot to translate.
 */
export function* fromNumbers(service: ServiceFact, workloads: readonly Workload[]): Iterable<Doorway> {
  const [workload, ...others] = workloads;
  const [port, ...more] = service.ports;
  if (workload === undefined || port === undefined || others.length > 0 || more.length > 0) return;
  const target = targetOf(port);
  const only = onlyPortAsked(workload);
  if (only === undefined || typeof target.port !== 'number' || target.port === only.port) return;
  if (target.filledIn === true || service.clusterIP?.text === 'None') return;
  yield {
    name: `port ${namesOf(port)} of ${serviceTitle(service)}`,
    at: target.at,
    holds: { holds: 'no', because: [derived(only.at, 'containerPort', [written(target.at)])] },
    tell: () => ({
      message: `${atStart(serviceTitle(service))} sends to port ${target.port} (${showPlace(target.at)}) of ${workload.title}, but its container declares only ${only.port} (${showPlace(only.at)}) and is asked for its readiness there, so connections are refused unless it listens on both.`,
      help: `Set targetPort to ${only.port}, or declare ${target.port} as well if something listens there.`,
      at: target.at,
      related: [{ message: `${workload.title} declares ${only.port}`, location: only.at }],
      key: [service.name, String(target.port), String(only.port)],
      severity: 'warning',
      ...withPath(mainPath(workload)),
    }),
  };
}
/** Of a pod with one container whose program nobody here reads. */
function onlyPortAsked(workload: Workload): Container['ports'][number] | undefined {
  const { fact, containers } = workload;
  const [container, ...others] = containers;
  const [only, ...more] = containerPorts(workload);
  if (container === undefined || only === undefined || others.length > 0 || more.length > 0) return undefined;
  const { readiness } = container;
  if (container.serverCandidates.length > 0 || fact.containers.some((each) => each.portsOpen !== undefined))
    return undefined;
  if (readiness?.handler !== 'http' && readiness?.handler !== 'grpc') return undefined;
  const asked = readiness.port?.port;
  return asked === only.port || (asked !== undefined && asked === only.name) ? only : undefined;
}

// ---------------------------------------------------------------- a proxy names a port that the Service does not have

export function* fromAddresses({ hop, reference, service }: ForwardedPort): Iterable<Doorway> {
  const { port, at } = reference;
  if (service === undefined || port === undefined || service.ports.length === 0) return;
  if (service.externalName !== undefined || service.clusterIP?.text === 'None') return;
  if (service.ports.some((each) => each.port === port)) return;
  const open = openText([service.portsOpen]);
  yield {
    name: `port ${port} of ${hop.name}`,
    at,
    holds: open ?? refusedAt(at),
    tell: () => ({
      message: `${atStart(hop.name)} sends to port ${port} (${showPlace(at)}) of ${serviceTitle(service)}, which publishes only ${listOf(service.ports.map(namesOf))} (${showPlace(service.ports[0]?.at ?? service.nameAt)}), so nothing answers there.`,
      help: `Write ${listOf(
        service.ports.map((each) => String(each.port)),
        'or',
      )} there, or let ${serviceTitle(service)} publish ${port} as well.`,
      at,
      related: [
        { message: `${serviceTitle(service)} has these ports`, location: service.ports[0]?.at ?? service.nameAt },
      ],
      key: [hop.id, service.name, String(port)],
    }),
  };
}
