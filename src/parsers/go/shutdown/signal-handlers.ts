// Finds what a Go program does when a signal arrives: who registers, who waits, and the statements that run after the wait.
import { perObject } from '../../../knowledge/memo.js';
import type { Expression } from '../../../model/expression.js';
import { groupPairs } from '../../../model/group-by.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import { signalName } from '../package-names.js';
import { literalsOf } from '../servers/field-sources.js';
import type { ServerSite } from '../servers/site.js';
import { signalHelpers, standardLibrary, stopRegistrars } from '../shapes.js';
import { enclosingFunction, type Flow, type Place } from '../values/flow.js';
import { isInside } from '../values/scope.js';
import type { Values } from '../values/values.js';
import { type Cancel, cancelsOf, commandContexts, type Given } from './contexts.js';
import type { FoundStep } from './found-steps.js';
import { stopContexts, stopHooks, stopTimeouts } from './fx-hooks.js';
import { managerStarts, runnableContexts } from './managers.js';
import { isFunction, qualifiedName, runsAfter, threadOf } from './order.js';
import { secondOf, type HeardAt as Wait } from './second-signals.js';
import { signalChannels } from './signal-channels.js';
import { StepReader } from './steps.js';
import { waitsBeyond } from './waits-beyond.js';

export interface FoundHandler {
  /** Empty without a helper: the signal reaches this code through a channel or context handed in by another file. */
  readonly signals: readonly string[];
  readonly node: SyntaxNode;
  readonly helper?: string;
  /** The function it stands in, `Type.Method` for a method. */
  readonly within: string;
  readonly steps: readonly FoundStep[];
  /** The wait behind which main returns. */
  readonly ends?: SyntaxNode;
  /** The wait behind which a function comes back that other files call. */
  readonly returns?: SyntaxNode;
  /** What the signal reaches. */
  readonly events?: ReadonlySet<Place>;
}
interface Source {
  readonly signals: readonly string[];
  readonly node: SyntaxNode;
  readonly starts: readonly Place[];
  readonly helper?: string;
  /** Code of another file hears the signal. */
  readonly heardElsewhere?: true;
}

/** Every signal Go can catch, which is what Notify without a list asks for. */
const catchable = ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', 'SIGUSR1', 'SIGUSR2'];
const mostRounds = 6;

export function findHandlers(values: Values, flow: Flow, sites: readonly ServerSite[]): readonly FoundHandler[] {
  const cancels = cancelsOf(values, flow);
  const waits = findWaits(values, flow);
  const all = findSources(values, flow);
  const second = secondOf(all, waits);
  const later = new Set([...second].flatMap((each) => each.starts));
  const sources = all.filter((each) => !second.has(each));
  const handled = new Set<SyntaxNode>();
  const handlers = sources.map((source): FoundHandler => {
    const steps = new StepReader(values, flow, sites, later);
    const starts = [...source.starts, ...givenByManager(values, flow, source)];
    const events = follow(values, flow, starts, waits, cancels, steps, handled);
    const heard = waitsOn(waits, events).map(({ node }) => node);
    for (const body of runGroupInterrupts(values, [source.node, ...heard])) steps.readBody(body);
    readAfterFunctions(values, flow, events, steps);
    steps.readPassedOn(events, flow.reachedFrom(starts));
    if (source.heardElsewhere === true) readHeard(values, source, events, steps);
    const ends = heard.find((each) => endsMain(values, each));
    const returns = ends === undefined ? heard.find((each) => comesBack(values, flow, each, events)) : undefined;
    return {
      ...asHandler(values, source, steps),
      events,
      ...(ends === undefined ? {} : { ends }),
      ...(returns === undefined ? {} : { returns }),
    };
  });
  return [
    ...handlers,
    ...fxHandlers(values, flow, sites),
    ...givenStops(values, flow, sites),
    ...passedIn(values, flow, sites, waits, cancels, handled),
  ];
}
/** A manager that is started with the signal hands it to what it runs. */
function givenByManager({ scope }: Values, flow: Flow, { starts }: Source): readonly Place[] {
  const managers = managerStarts(scope);
  if (managers.length === 0) return [];
  const events = flow.reachedFrom(starts);
  return managers.some(({ context }) => events.has(flow.placeOf(context) ?? '')) ? runnableContexts(scope) : [];
}
/** What stands behind a call that waits, or is given to one that does not; the rest is done where the signal is heard. */
function readHeard(values: Values, { node }: Source, events: ReadonlySet<Place>, steps: StepReader): void {
  const { file } = values.scope;
  if (steps.steps().length > 0) return;
  const callee = file.callee(node);
  if (callee.kind !== 'other' && waiting.test(callee.name)) steps.readAfter(node, events);
  for (const each of file.callArguments(node)) steps.readFunction(each);
  if (!steps.steps().some(({ step }) => /^(?:close|close-all|exit|unknown)$/.test(step.do))) steps.addHeard(node);
}
function asHandler(values: Values, source: Source, steps: StepReader): FoundHandler {
  return {
    signals: source.signals,
    node: source.node,
    within: qualifiedName(values.scope, source.node),
    steps: steps.steps(),
    ...(source.helper === undefined ? {} : { helper: source.helper }),
  };
}

/** Runs the code behind every wait the event reaches; closing a channel or cancelling a context there is a further event. */
function follow(
  values: Values,
  flow: Flow,
  starts: readonly Place[],
  waits: readonly Wait[],
  cancels: readonly Cancel[],
  steps: StepReader,
  handled: Set<SyntaxNode>,
): ReadonlySet<Place> {
  let events = flow.reachedFrom(starts);
  const seen = new Set<SyntaxNode>();
  for (let round = 0; round < mostRounds; round += 1) {
    const next = waitsOn(waits, events).filter((each) => !seen.has(each.node));
    if (next.length === 0) return events;
    const raised: Place[] = [];
    for (const wait of next) {
      // A second receive behind the first one waits for a second signal.
      if ([...seen].some((each) => isBehind(values, each, wait.node))) continue;
      seen.add(wait.node);
      handled.add(wait.node);
      steps.readAfter(wait.node, events);
      raised.push(...steps.raised());
    }
    for (const each of cancels) if (raised.some((place) => each.by.has(place))) raised.push(each.context);
    events = flow.reachedFrom([...events, ...raised]);
  }
  return events;
}
const byPlace = perObject((waits: readonly Wait[]) =>
  groupPairs(waits.map((each, rank) => [each.place, { each, rank }] as const)),
);
/** In the order of the text. */
function waitsOn(waits: readonly Wait[], places: ReadonlySet<Place>): readonly Wait[] {
  const found = [...places].flatMap((place) => byPlace(waits).get(place) ?? []);
  return found.sort((a, b) => a.rank - b.rank).map(({ each }) => each);
}
/** The wait stands in the main flow and in no loop: behind it the program ends. */
function endsMain({ scope }: Values, wait: SyntaxNode): boolean {
  return !isRepeated(wait) && threadOf(scope, wait).kind === 'main';
}
function isRepeated(wait: SyntaxNode): boolean {
  for (let at = wait.parent; at !== undefined && !isFunction(at); at = at.parent)
    if (at.type === 'for_statement') return true;
  return false;
}
/** Nothing else is waited for in the function that other files call. */
function comesBack(values: Values, flow: Flow, wait: SyntaxNode, events: ReadonlySet<Place>): boolean {
  const { scope } = values;
  const thread = isRepeated(wait) ? undefined : threadOf(scope, wait);
  if (thread?.kind !== 'unknown' || thread.owner.type === 'func_literal') return false;
  return !runsAfter(scope, wait).some((each) => waitsBeyond(values, flow, events, each));
}
/** What waits for the same thing again behind the first wait, in the same function or a goroutine it starts there. */
function isBehind(values: Values, first: SyntaxNode, second: SyntaxNode): boolean {
  const owner = enclosingFunction(first);
  if (owner === undefined || !isInside(second, owner) || first.start > second.start) return false;
  return values.scope.file.text(first) === values.scope.file.text(second);
}

function findWaits(values: Values, flow: Flow): readonly Wait[] {
  const { scope } = values;
  const received = scope.nodes('unary_expression').filter((node) => scope.unaryOperator(node) === '<-');
  const ranged = scope
    .nodes('for_statement')
    .flatMap((node) => node.children.filter((each) => each.type === 'range_clause'));
  const found = [
    ...received.map((node) => ({ node, on: node.children[0] })),
    ...ranged.map((node) => ({ node, on: node.children.at(-1) })),
    ...managerStarts(scope).map(({ call, context }) => ({ node: call, on: context })),
  ];
  return found.flatMap(({ node, on }): Wait[] => {
    const place = waitedPlace(values, flow, on);
    return place === undefined ? [] : [{ node, place }];
  });
}
function waitedPlace(values: Values, flow: Flow, node: SyntaxNode | undefined): Place | undefined {
  const inner = skipParentheses(node);
  if (inner?.type !== 'call_expression') return flow.placeOf(inner);
  const callee = values.scope.file.callee(inner);
  return callee.kind === 'method' && callee.name === 'Done' ? flow.placeOf(callee.receiver) : flow.placeOf(inner);
}

function findSources(values: Values, flow: Flow): readonly Source[] {
  const { scope } = values;
  const { file } = scope;
  return scope.nodes('call_expression').flatMap((node): readonly Source[] => {
    const called = file.calledFunction(node) ?? '';
    const [first, ...rest] = file.callArguments(node);
    const own = [`s:${node.start}:0`];
    if (called === 'os/signal.Notify') {
      const place = flow.placeOf(first);
      return [
        { signals: signalsOf(values, rest), node, starts: place === undefined ? [] : [...flow.aliasesOf([place])] },
      ];
    }
    if (called === 'os/signal.NotifyContext') return [{ signals: signalsOf(values, rest), node, starts: own }];
    if (called === 'github.com/oklog/run.SignalHandler')
      return [{ signals: signalsOf(values, rest), node, starts: [], helper: 'go-oklog-run' }];
    const known = signalHelpers.get(called);
    if (known !== undefined) return [{ signals: known, node, starts: own }];
    const given = givenSignals(values, node);
    if (given.length > 0) return [{ signals: given, node, starts: own, heardElsewhere: true }];
    return elsewhere(values, flow, node, own);
  });
}
/** `injector.ShutdownOnSignals(syscall.SIGTERM)`: whoever is given a signal hears it, unless it sends or drops it. */
function givenSignals({ scope }: Values, node: SyntaxNode): readonly string[] {
  const callee = scope.file.callee(node);
  if (
    callee.kind === 'other' ||
    /^(?:Signal(?!\w*(?:Context|Channel|Handler))|Kill|Send|Reset|Ignore|Stop|append)/.test(callee.name)
  )
    return [];
  if (callee.kind === 'package' && standardLibrary.test(callee.package.path)) return [];
  if (callee.kind === 'local' && scope.functionNamed(callee.name) !== undefined) return [];
  return scope.file.callArguments(node).flatMap((each) => signalName(scope.file.text(each)) ?? []);
}
const listening = /^(?:Setup|Handle|NewHandler$|NewContext$|Context$|Notify|Wait|Listen|Register)/;
/** `signals.SetupSignalHandler()` of another package or file: what it listens to is written there. */
function elsewhere(values: Values, flow: Flow, node: SyntaxNode, starts: readonly Place[]): readonly Source[] {
  const { scope } = values;
  const callee = scope.file.callee(node);
  const filled = signalChannels(values, flow, node);
  const heard = { node, starts: [...starts, ...filled] };
  if (callee.kind === 'package') {
    const { path } = callee.package;
    const named = /signal/i.test(callee.name) || (/(?:^|\/)signals?$/.test(path) && listening.test(callee.name));
    if ((!named && filled.length === 0) || standardLibrary.test(path)) return [];
    return [{ ...heard, signals: [`package:${path}#${callee.name}`], ...heardBy(callee.name) }];
  }
  if (callee.kind !== 'local' || builtIn.has(callee.name)) return [];
  if (!/signal/i.test(callee.name) && filled.length === 0) return [];
  if (scope.functionNamed(callee.name) !== undefined || scope.declarationOf(callee.at) !== undefined) return [];
  return [{ ...heard, signals: [`package#${callee.name}`], ...heardBy(callee.name) }];
}
const builtIn: ReadonlySet<string> = new Set(['append', 'cap', 'close', 'len']);
const waiting = /wait|block|until/i;
const heardBy = (name: string): Pick<Source, 'heardElsewhere'> => (waiting.test(name) ? { heardElsewhere: true } : {});

function signalsOf(values: Values, nodes: readonly SyntaxNode[]): readonly string[] {
  if (nodes.length === 0) return catchable;
  const found = nodes.flatMap((node) => {
    if (node.type !== 'variadic_argument')
      return [signalName(values.scope.file.text(node)) ?? unresolved(values, node)];
    const [list] = node.children;
    return list === undefined ? [] : listedSignals(values, list, 0);
  });
  // Nobody can catch SIGKILL, whatever the list says.
  return [...new Set(found)].filter((each) => each !== 'SIGKILL');
}
const mostAppended = 4;
/** What a list holds: its literals, and with `append(others, os.Interrupt)` what another list holds besides. */
function listedSignals(values: Values, list: SyntaxNode, depth: number): readonly string[] {
  const { file } = values.scope;
  const literals = literalsOf(values, list);
  if (literals.length > 0)
    return literals.flatMap((each) =>
      (each.children[1]?.children ?? []).flatMap((element) => signalName(file.text(element)) ?? []),
    );
  const callee = list.type === 'call_expression' ? file.callee(list) : undefined;
  const [first, ...rest] = callee?.kind === 'local' && callee.name === 'append' ? file.callArguments(list) : [];
  if (first === undefined || depth >= mostAppended) return [unresolved(values, list)];
  const more = rest.flatMap((each) => {
    const [inner] = each.type === 'variadic_argument' ? each.children : [];
    if (inner !== undefined) return listedSignals(values, inner, depth + 1);
    return [signalName(file.text(each)) ?? unresolved(values, each)];
  });
  return [...listedSignals(values, first, depth + 1), ...more];
}
/** A name of this package or another: link finds it among the bindings, as names joined by commas. */
function unresolved(values: Values, node: SyntaxNode): string {
  const { scope } = values;
  const expression: Expression = values.read(node);
  if (expression.kind === 'name')
    return expression.space === 'package' ? `package:${expression.name}` : `${expression.space}#${expression.name}`;
  return `unknown:${scope.file.excerpt(node)}`;
}

/** oklog/run: when one actor returns, the interrupt function of every actor runs. `heard`: where the signal is. */
function runGroupInterrupts({ scope }: Values, heard: readonly SyntaxNode[]): readonly SyntaxNode[] {
  const adds = scope.methodCalls('Add').filter((call) => {
    const args = scope.file.callArguments(call);
    return args.length === 2 || (args.length === 1 && heard.some((each) => isInside(each, call)));
  });
  const isHeardIn = (call: SyntaxNode): boolean => {
    const [execute] = scope.file.callArguments(call);
    return execute !== undefined && heard.some((each) => isInside(each, execute));
  };
  if (!adds.some(isHeardIn)) return [];
  return adds.flatMap((call) => {
    const interrupt = scope.file.callArguments(call)[1];
    const body = interrupt?.type === 'func_literal' ? interrupt.children.at(-1) : undefined;
    return body === undefined ? [] : [body];
  });
}
/** `context.AfterFunc(ctx, func() { … })` */
function readAfterFunctions({ scope }: Values, flow: Flow, events: ReadonlySet<Place>, steps: StepReader): void {
  for (const call of scope.callsOf('context.AfterFunc')) {
    const [context, after] = scope.file.callArguments(call);
    if (after === undefined) continue;
    if (events.has(flow.placeOf(context) ?? '')) steps.readFunction(after);
  }
}

/** Fx handles the signals that its knowledge file lists. */
function fxHandlers(values: Values, flow: Flow, sites: readonly ServerSite[]): readonly FoundHandler[] {
  const { scope } = values;
  const handler = (node: SyntaxNode, steps: readonly FoundStep[]): FoundHandler => ({
    signals: [],
    node,
    helper: 'fx',
    within: qualifiedName(scope, node),
    steps,
  });
  const hooks = stopHooks(scope).map((stop) => {
    const steps = new StepReader(values, flow, sites);
    steps.readFunction(stop);
    return handler(stop, steps.steps());
  });
  const options = stopTimeouts(scope).map(({ call, length }) => ({ call, length: values.readLength(length) }));
  const limits = [...options, ...stopContexts(values)].map(({ call, length }) => {
    const step = { do: 'force-exit', after: length, at: scope.file.at(call) } as const;
    return handler(call, [{ step, node: call }]);
  });
  return [...hooks, ...limits];
}

/** `hooks.OnStop(func() { … })` of a library that hears the signals. */
function givenStops(values: Values, flow: Flow, sites: readonly ServerSite[]): readonly FoundHandler[] {
  const { scope } = values;
  const imported = new Set(Array.from(scope.file.imports.values(), ({ path }) => path));
  const registrars = stopRegistrars.filter(({ library }) => imported.has(library));
  if (registrars.length === 0) return [];
  return scope.nodes('call_expression').flatMap((call): FoundHandler[] => {
    const callee = scope.file.callee(call);
    const registrar = callee.kind === 'method' ? registrars.find(({ method }) => method === callee.name) : undefined;
    const [stop] = scope.file.callArguments(call);
    if (registrar === undefined || stop === undefined) return [];
    const steps = new StepReader(values, flow, sites);
    steps.readFunction(stop);
    return [asHandler(values, { signals: registrar.signals, node: call, starts: [] }, steps)];
  });
}

const waitable = /^(?:chan |context\.Context$)/;
/** Code that waits for a channel or context it is given and then closes a server: somebody else knows the signal. */
function passedIn(
  values: Values,
  flow: Flow,
  sites: readonly ServerSite[],
  waits: readonly Wait[],
  cancels: readonly Cancel[],
  handled: Set<SyntaxNode>,
): readonly FoundHandler[] {
  return [...givenParameters(values), ...commandContexts(values)].flatMap(({ node, start, within }): FoundHandler[] => {
    const places = flow.reachedFrom([start]);
    const own = waitsOn(waits, places).filter((each) => !handled.has(each.node));
    if (own.length === 0) return [];
    const steps = new StepReader(values, flow, sites);
    const events = follow(values, flow, [start], own, cancels, steps, handled);
    const closes = steps.steps().some((each) => each.step.do === 'close' || each.step.do === 'close-all');
    const leadsOn = within !== undefined && steps.steps().some(({ step }) => step.do === 'unknown');
    const handler = { ...asHandler(values, { signals: [], node, starts: [] }, steps), events };
    return closes || leadsOn ? [within === undefined ? handler : { ...handler, within }] : [];
  });
}
function givenParameters({ scope }: Values): readonly Given[] {
  return scope.file.functions.flatMap((owner) =>
    owner.parameters.flatMap((parameter): Given[] => {
      const declaration = scope.declarationAt(parameter.name);
      return declaration === undefined || !waitable.test(parameter.type)
        ? []
        : [{ node: parameter.name, start: `d:${declaration.id}` }];
    }),
  );
}
