// Calls in a shutdown handler that lead out of the file: functions of other modules, and functions that others handed in.
import { once } from '../../../knowledge/memo.js';
import type { ModulePath, ShutdownStep, Waiting } from '../../../model/facts.js';
import {
  argumentsOf,
  type CallNode,
  type FunctionNode,
  is,
  isCall,
  isFunction,
  keyOf,
  methodCall,
  type Node,
  type NodeOf,
  unwrap,
} from '../ast.js';
import type { SourceFile } from '../file.js';
import { handedInTo, ownersOf } from '../owners.js';
import type { Binding } from '../scopes.js';
import { givenBy } from '../values/given-values.js';
import { dotted, isLocal, mayBeLocal, referenceOf } from '../values/references.js';
import { isOfLibrary } from './outside-types.js';
import { isExecutor } from './promises.js';

export type UnfollowedStep = Extract<ShutdownStep, { do: 'unknown' }>;

/** The handler around a call. */
export interface Around {
  readonly awaited: boolean;
  readonly handlers: readonly FunctionNode[];
  /** Functions that other modules call; empty for a handler of a signal. */
  readonly outer: ReadonlySet<Node>;
  /** A server has been closed before. */
  readonly closed: boolean;
}

/** Names of functions that are part of stopping. */
const stopping = /shut|graceful|drain|close|stop|terminat|exit|quit|cleanup|dispose|destroy|tear-?down/i;
/** Names of functions that are kept to be run later. */
const kept = /^(?:callback|cb|handler|handle|hook|fn|func|task|run|execute|invoke|call)$/i;
/** Things that are most likely the server. */
const serverLike = /server$|(?:^|\.)(?:app|listener|http|api|fastify)$/i;
/** Things that are stopped beside a server, by the names they usually have. */
const aside = /socket|conn|client|timer|interval|db|pool|redis|prisma|logger/i;

/** A function of another module may do anything; it matters when it looks like part of stopping. */
export function stepElsewhere(file: SourceFile, call: CallNode, around: Around): UnfollowedStep | undefined {
  if (is(call, 'NewExpression')) return undefined;
  const imported = file.things.importedOf(call.callee);
  if (imported === undefined || !mayBeLocal(imported.specifier) || isMethodOfLibrary(file, call)) return undefined;
  const givenServer = argumentsOf(call).some((argument) =>
    file.things.facesOf(argument).some(({ thing }) => thing.kind !== 'application'),
  );
  const own = imported.name.slice(imported.name.lastIndexOf('.') + 1);
  const named = [nameOf(file, call.callee), own].some((name) => stopping.test(name));
  // What others ask for is kept short: of their calls only those that are part of stopping by name.
  if (around.outer.size > 0 && !named && !givenServer) return undefined;
  const step = unfollowedStep(file, call, imported, around.awaited);
  // A package stops many things that are no server; what it is given tells.
  if (!givenServer && !(named && isLocal(imported.specifier))) return step;
  const receiver = is(call.callee, 'MemberExpression') ? nameOf(file, call.callee.object) : '';
  return { ...step, matters: true, ...(serverLike.test(receiver) && { likeClose: true }) };
}

function isMethodOfLibrary(file: SourceFile, call: NodeOf<'CallExpression'>): boolean {
  const callee = unwrap(call.callee);
  return is(callee, 'MemberExpression') && isOfLibrary(file, callee.object);
}

/** `otherwise`: what it is taken for where it cannot be followed. */
export function unfollowedStep(
  file: SourceFile,
  call: NodeOf<'CallExpression'>,
  imported: ModulePath,
  awaited: boolean,
  otherwise?: ShutdownStep,
): UnfollowedStep {
  const given = givenBy(file.reader, call);
  return {
    do: 'unknown',
    reason: `${nameOf(file, call.callee)}() comes from '${imported.specifier}', which was not followed`,
    at: file.source.at(call),
    calls: { space: `module:${imported.specifier}`, name: imported.name },
    waitsBy: waysOfWaiting(file, call, awaited),
    ...(given && { given }),
    ...(otherwise && { otherwise }),
  };
}

/** `for (const hook of hooks) await hook()`, `services.map((each) => each.stop())`: whoever filled the list knows what it does. */
export function stepHandedIn(file: SourceFile, call: CallNode, around: Around): UnfollowedStep | undefined {
  const { source, tracer } = file;
  const callee = unwrap(call.callee);
  const method = is(callee, 'MemberExpression') ? keyOf(callee) : undefined;
  const object = is(callee, 'MemberExpression') && method !== undefined ? unwrap(callee.object) : callee;
  if (method !== undefined && isOfLibrary(file, object)) return undefined;
  // Where the server is closed already, what else stops is something else.
  if (method !== undefined && (!(stopping.test(method) || kept.test(method)) || around.closed)) return undefined;
  const imported = file.things.importedOf(call.callee);
  const isFollowed = imported !== undefined && isLocal(imported.specifier);
  if (method !== undefined && !isFollowed && isResolved(file, object) && !aside.test(source.textOf(object))) {
    const text = `${source.textOf(callee)}() acts on what something else made`;
    return { do: 'unknown', reason: text, at: source.at(call), matters: true };
  }
  const runs = once(() => handedInTo(file)(call.callee));
  const step = (): UnfollowedStep => ({
    do: 'unknown',
    reason: `${source.textOf(call)} is handed in by other code`,
    at: source.at(call),
    ...(runs().length > 0 && { runs: runs() }),
    waitsBy: waysOfWaiting(file, call, around.awaited),
    matters: true,
  });
  if (method !== undefined && is(object, 'MemberExpression') && !aside.test(keyOf(object) ?? '')) {
    const of = ownersOf(file)(object);
    if (of?.is === 'parameter') return { ...step(), closes: { of, method } };
    // `APP.servers.stop()`, where APP is a global that another file has filled.
    return of === undefined && isGlobal(file, object)
      ? { do: 'unknown', reason: `${source.textOf(call)} belongs to another file`, at: source.at(call), matters: true }
      : undefined;
  }
  const binding = is(object, 'Identifier') ? source.resolve(object) : undefined;
  // `hooks[index]()`, `const hook = hooks.pop(); await hook()`
  if (!is(object, 'Identifier') || (binding?.kind !== 'element' && binding?.parameter === undefined))
    return runs().length > 0 && !aside.test(source.textOf(object)) ? step() : undefined;
  // `resolve()` and the callbacks of a function end a wait; they stop nothing.
  const of = binding.parameter?.of;
  if (of !== undefined && (around.outer.has(of) || around.handlers.includes(of) || isExecutor(file, of)))
    return undefined;
  if (aside.test(object.name) || aside.test(listOf(file, binding))) return undefined;
  // `tasks.push({ run })`, where those who call the function around it give `run`.
  const isGiven = method !== undefined && tracer.origins(callee).some((origin) => is(origin, 'Identifier'));
  if (!isGiven && tracer.origins(object).some((origin) => !is(origin, 'Identifier'))) return undefined;
  return step();
}
/** What runs all functions of a list that it is given, as libraries have it: `async.series(stops, done)`, `pAll(stops)`. */
const runners = /parallel|series|waterfall|each|all|settle|sequen|run|reduce|exec/i;
export function stepOverList(file: SourceFile, call: CallNode, awaited: boolean): UnfollowedStep | undefined {
  const { source, tracer } = file;
  if (is(call, 'NewExpression') || !runners.test(nameOf(file, call.callee))) return undefined;
  const [list] = argumentsOf(call);
  const stops = list === undefined || isFunction(list) ? [] : tracer.elements(list);
  const runs = stops.flatMap(handedInTo(file));
  if (runs.length === 0 && !stops.some((stop) => mayClose(file, stop))) return undefined;
  return {
    do: 'unknown',
    reason: `${source.textOf(call)} runs what is in a list`,
    at: source.at(call),
    ...(runs.length > 0 && { runs }),
    waitsBy: waysOfWaiting(file, call, awaited),
    matters: true,
  };
}
const mayClose = (file: SourceFile, stop: Node): boolean =>
  file.tracer.functions(stop).some((fn) => file.source.mentions(fn, stopping));

/** What is behind the call waits for its promise, or stands in what it is given. */
function waysOfWaiting(file: SourceFile, call: CallNode, awaited: boolean): readonly Waiting[] {
  // `new Promise((resolve) => server.close(resolve))`
  const isResolver = (argument: Node): boolean => {
    const of = is(argument, 'Identifier') ? file.source.resolve(argument)?.parameter?.of : undefined;
    return of !== undefined && isExecutor(file, of);
  };
  const calledBack = argumentsOf(call).some(
    (argument) => file.tracer.functions(argument).length > 0 || isResolver(unwrap(argument)),
  );
  return [...(awaited ? (['promise'] as const) : []), ...(calledBack ? (['callback'] as const) : [])];
}

/** `container.resolve(HttpServer)`, `new AsyncDisposableStack()`: made, or filled, by others. */
function isResolved(file: SourceFile, object: Node): boolean {
  return file.tracer.origins(object).some((origin) => {
    if (!isCall(origin)) return false;
    const reference = referenceOf(file.source, origin.callee);
    if (reference !== undefined && /^global\.(?:Async)?DisposableStack$/.test(dotted(reference))) return true;
    return (
      /^(?:resolve|get|make|getInstance|inject)$/.test(methodCall(origin)?.method ?? '') && origin.arguments.length > 0
    );
  });
}

/** What an element or the parameter of a `forEach` is taken from, as it is written. */
function listOf({ source }: SourceFile, { kind, init, parameter }: Binding): string {
  if (kind === 'element') return init === undefined ? '' : source.textOf(init);
  const call = parameter && source.parent(parameter.of);
  const method = call && methodCall(call);
  return method?.method === 'forEach' ? source.textOf(method.object) : '';
}

/** The path begins with a name that nothing in the file declares or imports. */
function isGlobal(file: SourceFile, path: Node): boolean {
  const inner = unwrap(path);
  if (is(inner, 'MemberExpression')) return isGlobal(file, inner.object);
  return is(inner, 'Identifier') && file.source.resolve(inner) === undefined;
}
const nameOf = (file: SourceFile, callee: Node): string =>
  is(callee, 'Identifier') ? callee.name : file.source.textOf(callee);
