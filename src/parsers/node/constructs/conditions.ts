// Conditions inside what runs several times: with what its names stand for in one turn, many of them are settled.
import { is, keyOf, type Node, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import type { Frame } from '../values/values.js';
import type { Turn } from './turns.js';

const deepest = 8;

/** Nothing says that a condition keeps it from running in this turn. */
export function runs(file: SourceFile, node: Node, turn: Turn | undefined): boolean {
  const { source } = file;
  let inside = turn;
  let below = node;
  for (let at = source.parent(node); at !== undefined && inside !== undefined; below = at, at = source.parent(at)) {
    if (at === inside.part) {
      inside = inside.outer;
      continue;
    }
    const { frame } = inside;
    if (is(at, 'IfStatement', 'ConditionalExpression') && at.test !== below) {
      const holds = truthOf(file, at.test, frame);
      if (holds !== undefined && holds !== (at.consequent === below)) return false;
    }
    if (is(at, 'LogicalExpression') && at.operator === '&&' && at.right === below)
      if (truthOf(file, at.left, frame) === false) return false;
  }
  return true;
}

/** Undefined where it rests on what nobody can tell from the file. */
export function truthOf(file: SourceFile, node: Node, frame: Frame, depth = 0): boolean | undefined {
  const { reader } = file;
  const inner = unwrap(node);
  if (depth > deepest) return undefined;
  const part = (each: Node): boolean | undefined => truthOf(file, each, frame, depth + 1);
  if (is(inner, 'UnaryExpression') && inner.operator === '!') {
    const holds = part(inner.argument);
    return holds === undefined ? undefined : !holds;
  }
  if (is(inner, 'LogicalExpression') && inner.operator !== '??') {
    const decides = inner.operator === '||';
    const sides = [part(inner.left), part(inner.right)];
    if (sides.includes(decides)) return decides;
    return sides.includes(undefined) ? undefined : !decides;
  }
  if (is(inner, 'BinaryExpression') && /^[!=]==?$/.test(inner.operator)) {
    const [left, right] = [inner.left, inner.right].map((each) => reader.evaluate(each, frame));
    if (left?.kind !== 'literal' || right?.kind !== 'literal') return undefined;
    return (left.value === right.value) === inner.operator.startsWith('=');
  }
  const key = is(inner, 'MemberExpression') ? keyOf(inner) : undefined;
  const whole = is(inner, 'MemberExpression') ? reader.value(inner.object, frame) : undefined;
  // What an object that is written does not have.
  if (whole?.kind === 'object' && key !== undefined && whole.rest.length === 0 && !whole.entries.has(key)) return false;
  const value = reader.evaluate(inner, frame);
  return value.kind === 'literal' ? Boolean(value.value) : undefined;
}
