// What a stopping workload does, moment by moment: the hook, the signal, the drain and the kill, against traffic that still arrives.
import type { Location } from '../../model/location.js';
import { placeOf, type Setting } from '../../model/setting.js';
import type { Container, Model, Workload } from '../../model/topology.js';
import { valueText } from '../path-text.js';
import { afterSignal, type Ending, finite, lengthOf, seconds } from './ending.js';

export interface Segment {
  readonly kind: 'hook' | 'serves' | 'drains' | 'unknown';
  readonly from: number;
  readonly to: number;
  /** Nothing but the kill ends it. */
  readonly endless?: true;
  readonly label: string;
}
export interface Mark {
  readonly kind: 'signal' | 'force' | 'kill';
  readonly at: number;
  readonly label: string;
}
/** One line of the text that says the same as the drawing. */
export interface Moment {
  /** "15 s", or undefined when it is not known when. */
  readonly when?: string;
  readonly text: string;
  readonly at?: Location;
}
export interface Shutdown {
  readonly workload: Workload;
  readonly container: Container;
  readonly segments: readonly Segment[];
  readonly marks: readonly Mark[];
  /** Until when requests arrive; undefined when it is not known or none do. */
  readonly trafficEnds?: number;
  /** From when they are refused although they still arrive. */
  readonly refusesFrom?: number;
  readonly moments: readonly Moment[];
  /** What goes wrong, in words. */
  readonly problems: readonly string[];
}

/** Containers whose end matters: they answer requests, or do something when they stop. */
export function shutdownsOf(model: Model): readonly Shutdown[] {
  const all = model.workloads.flatMap((workload) =>
    workload.containers
      .filter(
        (each) =>
          each.server !== undefined ||
          each.preStop !== undefined ||
          (each === workload.served && workload.receivesTraffic === 'yes'),
      )
      .map((container) => shutdownOf(workload, container)),
  );
  return [...new Map(all.map((each) => [sameness(each), each])).values()];
}
/** Two values files of a chart that come out alike are one shutdown to a reader. */
function sameness({ workload, container, moments }: Shutdown): string {
  return JSON.stringify([workload.title, container.name, moments]);
}

function shutdownOf(workload: Workload, container: Container): Shutdown {
  const end = afterSignal(container);
  const grace = lengthOf(workload.grace);
  const hook = container.preStop === undefined ? 0 : lengthOf(container.preStopDelay);
  const traffic = workload.receivesTraffic === 'no' ? undefined : finite(lengthOf(workload.propagation));
  const closes = hook === undefined || end.serves === undefined ? undefined : hook + end.serves;
  const force = hook === undefined || end.force === undefined ? undefined : finite(hook + end.force);
  const refusesFrom = closes !== undefined && traffic !== undefined && closes < traffic ? closes : undefined;
  return {
    workload,
    container,
    segments: segmentsOf(hook, end, grace),
    marks: marksOf(hook, force, grace, container.delivery.signal),
    ...(traffic === undefined ? {} : { trafficEnds: traffic }),
    ...(refusesFrom === undefined ? {} : { refusesFrom }),
    moments: momentsOf(workload, container, end, { hook, closes, force, grace, refusesFrom }),
    problems: [
      ...(refusesFrom === undefined || traffic === undefined
        ? []
        : [`Requests that arrive between ${seconds(refusesFrom)} and ${seconds(traffic)} are refused.`]),
      ...(force !== undefined && grace !== undefined && force >= grace
        ? [`SIGKILL at ${seconds(grace)} comes before the forced exit at ${seconds(force)} is done.`]
        : []),
      ...(hook !== undefined && grace !== undefined && hook >= grace
        ? [`The preStop hook takes up the whole grace period of ${seconds(grace)}.`]
        : []),
    ],
  };
}

// ---------------------------------------------------------------- the drawing

function segmentsOf(hook: number | undefined, end: Ending, grace: number | undefined): readonly Segment[] {
  const stop = grace ?? Number.POSITIVE_INFINITY;
  if (hook === undefined) return [{ kind: 'unknown', from: 0, to: stop, label: 'preStop, of unknown length' }];
  const before: readonly Segment[] =
    hook > 0 ? [{ kind: 'hook', from: 0, to: Math.min(hook, stop), label: `preStop ${seconds(hook)}` }] : [];
  if (hook >= stop) return before;
  if (end.serves === undefined) return [...before, { kind: 'unknown', from: hook, to: stop, label: 'not known' }];
  const closes = hook + end.serves;
  const serves: readonly Segment[] =
    end.serves > 0
      ? [
          {
            kind: 'serves',
            from: hook,
            to: Math.min(closes, stop),
            ...(Number.isFinite(end.serves)
              ? { label: `serves on ${seconds(end.serves)}` }
              : { label: 'serves on', endless: true as const }),
          },
        ]
      : [];
  if (end.waits === undefined || closes >= stop) return [...before, ...serves];
  const drains: Segment = {
    kind: 'drains',
    from: closes,
    to: Math.min(hook + end.waits, stop),
    ...(Number.isFinite(end.waits) ? { label: 'drains' } : { label: 'drains, without a limit', endless: true }),
  };
  return [...before, ...serves, drains];
}
function marksOf(
  hook: number | undefined,
  force: number | undefined,
  grace: number | undefined,
  signal: string,
): readonly Mark[] {
  return [
    ...(hook === undefined ? [] : [{ kind: 'signal' as const, at: hook, label: signal }]),
    ...(force === undefined ? [] : [{ kind: 'force' as const, at: force, label: 'forced exit' }]),
    ...(grace === undefined || !Number.isFinite(grace) ? [] : [{ kind: 'kill' as const, at: grace, label: 'SIGKILL' }]),
  ];
}

// ---------------------------------------------------------------- the same in words

interface Times {
  readonly hook: number | undefined;
  readonly closes: number | undefined;
  readonly force: number | undefined;
  readonly grace: number | undefined;
  readonly refusesFrom: number | undefined;
}
function momentsOf(workload: Workload, container: Container, end: Ending, times: Times): readonly Moment[] {
  const { hook, grace } = times;
  const timed: { readonly after: number | undefined; readonly moment: Omit<Moment, 'when'> }[] = [
    { after: 0, moment: { text: 'it is told to stop', at: workload.at } },
  ];
  if (container.preStop !== undefined) {
    const text =
      container.preStopDelay.state === 'known'
        ? `the preStop hook runs for ${valueText(container.preStopDelay)}`
        : `the preStop hook runs: ${container.preStopDelay.reason.text}`;
    timed.push({ after: 0, moment: { text, at: container.preStop.at } });
  }
  timed.push({ after: hook, moment: { text: `it gets ${container.delivery.signal}` } });
  for (const { after, text, at } of end.moments) {
    const moment = { text, ...(at === undefined ? {} : { at }) };
    timed.push({ after: hook === undefined || after === undefined ? undefined : hook + after, moment });
  }
  if (workload.receivesTraffic !== 'no') {
    timed.push({
      after: lengthOf(workload.propagation),
      moment: { text: `requests stop arriving${sourceOf(workload.propagation)}`, at: placeOf(workload.propagation) },
    });
  }
  timed.push({
    after: grace,
    moment: {
      text: `SIGKILL ends what is left${sourceOf(workload.grace)}`,
      at: placeOf(workload.grace),
    },
  });
  // What happens at a time nobody knows happens before the kill.
  const order = (after: number | undefined): number =>
    Math.min(after ?? Number.POSITIVE_INFINITY, grace ?? Number.POSITIVE_INFINITY);
  return timed
    .map((each, index) => ({ ...each, index }))
    .sort((a, b) => (order(a.after) === order(b.after) ? a.index - b.index : order(a.after) - order(b.after)))
    .map(({ after, moment }) =>
      after === undefined || !Number.isFinite(after) ? moment : { when: seconds(after), ...moment },
    );
}
/** In brackets, what its place does not say by itself. */
function sourceOf(setting: Setting): string {
  if (setting.state === 'unknown') return ` (${setting.reason.text})`;
  switch (setting.origin.kind) {
    case 'default':
      return ` (${setting.origin.label})`;
    case 'derived':
      return ` (${setting.origin.how})`;
    default:
      return '';
  }
}
