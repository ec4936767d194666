// Several limits on one thing: the first that ends it counts.
import { type Setting, unknown } from '../../model/setting.js';
import { boundLength } from '../../model/verdict.js';

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
