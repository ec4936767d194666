// A spot where a Go file makes or starts a server, and the questions asked about it: who holds it, starts it, stops it.
import type { ServerFact } from '../../../model/facts.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import { bareListeners, type FrameworkShape, startHelpers } from '../shapes.js';
import { enclosingFunction, type Flow, keyedElements, type Place } from '../values/flow.js';
import type { Scope } from '../values/scope.js';

export interface ServerSite {
  readonly product: string;
  readonly node: SyntaxNode;
  readonly framework?: FrameworkShape;
  /** The framework's major version. */
  readonly major?: number;
  readonly places: ReadonlySet<Place>;
  readonly listen?: SyntaxNode;
  readonly address?: SyntaxNode;
  readonly handler?: SyntaxNode;
  /** Made and started by one call that returns no server. */
  readonly bare: boolean;
  /** Started where this file does not show. */
  readonly escapes: boolean;
  /** A function of another file makes it; it is started here. */
  readonly takenFrom?: NonNullable<ServerFact['takenFrom']>;
}

/** The receiver is the server itself, or a struct of this file that embeds one. */
export function holdsServer(scope: Scope, flow: Flow, node: SyntaxNode, places: ReadonlySet<Place>): boolean {
  const place = flow.placeOf(node);
  if (place !== undefined && places.has(place)) return true;
  const fields = scope.file.structs.get(scope.typeOf(node).replace(/^\./, '')) ?? [];
  return fields.some((each) => each.embedded && places.has(`f:${each.name}`));
}
export function startOf(
  scope: Scope,
  flow: Flow,
  places: ReadonlySet<Place>,
  starts: ReadonlySet<string>,
): SyntaxNode | undefined {
  const { file } = scope;
  return scope.nodes('call_expression').find((call) => {
    const callee = file.callee(call);
    if (callee.kind === 'method' && starts.has(callee.name)) return holdsServer(scope, flow, callee.receiver, places);
    if (file.callArguments(call).some((each) => isStartValue(scope, flow, each, places, starts))) return true;
    const helper =
      (callee.kind === 'method' && callee.name === 'StartServer') || startHelpers.has(file.calledFunction(call) ?? '');
    return helper && file.callArguments(call).some((each) => holdsServer(scope, flow, each, places));
  });
}
/** `group.Go(server.ListenAndServe)`: the method itself is handed over. */
function isStartValue(
  scope: Scope,
  flow: Flow,
  node: SyntaxNode,
  places: ReadonlySet<Place>,
  starts: ReadonlySet<string>,
): boolean {
  const [operand, field] = node.type === 'selector_expression' ? node.children : [];
  if (operand === undefined || field === undefined || !starts.has(scope.file.text(field))) return false;
  return holdsServer(scope, flow, operand, places);
}
export function isHandlerElsewhere(scope: Scope, flow: Flow, places: ReadonlySet<Place>): boolean {
  const given = scope
    .nodes('composite_literal')
    .flatMap((each) => keyedElements(scope, each).filter((element) => element.name === 'Handler'));
  const args = scope.nodes('call_expression').flatMap((call) => {
    const called = scope.file.calledFunction(call) ?? '';
    return bareListeners.has(called) || called.startsWith('net/http/httptest.') ? scope.file.callArguments(call) : [];
  });
  return [...given.map((each) => each.value), ...args].some((node) => {
    const place = flow.placeOf(node);
    return place !== undefined && places.has(place);
  });
}
/** The value last assigned to `server.<field>` through any of its names. */
export function assignedField(
  scope: Scope,
  flow: Flow,
  places: ReadonlySet<Place>,
  name: string,
): SyntaxNode | undefined {
  return assignmentsTo(scope, flow, places).findLast((each) => each.name === name)?.value;
}
export interface FieldAssignment {
  readonly name: string;
  readonly key: SyntaxNode;
  readonly value: SyntaxNode;
}
export function assignmentsTo(
  scope: Scope,
  flow: Flow,
  places: ReadonlySet<Place>,
  through: readonly string[] = [],
): readonly FieldAssignment[] {
  return scope.nodes('assignment_statement').flatMap((statement) => {
    const [left, right] = statement.children;
    return (left?.children ?? []).flatMap((target, index): FieldAssignment[] => {
      const [operand, field] = target.type === 'selector_expression' ? target.children : [];
      const value = scope.operator(statement) === '=' ? right?.children[index] : statement;
      if (operand === undefined || field === undefined || value === undefined) return [];
      const object = through.length === 0 ? operand : innerObject(scope, operand, through);
      if (object === undefined || !holdsServer(scope, flow, object, places)) return [];
      return [{ name: scope.file.text(field), key: target, value }];
    });
  });
}
/** `e` of `e.Server`. */
function innerObject(scope: Scope, node: SyntaxNode, through: readonly string[]): SyntaxNode | undefined {
  const inner = skipParentheses(node);
  const [operand, field] = inner?.type === 'selector_expression' ? inner.children : [];
  return field !== undefined && through.includes(scope.file.text(field)) ? operand : undefined;
}
/** Name of the function a node stands in; empty at the top level. */
export function functionNameOf(scope: Scope, node: SyntaxNode): string {
  for (let owner = enclosingFunction(node); owner !== undefined; owner = enclosingFunction(owner)) {
    const found = scope.file.functions.find((each) => each.node === owner);
    if (found !== undefined) return found.name;
  }
  return '';
}

export const orderlyStops: readonly string[] = ['Shutdown', 'ShutdownWithContext'];
/** The server whose orderly stop an expression holds: `srv.Shutdown` without a call. */
export function siteOfStop(
  scope: Scope,
  flow: Flow,
  sites: readonly ServerSite[],
  node: SyntaxNode,
): ServerSite | undefined {
  const method = flow.methodHeld(node);
  if (method === undefined) return undefined;
  return sites.find(
    (each) => holdsServer(scope, flow, method.receiver, each.places) && isOrderlyStop(each, method.name),
  );
}
export const isOrderlyStop = ({ framework }: ServerSite, method: string): boolean =>
  (framework?.stops ?? orderlyStops).includes(method);
/** Whether a call stops this server, and how. */
export function siteStoppedBy(
  scope: Scope,
  flow: Flow,
  site: ServerSite,
  call: SyntaxNode,
): 'in-order' | 'abruptly' | undefined {
  const called = scope.file.callee(call);
  if (called.kind === 'package' || called.kind === 'other') return undefined;
  // `stop(ctx)`, `s.stop(ctx)`: what the variable or field holds is called.
  const held = called.kind === 'local' || !/^[A-Z]/.test(called.name) ? flow.methodHeld(call.children[0]) : undefined;
  const callee = held ?? (called.kind === 'method' ? called : undefined);
  if (callee === undefined) return undefined;
  const how = isOrderlyStop(site, callee.name)
    ? 'in-order'
    : callee.name === 'Close' || callee.name === 'Stop'
      ? 'abruptly'
      : undefined;
  if (how === undefined) return undefined;
  const inner =
    site.framework?.inner === undefined ? undefined : innerObject(scope, callee.receiver, site.framework.inner);
  return holdsServer(scope, flow, inner ?? callee.receiver, site.places) ? how : undefined;
}
