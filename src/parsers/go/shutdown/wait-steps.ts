// What a wait for a fixed time is for: to go on serving meanwhile, or to end the program if nothing else has ended it by then.
import type { Expression } from '../../../model/expression.js';
import type { ShutdownStep } from '../../../model/facts.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { enclosingFunction } from '../values/flow.js';
import type { Values } from '../values/values.js';
import { isExit } from './shutdown-calls.js';
import { timerLength } from './timers.js';

/** Where a goroutine beside it ends the program as soon as all is done, the wait is a limit. */
export function waitFor(values: Values, length: Expression, node: SyntaxNode): ShutdownStep {
  const { scope } = values;
  const at = scope.file.at(node);
  const around = enclosingFunction(node);
  const isLimit = scope
    .nodes('go_statement')
    .some((each) => enclosingFunction(each) === around && endsTheProgram(values, each));
  return isLimit ? { do: 'force-exit', after: length, at } : { do: 'delay', length, at };
}
/** `go func() { group.Wait(); os.Exit(0) }()` */
function endsTheProgram(values: Values, { children: [call] }: SyntaxNode): boolean {
  const body = call?.children[0]?.type === 'func_literal' ? call.children[0].children.at(-1) : undefined;
  const statements = body?.children.flatMap((each) => (each.type === 'statement_list' ? each.children : [each])) ?? [];
  return statements.some(
    (each) => each.type === 'expression_statement' && each.children.some((inner) => isCallThat(values, inner)),
  );
}
const isCallThat = (values: Values, node: SyntaxNode): boolean =>
  node.type === 'call_expression' && isExit(values, node);

/** `go func() { time.Sleep(30 * time.Second); os.Exit(1) }()`: how long it waits before it ends everything. */
export function forceTimer(
  values: Values,
  literal: SyntaxNode,
  isAbruptStop: (call: SyntaxNode) => boolean,
): Expression | undefined {
  const [first, ...rest] = literal.children.at(-1)?.children[0]?.children ?? [];
  const length = first === undefined ? undefined : timerLength(values, first);
  const exits = rest.some((each) => someCall(each, (call) => isExit(values, call) || isAbruptStop(call)));
  return exits ? length : undefined;
}
/** `time.AfterFunc(30*time.Second, server.Stop)`: how long it waits before it ends everything. */
export function laterEnd(
  values: Values,
  [length, action]: readonly SyntaxNode[],
  isAbruptStop: (call: SyntaxNode) => boolean,
): Expression | undefined {
  if (length === undefined || action === undefined) return undefined;
  const ends =
    someCall(action, (call) => isExit(values, call) || isAbruptStop(call)) ||
    /\.(?:Stop|Close)$/.test(values.scope.file.text(action));
  return ends ? values.readLength(length) : undefined;
}

export function someCall(node: SyntaxNode, test: (call: SyntaxNode) => boolean): boolean {
  if (node.type === 'call_expression' && test(node)) return true;
  return node.children.some((each) => someCall(each, test));
}
/** `log.Fatal(<-errs)`: the call the wait is an argument of. */
export function callAround(wait: SyntaxNode): SyntaxNode | undefined {
  return wait.parent?.type === 'argument_list' ? wait.parent.parent : undefined;
}
