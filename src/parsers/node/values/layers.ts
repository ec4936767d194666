// An object below another one: `{ keepAlive: 5000, ...overrides }`, `merge(defaults, require('./production'))`.
import type { Expression } from '../../../model/expression.js';
import { is, type Node, unwrap } from '../ast.js';
import type { Entry, Reader, Value } from './values.js';

const deepest = 4;

/** The entries as they are once `over` is laid on them, where that is no object that stands here with all its parts. */
export function below(
  reader: Reader,
  entries: ReadonlyMap<string, Entry>,
  over: Value,
  depth = 0,
): ReadonlyMap<string, Entry> {
  return new Map(
    Array.from(entries, ([name, entry]) => [name, { ...entry, value: laidOn(reader, entry, name, over, depth) }]),
  );
}
function laidOn(reader: Reader, { key, value }: Entry, name: string, over: Value, depth: number): Value {
  const held = reader.member(over, name, key);
  if (held === undefined && !mayHold(reader, over, name)) return value;
  const own = reader.settled(value);
  if (own.kind === 'object' && held !== undefined && held.kind !== 'expression' && depth < deepest)
    return { ...own, entries: below(reader, own.entries, held, depth + 1) };
  if (own.kind === 'node' && is(own.node, 'ArrowFunctionExpression', 'FunctionExpression')) return value;
  const at = reader.source.at(key);
  const first: Expression =
    held === undefined
      ? reader.unknown('dynamic', `what is laid over ${name} is worked out while the process runs`, key)
      : isHere(over)
        ? optional(reader.expressionOf(held))
        : reader.expressionOf(held);
  return {
    kind: 'expression',
    expression: { kind: 'fallback', mode: 'if-missing', options: [first, reader.expressionOf(value)], at },
  };
}
/** A module of another package, or what it makes: which parts that has nobody knows, unless the package is one of the scan. */
const isHere = (over: Value): boolean => over.kind !== 'import' || /^[.#@~]\.{0,2}\/|^\.{1,2}$/.test(over.specifier);
const optional = (expression: Expression): Expression =>
  expression.kind === 'name' ? { ...expression, optional: true } : expression;

/** Whether it may have parts that nobody sees: a call may, `condition && { … }` has those that stand there. */
function mayHold(reader: Reader, value: Value, name: string): boolean {
  const found = reader.settled(value);
  if (found.kind === 'object') return found.entries.has(name) || found.rest.some((each) => mayHold(reader, each, name));
  if (found.kind === 'choice') return found.options.some((each) => mayHold(reader, each, name));
  if (found.kind !== 'node') return false;
  const sides = (...nodes: readonly Node[]): boolean =>
    nodes.some((node) => mayHold(reader, { kind: 'node', node, frame: found.frame }, name));
  const node = unwrap(found.node);
  if (is(node, 'LogicalExpression')) return node.operator === '&&' ? sides(node.right) : sides(node.left, node.right);
  if (is(node, 'ConditionalExpression')) return sides(node.consequent, node.alternate);
  return is(node, 'CallExpression', 'AwaitExpression');
}
