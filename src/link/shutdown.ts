// Reads a server's shutdown steps in the environment it runs in: how long it keeps serving, whether it waits, when it gives up.
import { factBoolean, factDuration, factList } from '../knowledge/lookup.js';
import type { Expression } from '../model/expression.js';
import type { ServerFact, ShutdownFact, ShutdownStep, SignalHandlerFact } from '../model/facts.js';
import { milliseconds, nanoseconds } from '../model/duration.js';
import type { Location } from '../model/location.js';
import { finite, known, type Setting, unbounded, unknown } from '../model/setting.js';
import { sumSettings } from '../model/verdict.js';
import type { ShutdownPlan } from '../model/topology.js';
import { type Environment, evaluate, isLength } from './evaluate.js';

export interface ShutdownSurroundings {
  readonly signal: string;
  readonly environment: Environment;
  readonly runtimeVersion: Setting<string>;
  /** What the whole program does, the server's own file included. */
  readonly program: ShutdownFact;
}

export function planShutdown(server: ServerFact, around: ShutdownSurroundings): ShutdownPlan {
  const handlers = around.program.handlers.filter((each) => signalsOf(each, around, server.at).includes(around.signal));
  const because = handlers.map((each) => ({
    text: each.helper === undefined ? `handles ${around.signal}` : `${each.helper} handles ${around.signal}`,
    at: each.at,
  }));
  const base = { fact: around.program, because };
  const first = handlers[0];
  if (first === undefined) {
    const nothing = absent(server.listenAt ?? server.at);
    const handled = around.program.complete ? 'no' : 'unknown';
    return {
      ...base,
      handled,
      at: around.program.incompleteBecause?.at ?? server.listenAt ?? server.at,
      delay: handled === 'no' ? nothing : notFollowed(around.program, server.at),
      force: known(unbounded, { kind: 'written', at: server.at }),
      waits: handled === 'no' ? 'no' : 'unknown',
      announcesClose: false,
      closesIdle: false,
    };
  }
  const steps = handlers.flatMap((each) => each.steps);
  const helpers = handlers.flatMap((each) => (each.helper === undefined ? [] : [each.helper]));
  const delays = delaySettings(steps, helpers, around, first.at);
  return {
    ...base,
    handled: 'yes',
    at: first.at,
    delay: delays.length === 0 ? absent(first.at) : sumSettings(delays),
    force: forceLimit(steps, helpers, around, first.at),
    waits: waits(around.program, steps, helpers),
    announcesClose: steps.some((each) => each.do === 'announce-close') || helpers.some((each) => isTrue(factBoolean(each, 'announces-close', undefined, first.at))),
    closesIdle:
      steps.some((each) => each.do === 'close-idle' || each.do === 'close-all') ||
      helpers.some((each) => isTrue(factBoolean(each, 'closes-idle', undefined, first.at))),
  };
}

function signalsOf(handler: SignalHandlerFact, around: ShutdownSurroundings, at: Location): readonly string[] {
  if (handler.signals.length > 0 || handler.helper === undefined) return handler.signals;
  const documented = factList(handler.helper, 'signals', around.runtimeVersion, at);
  return documented.state === 'known' ? documented.value : [];
}
function isTrue(setting: Setting<boolean>): boolean {
  return setting.state === 'known' && setting.value;
}
function absent(at: Location): Setting {
  return known(finite(milliseconds(0)), { kind: 'written', at });
}
function notFollowed(program: ShutdownFact, at: Location): Setting {
  const because = program.incompleteBecause;
  return unknown({ kind: 'unsupported-syntax', text: because?.reason ?? 'its shutdown code could not be followed', at: because?.at ?? at });
}

/** Times before the listener closes. A delay after `close` does not keep anything serving. */
function delaySettings(steps: readonly ShutdownStep[], helpers: readonly string[], around: ShutdownSurroundings, at: Location): readonly Setting[] {
  const delays: Setting[] = [];
  for (const step of steps) {
    if (step.do === 'close' || step.do === 'exit') break;
    if (step.do === 'delay') delays.push(timeOf(step.length, around.environment));
    if (step.do === 'unknown') delays.push(unknown({ kind: 'unsupported-syntax', text: step.reason, at: step.at }));
  }
  if (steps.some((each) => each.do === 'delay')) return delays;
  for (const helper of helpers) {
    const documented = factDuration(helper, 'delay', around.runtimeVersion, at);
    if (documented.state === 'known') delays.push(documented);
  }
  return delays;
}
/** The earliest hard end after the signal: a force timer, or the limit of the shutdown call after its delay. */
function forceLimit(steps: readonly ShutdownStep[], helpers: readonly string[], around: ShutdownSurroundings, at: Location): Setting {
  const limits: Setting[] = [];
  for (const step of steps) {
    if (step.do === 'force-exit') limits.push(timeOf(step.after, around.environment));
    if (step.do === 'close' && step.limit !== undefined) limits.push(timeOf(step.limit, around.environment));
  }
  if (limits.length === 0) {
    for (const helper of helpers) {
      const documented = factDuration(helper, 'force-limit', around.runtimeVersion, at);
      if (documented.state === 'known') limits.push(documented);
    }
  }
  const finiteLimits = limits.filter((each) => each.state === 'known' && each.value.kind === 'finite');
  const open = limits.find((each) => each.state === 'unknown');
  if (open !== undefined) return open;
  return finiteLimits.reduce<Setting | undefined>((least, each) => (least === undefined || lengthOf(each) < lengthOf(least) ? each : least), undefined)
    ?? known(unbounded, { kind: 'written', at });
}
function lengthOf(setting: Setting): number {
  return setting.state === 'known' && setting.value.kind === 'finite' ? setting.value.length : Number.POSITIVE_INFINITY;
}
function waits(program: ShutdownFact, steps: readonly ShutdownStep[], helpers: readonly string[]): ShutdownPlan['waits'] {
  if (program.mainWaits === 'no') return 'no';
  if (steps.some((each) => each.do === 'unknown')) return 'unknown';
  const close = steps.find((each) => each.do === 'close');
  if (close !== undefined && close.do === 'close') {
    if (!close.waits) return 'no';
    return program.mainWaits === 'unknown' ? 'unknown' : 'yes';
  }
  if (helpers.length > 0) return 'yes';
  return steps.some((each) => each.do === 'exit') ? 'no' : 'unknown';
}

/** A time in code: a length that has its unit, or a bare number in the unit timers of the language take (Node: milliseconds; Go: nanoseconds). */
export function timeOf(expression: Expression, environment: Environment, language: 'node' | 'go' = 'node'): Setting {
  const value = evaluate(expression, environment);
  if (value.state === 'unknown') return unknown(value.reason);
  if (isLength(value.value)) return known(finite(value.value.length), value.origin);
  const count = typeof value.value === 'number' ? value.value : Number(value.value);
  if (!Number.isFinite(count)) {
    return unknown({ kind: 'invalid', text: `"${String(value.value)}" is not a time`, at: expression.at });
  }
  return known(finite(language === 'go' ? nanoseconds(count) : milliseconds(count)), value.origin);
}
