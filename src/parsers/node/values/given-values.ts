// The values a call hands over, by where the parameters of the called function find them: `0`, `0.port`.
import type { Expression } from '../../../model/expression.js';
import { argumentsOf, type CallNode, isFunction, type Node } from '../ast.js';
import { parsedByOthers, parsedSchema } from './schemas.js';
import type { Frame, Reader, Value } from './values.js';

const maximalDepth = 3;
const maximalValues = 60;

/** Undefined when a call hands over nothing that can be said. */
export function givenBy(
  reader: Reader,
  call: CallNode,
  frame: Frame = new Map(),
): Readonly<Record<string, Expression>> | undefined {
  const values = new Map<string, Expression>();
  argumentsOf(call).forEach((argument, index) => {
    collect(reader, String(index), { kind: 'node', node: argument, frame }, values, 0);
  });
  return values.size === 0 ? undefined : Object.fromEntries(values);
}

/** One value under the path of a parameter. */
export function givenFor(reader: Reader, node: Node, path: string): Readonly<Record<string, Expression>> {
  const values = new Map<string, Expression>();
  collect(reader, path, { kind: 'node', node, frame: new Map() }, values, 0);
  return Object.fromEntries(values);
}

function collect(reader: Reader, path: string, value: Value, into: Map<string, Expression>, depth: number): void {
  if (into.size >= maximalValues) return;
  const settled = value.kind === 'node' ? reader.value(value.node, value.frame) : value;
  if (settled.kind === 'object') {
    if (depth >= maximalDepth) return;
    for (const [key, entry] of settled.entries) collect(reader, `${path}.${key}`, entry.value, into, depth + 1);
    for (const rest of settled.rest)
      if (rest.kind === 'import' || rest.kind === 'given') into.set(`${path}.*`, reader.expressionOf(rest));
    return;
  }
  const schema = settled.kind === 'node' ? parsedByOthers(reader, settled) : parsedSchema(settled);
  if (schema !== undefined) collect(reader, `${path}.parse()`, schema, into, depth);
  // Functions say nothing as values.
  if (settled.kind === 'environment' || (settled.kind === 'node' && isFunction(settled.node))) return;
  // That something stands there counts: an argument nobody can know is not one that is left out.
  into.set(path, reader.expressionOf(settled));
}
