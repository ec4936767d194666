// Actions of the AWS Load Balancer Controller: an annotation in JSON that says where requests go.
import type { BackendRef } from '../../model/facts.js';
import type { Location } from '../../model/location.js';

/** The Services that it forwards to; none for redirects, fixed responses, target groups of others and what cannot be read. */
export function forwardedServices(json: string, at: Location): BackendRef[] {
  let action: unknown;
  try {
    action = JSON.parse(json);
  } catch {
    return [];
  }
  const targets = [...targetsIn(action, 0)];
  // Weights are moved during a rollout: one of zero counts only where others take everything.
  const weighted = targets.filter(({ weight }) => weight !== 0);
  return (weighted.length > 0 ? weighted : targets).map(({ service, port }) => ({
    service,
    at,
    ...(port === undefined ? {} : { port: { port, at } }),
  }));
}

interface Target {
  readonly service: string;
  readonly port: string | number | undefined;
  readonly weight: unknown;
}
/** Names are written with a small first letter or, as AWS has them, with a capital one. */
function* targetsIn(value: unknown, depth: number): Iterable<Target> {
  if (typeof value !== 'object' || value === null || depth > 6) return;
  const fields = new Map(Object.entries(value).map(([key, each]) => [key.toLowerCase(), each] as const));
  const service: unknown = fields.get('servicename');
  if (typeof service === 'string') {
    const port: unknown = fields.get('serviceport');
    yield { service, port: portOf(port), weight: fields.get('weight') };
    return;
  }
  for (const each of fields.values()) yield* targetsIn(each, depth + 1);
}
/** A number in quotes is one all the same. */
function portOf(value: unknown): string | number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value !== 'string' || value === '') return undefined;
  return /^\d{1,5}$/.test(value) ? Number(value) : value;
}
