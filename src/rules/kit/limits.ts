// Several limits on one thing: the first that ends it counts.
import { seconds } from '../../model/duration.js';
import { finite, known, originPlace, type Setting, unknown, written } from '../../model/setting.js';
import type { Hop } from '../../model/topology.js';
import { boundLength, sumSettings } from '../../model/verdict.js';

/** The shortest; unknown where one of them is, since that one may be shorter still. Undefined for an empty list. */
export function shortestOf(settings: readonly Setting[]): Setting | undefined {
  const open = settings.find((each) => each.state === 'unknown');
  if (open?.state === 'unknown') return settings.length === 1 ? open : unknown(open.reason);
  return settings.reduce<Setting | undefined>(
    (least, each) =>
      least === undefined ||
      (each.state === 'known' && least.state === 'known' && boundLength(each.value) < boundLength(least.value))
        ? each
        : least,
    undefined,
  );
}

/** A server that ends requests by itself, and was told when or is known for it: workers of gunicorn. */
export function hasOwnLimit({ server, settings }: Hop): boolean {
  return server !== undefined && settings.get('outbound.responseTimeout').state === 'known';
}
/** Such a limit and the patience of the proxy in front cannot be the same: this far apart hardly any request falls between them. */
const nearby = seconds(30);
export function withLeeway(limit: Setting): Setting {
  if (limit.state === 'unknown') return limit;
  return sumSettings([limit, known(finite(nearby), written(originPlace(limit.origin)))]);
}

/** fasthttp and Fiber begin to count when there is something to write. */
export function sparesHandlers({ habits }: Pick<Hop, 'habits'>, name: string): boolean {
  const spares = habits.truth('write-timeout-spares-handlers');
  return name === 'inbound.writeTimeout' && spares.state === 'known' && spares.value;
}
