// Where a listener comes from that a server is given: who opens it, who only wraps it, and what functions of the program's own do for that.
import { perObject } from '../../../knowledge/memo.js';
import type { Expression } from '../../../model/expression.js';
import { groupPairs } from '../../../model/group-by.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import type { GoFunction } from '../file.js';
import type { Scope } from '../values/scope.js';
import type { Values } from '../values/values.js';

const opening: ReadonlySet<string> = new Set([
  'net.Listen',
  'crypto/tls.Listen',
  'github.com/libp2p/go-reuseport.Listen',
  'github.com/kavu/go_reuseport.Listen',
]);
/** They are given a listener first. */
const wrapping: ReadonlySet<string> = new Set([
  'crypto/tls.NewListener',
  'golang.org/x/net/netutil.LimitListener',
  'github.com/soheilhy/cmux.New',
]);
/** https://pkg.go.dev/net#ListenConfig */
const configured = 'net.ListenConfig';
const listener = 'net.Listener';
const mostArguments = 6;

/** The address of `net.Listen("tcp", address)`, or the listener of what wraps it. */
export function openedOn(scope: Scope, call: SyntaxNode): SyntaxNode | undefined {
  const called = scope.file.calledFunction(call);
  const args = scope.file.callArguments(call);
  if (called !== undefined && opening.has(called)) return args[1];
  if (called !== undefined && wrapping.has(called)) return args[0];
  const callee = scope.file.callee(call);
  if (callee.kind !== 'method') return undefined;
  if (callee.name === 'Listen') return scope.typeOf(callee.receiver) === configured ? args[2] : undefined;
  return /^Match(?:WithWriters)?$/.test(callee.name) && isMultiplexer(scope, callee.receiver)
    ? callee.receiver
    : undefined;
}
/** `mux.Match(cmux.Any())` is a part of the listener that the mux was made of. */
function isMultiplexer(scope: Scope, node: SyntaxNode): boolean {
  if (scope.typeOf(node) === 'github.com/soheilhy/cmux.CMux') return true;
  const made = node.type === 'identifier' ? scope.declarationOf(node)?.writes[0]?.value : undefined;
  return made?.type === 'call_expression' && scope.file.calledFunction(made) === 'github.com/soheilhy/cmux.New';
}

/** The function of this file that opens what a call gives back, and the one place where it does so. */
export function openerOf(
  scope: Scope,
  call: SyntaxNode,
): { readonly target: GoFunction; readonly opens: SyntaxNode } | undefined {
  const callee = scope.file.callee(call);
  const found =
    callee.kind === 'local'
      ? scope.functionNamed(callee.name)
      : callee.kind === 'method'
        ? onlyOne(scope.methodsNamed(callee.name))
        : undefined;
  const opens = found === undefined ? undefined : openingIn(scope, found);
  return found === undefined || opens === undefined ? undefined : { target: found, opens };
}
const onlyOne = (found: readonly GoFunction[]): GoFunction | undefined => (found.length === 1 ? found[0] : undefined);
/** Undefined where it gives no listener, or opens several. */
export function openingIn(scope: Scope, { node, body, results }: GoFunction): SyntaxNode | undefined {
  if (body === undefined || results[0] !== listener) return undefined;
  const [only, another] = openedByFunction(scope).get(node) ?? [];
  return another === undefined ? only : undefined;
}
const openedByFunction = perObject((scope: Scope) =>
  groupPairs(
    scope.nodes('call_expression').flatMap((call) => {
      const opens = !wrapping.has(scope.file.calledFunction(call) ?? '') && openedOn(scope, call) !== undefined;
      const owner = opens ? declarationAround(call) : undefined;
      return owner === undefined ? [] : [[owner, call] as const];
    }),
  ),
);
function declarationAround(node: SyntaxNode): SyntaxNode | undefined {
  let each: SyntaxNode | undefined = node;
  while (each !== undefined && each.type !== 'function_declaration' && each.type !== 'method_declaration')
    each = each.parent;
  return each;
}

/** `listen.TLS(ctx, address)` of another package: what it is given goes with it. */
export function withArguments(values: Values, call: SyntaxNode, expression: Expression): Expression {
  const args = values.scope.file.callArguments(call);
  const isCall = expression.kind === 'name' && expression.given === undefined && expression.name.endsWith('()');
  if (!isCall || args.length === 0 || args.length > mostArguments) return expression;
  return { ...expression, given: Object.fromEntries(args.map((each, index) => [index, values.read(each)])) };
}
