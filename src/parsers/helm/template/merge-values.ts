// Puts values of a chart over others: maps are joined, everything else is replaced, and nothing takes a key away.
import type { Sourced } from '../../kit/sourced.js';

/** Neither is changed. */
export function mergeValues(below: Sourced | undefined, above: Sourced, depth = 0): Sourced {
  if (below?.kind !== 'map' || above.kind !== 'map' || depth > 100) return above;
  const entries = new Map(below.entries);
  for (const [key, held] of above.entries) {
    const before = entries.get(key);
    if (held.value.kind === 'nothing' && before !== undefined) entries.delete(key);
    else entries.set(key, { key: held.key, value: mergeValues(before?.value, held.value, depth + 1) });
  }
  const open = above.open ?? below.open;
  const from = above.from ?? below.from;
  return { kind: 'map', entries, ...(open === undefined ? {} : { open }), ...(from === undefined ? {} : { from }) };
}
