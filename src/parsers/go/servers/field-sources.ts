// Fields and options that say something about a server, and the settings they come to.
import type { Expression } from '../../../model/expression.js';
import type { WrittenSetting } from '../../../model/facts.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import { convert } from '../values/convert.js';
import { combine, type Reading } from '../values/reading.js';
import type { Values } from '../values/values.js';
import type { SourceKey } from './source-keys.js';

export interface FieldSource {
  readonly name: string;
  readonly key: SyntaxNode;
  readonly value: SyntaxNode;
  readonly conditional: boolean;
}

/** One setting per field, the last write deciding unless it only holds sometimes. */
export function settingsFrom(
  values: Values,
  sources: readonly FieldSource[],
  keys: readonly SourceKey[],
): readonly WrittenSetting[] {
  const { file } = values.scope;
  return keys.flatMap((key): WrittenSetting[] => {
    const own = sources.filter((each) => each.name === key.field);
    const last = own.at(-1);
    if (last === undefined) return [];
    const options = own.map(({ value, conditional }) => ({ reading: values.reading(value), conditional }));
    const reading = combine(options, file.at(last.value), `${key.field} depends on a condition`);
    if (reading === undefined) return [];
    const value = key.isLength ? lengthOf(reading) : reading.expression;
    return [{ name: key.name, key: key.key, value, keyAt: file.at(last.key) }];
  });
}

/** What the compiler takes for a length is no text: somebody has read it as one. */
function lengthOf({ kind, expression, asLength }: Reading): Expression {
  return asLength ?? (kind === 'text' ? convert('length', expression, expression.at) : expression);
}

/** A literal written in place, or in the variable that stands there. */
export function literalsOf(values: Values, node: SyntaxNode): readonly SyntaxNode[] {
  const inner = skipParentheses(node);
  if (inner === undefined) return [];
  if (inner.type === 'composite_literal') return [inner];
  if (inner.type === 'unary_expression')
    return inner.children[0] === undefined ? [] : literalsOf(values, inner.children[0]);
  if (inner.type !== 'identifier') return [];
  const declaration = values.scope.declarationOf(inner);
  const value = skipParentheses(declaration?.writes[0]?.value);
  return value?.type === 'composite_literal' || value?.type === 'unary_expression' ? literalsOf(values, value) : [];
}

const conditions = new Set(['if_statement', 'expression_case', 'default_case', 'for_statement']);
export function isConditional(node: SyntaxNode): boolean {
  for (let each = node.parent; each !== undefined && !each.type.endsWith('_declaration'); each = each.parent) {
    if (conditions.has(each.type)) return true;
    if (each.type === 'func_literal') return false;
  }
  return false;
}
