// Code that only the workers of a cluster run: the signal that stops a container reaches their first process alone.
import type { ChosenBy } from '../../../model/expression.js';
import { type FunctionNode, is, isFunction, type Node, type NodeOf, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import { byCondition, decided } from '../values/choices.js';
import { referenceOf } from '../values/references.js';
import { sometimes } from './conditional-steps.js';
import type { FoundHandler } from './signals.js';

type Process = 'primary' | 'worker';
const otherOf = { primary: 'worker', worker: 'primary' } as const;
/** Functions that functions call; longer ways are not followed. */
const maximalDepth = 5;

/** What makes the file a program of several processes. */
export function clusterFork(file: SourceFile): Node | undefined {
  return file.source.calls.find((node) => {
    const reference = is(node, 'CallExpression') ? referenceOf(file.source, node.callee) : undefined;
    return reference !== undefined && reference.module === 'cluster' && reference.path.at(-1) === 'fork';
  });
}

/** True only where the code says so: what both run, or nobody knows, is no worker's. */
export function isInWorker(file: SourceFile, node: Node): boolean {
  return isInside(
    node,
    (outer, inner) =>
      branchOf(file, outer, inner) === 'worker' ||
      (is(outer, 'BlockStatement', 'Program') && followsPrimary(file, outer.body, inner)),
    file,
  );
}

/**
 * `if (CLUSTER && cluster.isPrimary) … else serve()`: a program that forks only where it is told to stops by the handlers of what serves, in one
 * process as in several, and where it forks, no later than its first process does. The handlers of that one count alone where there are no others.
 */
export function handlersOfServing(file: SourceFile, handlers: readonly FoundHandler[]): readonly FoundHandler[] {
  if (handlers.length < 2 || clusterFork(file) === undefined) return handlers;
  let forking: NodeOf<'LogicalExpression'> | undefined;
  const isPrimarys = (outer: Node, inner: Node): boolean => {
    if (!is(outer, 'IfStatement') || outer.alternate === null || branchOf(file, outer, inner) !== 'primary')
      return false;
    const test = unwrap(outer.test);
    if (is(test, 'LogicalExpression')) forking = test;
    return is(test, 'LogicalExpression');
  };
  const firsts = handlers.filter(({ call }) => isInside(call, isPrimarys, file));
  const own = handlers.filter((each) => !firsts.includes(each));
  if (own.length === 0 || forking === undefined) return handlers;
  const chosenBy = whenForking(file, forking);
  const on = file.source.textOf(forking);
  return own.map((each) => {
    const ends = firsts
      .filter(({ handler }) => handler.signals.some((signal) => each.handler.signals.includes(signal)))
      .flatMap(({ steps }) =>
        steps.flatMap(({ step }) => (step.do === 'force-exit' ? [sometimes(step, on, chosenBy)] : [])),
      );
    return { ...each, steps: [...each.steps, ...ends.map((step) => ({ step }))] };
  });
}
/** What stands beside the question which process it is. */
function whenForking(file: SourceFile, { left, right }: NodeOf<'LogicalExpression'>): ChosenBy | undefined {
  const [told, ...others] = [left, right].filter((side) => processes(file, side)[0] === undefined);
  const of = told === undefined || others.length > 0 ? undefined : decided(file.reader, told, new Map());
  return of === undefined || typeof of === 'boolean' ? undefined : byCondition(of);
}

/** Where a node stands, or everything that calls the function it stands in. */
function isInside(node: Node, holds: (outer: Node, inner: Node) => boolean, file: SourceFile, depth = 0): boolean {
  let inner = node;
  for (let outer = file.source.parent(node); outer !== undefined; outer = file.source.parent(outer)) {
    if (holds(outer, inner)) return true;
    if (isFunction(outer) && isDeclared(file, outer)) {
      const calls = depth < maximalDepth ? file.tracer.callsOf(outer) : [];
      return calls.length > 0 && calls.every((call) => isInside(call, holds, file, depth + 1));
    }
    inner = outer;
  }
  return false;
}
/** One that runs where it is called, not where it stands. */
const isDeclared = (file: SourceFile, fn: FunctionNode): boolean =>
  !is(file.source.parent(fn), 'CallExpression', 'NewExpression', 'AwaitExpression');

function branchOf(file: SourceFile, condition: Node, branch: Node): Process | undefined {
  if (!is(condition, 'IfStatement', 'ConditionalExpression')) return undefined;
  const [whenTrue, whenFalse] = processes(file, condition.test);
  return branch === condition.consequent ? whenTrue : branch === condition.alternate ? whenFalse : undefined;
}
/** `if (cluster.isPrimary) { …; return; }` before it. */
function followsPrimary(file: SourceFile, statements: readonly Node[], inner: Node): boolean {
  for (const each of statements) {
    if (each === inner) return false;
    if (!is(each, 'IfStatement') || processes(file, each.test)[0] !== 'primary') continue;
    const last = is(each.consequent, 'BlockStatement') ? each.consequent.body.at(-1) : each.consequent;
    if (is(last, 'ReturnStatement')) return true;
  }
  return false;
}

/** Which process goes on where the test holds, and which where it does not. */
function processes(file: SourceFile, test: Node): readonly [Process | undefined, Process | undefined] {
  const inner = unwrap(test);
  if (is(inner, 'UnaryExpression') && inner.operator === '!') {
    const [whenTrue, whenFalse] = processes(file, inner.argument);
    return [whenFalse, whenTrue];
  }
  if (is(inner, 'LogicalExpression') && inner.operator === '&&')
    return [processes(file, inner.left)[0] ?? processes(file, inner.right)[0], undefined];
  const reference = referenceOf(file.source, inner);
  const asked = reference?.module === 'cluster' ? reference.path.at(-1) : undefined;
  const found = asked === 'isPrimary' || asked === 'isMaster' ? 'primary' : asked === 'isWorker' ? 'worker' : undefined;
  return [found, found && otherOf[found]];
}
