// Calls of other modules' exports with values worth knowing there: ports, timeouts, options, configuration.
import type { Expression } from '../../model/expression.js';
import type { ModuleCallFact } from '../../model/facts.js';
import { argumentsOf, isCall, isFunction, unwrap } from './ast.js';
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
    const given = argumentsOf(node);
    if (given.length === 0) continue;
    const to = file.things.importedOf(node.callee);
    if (to === undefined || !mayBeLocal(to.specifier)) continue;
    const values = new Map<string, Expression>();
    given.forEach((argument, index) => {
      collect(file, String(index), { kind: 'node', node: argument, frame: new Map() }, values, 0);
    });
    if (values.size > 0)
      found.push({ kind: 'module-call', at: file.source.at(node), to, given: Object.fromEntries(values) });
  }
  return found;
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
