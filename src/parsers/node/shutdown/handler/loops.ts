// How often a loop runs whose counter says so: `for (let i = 0; i < 5; i++) await sleep(1000);`.
import { children, is, type Node, type NodeOf, unwrap } from '../../ast.js';
import type { SourceFile } from '../../file.js';

/** Nothing in it ends it early, and its bounds are numbers. */
export function timesOf(file: SourceFile, node: Node): number | undefined {
  if (!is(node, 'ForStatement') || !is(node.init, 'VariableDeclaration') || node.update === null) return undefined;
  const [counter, another] = node.init.declarations;
  if (counter === undefined || another !== undefined || !is(counter.id, 'Identifier')) return undefined;
  if (endsOtherwise(node.body, counter.id.name)) return undefined;
  const from = counter.init === null ? undefined : numberOf(file, counter.init);
  const to = upperBound(file, node, counter.id.name);
  if (from === undefined || to === undefined || !countsUp(node.update, counter.id.name)) return undefined;
  const times = Math.ceil(to - from);
  return times > 0 && times <= mostTimes ? times : undefined;
}
const mostTimes = 1_000_000;

function upperBound(file: SourceFile, { test }: NodeOf<'ForStatement'>, counter: string): number | undefined {
  if (!is(test, 'BinaryExpression') || !is(test.left, 'Identifier') || test.left.name !== counter) return undefined;
  const bound = numberOf(file, test.right);
  if (bound === undefined || (test.operator !== '<' && test.operator !== '<=')) return undefined;
  return test.operator === '<' ? bound : Math.floor(bound) + 1;
}
const countsUp = (update: Node, counter: string): boolean =>
  is(update, 'UpdateExpression') &&
  update.operator === '++' &&
  is(update.argument, 'Identifier') &&
  update.argument.name === counter;

function numberOf(file: SourceFile, node: Node): number | undefined {
  const value = file.reader.expression(node);
  return value.kind === 'literal' && typeof value.value === 'number' ? value.value : undefined;
}

/** It leaves the loop, or sets the counter. What functions inside give back leaves those alone. */
function endsOtherwise(body: Node, counter: string): boolean {
  const open: Node[] = [body];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const inner = unwrap(node);
    if (is(inner, 'BreakStatement', 'ContinueStatement', 'ReturnStatement', 'ThrowStatement')) return true;
    const set = is(inner, 'AssignmentExpression')
      ? inner.left
      : is(inner, 'UpdateExpression')
        ? inner.argument
        : undefined;
    if (is(set, 'Identifier') && set.name === counter) return true;
    if (is(inner, 'FunctionExpression', 'ArrowFunctionExpression', 'FunctionDeclaration')) continue;
    open.push(...children(inner));
  }
  return false;
}
