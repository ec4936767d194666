// What the process of a container does once the stop signal is sent: serves on, drains, ends by force, or dies at once.
import { formatDuration, milliseconds } from '../../model/duration.js';
import type { Location } from '../../model/location.js';
import { placeOf, type Setting } from '../../model/setting.js';
import type { Container, Server } from '../../model/topology.js';
import { withoutHandler } from '../../model/unhandled-signal.js';
import { boundLength } from '../../model/verdict.js';
import { valueText } from '../path-text.js';

export interface Ending {
  /** How long it goes on accepting after the signal; undefined when it is not known. */
  readonly serves: number | undefined;
  /** Until when it waits for work in flight, from the signal; infinite without a limit, undefined when it does not wait or it is not known. */
  readonly waits: number | undefined;
  /** When it ends the process by force, from the signal. */
  readonly force: number | undefined;
  readonly moments: readonly { readonly after: number | undefined; readonly text: string; readonly at?: Location }[];
}

export function afterSignal(container: Container): Ending {
  const { delivery, server } = container;
  const nothing = { waits: undefined, force: undefined };
  const told = (serves: number | undefined, text: string, at: Location | undefined): Ending => ({
    ...nothing,
    serves,
    moments: [{ after: 0, text, ...(at === undefined ? {} : { at }) }],
  });
  const place = delivery.decidedBy[0] ?? container.at;
  if (delivery.outcome === 'ignored')
    return told(Number.POSITIVE_INFINITY, `${delivery.signal} never reaches the server: ${delivery.because}`, place);
  if (delivery.outcome === 'killed') return told(0, `the server ends at once: ${delivery.because}`, place);
  if (server === undefined)
    return told(undefined, `what it does on ${delivery.signal} is not in the scan`, container.at);
  const { shutdown } = server;
  if (shutdown.handled === 'unknown')
    return told(undefined, `what it does on ${delivery.signal} could not be followed`, shutdown.at);
  if (shutdown.handled === 'no') {
    const without = `it has no ${delivery.signal} handler`;
    switch (withoutHandler(server, delivery)) {
      case 'serves-on':
        return told(Number.POSITIVE_INFINITY, `${without} and, as PID 1, serves on`, shutdown.at);
      case 'ends':
        return told(0, `${without} and ends at once`, shutdown.at);
      case 'unknown':
        return told(undefined, `${without}: as PID 1 it serves on, else it ends at once`, shutdown.at);
    }
  }
  return ofHandler(server);
}
function ofHandler({ shutdown }: Server): Ending {
  const serves = lengthOf(shutdown.delay);
  const force = lengthOf(shutdown.force);
  const waitLimit = lengthOf(shutdown.waitLimit);
  const closes = { after: serves, at: shutdown.at };
  const limit =
    waitLimit === undefined
      ? 'for a time that is not known'
      : Number.isFinite(waitLimit)
        ? `for at most ${seconds(waitLimit)}`
        : 'without a limit';
  const waits = shutdown.waits === 'yes';
  const moments = [
    serves === 0
      ? []
      : [{ after: 0, text: `it goes on serving for ${valueText(shutdown.delay)}`, at: placeOf(shutdown.delay) }],
    waits
      ? [{ ...closes, text: `it stops accepting and waits for work in flight ${limit}` }]
      : [
          {
            ...closes,
            text:
              shutdown.waits === 'no'
                ? 'it stops accepting and does not wait for work in flight'
                : 'it stops accepting; whether it waits for work in flight could not be followed',
          },
        ],
    force === undefined || !Number.isFinite(force)
      ? []
      : [{ after: force, text: 'it ends the process by force', at: placeOf(shutdown.force) }],
  ].flat();
  const ends = serves === undefined || waitLimit === undefined ? undefined : serves + waitLimit;
  return { serves, waits: waits ? ends : undefined, force: force === undefined ? undefined : finite(force), moments };
}

/** In milliseconds; infinite for no limit, undefined when it is not known. */
export function lengthOf(setting: Setting): number | undefined {
  return setting.state === 'known' ? boundLength(setting.value) : undefined;
}
export function finite(length: number | undefined): number | undefined {
  return length !== undefined && Number.isFinite(length) ? length : undefined;
}
export function seconds(length: number): string {
  return formatDuration(milliseconds(length));
}
