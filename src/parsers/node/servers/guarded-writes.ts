// Settings that are written only where the value for them is there: `if (seconds) server.keepAliveTimeout = seconds * 1000`.
import { type Expression, literal } from '../../../model/expression.js';
import { is, isFunction, type Node, type NodeOf, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import { testedValue } from '../values/tested.js';

/** Nothing is written where nothing is given: what was written `before` stays, or the product's own default. */
export function unlessGuarded(
  file: SourceFile,
  write: NodeOf<'AssignmentExpression'>,
  value: Expression,
  before: Expression | undefined,
): Expression {
  const { source } = file;
  const text = source.textOf(write.right);
  let inner: Node = write;
  for (let outer = source.parent(inner); outer !== undefined && !isFunction(outer); outer = source.parent(inner)) {
    if (is(outer, 'IfStatement') && outer.consequent === inner) {
      const tested = testedValue(unwrap(outer.test));
      if (tested?.present === true && text.includes(source.textOf(tested.of))) {
        const at = source.at(outer.test);
        return { kind: 'fallback', mode: tested.mode, options: [value, before ?? literal(null, at)], at };
      }
    }
    inner = outer;
  }
  return value;
}
