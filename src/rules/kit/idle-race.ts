// Which of two neighbours gives an idle connection up first.
import type { Hop } from '../../model/topology.js';
import { outlasts, type Verdict } from '../../model/verdict.js';

export { http2Idle, outlastsReuse, speakHttp2 } from '../../model/http2.js';
export { idleSlack, promisedIdle, promisedIdleName, reusesConnections } from '../../model/idle-pair.js';

/** The one that accepted the connection holds on longer than the one that reuses it. */
export function holdsOnLonger(accepts: Hop, reuses: Hop): Verdict {
  return outlasts(accepts.settings.get('inbound.idleTimeout'), reuses.settings.get('outbound.idleTimeout'));
}
