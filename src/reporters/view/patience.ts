// How long each hop of a path waits for a response, outermost first: who answers in the application's place when it is slow.
import type { Setting } from '../../model/setting.js';
import type { Hop, RequestPath } from '../../model/topology.js';
import { atLeast, boundLength } from '../../model/verdict.js';
import { type Clock, clockOf } from './joints.js';

export interface Patience {
  readonly clock: Clock;
  /** It gives up before the hop behind it does. */
  readonly tooShort: boolean;
}

const limits = ['outbound.responseTimeout', 'outbound.requestDeadline'] as const;

/** The hops that limit the wait; one without a limit of its own is left out. */
export function patienceOf(path: RequestPath): readonly Patience[] {
  const waiting = path.nodes.flatMap((node) => {
    if (node.is === 'gap' || node.product.kind === 'server' || node.server !== undefined) return [];
    const setting = waitOf(node);
    return setting === undefined ? [] : [{ hop: node, setting }];
  });
  return waiting.map(({ hop, setting }, index) => {
    const behind = waiting[index + 1]?.setting;
    const limitless = behind?.state === 'known' && behind.value.kind !== 'finite';
    return {
      clock: clockOf(hop, 'waits for the response', setting),
      tooShort: behind !== undefined && !limitless && atLeast(setting, behind).holds === 'no',
    };
  });
}
/** The first limit that ends the wait; not known when one of them is not. */
function waitOf({ settings }: Hop): Setting | undefined {
  const written = limits
    .map((name) => settings.get(name))
    .filter((setting) => setting.state === 'known' || setting.reason.kind !== 'no-default');
  return (
    written.find((each) => each.state === 'unknown') ??
    written.reduce<Setting | undefined>(
      (least, each) => (least === undefined || lengthOf(each) < lengthOf(least) ? each : least),
      undefined,
    )
  );
}
function lengthOf(setting: Setting): number {
  return setting.state === 'known' ? boundLength(setting.value) : Number.POSITIVE_INFINITY;
}
