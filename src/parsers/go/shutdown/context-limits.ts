// Finds the time limit behind a context: through variables, parameters and functions of the file that make one.
import type { Expression } from '../../../model/expression.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { type GoFunction, skipParentheses } from '../file.js';
import { enclosingFunction } from '../values/flow.js';
import type { Values } from '../values/values.js';

export interface ContextLimit {
  readonly length: Expression;
  readonly call: SyntaxNode;
  readonly parent: SyntaxNode;
  /** The function that makes it cancels it when it returns. */
  readonly ended?: true;
}
const deepest = 4;

/** The `context.WithTimeout` behind a context, also where it is passed to a function of this file, or made by one. */
export function contextLength(values: Values, node: SyntaxNode, depth = 0): ContextLimit | undefined {
  const { scope } = values;
  const inner = skipParentheses(node);
  if (inner === undefined || depth > deepest) return undefined;
  if (inner.type === 'call_expression') return limitOfCall(values, inner, depth);
  if (inner.type !== 'identifier') return undefined;
  const declaration = scope.declarationOf(inner);
  if (declaration === undefined) return undefined;
  for (const write of declaration.writes.toReversed()) {
    if (write.index !== 0 || write.at.start > inner.start) continue;
    const found = contextLength(values, write.value, depth + 1);
    if (found !== undefined) return found;
  }
  const { parameterOf } = declaration;
  if (parameterOf?.declared === undefined) return undefined;
  const [call] = scope.callsTo(parameterOf.declared);
  const argument = call === undefined ? undefined : scope.file.callArguments(call)[parameterOf.index];
  return argument === undefined ? undefined : contextLength(values, argument, depth + 1);
}
function limitOfCall(values: Values, call: SyntaxNode, depth: number): ContextLimit | undefined {
  const { file } = values.scope;
  const callee = file.callee(call);
  const made = callee.kind === 'local' ? values.scope.functionNamed(callee.name) : undefined;
  if (made !== undefined) return limitOfResult(values, made, depth);
  const called = file.calledFunction(call);
  const [parent, limit] = file.callArguments(call);
  if (parent === undefined) return undefined;
  // A context with a value keeps its parent's limit.
  if (called === 'context.WithValue' || called === 'context.WithCancel')
    return contextLength(values, parent, depth + 1);
  if (limit === undefined) return undefined;
  if (called === 'context.WithTimeout' || called === 'context.WithTimeoutCause')
    return { length: values.readLength(limit), call, parent };
  const added = called === 'context.WithDeadline' ? addedToNow(values, limit) : undefined;
  return added === undefined ? undefined : { length: values.readLength(added), call, parent };
}
/** `func shutdownContext() (context.Context, context.CancelFunc)`, which returns one context. */
function limitOfResult(values: Values, made: GoFunction, depth: number): ContextLimit | undefined {
  const { scope } = values;
  const [only, ...others] = scope.nodes('return_statement').filter((each) => enclosingFunction(each) === made.node);
  const value = only?.children[0]?.children[0];
  if (value === undefined || others.length > 0) return undefined;
  const found = contextLength(values, value, depth + 1);
  const [write] = value.type === 'identifier' ? (scope.declarationOf(value)?.writes ?? []) : [];
  const cancelled = scope
    .nodes('defer_statement')
    .some((each) => enclosingFunction(each) === made.node && callsResult(values, each, write?.value));
  return found === undefined || !cancelled ? found : { ...found, ended: true };
}
/** `defer cancel()` of what the call gave beside the context. */
function callsResult({ scope }: Values, { children: [call] }: SyntaxNode, made: SyntaxNode | undefined): boolean {
  const callee = call?.type === 'call_expression' ? scope.file.callee(call) : undefined;
  if (callee?.kind !== 'local' || made === undefined) return false;
  return scope.declarationOf(callee.at)?.writes.some(({ value, index }) => value === made && index === 1) === true;
}
/** `d` of `time.Now().Add(d)`. */
function addedToNow(values: Values, node: SyntaxNode): SyntaxNode | undefined {
  const { file } = values.scope;
  const inner = skipParentheses(node);
  if (inner?.type !== 'call_expression') return undefined;
  const callee = file.callee(inner);
  if (callee.kind !== 'method' || callee.name !== 'Add' || file.text(callee.receiver) !== 'time.Now()')
    return undefined;
  return file.callArguments(inner)[0];
}
