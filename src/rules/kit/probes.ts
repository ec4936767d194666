// What a probe asks and how long it takes to notice, with the platform's defaults where nothing is written.
import { timesOf } from '../../model/duration.js';
import type { PortRef, ProbeFact } from '../../model/facts.js';
import { serversOn } from '../../model/listening.js';
import { finite, type Setting } from '../../model/setting.js';
import type { Container, HabitTable, Server } from '../../model/topology.js';
import { boundLength, sumSettings } from '../../model/verdict.js';
import { combine, countOr, secondsOr } from './written-or-default.js';

export type { ProbeFact };

export interface ProbeTimes {
  readonly initialDelay: Setting;
  readonly period: Setting;
  readonly timeout: Setting;
  readonly failures: Setting<number>;
  /**
   * From the failure to the verdict: a period until the first check, further ones a period apart, the last one waited for. The kubelet
   * checks a container one at a time, so that checks which take longer than a period are a timeout apart (pkg/kubelet/prober/worker.go).
   */
  readonly patience: Setting;
}
export function probeTimes(probe: ProbeFact, platform: HabitTable): ProbeTimes {
  const period = secondsOr(probe.period, platform.time('probe-period'), probe.at);
  const timeout = secondsOr(probe.timeout, platform.time('probe-timeout'), probe.at);
  const failures = countOr(probe.failures, platform.count('probe-failure-threshold'), probe.at);
  const apart = combine(period, timeout, (each, longest) =>
    boundLength(longest) > boundLength(each) ? longest : each,
  );
  const further = combine(apart, failures, (each, count) =>
    each.kind === 'finite' ? finite(timesOf(each.length, Math.max(0, count - 1))) : each,
  );
  return {
    initialDelay: secondsOr(probe.initialDelay, platform.time('probe-initial-delay'), probe.at),
    period,
    timeout,
    failures,
    patience: sumSettings([period, further, timeout]),
  };
}

/** Whether two probes ask the same thing; undefined when a port's name says nothing. */
export function asksTheSame(a: ProbeFact, b: ProbeFact, container: Container): boolean | undefined {
  if (a.handler !== b.handler) return false;
  if (a.handler === 'exec') return (a.command ?? []).join(' ') === (b.command ?? []).join(' ');
  if ((a.path?.text ?? '/') !== (b.path?.text ?? '/')) return false;
  if (a.port?.port === b.port?.port) return true;
  const numbers = [a.port, b.port].map((port) => numberOf(port, container));
  return numbers.includes(undefined) ? undefined : numbers[0] === numbers[1];
}
function numberOf(port: PortRef | undefined, { ports }: Container): number | undefined {
  return typeof port?.port === 'string' ? ports.find((each) => each.name === port.port)?.port : port?.port;
}
/** The servers that a probe of that port asks; all that the container may run where no port is named. */
export function serversBehind(container: Container, port: PortRef | undefined): readonly Server[] {
  const number = numberOf(port, container);
  return number === undefined ? container.serverCandidates : serversOn(container, number);
}
/** "GET /health on port 3000", "a TCP connection to port 3000". */
export function showProbe(probe: ProbeFact): string {
  const port = probe.port === undefined ? '' : ` port ${probe.port.port}`;
  switch (probe.handler) {
    case 'http':
      return `GET ${probe.path?.text ?? '/'}${port === '' ? '' : ` on${port}`}`;
    case 'tcp':
      return `a TCP connection${port === '' ? '' : ` to${port}`}`;
    case 'grpc':
      return `the gRPC health check${port === '' ? '' : ` on${port}`}`;
    case 'exec':
      return `the command ${(probe.command ?? []).join(' ')}`;
    case 'none':
      return 'nothing';
  }
}
/** What comes of a probe that always fails. */
export const alwaysFailing = {
  readiness: 'so no pod ever becomes ready',
  liveness: 'so every pod is restarted again and again',
  startup: 'so every pod is restarted before it has started',
} as const;
