// Says how one server of a Go file stops: the handlers that concern it, what could not be followed, whether main waits.
import { perObject } from '../../../knowledge/memo.js';
import type { ShutdownFact, ShutdownStep, SignalHandlerFact } from '../../../model/facts.js';
import { groupPairs } from '../../../model/group-by.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { limitSet } from '../servers/self-stopping.js';
import type { ServerSite } from '../servers/site.js';
import type { Flow, Place } from '../values/flow.js';
import type { Scope } from '../values/scope.js';
import type { Values } from '../values/values.js';
import { isLeftRunning } from './left-running.js';
import { endsWithServing, errorOfServing, type MainWaits, mainWaits } from './main-waits.js';
import { endOfMain, ofCommand } from './published.js';
import type { FoundHandler } from './signal-handlers.js';

export function shutdownOf(
  values: Values,
  flow: Flow,
  site: ServerSite,
  handlers: readonly FoundHandler[],
): ShutdownFact {
  const own = concerning(handlers, site).map((handler) => ({ handler, fact: handlerFor(values, flow, handler, site) }));
  const facts = [...own.map((each) => each.fact), ...frameworkHandlers(values, site)];
  const gap = incompleteness(values, site, own) ?? leftOut(values, handlers, own.length);
  const closes = own.flatMap(({ handler, fact }) =>
    handler.steps.filter((each) => each.step.do === 'close' && fact.steps.includes(each.step)).map((each) => each.node),
  );
  const [close] = closes;
  const signalled = signalledBy(handlers);
  const waiting = close === undefined ? undefined : mainWaits(values, flow, site, close, signalled);
  return {
    handlers: facts,
    complete: gap === undefined,
    ...(gap === undefined ? {} : { incompleteBecause: gap }),
    ...(waiting === undefined ? {} : told(waiting)),
    ...errorOfServing(values, flow, site),
    ...(waiting === undefined ? endsWithServing(values, flow, site) : {}),
  };
}
const signalledBy = perObject(
  (handlers: readonly FoundHandler[]): ReadonlySet<Place> =>
    new Set(handlers.flatMap((each) => [...(each.events ?? [])])),
);
/** A program registers one or two; a file with thousands of servers and handlers would be read for each with each. */
const mostHandlers = 32;
/** All of them, and of too many those that stop this server. */
function concerning(handlers: readonly FoundHandler[], site: ServerSite): readonly FoundHandler[] {
  if (handlers.length <= mostHandlers) return handlers;
  return (stoppers(handlers).get(site) ?? handlers).slice(0, mostHandlers);
}
const stoppers = perObject((handlers: readonly FoundHandler[]): ReadonlyMap<ServerSite, readonly FoundHandler[]> => {
  const stops = (handler: FoundHandler): readonly ServerSite[] => handler.steps.flatMap((each) => each.site ?? []);
  return groupPairs(handlers.flatMap((each) => [...new Set(stops(each))].map((site) => [site, each] as const)));
});
function leftOut(
  values: Values,
  handlers: readonly FoundHandler[],
  read: number,
): ShutdownFact['incompleteBecause'] | undefined {
  const next = handlers[read];
  return next === undefined
    ? undefined
    : { reason: `its file has ${handlers.length} handlers of signals`, at: values.scope.file.at(next.node) };
}
function told({ waits, at, endedBy, in: waitsIn }: MainWaits): Partial<ShutdownFact> {
  return {
    mainWaits: waits,
    ...(at === undefined ? {} : { mainWaitsAt: at }),
    ...(endedBy === undefined ? {} : { endedBy }),
    ...(waitsIn === undefined ? {} : { waitsIn }),
  };
}

/** The handler's steps as far as they concern this server. */
function handlerFor(values: Values, flow: Flow, handler: FoundHandler, site: ServerSite): SignalHandlerFact {
  const closed = handler.steps.some((each) => each.site === site);
  const steps = handler.steps.filter((each) => {
    if (each.site !== undefined) return each.site === site;
    // Once its own stop is known, stops of servers from elsewhere and calls nobody could follow say nothing about it.
    return !closed || !(each.step.do === 'close' || each.step.do === 'close-all' || each.step.do === 'unknown');
  });
  // Nothing can stop a server that no variable holds: when main returns, the process takes it along.
  const unstoppable = site.bare || site.framework?.noShutdown === true;
  const dies =
    (unstoppable && handler.ends !== undefined && !steps.some((each) => each.step.do === 'exit')) ||
    isLeftRunning(values, flow, handler, site);
  const ends: readonly ShutdownStep[] =
    dies && handler.ends !== undefined ? [{ do: 'exit', at: values.scope.file.at(handler.ends) }] : [];
  return {
    signals: handler.signals,
    at: values.scope.file.at(handler.node),
    ...(handler.helper === undefined ? {} : { helper: handler.helper }),
    ...(handler.returns === undefined ? {} : endOfMain(values, handler)),
    ...ofCommand(values, handler),
    steps: [...steps.map((each) => each.step).filter((each) => !dies || each.do !== 'unknown'), ...ends],
  };
}

/** Frameworks that listen for signals themselves: which ones, and for how long they wait, is in their knowledge file. */
function frameworkHandlers(values: Values, site: ServerSite): readonly SignalHandlerFact[] {
  const graceful = gracefulMode(values, site);
  if (graceful !== undefined) {
    const at = values.scope.file.at(graceful);
    return [{ signals: [], at, helper: 'beego-grace', steps: [{ do: 'close', waits: true, at }] }];
  }
  if (site.helper !== undefined) {
    const at = values.scope.file.at(site.listen ?? site.node);
    const limit = limitSet(values.scope, site);
    const own = limit === undefined ? {} : { limit: values.readLength(limit) };
    return [{ signals: [], at, helper: site.helper, steps: [{ do: 'close', waits: true, at, ...own }] }];
  }
  if (site.framework?.handlesSignals !== true) return [];
  // hertz: Run leaves signals alone, Spin handles them.
  if (site.product === 'hertz' && site.listen !== undefined && !/\.Spin\(/.test(values.scope.file.text(site.listen)))
    return [];
  const at = values.scope.file.at(site.listen ?? site.node);
  return [{ signals: [], at, helper: site.product, steps: [{ do: 'close', waits: true, at }] }];
}

/** `web.BConfig.Listen.Graceful = true`: beego starts another server then, which hears signals. */
function gracefulMode({ scope }: Values, { product }: ServerSite): SyntaxNode | undefined {
  if (product !== 'beego') return undefined;
  return scope
    .nodes('assignment_statement')
    .find((each) => /\bBConfig\.Listen\.Graceful = true$/.test(scope.file.text(each)));
}

const suspicious = /signal|shutdown|graceful|interrupt|terminat/i;

function incompleteness(
  values: Values,
  site: ServerSite,
  own: readonly { readonly handler: FoundHandler; readonly fact: SignalHandlerFact }[],
): ShutdownFact['incompleteBecause'] {
  const { scope } = values;
  const { file } = scope;
  for (const { handler, fact } of own) {
    const at = file.at(handler.node);
    if (handler.signals.length === 0 && handler.helper === undefined)
      return { reason: `the signal reaches ${handler.within} from another file`, at };
    const open = handler.signals.find((each) => each.includes(':') || each.includes('#'));
    if (open !== undefined) return { reason: `the list of signals is in another file (${open})`, at };
    const unknown = fact.steps.find((each) => each.do === 'unknown' && each.matters !== false);
    if (unknown?.do === 'unknown') return { reason: unknown.reason, at: unknown.at };
  }
  const handled = own.some(({ fact }) => fact.steps.some((each) => each.do === 'close' || each.do === 'close-all'));
  if (handled || frameworkHandlers(values, site).length > 0) return undefined;
  const at = file.at(site.listen ?? site.node);
  if (file.packageName !== 'main' || scope.functionNamed('main') === undefined) {
    return { reason: `package ${file.packageName} is started from another file, which may handle signals`, at };
  }
  return suspect(scope);
}
/** A function of another file that may handle signals, by its name. */
const suspect = perObject((scope: Scope): ShutdownFact['incompleteBecause'] => {
  const { file } = scope;
  for (const call of scope.nodes('call_expression')) {
    const callee = file.callee(call);
    if (callee.kind === 'other' || callee.kind === 'method' || !suspicious.test(callee.name)) continue;
    if (callee.kind === 'package' && callee.package.path.startsWith('os')) continue;
    const known =
      callee.kind === 'local' && (scope.functionNamed(callee.name) ?? scope.declarationOf(callee.at)) !== undefined;
    if (!known)
      return {
        reason: `${file.excerpt(call.children[0] ?? call)} is in another file and may handle signals`,
        at: file.at(call),
      };
  }
  return undefined;
});
