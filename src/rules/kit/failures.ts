// What the client sees when a hop loses its connection to upstream, and which requests that hop sends again.
import type { Hop } from '../../model/topology.js';

/** A clause that follows "so": "a request that meets the close ends as 502 at the client". */
export function lostRequest({ product, settings }: Hop): string {
  const scope = settings.get('outbound.retryScope');
  if (settings.isWritten('outbound.retryScope') && scope.state === 'known') {
    const key = settings.keyOf('outbound.retryScope');
    if (scope.value === 'none')
      return `a request that meets the close ${surfaces(product)}, whatever its method (${key})`;
    if (scope.value === 'all') return `a request that meets the close is sent a second time, POST included (${key})`;
  }
  const note = product.retryNote;
  if (note === undefined) return `a request that meets the close ${surfaces(product)}`;
  const told = product.status.reset !== undefined && note.includes(product.status.reset);
  const who = note.startsWith('whether ') ? '' : `${product.title} `;
  return `a request that meets the close ${told ? 'fails' : surfaces(product)}: ${who}${note}`;
}
function surfaces({ status }: Hop['product']): string {
  if (status.reset === undefined) return 'fails';
  return status.reset === 'closed' ? 'ends without any response' : `ends as ${status.reset}`;
}
