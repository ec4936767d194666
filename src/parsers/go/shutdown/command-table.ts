// The commands of a command line that a file declares, and the functions that they run.
import { perObject } from '../../../knowledge/memo.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import type { GoFunction } from '../file.js';
import { keyedElements } from '../values/flow.js';
import type { Scope } from '../values/scope.js';

/** By the type of the struct: the field with its name, and those with what it runs. */
const kinds: ReadonlyMap<string, { readonly name: string; readonly runs: readonly string[] }> = new Map([
  ['github.com/spf13/cobra.Command', { name: 'Use', runs: ['Run', 'RunE'] }],
  ['github.com/urfave/cli.Command', { name: 'Name', runs: ['Action'] }],
]);

export interface Command {
  readonly name: string;
  /** A function, or the name of one. */
  readonly runs: readonly SyntaxNode[];
}
export const commandsOf = perObject((scope: Scope): readonly Command[] =>
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

/** `runServe`, or `s.run` of a variable whose type this package has: `server.run`. */
export function calledName(scope: Scope, node: SyntaxNode): string {
  const [value, method] = node.type === 'selector_expression' ? node.children : [];
  const type = value === undefined ? '' : scope.typeOf(value);
  return method !== undefined && type.startsWith('.')
    ? `${type.slice(1)}.${scope.file.text(method)}`
    : scope.file.text(node);
}

/** `RunE: runServe`: nobody calls it but the command line. */
export const isRunByCommand = (scope: Scope, { name, receiverType }: GoFunction): boolean =>
  namesRun(scope).has(receiverType === undefined ? name : `${receiverType}.${name}`);
const namesRun = perObject(
  (scope: Scope): ReadonlySet<string> =>
    new Set(
      commandsOf(scope).flatMap(({ runs }) =>
        runs.filter(({ type }) => type !== 'func_literal').map((each) => calledName(scope, each)),
      ),
    ),
);
