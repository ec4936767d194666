// Conditions that ask whether the program runs under test.
import { is, type Node, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import { processMember } from './references.js';

/** Of a test of NODE_ENV that asks for `test`, the branch that no deployment takes. */
export function testBranches(file: SourceFile, test: Node): 'consequent' | 'alternate' | undefined {
  const inner = unwrap(test);
  if (!is(inner, 'BinaryExpression') || is(inner.left, 'PrivateIdentifier')) return undefined;
  if (processMember(file.source, inner.left) !== 'env.NODE_ENV' || !is(inner.right, 'Literal')) return undefined;
  if (inner.right.value !== 'test') return undefined;
  return inner.operator.startsWith('=') ? 'consequent' : 'alternate';
}
