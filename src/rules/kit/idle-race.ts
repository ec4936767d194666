// Which of two neighbours gives an idle connection up first.
import type { Hop } from '../../model/topology.js';
import { outlasts, satisfies, type Verdict } from '../../model/verdict.js';

export { http2Idle, outlastsReuse, speakHttp2, triesAllAgain } from '../../model/http2.js';
export {
  forgetsConnections,
  idleSlack,
  promisedIdle,
  promisedIdleName,
  reusesConnections,
} from '../../model/idle-pair.js';

/** The one that accepted the connection holds on longer than the one that reuses it. */
export function holdsOnLonger(accepts: Hop, reuses: Hop): Verdict {
  return outlasts(accepts.settings.get('inbound.idleTimeout'), reuses.settings.get('outbound.idleTimeout'));
}

/** Nothing but requests of the hop's own are sent there, by GET, and it sends those again. */
export function asksAgain({ proxy, settings }: Hop): boolean {
  if ((proxy?.traits ?? []).every(({ name }) => name !== 'sub-requests')) return false;
  return satisfies(settings.get('outbound.retryScope'), (scope) => scope !== 'none').holds === 'yes';
}
