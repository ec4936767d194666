// A spot where a Go file makes or starts a server, and the questions asked about it: who holds it, starts it, stops it.
import { perObject } from '../../../knowledge/memo.js';
import type { ServerFact } from '../../../model/facts.js';
import { append, groupPairs } from '../../../model/group-by.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import { bareListeners, type FrameworkShape, frameworks } from '../shapes.js';
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
  /** A library that hears signals, stops the server and waits for it, by the name of its knowledge file. */
  readonly helper?: string;
  /** Started where this file does not show. */
  readonly escapes: boolean;
  /** A function of another file makes it; it is started here. */
  readonly takenFrom?: NonNullable<ServerFact['takenFrom']>;
}

/** Where the server is that an expression holds: itself, or what a struct of this file embeds. */
export function placesHeldBy(scope: Scope, flow: Flow, node: SyntaxNode): readonly Place[] {
  const place = flow.placeOf(node);
  const fields = scope.file.structs.get(scope.typeOf(node).replace(/^\./, '')) ?? [];
  const embedded = fields.flatMap((each) => (each.embedded ? [`f:${each.name}`] : []));
  return place === undefined ? embedded : [place, ...embedded];
}
/** The receiver is the server itself, or a struct of this file that embeds one. */
export const holdsServer = (scope: Scope, flow: Flow, node: SyntaxNode, places: ReadonlySet<Place>): boolean =>
  places.has(flow.placeOf(node) ?? '') || placesHeldBy(scope, flow, node).some((each) => places.has(each));

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
  const known = assignments.get(flow) ?? new Map<string, Assignments>();
  const index = known.get(through.join()) ?? assignmentsByPlace(scope, flow, through);
  assignments.set(flow, known.set(through.join(), index));
  const found = new Set([...places].flatMap((place) => index.get(place) ?? []));
  return [...found].sort((a, b) => a.key.start - b.key.start);
}
type Assignments = ReadonlyMap<Place, readonly FieldAssignment[]>;
const assignments = new WeakMap<Flow, Map<string, Assignments>>();
function assignmentsByPlace(scope: Scope, flow: Flow, through: readonly string[]): Assignments {
  const found = new Map<Place, FieldAssignment[]>();
  for (const statement of scope.nodes('assignment_statement')) {
    const [left, right] = statement.children;
    left?.children.forEach((target, index) => {
      const [operand, field] = target.type === 'selector_expression' ? target.children : [];
      const value = scope.operator(statement) === '=' ? right?.children[index] : statement;
      if (operand === undefined || field === undefined || value === undefined) return;
      const object = through.length === 0 ? operand : innerObject(scope, operand, through);
      if (object === undefined) return;
      const assignment = { name: scope.file.text(field), key: target, value };
      for (const place of placesHeldBy(scope, flow, object)) append(found, place, assignment);
    });
  }
  return found;
}
/** `e` of `e.Server`. */
function innerObject(scope: Scope, node: SyntaxNode, through: readonly string[]): SyntaxNode | undefined {
  const inner = skipParentheses(node);
  const [operand, field] = inner?.type === 'selector_expression' ? inner.children : [];
  return field !== undefined && through.includes(scope.file.text(field)) ? operand : undefined;
}
/** The calls that start them, but for what a function of another file hands out: what its start does is written there. */
export const ownStarts = perObject(
  (sites: readonly ServerSite[]): ReadonlySet<SyntaxNode> =>
    new Set(sites.flatMap(({ listen, takenFrom }) => (takenFrom === undefined ? (listen ?? []) : []))),
);
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
type Stop = 'in-order' | 'abruptly';
interface StopCall {
  readonly name: string;
  readonly receiver: SyntaxNode;
}
/** Some call of the file stops this server. */
export function isStopped(scope: Scope, flow: Flow, site: ServerSite): boolean {
  const calls = stopCalls.get(flow) ?? stopsByPlace(scope, flow);
  stopCalls.set(flow, calls);
  return [...site.places].some((place) =>
    calls.get(place)?.some((stop) => howStopped(scope, flow, site, stop) !== undefined),
  );
}
const stopCalls = new WeakMap<Flow, ReadonlyMap<Place, readonly StopCall[]>>();
function stopsByPlace(scope: Scope, flow: Flow): ReadonlyMap<Place, readonly StopCall[]> {
  const stops = scope.nodes('call_expression').flatMap((call) => stopCallOf(scope, flow, call) ?? []);
  return groupPairs(
    stops.flatMap((stop) => placesMeant(scope, flow, stop, allInner).map((place) => [place, stop] as const)),
  );
}
const allInner = frameworks.flatMap((each) => each.inner ?? []);
/** Of the receiver, and of `e` where it is `e.Server`. */
function placesMeant(scope: Scope, flow: Flow, { receiver }: StopCall, inner: readonly string[]): readonly Place[] {
  const object = innerObject(scope, receiver, inner);
  return [receiver, ...(object === undefined ? [] : [object])].flatMap((each) => placesHeldBy(scope, flow, each));
}
/** The first server that a call stops; asked of every call, in files with thousands of both. */
export function stoppedBy(
  scope: Scope,
  flow: Flow,
  sites: readonly ServerSite[],
  call: SyntaxNode,
): { readonly site: ServerSite; readonly how: Stop } | undefined {
  const stop = sites.length === 0 ? undefined : stopCallOf(scope, flow, call);
  if (stop === undefined) return undefined;
  const byPlace = sitesByPlace(sites);
  let first: { readonly site: ServerSite; readonly how: Stop; readonly rank: number } | undefined;
  for (const place of placesMeant(scope, flow, stop, allInner)) {
    for (const { site, rank } of byPlace.get(place) ?? []) {
      if (first !== undefined && first.rank <= rank) break;
      const how = howStopped(scope, flow, site, stop);
      if (how !== undefined) first = { site, how, rank };
    }
  }
  return first;
}
const sitesByPlace = perObject((sites: readonly ServerSite[]) => {
  const ranked = sites.map((site, rank) => ({ site, rank }));
  return groupPairs(ranked.flatMap((each) => [...each.site.places].map((place) => [place, each] as const)));
});
/** A call of a method, or of what a variable or field holds: `stop(ctx)`, `s.stop(ctx)`. */
function stopCallOf(scope: Scope, flow: Flow, call: SyntaxNode): StopCall | undefined {
  const called = scope.file.callee(call);
  if (called.kind === 'package' || called.kind === 'other') return undefined;
  const held = called.kind === 'local' || !/^[A-Z]/.test(called.name) ? flow.methodHeld(call.children[0]) : undefined;
  const callee = held ?? (called.kind === 'method' ? called : undefined);
  return callee !== undefined && stopMethods.has(callee.name) ? callee : undefined;
}
function howStopped(scope: Scope, flow: Flow, site: ServerSite, { name, receiver }: StopCall): Stop | undefined {
  const how = isOrderlyStop(site, name) ? 'in-order' : abrupt.has(name) ? 'abruptly' : undefined;
  if (how === undefined) return undefined;
  const inner = site.framework?.inner === undefined ? undefined : innerObject(scope, receiver, site.framework.inner);
  return holdsServer(scope, flow, inner ?? receiver, site.places) ? how : undefined;
}
const abrupt: ReadonlySet<string> = new Set(['Close', 'Stop']);
const stopMethods: ReadonlySet<string> = new Set([
  ...orderlyStops,
  ...frameworks.flatMap((each) => each.stops),
  ...abrupt,
]);
