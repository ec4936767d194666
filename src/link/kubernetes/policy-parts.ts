// Parts of routes and policies that count for some of the requests only: rules, ports, subsets.
import type { BackendRef, PolicyFact, PortRef, ServiceFact, WrittenSetting } from '../../model/facts.js';

/** What a rule of a route says counts for its own backends. */
export function isOfPart({ part }: { readonly part?: number }, backend: BackendRef | undefined): boolean {
  return part === undefined || backend?.part === undefined || part === backend.part;
}

type Part = NonNullable<PolicyFact['parts']>[number];
interface Destination {
  readonly service?: ServiceFact;
  readonly backend?: BackendRef;
}

/** The settings of a policy for one destination: what a subset says takes the place of all else, and then what a port says. */
export function countedIn({ parts, settings }: PolicyFact, destination: Destination): readonly WrittenSetting[] {
  if (parts === undefined) return settings;
  const within = (isMeant: (part: Part) => boolean): readonly WrittenSetting[] | undefined => {
    const meant = new Set(parts.flatMap((part, index) => (isMeant(part) ? [index] : [])));
    return meant.size === 0 ? undefined : settings.filter(({ part }) => part !== undefined && meant.has(part));
  };
  const wanted = destination.backend?.subset;
  const bySubset = wanted === undefined ? undefined : within(({ subset }) => subset === wanted);
  if (bySubset !== undefined && bySubset.length > 0) return bySubset;
  return (
    within(({ port }) => port !== undefined && arrivesAt(port, destination)) ??
    settings.filter(({ part }) => part === undefined)
  );
}

/** Of a Service with one port nobody has to name it; the proxy in the pod gets what arrives at any. */
function arrivesAt({ port }: PortRef, { service, backend }: Destination): boolean {
  const ports = service?.ports ?? [];
  const asked = backend?.port?.port;
  if (backend !== undefined && asked === undefined && ports.length > 1) return false;
  const found = asked === undefined ? ports : ports.filter((each) => each.port === asked || each.name === asked);
  return found.some((each) => each.port === port);
}
