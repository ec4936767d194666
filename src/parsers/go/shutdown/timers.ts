// Recognises Go code that waits for a fixed time, and says for how long.
import type { Expression } from '../../../model/expression.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import type { Values } from '../values/values.js';
import { contextLength } from './context-limits.js';

const timers = new Set(['time.After', 'time.NewTimer', 'time.Tick', 'time.NewTicker']);

/** The length of `time.Sleep(d)`, `<-time.After(d)`, `<-timer.C`, `<-ctx.Done()` of a context with a timeout. */
export function timerLength(values: Values, node: SyntaxNode): Expression | undefined {
  const { scope } = values;
  const inner = skipParentheses(node.type === 'expression_statement' ? node.children[0] : node);
  if (inner === undefined) return undefined;
  if (inner.type === 'call_expression' && scope.file.calledFunction(inner) === 'time.Sleep')
    return lengthOf(values, inner);
  if (inner.type !== 'unary_expression' || scope.unaryOperator(inner) !== '<-') return undefined;
  const source = skipParentheses(inner.children[0]);
  if (source === undefined) return undefined;
  if (source.type === 'selector_expression') return lengthOf(values, declaredCall(values, source.children[0]));
  if (source.type === 'identifier') return lengthOf(values, declaredCall(values, source));
  if (source.type !== 'call_expression') return undefined;
  const callee = scope.file.callee(source);
  if (callee.kind === 'method' && callee.name === 'Done') return contextLength(values, callee.receiver)?.length;
  return lengthOf(values, source);
}
/** `<-ticker.C` in a loop: it comes again and again, so nothing ends with it. Heard once it is a timer like others. */
export function isRepeated(values: Values, node: SyntaxNode): boolean {
  if (!isLooped(node)) return false;
  const inner = skipParentheses(node.type === 'expression_statement' ? node.children[0] : node);
  const source = skipParentheses(inner?.children[0]);
  const call = declaredCall(values, source?.type === 'selector_expression' ? source.children[0] : source);
  const called = call === undefined ? undefined : values.scope.file.calledFunction(call);
  return called === 'time.NewTicker' || called === 'time.Tick';
}
function isLooped(node: SyntaxNode): boolean {
  for (
    let each = node.parent;
    each !== undefined && !/^func|^method_declaration$/.test(each.type);
    each = each.parent
  ) {
    if (each.type === 'for_statement') return true;
  }
  return false;
}
/** A `select` that waits, beside a timer, for work of this function. */
export const hearsOwnWork = (values: Values, select: SyntaxNode): boolean =>
  select.children.some(
    (each) => each.type === 'communication_case' && isOwnWork(values, each.children[0]?.children.at(-1)),
  );
/** `<-done` of a channel that this function makes for its own work: it may come at once, unlike a signal or the end of a context. */
function isOwnWork({ scope }: Values, node: SyntaxNode | undefined): boolean {
  if (node === undefined) return false;
  const inner = skipParentheses(node.type === 'expression_statement' ? node.children[0] : node);
  if (inner?.type !== 'unary_expression' || scope.unaryOperator(inner) !== '<-') return false;
  const channel = skipParentheses(inner.children[0]);
  const made = channel?.type === 'identifier' ? scope.declarationOf(channel)?.writes[0]?.value : undefined;
  return made !== undefined && /^make\(chan (?!os\.Signal\b)/.test(scope.file.text(made));
}
function lengthOf(values: Values, call: SyntaxNode | undefined): Expression | undefined {
  if (call === undefined) return undefined;
  const called = values.scope.file.calledFunction(call) ?? '';
  const [length] = values.scope.file.callArguments(call);
  return length !== undefined && (timers.has(called) || called === 'time.Sleep')
    ? values.readLength(length)
    : undefined;
}
function declaredCall(values: Values, node: SyntaxNode | undefined): SyntaxNode | undefined {
  const inner = skipParentheses(node);
  if (inner?.type === 'call_expression') return inner;
  const value =
    inner?.type === 'identifier' ? skipParentheses(values.scope.declarationOf(inner)?.writes[0]?.value) : undefined;
  return value?.type === 'call_expression' ? value : undefined;
}
