// A product as hops carry it, read from the knowledge table.
import { behaviourOf, product as knowledgeOf, versionOf } from '../../knowledge/lookup.js';
import type { Behaviour } from '../../knowledge/schema.js';
import { readDuration } from '../../model/duration.js';
import type { Location } from '../../model/location.js';
import { finite, known, type Setting } from '../../model/setting.js';
import type { HopKind, Product } from '../../model/topology.js';

const hopKinds: readonly string[] = ['cdn', 'load-balancer', 'ingress', 'gateway', 'mesh', 'proxy', 'server'];
function isHopKind(kind: string): kind is HopKind {
  return hopKinds.includes(kind);
}

/** `impliedBy` is the object whose presence makes the product's habits matter. */
export function productOf(id: string, impliedBy: Location): Product {
  const entry = knowledgeOf(id);
  const behaviour = behaviourOf(id);
  const runtime = runtimeOf(id, entry?.title ?? id);
  const propagation =
    behaviour.propagation === undefined ? undefined : documented(behaviour, behaviour.propagation, id, impliedBy);
  return {
    id,
    title: entry?.title ?? id,
    layer: entry?.layer ?? 7,
    kind: entry !== undefined && isHopKind(entry.kind) ? entry.kind : 'server',
    status: behaviour.status ?? {},
    ...(runtime === undefined ? {} : { runtime }),
    ...(behaviour.retriesDeadConnection === undefined
      ? {}
      : { retriesDeadConnection: behaviour.retriesDeadConnection }),
    ...(behaviour.retryNote === undefined ? {} : { retryNote: behaviour.retryNote }),
    ...(behaviour.pools === undefined ? {} : { pools: behaviour.pools }),
    ...(propagation === undefined ? {} : { propagation }),
    ...(behaviour.propagationAssumed === undefined ? {} : { propagationIsAssumed: true as const }),
  };
}
/** `Node` for Express, whose version is that of Node; nothing for Node itself. */
function runtimeOf(id: string, title: string): string | undefined {
  const runtime = versionOf(id);
  const name = `${runtime.charAt(0).toUpperCase()}${runtime.slice(1)}`;
  return runtime === 'own' || title.split(/[^A-Za-z]+/).includes(name) ? undefined : name;
}
function documented(behaviour: Behaviour, text: string, id: string, impliedBy: Location): Setting | undefined {
  const reading = readDuration(text, 'go-duration');
  if (!reading.ok) return undefined;
  return known(finite(reading.length), {
    kind: 'default',
    entry: `${id}/propagation`,
    label: behaviour.propagationAssumed ?? `documented for ${knowledgeOf(id)?.title.replace(/^the /, '') ?? id}`,
    impliedBy,
  });
}
