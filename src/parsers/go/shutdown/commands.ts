// Commands of a program's command line, as its libraries are told of them: which one a call belongs to.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { enclosingFunction, keyedElements } from '../values/flow.js';
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
  const { file } = scope;
  const owner = enclosingFunction(call);
  const within = owner === undefined ? '' : qualifiedName(scope, owner);
  const found = scope.nodes('composite_literal').flatMap((literal): readonly string[] => {
    const kind = kinds.get(file.typeText(literal.children[0]));
    if (kind === undefined) return [];
    const elements = keyedElements(scope, literal);
    const runs = elements.some(({ name, value }) => {
      if (!kind.runs.includes(name)) return false;
      if (value.type === 'func_literal') return value.start <= call.start && call.end <= value.end;
      return owner?.type !== 'func_literal' && within !== '' && file.text(value) === within;
    });
    const named = elements.find(({ name }) => name === kind.name);
    const name = runs && named !== undefined ? file.stringValue(named.value)?.trim().split(/\s+/)[0] : undefined;
    return name === undefined || name === '' ? [] : [name];
  });
  return found.length === 1 ? found[0] : undefined;
}
