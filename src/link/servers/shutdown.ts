// Reads a server's shutdown steps in the environment it runs in: how long it keeps serving, whether it waits, when it gives up.
import { defaultSetting, factBoolean, factList, product } from '../../knowledge/lookup.js';
import { milliseconds, nanoseconds } from '../../model/duration.js';
import { type Expression, literal } from '../../model/expression.js';
import type { ServerFact, ShutdownFact, ShutdownStep, SignalHandlerFact } from '../../model/facts.js';
import type { Location } from '../../model/location.js';
import {
  computed,
  finite,
  type Known,
  known,
  originPlace,
  type Setting,
  unbounded,
  unknown,
} from '../../model/setting.js';
import type { SettingTable, ShutdownHelper, ShutdownPlan } from '../../model/topology.js';
import { formatBound, sumSettings } from '../../model/verdict.js';
import { type Environment, evaluate } from '../names/evaluate.js';
import { isLength, type Scalar } from '../names/scalars.js';
import { habitsOf } from '../settings/habits.js';

export interface ShutdownSurroundings {
  readonly signal: string;
  readonly environment: Environment;
  readonly runtimeVersion: Setting<string>;
  /** What the whole program does, the server's own file included. */
  readonly program: ShutdownFact;
  readonly settings: SettingTable;
}

interface Around extends ShutdownSurroundings {
  readonly language: 'node' | 'go';
  readonly product: string;
  /** Where the server is. */
  readonly at: Location;
}

export function planShutdown(server: ServerFact, surroundings: ShutdownSurroundings): ShutdownPlan {
  const around: Around = {
    ...surroundings,
    language: server.language === 'go' ? 'go' : 'node',
    product: server.product,
    at: server.at,
  };
  const handlers = around.program.handlers
    .filter((each) => signalsOf(each, around, server.at).includes(around.signal))
    .flatMap((each) => taken(each, around.environment));
  const because = handlers.map((each) => ({
    text: each.helper === undefined ? `handles ${around.signal}` : `${each.helper} handles ${around.signal}`,
    at: each.at,
  }));
  const helpers = [...new Set(handlers.flatMap((each) => (each.helper === undefined ? [] : [each.helper])))];
  const base = {
    fact: around.program,
    because,
    handlers,
    helpers: helpers.map((id) => helperOf(id, handlers, around)),
  };
  const first = handlers[0];
  if (first === undefined) {
    const nothing = absent(server.listenAt ?? server.at);
    // Of a helper that no table knows nobody can say which signals it handles.
    const open = around.program.handlers.some(
      (each) => each.helper !== undefined && product(each.helper) === undefined,
    );
    const handled = around.program.complete && !open ? 'no' : 'unknown';
    return {
      ...base,
      handled,
      at: (handled === 'no' ? undefined : around.program.incompleteBecause?.at) ?? server.listenAt ?? server.at,
      delay: handled === 'no' ? nothing : notFollowed(around.program, server.at),
      force: known(unbounded, { kind: 'written', at: server.at }),
      waitLimit: known(unbounded, { kind: 'written', at: server.at }),
      waits: handled === 'no' ? 'no' : 'unknown',
      announcesClose: false,
      closesIdle: false,
    };
  }
  const steps = handlers.flatMap((each) => each.steps);
  const delays = delaySettings(steps, helpers, around, first.at);
  return {
    ...base,
    handled: 'yes',
    at: first.at,
    delay:
      delays.length > 0 ? sumSettings(delays) : closesNothing(steps, helpers) ? openDelay(first.at) : absent(first.at),
    force: shortest(endsOf(steps, helpers, delays, around, first.at), first.at),
    waitLimit: shortest(waitsOf(steps, helpers, delays, around, first.at), first.at),
    waits: helpers.some((each) => isTrue(factBoolean(each, 'exits-at-once', undefined, first.at)))
      ? 'no'
      : waits(around.program, steps, helpers),
    announcesClose:
      steps.some((each) => each.do === 'announce-close') ||
      helpers.some((each) => isTrue(factBoolean(each, 'announces-close', undefined, first.at))),
    closesIdle:
      steps.some((each) => each.do === 'close-idle' || each.do === 'close-all') ||
      helpers.some((each) => isTrue(factBoolean(each, 'closes-idle', undefined, first.at))),
  };
}

/** Of what a handler does on one side of a condition: that, nothing, or, where nobody says which side holds, something that nobody can tell. */
function taken(handler: SignalHandlerFact, environment: Environment): readonly SignalHandlerFact[] {
  const { where, at } = handler;
  if (where === undefined) return [handler];
  const holds = evaluate(where, environment);
  if (holds.state === 'known') return holds.value === true ? [handler] : [];
  const open = firstOpen(where, environment);
  if (open.kind !== 'either') return [{ ...handler, steps: [{ do: 'unknown', reason: holds.reason.text, at }] }];
  // The other sides say no more.
  const reason = `what it does ${open.why.replace(/^it /, '')}`;
  return isFirstSide(open) ? [{ ...handler, steps: [{ do: 'unknown', reason, at }] }] : [];
}
/** Of conditions in each other, the first of which nobody knows whether it holds. */
function firstOpen(where: Expression, environment: Environment): Expression {
  if (where.kind !== 'either' || where.options.length !== 2) return where;
  const [first, second] = where.options;
  const sides = [literal(true, where.at), literal(false, where.at)];
  const holds = evaluate({ ...where, options: sides }, environment);
  const next = holds.state === 'known' ? (holds.value === true ? first : second) : undefined;
  return next === undefined ? where : firstOpen(next, environment);
}
function isFirstSide(where: Expression | undefined): boolean {
  return where?.kind === 'either' ? isFirstSide(where.options[0]) : where?.kind === 'literal' && where.value === true;
}
function signalsOf(handler: SignalHandlerFact, around: Around, at: Location): readonly string[] {
  if (handler.signals.length > 0 || handler.helper === undefined) return handler.signals;
  const documented = factList(handler.helper, 'signals', around.runtimeVersion, at);
  return documented.state === 'known' ? documented.value : [];
}
/** Of a handler in which nothing ends nobody can say when the server stops: something that it tells may do it. */
function closesNothing(steps: readonly ShutdownStep[], helpers: readonly string[]): boolean {
  return (
    helpers.length === 0 && !steps.some(({ do: does }) => /^(?:close|close-all|exit|reraise|force-exit)$/.test(does))
  );
}
const openDelay = (at: Location): Setting =>
  unknown({ kind: 'unsupported-syntax', text: 'nothing in this handler was seen to close the server', at });
function isTrue(setting: Setting<boolean>): boolean {
  return setting.state === 'known' && setting.value;
}
function absent(at: Location): Setting {
  return known(finite(milliseconds(0)), { kind: 'written', at });
}
function notFollowed(program: ShutdownFact, at: Location): Setting {
  const because = program.incompleteBecause;
  return unknown({
    kind: 'unsupported-syntax',
    text: because?.reason ?? 'its shutdown code could not be followed',
    at: because?.at ?? at,
  });
}

/** Times before the listener closes. A delay after `close` does not keep anything serving. */
function delaySettings(
  steps: readonly ShutdownStep[],
  helpers: readonly string[],
  around: Around,
  at: Location,
): readonly Setting[] {
  const delays: Setting[] = [];
  for (const step of steps) {
    if (step.do === 'close' || step.do === 'exit') break;
    if (step.do === 'delay') delays.push(timeOf(step.length, around.environment, around.language));
    if (step.do === 'unknown') delays.push(unknown({ kind: 'unsupported-syntax', text: step.reason, at: step.at }));
  }
  if (steps.some((each) => each.do === 'delay')) return delays;
  for (const helper of helpers) {
    const documented = settingOf(helper, 'drain.delay', around, at);
    if (documented.state === 'known') delays.push(documented);
  }
  return delays;
}
/** Limits of the call that closes the server: written, or the helper's own. They start when the delay is over. */
function closeLimits(
  steps: readonly ShutdownStep[],
  helpers: readonly string[],
  around: Around,
  at: Location,
): readonly Setting[] {
  const written = steps.flatMap((step) =>
    step.do === 'close' && step.limit !== undefined ? [timeOf(step.limit, around.environment, around.language)] : [],
  );
  if (steps.some((step) => step.do === 'force-exit')) return written;
  if (written.length > 0) {
    // A longer limit of the call itself does not make that of the helper any longer.
    const bounding = helpers.filter((each) => isTrue(factBoolean(each, 'bounds-closing', undefined, at)));
    return [...written, ...bounding.map((helper) => settingOf(helper, 'drain.timeout', around, at))];
  }
  return helpers
    .map((helper) => settingOf(helper, 'drain.timeout', around, at))
    .filter((each) => each.state === 'known' || each.reason.kind !== 'no-default');
}
/** What a framework that stops by itself was told, by a flag or a variable; else what is documented. */
function settingOf(helper: string, name: 'drain.delay' | 'drain.timeout', around: Around, at: Location): Setting {
  const { settings, runtimeVersion } = around;
  return helper === around.product && settings.isWritten(name)
    ? settings.get(name)
    : defaultSetting(helper, name, runtimeVersion, at);
}
function forceTimers(steps: readonly ShutdownStep[], around: Around): readonly Setting[] {
  return steps.flatMap((step) => (step.do === 'force-exit' ? [timerOf(step.after, around)] : []));
}
/** Nothing is no time: a timer that a condition keeps from being set. */
function timerOf(after: Expression, { environment, language }: Around): Setting {
  const value = evaluate(after, environment);
  if (value.state === 'known' && value.value === null) return known(unbounded, value.origin);
  const length = timeOf(after, environment, language);
  if (length.state === 'known' || value.state === 'known') return length;
  const none = value.candidates?.find((each) => each.value === null);
  return none === undefined
    ? length
    : unknown(length.reason, [...(length.candidates ?? []), known(unbounded, none.origin)]);
}
/** Hard ends, counted from the signal: force timers, and the limit of the closing call after the delay before it. */
function endsOf(
  steps: readonly ShutdownStep[],
  helpers: readonly string[],
  delays: readonly Setting[],
  around: Around,
  at: Location,
): readonly Setting[] {
  const closing = closeLimits(steps, helpers, around, at);
  const before = delays.filter((each) => lengthOf(each) !== 0);
  return [
    ...forceTimers(steps, around),
    ...closing.map((limit) => (before.length === 0 ? limit : sumSettings([...before, limit]))),
  ];
}
/** The same ends, counted from the moment the listener closes. */
function waitsOf(
  steps: readonly ShutdownStep[],
  helpers: readonly string[],
  delays: readonly Setting[],
  around: Around,
  at: Location,
): readonly Setting[] {
  const left = forceTimers(steps, around).map((timer) =>
    delays.length === 0 ? timer : lessDelay(timer, sumSettings(delays)),
  );
  return [...left, ...closeLimits(steps, helpers, around, at)];
}
function lessDelay(timer: Setting, delay: Setting): Setting {
  if (timer.state === 'unknown' || timer.value.kind !== 'finite') return timer;
  if (delay.state === 'unknown') return unknown(delay.reason);
  if (delay.value.kind !== 'finite') return known(finite(milliseconds(0)), delay.origin);
  if (delay.value.length === 0) return timer;
  const left = milliseconds(Math.max(0, timer.value.length - delay.value.length));
  return known(
    finite(left),
    computed(originPlace(timer.origin), `${formatBound(timer.value)} - ${formatBound(delay.value)}`, [
      timer.origin,
      delay.origin,
    ]),
  );
}
/** The first of several ends; unknown when one of them is. */
function shortest(limits: readonly Setting[], at: Location): Setting {
  const open = limits.find((each) => each.state === 'unknown');
  if (open !== undefined) return open;
  const ends = limits.filter((each) => each.state === 'known' && each.value.kind === 'finite');
  const first = ends.reduce<Setting | undefined>(
    (least, each) => (least === undefined || lengthOf(each) < lengthOf(least) ? each : least),
    undefined,
  );
  return first ?? known(unbounded, { kind: 'written', at });
}
function helperOf(id: string, handlers: readonly SignalHandlerFact[], around: Around): ShutdownHelper {
  const at = handlers.find((each) => each.helper === id)?.at ?? around.at;
  return { id, title: product(id)?.title ?? id, at, habits: habitsOf(id, around.runtimeVersion, at) };
}
function lengthOf(setting: Setting): number {
  return setting.state === 'known' && setting.value.kind === 'finite' ? setting.value.length : Number.POSITIVE_INFINITY;
}
function waits(
  program: ShutdownFact,
  steps: readonly ShutdownStep[],
  helpers: readonly string[],
): ShutdownPlan['waits'] {
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
  if (value.state === 'known') return timeIn(value, expression, language);
  const candidates = (value.candidates ?? []).flatMap((each) => {
    const time = each.value === null ? undefined : timeIn(each, expression, language);
    return time?.state === 'known' ? [time] : [];
  });
  return unknown(value.reason, candidates);
}
function timeIn({ value, origin }: Known<Scalar>, { at }: Expression, language: 'node' | 'go'): Setting {
  if (isLength(value)) return known(finite(value.length), origin);
  const count = typeof value === 'number' ? value : Number(value);
  if (!Number.isFinite(count)) return unknown({ kind: 'invalid', text: `"${String(value)}" is not a time`, at });
  return known(finite(language === 'go' ? nanoseconds(count) : milliseconds(count)), origin);
}
