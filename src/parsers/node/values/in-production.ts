// Conditions on NODE_ENV: what is deployed runs in production.
import { is, type Node, unwrap } from '../ast.js';
import type { Frame, Reader } from './values.js';

const deepest = 4;

/** `process.env.NODE_ENV === 'production'`, `!isDev`, also through constants; undefined where it rests on something else. */
export function holdsInProduction(reader: Reader, test: Node, frame: Frame, depth = 0): boolean | undefined {
  const node = unwrap(test);
  if (depth > deepest) return undefined;
  if (is(node, 'UnaryExpression') && node.operator === '!') {
    const inner = holdsInProduction(reader, node.argument, frame, depth + 1);
    return inner === undefined ? undefined : !inner;
  }
  if (is(node, 'Identifier', 'MemberExpression')) {
    const found = reader.value(node, frame);
    return found.kind === 'node' && found.node !== node
      ? holdsInProduction(reader, found.node, found.frame, depth + 1)
      : undefined;
  }
  if (!is(node, 'BinaryExpression') || is(node.left, 'PrivateIdentifier') || !/^[!=]==?$/.test(node.operator))
    return undefined;
  const sides = [reader.evaluate(node.left, frame), reader.evaluate(node.right, frame)];
  const name = sides.find((side) => side.kind === 'literal');
  const variable = sides
    .map((side) => (side.kind === 'fallback' ? side.options[0] : side))
    .find((side) => side?.kind === 'env');
  if (name?.kind !== 'literal' || variable?.kind !== 'env' || variable.name !== 'NODE_ENV') return undefined;
  return (name.value === 'production') === node.operator.startsWith('=');
}
