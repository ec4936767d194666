// Names the calls that matter while a Go program stops: ends of the process, readiness switches, servers of other files.
import { perObject } from '../../../knowledge/memo.js';
import { baseNameOf } from '../../../model/file-paths.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import { frameworks, serverTypes, standardLibrary } from '../shapes.js';
import { enclosingFunction, type Flow, type Place } from '../values/flow.js';
import type { Scope } from '../values/scope.js';
import type { Values } from '../values/values.js';
import { startsManager } from './managers.js';

const fatal = /^Fatal(?:f|ln|w)?$/;
/** Loggers of that method panic once they have written the line: log, logrus, zap, zerolog. */
const panicking = /^(?:panic|Panic(?:f|ln|w)?)$/;

/** The process ends here without another step. */
export function isExit(values: Values, call: SyntaxNode): boolean {
  const { file } = values.scope;
  const callee = file.callee(call);
  if (callee.kind === 'other') return false;
  if (callee.kind !== 'local' && fatal.test(callee.name)) return true;
  if (callee.kind === 'package' && callee.package.path === 'os') return callee.name === 'Exit';
  const panics = panicking.test(callee.name) && (callee.kind === 'local') === (callee.name === 'panic');
  return panics && !recovers(values, call);
}
/** `defer func() { recover() }()` of the same function. */
function recovers({ scope }: Values, call: SyntaxNode): boolean {
  return recovering(scope).has(enclosingFunction(call) ?? call);
}
const recovering = perObject((scope: Scope): ReadonlySet<SyntaxNode> => {
  const calls = scope.nodes('call_expression').filter((call) => {
    const callee = scope.file.callee(call);
    return callee.kind === 'local' && callee.name === 'recover';
  });
  return new Set(calls.map(outerFunction).filter((each) => each !== undefined));
});
/** The function that defers the one which recovers. */
function outerFunction(call: SyntaxNode): SyntaxNode | undefined {
  const own = enclosingFunction(call);
  return own?.type === 'func_literal' ? enclosingFunction(own) : own;
}

const readiness = /read[iy]|health|serving|shutting_?down|draining|terminating|notready/i;
const switches = /^(?:Store\w*|Set\w*|Swap\w*|CompareAndSwap\w*|Mark\w*|Unready|NotReady|SetUnhealthy)$/;

/** `atomic.StoreInt32(&ready, 0)`, `isReady.Store(false)`, `health.SetServingStatus(…)`, `shuttingDown = true`. */
export function isReadinessSwitch(values: Values, node: SyntaxNode): boolean {
  const { file } = values.scope;
  if (node.type === 'assignment_statement') {
    const [left, right] = node.children;
    const value = right?.children[0]?.type;
    return left !== undefined && (value === 'true' || value === 'false') && readiness.test(file.text(left));
  }
  const callee = file.callee(node);
  if (callee.kind === 'package') {
    const [target] = file.callArguments(node);
    return (
      callee.package.path === 'sync/atomic' &&
      target !== undefined &&
      switches.test(callee.name) &&
      readiness.test(file.text(target))
    );
  }
  if (callee.kind !== 'method') return false;
  if (callee.name === 'Shutdown' && /health/i.test(file.text(callee.receiver))) return true;
  return switches.test(callee.name) && readiness.test(`${file.text(callee.receiver)} ${callee.name}`);
}

const inOrder = new Set(['Shutdown', 'ShutdownWithContext', 'ShutdownWithTimeout', 'GracefulStop']);
const abrupt = new Set(['Close', 'Stop']);

/** A stop of a server that another file made and this one knows by its type. */
export function stopOfUnknownServer(
  values: Values,
  call: SyntaxNode,
): { readonly how: 'in-order' | 'abruptly'; readonly product: string } | undefined {
  const { file } = values.scope;
  const callee = file.callee(call);
  if (callee.kind !== 'method') return undefined;
  const type = values.scope.typeOf(callee.receiver);
  const product =
    type === '' ? undefined : (serverTypes.get(type) ?? frameworks.find((each) => each.type === type)?.product);
  if (product === undefined) return undefined;
  if (inOrder.has(callee.name)) return { how: 'in-order', product };
  return abrupt.has(callee.name) ? { how: 'abruptly', product } : undefined;
}

const stopName =
  /^(?:Graceful\w*|Shut\w*|Stop\w*|Close|Drain\w*|Terminate\w*|graceful\w*|shut\w*|stop\w*|terminate\w*|drain\w*|waitFor\w*|WaitFor\w*)$/;
/** By name: a function that stops something. */
export function isStopName(name: string): boolean {
  return stopName.test(name);
}
const runName = /^(?:Run\w*|Start\w*|Serve\w*|Listen\w*|Graceful\w*|Shut\w*|Wait\w*|Main|Execute\w*)$/;
const serverName = /^(?:e|s|sd)$|srv|server|http|api|app|web|rest|gateway|svc|service|router|engine|echo|fiber/i;
/** `s.httpServer` by the name behind the last dot. */
const isServerName = (text: string): boolean => serverName.test(/(?<![^.])\w+$/.exec(text)?.[0] ?? '');
const otherResource =
  /trac|meter|otel|provider|exporter|telemetry|sdk|log|db|sql|redis|pool|conn|client|consumer|producer|kafka|nats|queue|cache|store|metric|watch|ticker|timer|file|body|rows|span|sentry|bus|worker|cron|scheduler/i;

/** cobra runs a command with the context it is given: `rootCmd.ExecuteContext(ctx)`. */
export const executesCommand = (method: string): boolean => /^ExecuteContextC?$/.test(method);

export interface UnfollowedCall {
  readonly reason: string;
  readonly calls?: { readonly space: string; readonly name: string; readonly maker?: string };
  /** Nothing but the function itself can say that it stops a server. */
  readonly matters?: false;
}
/** A call that may stop a server where this file does not show it. */
export function unfollowedCall(
  values: Values,
  flow: Flow,
  call: SyntaxNode,
  events: ReadonlySet<Place>,
): UnfollowedCall | undefined {
  const callee = values.scope.file.callee(call);
  if (callee.kind === 'other') return undefined;
  if (!stopName.test(callee.name)) return passedOnCall(values, flow, call, events);
  return leadingOut(values, call, isGiven(values, flow, call, events));
}
/** The calls that run something by their name. */
export const runCalls = perObject((scope: Scope): readonly SyntaxNode[] =>
  scope.nodes('call_expression').filter((call) => {
    const callee = scope.file.callee(call);
    return callee.kind !== 'other' && runName.test(callee.name);
  }),
);
/** A call that hands what the signal closes or cancels to code that runs the server elsewhere. */
export function passedOnCall(
  values: Values,
  flow: Flow,
  call: SyntaxNode,
  events: ReadonlySet<Place>,
): UnfollowedCall | undefined {
  const callee = values.scope.file.callee(call);
  if (callee.kind === 'other' || !runName.test(callee.name) || !isGiven(values, flow, call, events)) return undefined;
  if (callee.kind === 'local' && values.scope.functionNamed(callee.name) !== undefined) return undefined;
  if (startsManager(values.scope, call)) return undefined;
  return leadingOut(values, call, true);
}
function isGiven(values: Values, flow: Flow, call: SyntaxNode, events: ReadonlySet<Place>): boolean {
  return values.scope.file.callArguments(call).some((each) => {
    const place = flow.placeOf(each);
    return place !== undefined && events.has(place);
  });
}
function leadingOut(values: Values, call: SyntaxNode, given: boolean): UnfollowedCall | undefined {
  const { scope } = values;
  const { file } = scope;
  const callee = file.callee(call);
  if (callee.kind === 'other') return undefined;
  const text = file.excerpt(call.children[0] ?? call);
  const reason = `it calls ${text}, which is in another file`;
  if (callee.kind === 'local') {
    const known = scope.declarationOf(callee.at) !== undefined || scope.functionNamed(callee.name) !== undefined;
    return known ? undefined : { reason, calls: { space: 'package', name: callee.name } };
  }
  if (callee.kind === 'package') {
    const { path, base } = callee.package;
    if (callee.name === 'Close' || standardLibrary.test(path) || otherResource.test(baseNameOf(base))) return undefined;
    return { reason, calls: { space: `package:${path}`, name: callee.name } };
  }
  const receiver = file.text(callee.receiver);
  const type = scope.typeOf(callee.receiver);
  if (given && executesCommand(callee.name)) return { reason, calls: { space: 'package', name: 'ExecuteContext' } };
  if (otherResource.test(receiver) || otherResource.test(type)) return undefined;
  const calls = ownerOf(values, callee.receiver, type, callee.name);
  if (isServerName(receiver) || given) return { reason, calls };
  // `daemon.Close()` of what the program itself declares or makes.
  const isOwn = (calls.maker ?? (type === '' ? undefined : type)) !== undefined && !isLibraryOf(calls.space);
  return isOwn && stopName.test(callee.name) ? { reason, calls, matters: false } : undefined;
}
const isLibraryOf = (space: string): boolean => standardLibrary.test(space.replace(/^package:?/, ''));
/** A call of another file that is given the signal to listen to. */
export function heardElsewhere(values: Values, call: SyntaxNode): UnfollowedCall {
  const { file } = values.scope;
  const callee = file.callee(call);
  const reason = `it leaves the signal to ${file.excerpt(call.children[0] ?? call)}, which is in another file`;
  switch (callee.kind) {
    case 'package':
      return { reason, calls: { space: `package:${callee.package.path}`, name: callee.name } };
    case 'local':
      return { reason, calls: { space: 'package', name: callee.name } };
    case 'method':
      return { reason, calls: ownerOf(values, callee.receiver, values.scope.typeOf(callee.receiver), callee.name) };
    case 'other':
      return { reason };
  }
}
/** A function that a call to another file gave back, called by a name that says it stops something. */
export function returnedStop(
  values: Values,
  made: SyntaxNode,
  index: number,
  call: SyntaxNode,
): UnfollowedCall | undefined {
  const { scope } = values;
  const { file } = scope;
  const callee = file.callee(made);
  const name = file.text(call.children[0] ?? call);
  if (callee.kind === 'other' || !stopName.test(name)) return undefined;
  const known = callee.kind === 'local' ? scope.functionNamed(callee.name) : scope.methodsNamed(callee.name)[0];
  if (known !== undefined) return undefined;
  const reason = `it calls ${name}, which ${file.excerpt(made.children[0] ?? made)} returns in another file`;
  const from = (calls: NonNullable<UnfollowedCall['calls']>): UnfollowedCall => ({
    reason,
    calls: { space: calls.space, name: `${calls.name}#${index}` },
  });
  if (callee.kind === 'local') return from({ space: 'package', name: callee.name });
  if (callee.kind === 'method')
    return from(ownerOf(values, callee.receiver, scope.typeOf(callee.receiver), callee.name));
  const { path, base } = callee.package;
  if (standardLibrary.test(path) || otherResource.test(baseNameOf(base))) return undefined;
  return from({ space: `package:${path}`, name: callee.name });
}
/** The package and name under which a method of another file is found. */
export function ownerOf(
  values: Values,
  receiver: SyntaxNode,
  type: string,
  method: string,
): NonNullable<UnfollowedCall['calls']> {
  const { scope } = values;
  const dot = type.lastIndexOf('.');
  if (dot === 0) return { space: 'package', name: `${type.slice(1)}.${method}` };
  const imports = [...scope.file.imports.values()];
  const typed = dot < 0 ? undefined : imports.find((each) => each.base === type.slice(0, dot));
  if (typed !== undefined) return { space: `package:${typed.path}`, name: `${type.slice(dot + 1)}.${method}` };
  const inner = skipParentheses(receiver);
  const made = inner?.type === 'identifier' ? skipParentheses(scope.declarationOf(inner)?.writes[0]?.value) : inner;
  const callee = made?.type === 'call_expression' ? scope.file.callee(made) : undefined;
  if (callee?.kind === 'package') return { space: `package:${callee.package.path}`, name: method, maker: callee.name };
  const isElsewhere = callee?.kind === 'local' && scope.functionNamed(callee.name) === undefined;
  return { space: 'package', name: method, ...(isElsewhere ? { maker: callee.name } : {}) };
}
