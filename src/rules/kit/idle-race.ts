// Which of two neighbours gives an idle connection up first.

import type { Setting } from '../../model/setting.js';
import type { Hop } from '../../model/topology.js';
import type { Verdict } from '../../model/verdict.js';
import { outlasts } from '../../model/verdict.js';

/** Where the closing side says how long it holds on; a runtime's hidden buffer on top of it is no safety margin. */
export function promisedIdleName({ settings }: Hop): 'inbound.advertisedIdleTimeout' | 'inbound.idleTimeout' {
  const advertises = settings.get('inbound.advertisedIdleTimeout');
  const documented = advertises.state === 'known' || advertises.reason.kind !== 'no-default';
  return documented ? 'inbound.advertisedIdleTimeout' : 'inbound.idleTimeout';
}
export function promisedIdle(hop: Hop): Setting {
  return hop.settings.get(promisedIdleName(hop));
}
/** The one that accepted the connection holds on longer than the one that reuses it. */
export function holdsOnLonger(accepts: Hop, reuses: Hop): Verdict {
  return outlasts(accepts.settings.get('inbound.idleTimeout'), reuses.settings.get('outbound.idleTimeout'));
}
