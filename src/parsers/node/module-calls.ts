// Calls of other modules' exports with values worth knowing there: ports, timeouts, options, configuration.
import type { Expression } from '../../model/expression.js';
import type { ModuleCallFact } from '../../model/facts.js';
import { argumentsOf, type CallNode, isCall, isFunction, unwrap } from './ast.js';
import type { SourceFile } from './file.js';
import { mayBeLocal } from './references.js';
import type { Value } from './values.js';

const maximalCalls = 200;
const maximalDepth = 3;
const maximalValues = 60;

export function findModuleCalls(file: SourceFile): ModuleCallFact[] {
  const found: ModuleCallFact[] = [];
  for (const node of file.source.nodes) {
    if (!isCall(node) || found.length >= maximalCalls) continue;
    if (node.arguments.length === 0) continue;
    const to = file.things.importedOf(node.callee);
    if (to === undefined || !mayBeLocal(to.specifier)) continue;
    const values = givenBy(file, node);
    if (values !== undefined) found.push({ kind: 'module-call', at: file.source.at(node), to, given: values });
  }
  return found;
}

/** The values a call hands over, by where its parameters find them; undefined when there is none. */
export function givenBy(file: SourceFile, call: CallNode): Readonly<Record<string, Expression>> | undefined {
  const values = new Map<string, Expression>();
  argumentsOf(call).forEach((argument, index) => {
    collect(file, String(index), { kind: 'node', node: argument, frame: new Map() }, values, 0);
  });
  return values.size === 0 ? undefined : Object.fromEntries(values);
}

function collect(file: SourceFile, path: string, value: Value, into: Map<string, Expression>, depth: number): void {
  if (into.size >= maximalValues) return;
  const settled = value.kind === 'node' ? file.reader.value(value.node, value.frame) : value;
  if (settled.kind === 'object') {
    if (depth >= maximalDepth) return;
    for (const [key, entry] of settled.entries) collect(file, `${path}.${key}`, entry.value, into, depth + 1);
    for (const rest of settled.rest)
      if (rest.kind === 'import' || rest.kind === 'given') into.set(`${path}.*`, file.reader.expressionOf(rest));
    return;
  }
  if (settled.kind === 'environment' || isOpaque(settled)) return;
  const expression = file.reader.expressionOf(settled);
  // That something stands there counts: an argument nobody can know is not one that is left out.
  into.set(path, expression);
}
/** Functions say nothing as values. */
const isOpaque = (value: Value): boolean => value.kind === 'node' && isFunction(unwrap(value.node));
