// What the goroutine that serves tells once serving has ended: whoever waits for nothing else goes on as soon as a shutdown begins.
import { perObject } from '../../../knowledge/memo.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import type { Flow, Place } from '../values/flow.js';
import { type Declaration, isInside, type Scope } from '../values/scope.js';
import type { Values } from '../values/values.js';
import { fatalAfter, sentTo } from './fatal-serving.js';
import { tellsIn, tellsOf } from './hearing.js';
import { runsAfter, type Thread, threadOf } from './order.js';
import { waitsBeyond } from './waits-beyond.js';

/** The places that nobody but this goroutine tells, and this one surely. */
export function toldByServing(values: Values, flow: Flow, listen: SyntaxNode): ReadonlySet<Place> {
  const thread = threadOf(values.scope, listen);
  if (thread.kind === 'group') return onlyMember(values, flow, thread);
  if (thread.kind !== 'goroutine') return new Set();
  const { body } = thread;
  const after = runsAfter(values.scope, listen).filter((each) => isInside(each, body));
  if (after.some((each) => waitsBeyond(values, flow, new Set(), each))) return new Set();
  const tells = tellsOf(values, flow);
  const sent = sentTo(values, listen);
  const found = new Set<Place>();
  for (const { node, place } of tellsIn(values, flow, body)) {
    if (node.children[0] !== sent && !isCertain(values, body, listen, node)) continue;
    const places = flow.aliasesOf([place]);
    const others = tells.some((each) => !isInside(each.node, body) && places.has(each.place));
    if (!others && staysHere(values, flow, places)) for (const each of places) found.add(each);
  }
  return found;
}
/** `group.Wait()` of a group that does nothing but serve. */
function onlyMember({ scope }: Values, flow: Flow, { by }: Extract<Thread, { kind: 'group' }>): ReadonlySet<Place> {
  const callee = scope.file.callee(by);
  const place = callee.kind === 'method' && callee.name === 'Go' ? flow.placeOf(callee.receiver) : undefined;
  if (place === undefined || callee.kind !== 'method') return new Set();
  const places = flow.aliasesOf([place]);
  const alone = scope.nodes('call_expression').every((call) => {
    const other = scope.file.callee(call);
    return (
      call === by || other.kind !== 'method' || other.name !== 'Go' || !places.has(flow.placeOf(other.receiver) ?? '')
    );
  });
  return alone ? places : new Set();
}
/** Deferred, or behind the call that serves with no way to turn off before it. */
function isCertain({ scope }: Values, body: SyntaxNode, listen: SyntaxNode, tell: SyntaxNode): boolean {
  const block = body.children.at(-1);
  const list = block?.children.find((each) => each.type === 'statement_list') ?? block;
  const statement = statementIn(list, tell);
  const serving = statementIn(list, listen);
  if (list === undefined || statement === undefined || serving === undefined) return false;
  if (statement.type === 'defer_statement') return true;
  if (statement !== tell && statement.children[0] !== tell) return false;
  const [from, to] = [list.children.indexOf(serving), list.children.indexOf(statement)];
  return from < to && !list.children.slice(from, to).some((each) => /\b(?:return|goto)\b/.test(scope.file.text(each)));
}
const statementIn = (list: SyntaxNode | undefined, node: SyntaxNode): SyntaxNode | undefined =>
  list?.children.find((each) => isInside(node, each));

const byPlace = perObject(
  (scope: Scope): ReadonlyMap<Place, Declaration> =>
    new Map(scope.allDeclarations().map((each) => [`d:${each.id}`, each])),
);
/** No other file can get hold of it. */
export function staysHere(values: Values, flow: Flow, places: ReadonlySet<Place>): boolean {
  const { scope } = values;
  for (const place of places) {
    if (place.startsWith('f:') || place.startsWith('r:')) return false;
    const declaration = byPlace(scope).get(place);
    if (declaration === undefined) continue;
    if (declaration.scope === scope.file.root) return false;
    const { parameterOf } = declaration;
    if (parameterOf !== undefined && !flow.isGiven(place)) return false;
  }
  return flow.callsGiven(places).every((call) => {
    const callee = scope.file.callee(call);
    if (callee.kind === 'other') return call.children[0]?.type === 'func_literal';
    if (callee.kind === 'method') return scope.methodsNamed(callee.name).length > 0;
    return callee.kind === 'local' && (callee.name === 'close' || scope.functionNamed(callee.name) !== undefined);
  });
}

/** A goroutine of its own that takes the error for a failure and ends the process: `if err := <-errs; err != nil { log.Fatal(err) }`. */
export function fatalReceiver(values: Values, flow: Flow, listen: SyntaxNode): SyntaxNode | undefined {
  const { scope } = values;
  const channel = flow.placeOf(sentTo(values, listen));
  if (channel === undefined) return undefined;
  const places = flow.aliasesOf([channel]);
  for (const receive of scope.nodes('unary_expression')) {
    if (scope.unaryOperator(receive) !== '<-' || !places.has(flow.placeOf(receive.children[0]) ?? '')) continue;
    if (isOneOfSeveral(receive) || threadOf(scope, receive).kind !== 'goroutine') continue;
    const fatal = fatalAfter(values, receive, false);
    if (fatal !== undefined) return fatal;
  }
  return undefined;
}
function isOneOfSeveral(receive: SyntaxNode): boolean {
  for (let each = receive.parent; each !== undefined && each.type !== 'block'; each = each.parent)
    if (each.type === 'communication_case') return true;
  return false;
}
