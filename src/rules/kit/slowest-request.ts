// How long a request may take: stated, or ended by something anyway.
import type { Setting } from '../../model/setting.js';
import type { Model } from '../../model/topology.js';
import { boundLength } from '../../model/verdict.js';
import { sparesHandlers } from './limits.js';
import type { ServedServer } from './workloads.js';

/** The shortest of the limits that end a request anyway: the server's own, and that of the hop in front. */
export function slowestRequest(
  served: ServedServer,
  model: Model,
): { readonly slowest: Setting; readonly chosen: boolean } {
  const declared = model.assumptions.slowestRequest;
  if (declared.state === 'known') return { slowest: declared, chosen: true };
  const own = (['inbound.writeTimeout', 'inbound.socketTimeout'] as const)
    .filter((name) => served.server.settings.isWritten(name) && !sparesHandlers(served.server, name))
    .map((name) => ({ slowest: served.server.settings.get(name), chosen: true }));
  const front = served.workload.paths.flatMap(({ nodes }) => {
    const hops = nodes.flatMap((node) => (node.is === 'hop' && node.product.layer === 7 ? [node] : []));
    const before = hops.at(-2);
    return before === undefined
      ? []
      : [
          {
            slowest: before.settings.get('outbound.responseTimeout'),
            chosen: before.settings.isWritten('outbound.responseTimeout'),
          },
        ];
  });
  const bounds = [...own, ...front].filter(
    ({ slowest }) => slowest.state === 'known' && slowest.value.kind === 'finite',
  );
  const lengthOf = (setting: Setting): number =>
    setting.state === 'known' ? boundLength(setting.value) : Number.POSITIVE_INFINITY;
  const [least] = bounds.sort((a, b) => lengthOf(a.slowest) - lengthOf(b.slowest));
  return least ?? { slowest: declared, chosen: false };
}
