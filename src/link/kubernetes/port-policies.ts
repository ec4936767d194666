// Annotations that give each port of a Service its own policy: {"default": "a", "ports": {"80": "b", "http": "c"}}.
import { products } from '../../knowledge/lookup.js';
import type { ServiceFact, SettingMistake } from '../../model/facts.js';
import type { FactIndex } from '../../model/topology.js';

interface PortPolicies {
  readonly fallback: string | undefined;
  readonly byPort: readonly (readonly [port: string, policy: string])[];
}
function readPortPolicies(value: string): PortPolicies | undefined {
  let parsed: unknown;
  try {
    parsed = JSON.parse(value);
  } catch {
    return undefined;
  }
  if (typeof parsed !== 'object' || parsed === null) return undefined;
  const { default: fallback, ports } = parsed as { readonly default?: unknown; readonly ports?: unknown };
  const entries = typeof ports === 'object' && ports !== null ? Object.entries(ports) : [];
  return {
    fallback: typeof fallback === 'string' ? fallback : undefined,
    byPort: entries.flatMap(([port, policy]) => (typeof policy === 'string' ? [[port, policy] as const] : [])),
  };
}
const isPortOf = (service: ServiceFact, key: string): boolean =>
  service.ports.some((each) => each.name === key || String(each.port) === key);

/** Whether the annotation gives this policy to a port the Service has; undefined when it is not of this form. */
export function givesPolicy(value: string, policy: string, service: ServiceFact): boolean | undefined {
  const read = readPortPolicies(value);
  if (read === undefined) return undefined;
  return read.fallback === policy || read.byPort.some(([port, name]) => name === policy && isPortOf(service, port));
}

/** A port the Service does not have: usually the container's, which nobody looks up there. */
export function unknownPorts(facts: FactIndex): readonly SettingMistake[] {
  const owners = new Map(
    products().flatMap((file) =>
      (file.policies ?? []).flatMap(({ namedBy }) =>
        namedBy?.byPort === true ? [[namedBy.annotation, file.product] as const] : [],
      ),
    ),
  );
  return facts.of('service').flatMap((service) =>
    service.annotations.flatMap((annotation): readonly SettingMistake[] => {
      const product = owners.get(annotation.key);
      const wrong = readPortPolicies(annotation.value)?.byPort.find(([port]) => !isPortOf(service, port));
      if (product === undefined || wrong === undefined || service.ports.length === 0) return [];
      const own = service.ports.map((each) =>
        each.name === undefined ? String(each.port) : `${each.name} (${each.port})`,
      );
      return [
        {
          kind: 'setting-mistake',
          mistake: 'ignored',
          product,
          key: annotation.key,
          at: annotation.keyAt,
          because: `gives ${wrong[1]} to port ${wrong[0]}, which Service ${service.name} does not have: its ports are ${own.join(', ')}`,
          help: 'Name the port or the port number of the Service, not of the container.',
          related: [{ message: `Service ${service.name}`, at: service.nameAt }],
          ...(service.scope === undefined ? {} : { scope: service.scope }),
        },
      ];
    }),
  );
}
