// Waiting on purpose: `sleep(n)`, `timers/promises`, a promise around `setTimeout`, in the file or in a small helper.
import type { Expression } from '../../../model/expression.js';
import type { ModulePath } from '../../../model/facts.js';
import { argumentsOf, type FunctionNode, is, isFunction, keyOf, type Node, type NodeOf, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import { dotted, referenceOf } from '../values/references.js';

export interface Delay {
  readonly length: Expression;
  /** The function of another module that waits. */
  readonly of?: ModulePath;
}

const sleepers: ReadonlySet<string> = new Set([
  'timers/promises.setTimeout',
  'timers/promises.scheduler.wait',
  'delay',
  'delay.delay',
  'global.Bun.sleep',
  'bun.sleep',
  'p-sleep',
  'sleep-promise',
]);

const waiting = /^(sleep|delay|wait|pause)(ms|for|seconds)?$/i;

/** The wait this call stands for when it is awaited. */
export function delayOf(file: SourceFile, call: NodeOf<'CallExpression'>): Delay | undefined {
  const { source, tracer, reader } = file;
  const [first] = argumentsOf(call);
  const reference = referenceOf(source, call.callee);
  const name = reference === undefined ? '' : dotted(reference);
  if (sleepers.has(name) && first !== undefined) return { length: reader.expression(first) };
  if (isPromisifiedTimer(file, call.callee) && first !== undefined) return { length: reader.expression(first) };
  for (const fn of tracer.functions(call.callee)) {
    const timer = sleepBody(file, fn);
    if (timer === undefined) continue;
    const parameter = is(timer, 'Identifier') ? source.resolve(timer)?.parameter : undefined;
    if (parameter?.of !== fn) return { length: reader.expression(timer) };
    const given = argumentsOf(call)[parameter.index];
    return { length: given === undefined ? reader.expression(timer) : reader.expression(given) };
  }
  // A helper of another module that is named for waiting; only its own file knows the unit.
  const imported = file.things.importedOf(call.callee);
  const called = unwrap(call.callee);
  const own = is(called, 'MemberExpression') ? keyOf(called) : is(called, 'Identifier') ? called.name : undefined;
  if (imported === undefined || own === undefined || first === undefined || !waiting.test(own)) return undefined;
  return {
    length: reader.unknown('not-in-scan', `${own}() of '${imported.specifier}' sets the length`, call),
    of: imported,
  };
}

function isPromisifiedTimer(file: SourceFile, callee: Node): boolean {
  return file.tracer.origins(callee).some((origin) => {
    if (!is(origin, 'CallExpression')) return false;
    const reference = referenceOf(file.source, origin.callee);
    const given = argumentsOf(origin)[0];
    const target = given === undefined ? undefined : referenceOf(file.source, given);
    return (
      reference !== undefined &&
      dotted(reference) === 'util.promisify' &&
      target !== undefined &&
      /^(global|timers)\.setTimeout$/.test(dotted(target))
    );
  });
}

/** `(ms) => new Promise((resolve) => setTimeout(resolve, ms))`: the length of its timer. */
function sleepBody(file: SourceFile, fn: FunctionNode): Node | undefined {
  for (const result of file.tracer.returns(fn)) {
    const length = promisedTimer(file, result);
    if (length !== undefined) return length;
  }
  return undefined;
}

/** `new Promise((resolve) => setTimeout(resolve, n))`: n. */
export function promisedTimer(file: SourceFile, node: Node): Node | undefined {
  const inner = unwrap(node);
  if (!is(inner, 'NewExpression') || !is(inner.callee, 'Identifier') || inner.callee.name !== 'Promise')
    return undefined;
  const executor = inner.arguments[0];
  if (executor === undefined || !isFunction(executor)) return undefined;
  const resolve = executor.params[0];
  if (!is(resolve, 'Identifier')) return undefined;
  for (const node of file.source.within(executor)) {
    if (!is(node, 'CallExpression')) continue;
    const reference = referenceOf(file.source, node.callee);
    if (reference === undefined || !/^(global|timers)\.setTimeout$/.test(dotted(reference))) continue;
    const [callback, length] = argumentsOf(node);
    if (callback === undefined || length === undefined) continue;
    if (resolves(file, callback, resolve.name)) return length;
  }
  return undefined;
}

/** The callback is `resolve`, or does nothing but call it. */
function resolves(file: SourceFile, callback: Node, name: string): boolean {
  if (is(callback, 'Identifier')) return callback.name === name;
  if (!isFunction(callback)) return false;
  const body = is(callback.body, 'BlockStatement') ? callback.body.body : [callback.body];
  const [only] = body;
  const call = is(only, 'ExpressionStatement') ? only.expression : only;
  return (
    body.length === 1 &&
    is(call, 'CallExpression') &&
    is(call.callee, 'Identifier') &&
    call.callee.name === name &&
    file.source.resolve(call.callee) !== undefined
  );
}
