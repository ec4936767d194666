// Calls of other modules' exports with values worth knowing there: ports, timeouts, options, configuration.
import type { Expression } from '../../model/expression.js';
import type { ModuleCallFact } from '../../model/facts.js';
import { argumentsOf, type CallNode, is, isCall, keyOf, methodCall, type Node, stringOf } from './ast.js';
import type { SourceFile } from './file.js';
import { givenBy, givenFor } from './values/given-values.js';
import { mayBeLocal, referenceOf } from './values/references.js';

const maximalCalls = 200;

export function findModuleCalls(file: SourceFile): ModuleCallFact[] {
  const found: ModuleCallFact[] = [];
  for (const node of file.source.calls) {
    if (found.length >= maximalCalls) break;
    found.push(...builtByContainer(file, node));
    const to = file.things.importedOf(node.callee);
    if (to === undefined || !mayBeLocal(to.specifier)) continue;
    found.push({ kind: 'module-call', at: file.source.at(node), to, given: givenBy(file.reader, node) ?? {} });
  }
  return found;
}

/** `container.register({ server: asClass(Server), config: asValue(config) })` of awilix: what is built is given all of it in one object. */
function builtByContainer(file: SourceFile, node: CallNode): ModuleCallFact[] {
  const made = awilix(file, node);
  const [built] = argumentsOf(node);
  const to = (made === 'asClass' || made === 'asFunction') && built ? file.things.importedOf(built) : undefined;
  if (to === undefined || !mayBeLocal(to.specifier)) return [];
  return [{ kind: 'module-call', at: file.source.at(node), to, given: heldValues(file) }];
}
const held = new WeakMap<SourceFile, ModuleCallFact['given']>();
function heldValues(file: SourceFile): ModuleCallFact['given'] {
  const before = held.get(file);
  if (before !== undefined) return before;
  const values: Record<string, Expression> = {};
  const enter = (name: string | undefined, value: Node | undefined): void => {
    const [given] = isCall(value) && awilix(file, value) === 'asValue' ? argumentsOf(value) : [];
    if (name === undefined || given === undefined) return;
    for (const [path, each] of Object.entries(givenFor(file.reader, given, `0.${name}`))) values[path] = each;
  };
  for (const call of file.source.calls) {
    if (methodCall(call)?.method !== 'register') continue;
    const [first, second] = argumentsOf(call);
    if (is(first, 'ObjectExpression')) {
      for (const property of first.properties) if (is(property, 'Property')) enter(keyOf(property), property.value);
    } else enter(stringOf(first), second);
  }
  held.set(file, values);
  return values;
}
function awilix(file: SourceFile, node: CallNode): string | undefined {
  const reference = referenceOf(file.source, node.callee);
  return reference?.module === 'awilix' ? reference.path.at(-1) : undefined;
}
