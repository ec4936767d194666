// What the client sees when a hop loses its connection to upstream, and which requests that hop sends again.
import type { Hop } from '../../model/topology.js';

/** A clause that follows "so": "a request sent at that moment ends as 502". */
export function lostRequest({ product, settings }: Pick<Hop, 'product' | 'settings'>): string {
  const scope = settings.get('outbound.retryScope');
  if (settings.isWritten('outbound.retryScope') && scope.state === 'known') {
    const key = settings.keyOf('outbound.retryScope');
    if (scope.value === 'none')
      return `a request sent at that moment ${surfaces(product)}, whatever its method (${key})`;
    if (scope.value === 'all') return `a request sent at that moment is sent a second time, POST included (${key})`;
  }
  const note = product.retryNote;
  if (note === undefined) return `a request sent at that moment ${surfaces(product)}`;
  const told = product.status.reset !== undefined && note.includes(product.status.reset);
  const who = note.startsWith('whether ') ? '' : `${product.title} `;
  return `a request sent at that moment ${told ? 'fails' : surfaces(product)}: ${who}${note}`;
}
function surfaces({ status }: Hop['product']): string {
  if (status.reset === undefined) return 'fails';
  return status.reset === 'closed' ? 'gets no response at all' : `ends as ${status.reset}`;
}
