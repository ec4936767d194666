// What a Go file tells the rest of the program about stopping: the handlers it registers, and the functions that stop its servers.
import type { ShutdownModuleFact, ShutdownStep, SignalHandlerFact } from '../../../model/facts.js';
import { handedTo } from '../../../model/handed-stops.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import type { GoFunction } from '../file.js';
import { makerOfSite } from '../servers/handed-out.js';
import { isOrderlyStop, orderlyStops, type ServerSite, siteOfStop } from '../servers/site.js';
import { isLibrary } from '../settings-packages.js';
import { predeclared } from '../shapes.js';
import { enclosingFunction, type Flow } from '../values/flow.js';
import type { Values } from '../values/values.js';
import { commandLeadingTo } from './commands.js';
import type { FoundStep } from './found-steps.js';
import { heardAt, toldBy } from './hearing.js';
import { qualifiedName, threadOf } from './order.js';
import { isStopName, ownerOf } from './shutdown-calls.js';
import type { FoundHandler } from './signal-handlers.js';
import { StepReader } from './steps.js';

export function publishShutdown(
  values: Values,
  flow: Flow,
  sites: readonly ServerSite[],
  handlers: readonly FoundHandler[],
): readonly ShutdownModuleFact[] {
  return [
    ...handlers.flatMap((each) => publishHandler(values, flow, each)),
    ...stopFunctions(values, flow, sites),
    ...returnedStops(values, flow, sites),
    ...embeddedStops(values, sites),
    ...stopsOfMakers(values, sites),
    ...handedStops(values, flow, sites),
  ];
}

function publishHandler(values: Values, flow: Flow, handler: FoundHandler): readonly ShutdownModuleFact[] {
  if (handler.signals.length === 0 && handler.helper === undefined && handler.steps.length === 0) return [];
  if (handler.within === 'ExecuteContext' && handler.signals.length === 0)
    return [
      onCall(
        values,
        handler.node,
        handler.within,
        handler.steps.map((each) => publicStep(values, each)),
      ),
    ];
  const at = values.scope.file.at(handler.node);
  const fact: SignalHandlerFact = {
    signals: handler.signals,
    at,
    ...(handler.helper === undefined ? {} : { helper: handler.helper }),
    steps: handler.steps.map((each) => publicStep(values, each)),
    ...waitedFor(values, flow, handler),
    ...endOfMain(values, handler),
    ...ofCommand(values, handler),
  };
  return [
    {
      kind: 'shutdown-module',
      at,
      ...(handler.within === '' ? {} : { exportedAs: handler.within }),
      handlers: [fact],
    },
  ];
}
export function ofCommand(values: Values, { node }: FoundHandler): Pick<SignalHandlerFact, 'command'> {
  const command = commandLeadingTo(values, node);
  return command === undefined ? {} : { command };
}
/** Where main ends once the signal is there, or which function comes back to whoever called it. */
export function endOfMain(
  { scope }: Values,
  { ends, returns }: FoundHandler,
): Pick<SignalHandlerFact, 'ends' | 'returns'> {
  const thread = returns === undefined ? undefined : threadOf(scope, returns);
  if (returns !== undefined && thread?.kind === 'unknown')
    return { returns: { from: qualifiedName(scope, thread.owner), at: scope.file.at(returns) } };
  const isOfMain = scope.file.packageName === 'main' && scope.functionNamed('main') !== undefined;
  return ends === undefined || !isOfMain ? {} : { ends: scope.file.at(ends) };
}
/** Steps in the main flow, in a group that is waited for, or in a goroutine that somebody hears from. */
function waitedFor(values: Values, flow: Flow, handler: FoundHandler): Pick<SignalHandlerFact, 'waited'> {
  const last = handler.steps.findLast((each) => each.step.do === 'close' || each.step.do === 'unknown');
  if (last === undefined) return {};
  const thread = threadOf(values.scope, last.node);
  if (thread.kind !== 'goroutine') return { waited: 'yes' };
  const told = toldBy(values, flow, thread.body);
  if (heardAt(values, flow, thread.body, told) !== undefined) return { waited: 'yes' };
  return { waited: told.size === 0 && threadOf(values.scope, thread.by).kind === 'main' ? 'no' : 'unknown' };
}

/** Functions and methods that stop a server when they are called: `func (s *Server) Shutdown(ctx context.Context) error`. */
function stopFunctions(values: Values, flow: Flow, sites: readonly ServerSite[]): readonly ShutdownModuleFact[] {
  const { file } = values.scope;
  return file.functions.flatMap((owner): ShutdownModuleFact[] => {
    if (owner.body === undefined || !isStopName(owner.name)) return [];
    const reader = new StepReader(values, flow, sites);
    reader.readBody(owner.body);
    const steps = reader.steps();
    if (!steps.some(({ step }) => stopping.has(step.do))) return [];
    const at = file.at(owner.node.children[0] ?? owner.node);
    return [
      {
        kind: 'shutdown-module',
        at,
        exportedAs: nameOf(owner),
        onCall: true,
        handlers: [{ signals: [], at, steps: steps.map((each) => publicStep(values, each)) }],
      },
    ];
  });
}
/** `return &group, server.Shutdown`: the function given back is known to callers by its place among the results. */
function returnedStops(values: Values, flow: Flow, sites: readonly ServerSite[]): readonly ShutdownModuleFact[] {
  const { scope } = values;
  return scope.nodes('return_statement').flatMap((statement): ShutdownModuleFact[] => {
    const owner = scope.file.functions.find((each) => each.node === enclosingFunction(statement));
    if (owner === undefined) return [];
    const returned = statement.children[0]?.children ?? [];
    const [only] = returned;
    // `return s.listen()` hands on all that the other gives back.
    const passed = returned.length === 1 && owner.results.length > 1 ? callOf(values, only) : undefined;
    if (passed !== undefined && only !== undefined)
      return owner.results.flatMap((type, index): ShutdownModuleFact[] => {
        if (!mayBeFunction.test(type)) return [];
        const reason = `it is what ${passed} returns`;
        const calls = { space: 'package', name: `${passed}#${index}` };
        const step: ShutdownStep = { do: 'unknown', reason, calls, at: scope.file.at(only) };
        return [onCall(values, only, `${nameOf(owner)}#${index}`, [step])];
      });
    return returned.flatMap((value, index): ShutdownModuleFact[] => {
      if (!mayBeFunction.test(owner.results[index] ?? '')) return [];
      const steps = stepsOfValue(values, flow, sites, value);
      return steps.some((step) => stopping.has(step.do))
        ? [onCall(values, value, `${nameOf(owner)}#${index}`, steps)]
        : [];
    });
  });
}
/** A type without a spelling of its own may be one too. */
const mayBeFunction = /^$|func|shut|stop|clos|clean/i;
/** `Type.method` or the function of this file that is called. */
function callOf({ scope }: Values, node: SyntaxNode | undefined): string | undefined {
  const callee = node?.type === 'call_expression' ? scope.file.callee(node) : undefined;
  if (callee?.kind === 'local') return scope.functionNamed(callee.name)?.name;
  if (callee?.kind !== 'method') return undefined;
  const [only, ...others] = scope.methodsNamed(callee.name);
  return only === undefined || others.length > 0 ? undefined : nameOf(only);
}
function stepsOfValue(
  values: Values,
  flow: Flow,
  sites: readonly ServerSite[],
  value: SyntaxNode,
): readonly ShutdownStep[] {
  const reader = new StepReader(values, flow, sites);
  const [held] = flow.functionsHeld(value);
  if (held !== undefined) reader.readFunction(held);
  const site = held === undefined ? siteOfStop(values.scope, flow, sites, value) : undefined;
  if (site !== undefined) return [closeOf(values, value, site)];
  return reader.steps().map((each) => publicStep(values, each));
}
/** A struct that embeds a server has the server's methods: `api.Shutdown(ctx)`. */
function embeddedStops(values: Values, sites: readonly ServerSite[]): readonly ShutdownModuleFact[] {
  const { scope } = values;
  return [...scope.file.structs].flatMap(([struct, fields]) =>
    fields.flatMap((field): ShutdownModuleFact[] => {
      const site = field.embedded ? sites.find((each) => each.places.has(`f:${field.name}`)) : undefined;
      const own = scope.methodsNamed('Shutdown').some((each) => each.receiverType === struct);
      return site === undefined || own || !isOrderlyStop(site, 'Shutdown')
        ? []
        : [onCall(values, field.node, `${struct}.Shutdown`, [closeOf(values, field.node, site)])];
    }),
  );
}
/** `func start() *http.Server`: callers stop what it gives them, `start().Shutdown` of theirs. */
function stopsOfMakers(values: Values, sites: readonly ServerSite[]): readonly ShutdownModuleFact[] {
  return sites.flatMap((site) => {
    const maker = site.takenFrom === undefined ? makerOfSite(values.scope, site) : undefined;
    const stops = maker === undefined ? [] : (site.framework?.stops ?? orderlyStops);
    return stops.map((stop) => onCall(values, site.node, `${maker}().${stop}`, [closeOf(values, site.node, site)]));
  });
}
const orderly = /\b(?:Shutdown\w*|GracefulStop|Stop)\b/;
/** `graceful.OnSignal(10*time.Second, server.Shutdown)`: functions that stop a server, handed to another package of the program. */
function handedStops(values: Values, flow: Flow, sites: readonly ServerSite[]): readonly ShutdownModuleFact[] {
  const { scope } = values;
  if (sites.length === 0) return [];
  return scope.nodes('call_expression').flatMap((call): ShutdownModuleFact[] => {
    const list = call.children.find((each) => each.type === 'argument_list');
    if (list === undefined || !orderly.test(scope.file.text(list))) return [];
    const space = packageHandedTo(values, call);
    if (space === undefined) return [];
    return list.children.flatMap((argument) =>
      functionsIn(argument, 0).flatMap((value): ShutdownModuleFact[] => {
        const steps = stepsOfValue(values, flow, sites, value).filter((step) => step.do !== 'unknown');
        return steps.some((step) => step.do === 'close') ? [onCall(values, value, handedTo(space), steps)] : [];
      }),
    );
  });
}
/** The package that a call leads to, where it is neither of this file nor of a library. */
function packageHandedTo(values: Values, call: SyntaxNode): string | undefined {
  const { scope } = values;
  const callee = scope.file.callee(call);
  switch (callee.kind) {
    case 'package':
      return isLibrary(callee.package.path) ? undefined : `package:${callee.package.path}`;
    case 'local':
      return predeclared.test(callee.name) || scope.functionNamed(callee.name) !== undefined ? undefined : 'package';
    case 'method': {
      if (scope.methodsNamed(callee.name).length > 0) return undefined;
      const { space } = ownerOf(values, callee.receiver, scope.typeOf(callee.receiver), callee.name);
      return isLibrary(space.slice('package:'.length)) ? undefined : space;
    }
    case 'other':
      return undefined;
  }
}
const deepestValue = 4;
/** The functions that an argument is, or that a list, map or struct among them holds. */
function functionsIn(node: SyntaxNode, depth: number): readonly SyntaxNode[] {
  if (depth > deepestValue) return [];
  switch (node.type) {
    case 'func_literal':
    case 'selector_expression':
    case 'identifier':
      return [node];
    case 'composite_literal':
    case 'literal_value':
    case 'literal_element':
    case 'keyed_element':
    case 'unary_expression':
    case 'argument_list':
      return node.children
        .slice(node.type === 'composite_literal' || node.type === 'keyed_element' ? 1 : 0)
        .flatMap((each) => functionsIn(each, depth + 1));
    // `closer.Func(server.Shutdown)`
    case 'call_expression':
    case 'type_conversion_expression':
      return node.children.slice(1).flatMap((each) => functionsIn(each, depth + 1));
    default:
      return [];
  }
}
function closeOf(values: Values, node: SyntaxNode, site: ServerSite): ShutdownStep {
  const { file } = values.scope;
  const server = { product: site.product, at: file.at(site.node) };
  return { do: 'close', waits: true, at: file.at(node), limitPassedIn: true, server };
}
function onCall(
  values: Values,
  node: SyntaxNode,
  exportedAs: string,
  steps: readonly ShutdownStep[],
): ShutdownModuleFact {
  const at = values.scope.file.at(node);
  return { kind: 'shutdown-module', at, exportedAs, onCall: true, handlers: [{ signals: [], at, steps }] };
}

const stopping = new Set<ShutdownStep['do']>(['close', 'close-all', 'unknown']);
const nameOf = ({ receiverType, name }: GoFunction): string =>
  receiverType === undefined ? name : `${receiverType}.${name}`;

/** With the server it concerns, so that each server of the program takes its own. */
function publicStep(values: Values, { step, site, product }: FoundStep): ShutdownStep {
  if (step.do !== 'close' && step.do !== 'close-all' && step.do !== 'force-exit') return step;
  if (site !== undefined) return { ...step, server: { product: site.product, at: values.scope.file.at(site.node) } };
  return product === undefined || step.do === 'force-exit' ? step : { ...step, server: { product } };
}
