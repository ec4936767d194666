// Commands of a program's command line, as its libraries are told of them: which one a call belongs to.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { isRepeated } from '../servers/requests.js';
import { enclosingFunction } from '../values/flow.js';
import { isInside } from '../values/scope.js';
import type { Values } from '../values/values.js';
import { calledName, commandsOf } from './command-table.js';
import { qualifiedName } from './order.js';

/** `&cobra.Command{Use: "serve [flags]", RunE: func(…) error { … }}`, or `RunE: runServe`; undefined where the call stands in no command of this file. */
export function commandOf(values: Values, call: SyntaxNode): string | undefined {
  const { scope } = values;
  const within = qualifiedName(scope, call);
  const found = commandsOf(scope).filter(({ runs }) =>
    runs.some((each) => (each.type === 'func_literal' ? isInside(call, each) : calledName(scope, each) === within)),
  );
  return found.length === 1 ? found[0]?.name : undefined;
}
/** Whether a process goes through a function once at most: `main`, what a command of this file runs, and what only these call. */
export function runsOnce(values: Values, owner: SyntaxNode, depth = 0): boolean {
  const { scope } = values;
  const name = owner.type === 'func_literal' ? undefined : qualifiedName(scope, owner);
  if (name === 'main') return true;
  const isRun = commandsOf(scope).some(({ runs }) =>
    runs.some((each) => (each.type === 'func_literal' ? each === owner : calledName(scope, each) === name)),
  );
  const declared = scope.file.functions.find(({ node }) => node === owner);
  if (isRun || declared === undefined || depth >= deepest) return isRun;
  // Whatever may be called from other files is.
  if (declared.receiverType !== undefined || /^[A-Z]/.test(declared.name)) return false;
  const calls = scope.callsTo(declared).slice(0, mostCalls);
  return (
    calls.length > 0 &&
    calls.every((call) => {
      const caller = isRepeated(call) ? undefined : enclosingFunction(call);
      return caller !== undefined && runsOnce(values, caller, depth + 1);
    })
  );
}
/** The same for what functions of this file do that commands of it call, and nobody else. */
export function commandLeadingTo(values: Values, node: SyntaxNode, depth = 0): string | undefined {
  const { scope } = values;
  const own = commandOf(values, node);
  if (own !== undefined || depth >= deepest || commandsOf(scope).length === 0) return own;
  const name = qualifiedName(scope, node);
  const declared = scope.file.functions.find((each) => qualifiedName(scope, each.node) === name);
  // Whatever may be called from other files is.
  if (declared === undefined || /^[A-Z]/.test(declared.name)) return undefined;
  const [first, ...others] = scope.callsTo(declared).slice(0, mostCalls);
  const command = first === undefined ? undefined : commandLeadingTo(values, first, depth + 1);
  return others.every((each) => commandLeadingTo(values, each, depth + 1) === command) ? command : undefined;
}
const deepest = 3;
const mostCalls = 4;
