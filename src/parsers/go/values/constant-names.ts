// Names of flags and keys that a constant of the file stands for: `flag.Duration(keepAlive, …)`, `viper.GetString(portKey)`.
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import type { Scope } from './scope.js';

/** The text itself, or that of the only value that a name outside of all functions is given. */
export function nameText(scope: Scope, node: SyntaxNode | undefined): string | undefined {
  const written = scope.file.stringValue(node);
  const inner = written === undefined ? skipParentheses(node) : undefined;
  if (inner?.type !== 'identifier') return written;
  const declaration = scope.declarationOf(inner);
  const [only, another] = declaration?.writes ?? [];
  const isOutside = declaration?.scope === scope.file.root;
  return isOutside && only !== undefined && another === undefined ? scope.file.stringValue(only.value) : undefined;
}
