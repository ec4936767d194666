// The order in which Go statements run: what follows a statement in its function, and which thread of the program it is on.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { stopRegistrars } from '../shapes.js';
import { enclosingFunction } from '../values/flow.js';
import type { Scope } from '../values/scope.js';
import { isRunByCommand } from './command-table.js';
import { callsOfHeld } from './held-literals.js';
import { isNeverJoined, mayWait } from './joined-groups.js';

const lists = new Set(['statement_list', 'source_file']);
const mostCallers = 3;
const deepest = 5;

/** The statements that run once this node is done: its own list's rest, then the rest of the lists around it, then its callers'. */
export function runsAfter(scope: Scope, node: SyntaxNode, depth = 0): readonly SyntaxNode[] {
  const found: SyntaxNode[] = [];
  let current = node;
  for (let parent = node.parent; parent !== undefined; current = parent, parent = parent.parent) {
    if (isFunction(parent)) return [...found, ...deferredOf(scope, parent), ...afterCallers(scope, parent, depth)];
    const rest =
      parent.type === 'communication_case'
        ? bodyOfCase(parent, current)
        : lists.has(parent.type)
          ? behind(parent, current)
          : node.type === 'unary_expression'
            ? decidedBy(parent, current)
            : [];
    for (const statement of rest) {
      if (statement.type !== 'defer_statement') found.push(statement);
      if (statement.type !== 'return_statement') continue;
      const owner = enclosingFunction(node);
      return owner === undefined
        ? found
        : [...found, ...deferredOf(scope, owner), ...afterCallers(scope, owner, depth)];
    }
    // A loop that is entered again does not fall through to what stands behind it, unless it is a range over the signal.
    if (parent.type === 'for_statement' && parent.children[0] === current && current.type === 'range_clause') {
      found.push(...(parent.children.at(-1)?.children[0]?.children ?? []));
    }
  }
  return found;
}
function behind(list: SyntaxNode, current: SyntaxNode): readonly SyntaxNode[] {
  const index = list.children.indexOf(current);
  return index < 0 ? [] : list.children.slice(index + 1);
}
/** `if err := <-failed; err != nil { stop() }`, `switch <-signals { case … }`: what was received says where it goes on. */
function decidedBy(parent: SyntaxNode, current: SyntaxNode): readonly SyntaxNode[] {
  const inside = parent.children.slice(parent.children.indexOf(current) + 1);
  if (parent.type === 'expression_switch_statement') return inside.filter(({ type }) => type.endsWith('_case'));
  if (parent.type !== 'if_statement' || current.type === 'block') return [];
  const [body] = inside.filter(({ type }) => type === 'block');
  return body?.children.flatMap((each) => (each.type === 'statement_list' ? each.children : [each])) ?? [];
}
function bodyOfCase(parent: SyntaxNode, current: SyntaxNode): readonly SyntaxNode[] {
  if (parent.children[0] !== current) return [];
  return parent.children.slice(1).flatMap((each) => (each.type === 'statement_list' ? each.children : [each]));
}
/** Deferred calls run when the function returns, the last one first. */
export function deferredOf(scope: Scope, owner: SyntaxNode): readonly SyntaxNode[] {
  return scope
    .nodes('defer_statement')
    .filter((each) => enclosingFunction(each) === owner)
    .toReversed();
}
function afterCallers(scope: Scope, owner: SyntaxNode, depth: number): readonly SyntaxNode[] {
  if (depth >= deepest) return [];
  if (owner.type === 'func_literal') {
    const call =
      owner.parent?.type === 'call_expression' && owner.parent.children[0] === owner ? owner.parent : undefined;
    if (call !== undefined) return startsGoroutine(call) ? [] : runsAfter(scope, call, depth + 1);
  }
  return callsOf(scope, owner)
    .filter((call) => !startsGoroutine(call) && call.parent?.type !== 'defer_statement')
    .slice(0, mostCallers)
    .flatMap((call) => runsAfter(scope, call, depth + 1));
}
function callsOf(scope: Scope, owner: SyntaxNode): readonly SyntaxNode[] {
  if (owner.type === 'func_literal') return callsOfHeld(scope, owner);
  const declared = scope.file.functions.find((each) => each.node === owner);
  return declared === undefined ? [] : scope.callsTo(declared).filter((call) => enclosingFunction(call) !== owner);
}
function startsGoroutine(call: SyntaxNode): boolean {
  return call.parent?.type === 'go_statement';
}
export function isFunction(node: SyntaxNode): boolean {
  return node.type === 'func_literal' || node.type === 'function_declaration' || node.type === 'method_declaration';
}
/** `Type.Method` or the name of the declared function that a node stands in, or is. */
export function qualifiedName(scope: Scope, node: SyntaxNode): string {
  const owner = scope.file.functions.find((each) => each.node.start <= node.start && node.end <= each.node.end);
  if (owner === undefined) return '';
  return owner.receiverType === undefined ? owner.name : `${owner.receiverType}.${owner.name}`;
}

/**
 * Where code runs, seen from the program's main flow: `main` on it, `goroutine` beside it, `group` in something that is
 * waited for as a whole (errgroup, oklog/run, fx), `unknown` when its callers are in other files.
 */
export type Thread =
  | { readonly kind: 'main' }
  /** `by`: the statement that starts it. */
  | { readonly kind: 'goroutine'; readonly body: SyntaxNode; readonly by: SyntaxNode }
  | { readonly kind: 'group'; readonly by: SyntaxNode }
  | { readonly kind: 'unknown'; readonly owner: SyntaxNode };

export function threadOf(scope: Scope, node: SyntaxNode, depth = 0): Thread {
  if (startsGoroutine(node)) return { kind: 'goroutine', body: node, by: node.parent ?? node };
  const owner = enclosingFunction(node);
  if (owner === undefined) return { kind: 'main' };
  if (owner.type === 'func_literal') return threadOfLiteral(scope, owner, depth);
  const declared = scope.file.functions.find((each) => each.node === owner);
  if (declared?.name === 'main' && declared.receiverType === undefined && scope.file.packageName === 'main')
    return { kind: 'main' };
  if (declared !== undefined && isRunByCommand(scope, declared)) return { kind: 'main' };
  return threadOfCalls(scope, owner, depth);
}
function threadOfCalls(scope: Scope, owner: SyntaxNode, depth: number): Thread {
  const calls = callsOf(scope, owner);
  const [first] = calls;
  if (first === undefined || depth >= deepest) return { kind: 'unknown', owner };
  if (calls.every(startsGoroutine)) return { kind: 'goroutine', body: owner, by: first.parent ?? first };
  const call = calls.find((each) => !startsGoroutine(each)) ?? first;
  return threadOf(scope, call, depth + 1);
}
/** What they are given runs as part of something that is waited for. */
const waitedFor: ReadonlySet<string> = new Set([
  'Go',
  'Add',
  'AddRunningJob',
  'AddShutdownJob',
  ...stopRegistrars.map(({ method }) => method),
]);
function threadOfLiteral(scope: Scope, owner: SyntaxNode, depth: number): Thread {
  const { parent } = owner;
  if (parent?.type === 'call_expression' && parent.children[0] === owner) {
    return startsGoroutine(parent)
      ? { kind: 'goroutine', body: owner, by: parent.parent ?? parent }
      : threadOf(scope, parent, depth + 1);
  }
  if (parent?.type === 'argument_list' && parent.parent !== undefined) {
    const call = parent.parent;
    const callee = scope.file.callee(call);
    const name = callee.kind === 'other' ? '' : callee.name;
    if (waitedFor.has(name) && !mayWait(scope, call)) return { kind: 'unknown', owner };
    if (waitedFor.has(name))
      return isNeverJoined(scope, call) ? { kind: 'goroutine', body: owner, by: call } : { kind: 'group', by: call };
    if (name === 'AfterFunc') return { kind: 'goroutine', body: owner, by: call };
    return threadOf(scope, call, depth + 1);
  }
  if (parent?.parent?.type === 'keyed_element') {
    const key = parent.parent.children[0];
    if (key !== undefined && /^On(?:Start|Stop)$/.test(scope.file.text(key)))
      return { kind: 'group', by: parent.parent };
    return { kind: 'main' };
  }
  return isCommand(scope, owner) ? { kind: 'main' } : threadOfCalls(scope, owner, depth);
}
/** `root.Run = func(…) { … }` of a command line: what it runs is what main does. */
function isCommand(scope: Scope, literal: SyntaxNode): boolean {
  const statement = literal.parent?.type === 'expression_list' ? literal.parent.parent : undefined;
  const [target, ...others] = statement?.type === 'assignment_statement' ? (statement.children[0]?.children ?? []) : [];
  const [operand, field] = target?.type === 'selector_expression' ? target.children : [];
  if (operand === undefined || field === undefined || others.length > 0) return false;
  return /^RunE?$/.test(scope.file.text(field)) && scope.typeOf(operand) === 'github.com/spf13/cobra.Command';
}
