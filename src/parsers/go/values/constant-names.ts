// Names of flags and keys that a constant of the file stands for: `flag.Duration(keepAlive, …)`, `viper.GetString(portKey)`.
import { constantKey, type NamedConstant } from '../../../model/constant-keys.js';
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

/** The same, or a constant of another file that stands there, as `constantKey` spells it. */
export function keyText(scope: Scope, node: SyntaxNode | undefined): string | undefined {
  const own = nameText(scope, node);
  const constant = own === undefined ? constantElsewhere(scope, node) : undefined;
  return constant === undefined ? own : constantKey(constant);
}
/** `keys.Idle` of another package, or `idleKey` of another file of this one. */
export function constantElsewhere(scope: Scope, node: SyntaxNode | undefined): NamedConstant | undefined {
  const inner = skipParentheses(node);
  const { file } = scope;
  if (inner?.type === 'identifier') {
    const name = file.text(inner);
    return scope.declarationOf(inner) === undefined && !predeclared.has(name) ? { space: 'package', name } : undefined;
  }
  const [owner, field] = inner?.type === 'selector_expression' ? inner.children : [];
  if (owner === undefined || field === undefined || scope.declarationOf(owner) !== undefined) return undefined;
  const imported = file.packageNamed(owner);
  const name = file.text(field);
  if (imported === undefined || !/^[A-Z]/.test(name) || !/^[\w-]+\./.test(imported.path)) return undefined;
  return { space: `package:${imported.path}`, name };
}
const predeclared: ReadonlySet<string> = new Set(['true', 'false', 'nil', 'iota']);
