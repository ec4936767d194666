// Commands of a program's command line, as its libraries are told of them: which one a call belongs to.
import { perObject } from '../../../knowledge/memo.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { isRepeated } from '../servers/requests.js';
import { enclosingFunction, keyedElements } from '../values/flow.js';
import { isInside, type Scope } from '../values/scope.js';
import type { Values } from '../values/values.js';
import { qualifiedName } from './order.js';

/** By the type of the struct: the field with its name, and those with what it runs. */
const kinds: ReadonlyMap<string, { readonly name: string; readonly runs: readonly string[] }> = new Map([
  ['github.com/spf13/cobra.Command', { name: 'Use', runs: ['Run', 'RunE'] }],
  ['github.com/urfave/cli.Command', { name: 'Name', runs: ['Action'] }],
]);

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
/** `runServe`, or `s.run` of a variable whose type this package has: `server.run`. */
function calledName(scope: Scope, node: SyntaxNode): string {
  const [value, method] = node.type === 'selector_expression' ? node.children : [];
  const type = value === undefined ? '' : scope.typeOf(value);
  return method !== undefined && type.startsWith('.')
    ? `${type.slice(1)}.${scope.file.text(method)}`
    : scope.file.text(node);
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
interface Command {
  readonly name: string;
  /** A function, or the name of one. */
  readonly runs: readonly SyntaxNode[];
}
const commandsOf = perObject((scope: Scope): readonly Command[] =>
  scope.nodes('composite_literal').flatMap((literal): readonly Command[] => {
    const { file } = scope;
    const kind = kinds.get(file.typeText(literal.children[0]));
    if (kind === undefined) return [];
    const elements = keyedElements(scope, literal);
    const named = elements.find(({ name }) => name === kind.name);
    const name = named === undefined ? undefined : file.stringValue(named.value)?.trim().split(/\s+/)[0];
    const runs = elements.flatMap((each) => (kind.runs.includes(each.name) ? handedOver(scope, each.value) : []));
    return name === undefined || name === '' ? [] : [{ name, runs }];
  }),
);
/** `RunE: withSignals(s.run)`: what is handed to the function that makes it, and that function. */
function handedOver(scope: Scope, value: SyntaxNode): readonly SyntaxNode[] {
  if (value.type !== 'call_expression') return [value];
  const [maker] = value.children;
  return [...(maker?.type === 'identifier' ? [maker] : []), ...scope.file.callArguments(value)];
}
