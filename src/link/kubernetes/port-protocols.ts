// The protocol that the port of a Service is said to speak, where a product takes the HTTP version from there.
import { type SpokenVersion, versionWords } from '../../knowledge/http-version.js';
import { type Expression, literal } from '../../model/expression.js';
import type { Annotation, PortRef, RouteFact, ServiceFact, WrittenSetting } from '../../model/facts.js';
import type { Location } from '../../model/location.js';

type ServicePort = ServiceFact['ports'][number];
/** What says it, and where. */
interface Saying {
  readonly key: string;
  readonly spoken: SpokenVersion;
  readonly at: Location;
}

/** `ports`: those that requests are sent to, all of them where none is named. */
export function portProtocols(
  product: string,
  services: readonly ServiceFact[],
  ports: readonly (PortRef | undefined)[] = [],
  route?: RouteFact,
): readonly WrittenSetting[] {
  const [service] = services;
  const whole = route === undefined || service === undefined ? undefined : routeSaying(product, route, service);
  const said = services.flatMap((each) =>
    each.ports
      .filter((own) => ports.length === 0 || ports.some((wanted) => wanted === undefined || isPort(own, wanted.port)))
      .map((own) => portSaying(product, each, own, route) ?? whole),
  );
  const first = said.find((each) => each !== undefined);
  if (first === undefined) return [];
  const isSame = said.every((each) => each?.spoken === first.spoken);
  const value =
    isSame && first.spoken !== 'undocumented'
      ? literal(first.spoken, first.at)
      : unclear(
          isSame
            ? `whether what ${first.key} of its Service says means HTTP/2 to this product is not documented`
            : 'the ports of its Service speak different protocols',
          first.at,
        );
  return [{ name: 'outbound.httpVersion', key: first.key, value, keyAt: first.at }];
}
const unclear = (text: string, at: Location): Expression => ({ kind: 'unknown', reason: 'ambiguous', text, at });
const isPort = ({ name, port }: ServicePort, wanted: PortRef['port']): boolean =>
  wanted === port || wanted === name || wanted === String(port);

/** A route of gRPC, or an annotation of the route that names the Service. */
function routeSaying(product: string, route: RouteFact, { name }: ServiceFact): Saying | undefined {
  const { routes, servicesAnnotation } = versionWords(product);
  if (routes.includes(route.routeKind)) return { key: 'kind', spoken: '2', at: route.nameAt };
  const list = servicesAnnotation === undefined ? undefined : annotationOf(route, servicesAnnotation);
  if (list === undefined || !list.value.split(',').some((each) => each.trim() === name)) return undefined;
  return { key: list.key, spoken: '2', at: list.at };
}
function portSaying(
  product: string,
  service: ServiceFact,
  port: ServicePort,
  route: RouteFact | undefined,
): Saying | undefined {
  const { portNames, ports, appProtocols, withoutAppProtocol, portAnnotation, portsAnnotations } =
    versionWords(product);
  if (portNames.size + ports.size + appProtocols.size === 0) return undefined;
  const { name = '', appProtocol, at } = port;
  const annotation = portAnnotation === undefined ? undefined : annotationOf(service, portAnnotation);
  const written = annotation === undefined ? undefined : protocolIn(annotation.value, port);
  if (annotation !== undefined && written !== undefined)
    return { key: annotation.key, spoken: appProtocols.get(written) ?? '1.1', at: annotation.at };
  if (appProtocol !== undefined && !withoutAppProtocol.includes(route?.routeKind ?? '')) {
    const spoken = appProtocols.get(appProtocol);
    return spoken === undefined ? undefined : { key: 'appProtocol', spoken, at };
  }
  const listed = portsAnnotations
    .map((key) => annotationOf(service, key))
    .find((each) => each !== undefined && listsPort(each.value, port));
  if (listed !== undefined) return { key: listed.key, spoken: '2', at: listed.at };
  const word = [...portNames.keys()].find((each) => name === each || name.startsWith(`${each}-`));
  const byName = word === undefined ? undefined : portNames.get(word);
  if (byName !== undefined) return { key: 'name', spoken: byName, at };
  const byNumber = ports.get(String(port.port));
  return byNumber === undefined ? undefined : { key: 'port', spoken: byNumber, at };
}
const annotationOf = (
  { annotations }: { readonly annotations: readonly Annotation[] },
  key: string,
): Annotation | undefined => annotations.find((each) => each.key === key);
const listsPort = (list: string, port: ServicePort): boolean =>
  list.split(',').some((each) => isPort(port, each.trim()));

/** `{"grpc":"HTTP2"}`: the keys are names of ports, or their numbers where they have none. */
function protocolIn(json: string, { name, port }: ServicePort): string | undefined {
  try {
    const said: unknown = JSON.parse(json);
    if (typeof said !== 'object' || said === null) return undefined;
    const entry = Object.entries(said).find(([key]) => key === name || key === String(port));
    return typeof entry?.[1] === 'string' ? entry[1] : undefined;
  } catch {
    // What is not JSON says nothing to the controller either.
    return undefined;
  }
}
