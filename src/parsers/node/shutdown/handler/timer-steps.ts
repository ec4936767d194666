// What timers do to a shutdown: delay it, limit it, or end the process.
import type { Expression } from '../../../../model/expression.js';
import type { ShutdownStep } from '../../../../model/facts.js';
import type { Location } from '../../../../model/location.js';
import { argumentsOf, is, methodCall, type Node, type NodeOf, unwrap } from '../../ast.js';
import type { Source } from '../../source.js';
import { processMember } from '../../values/references.js';
import { delayOf, promisedTimer } from '../delays.js';
import type { Context } from './course.js';
import type { HandlerWalk } from './walk.js';

/** `setTimeout(() => process.exit(1), n)` is a force timer, `setTimeout(() => server.close(), n)` a delay. */
export function visitTimer(walk: HandlerWalk, call: NodeOf<'CallExpression'>, context: Context): void {
  const { file } = walk;
  const { reader } = file;
  const [callback, length] = argumentsOf(call);
  if (callback === undefined) return;
  const after: Expression =
    length === undefined
      ? reader.unknown('unsupported-syntax', 'a timer without a length', call)
      : reader.expression(length);
  timed(walk, call, callback, after, context);
}

/** The length of a promise that only waits. */
export function pauseOf(walk: HandlerWalk, promise: Node): Expression | undefined {
  const { file } = walk;
  const { reader } = file;
  const inner = unwrap(promise);
  if (is(inner, 'CallExpression')) return delayOf(file, inner)?.length;
  const timer = is(inner, 'NewExpression') ? promisedTimer(file, inner) : undefined;
  return timer && reader.expression(timer);
}

export function timed(walk: HandlerWalk, call: Node, callback: Node, after: Expression, context: Context): void {
  const { course, file } = walk;
  const { source } = file;
  const at = source.at(call);
  const direct = unwrap(callback);
  // `setTimeout(process.exit, 5000)`
  if (processMember(source, direct) === 'exit' || isBoundExit(source, direct)) {
    course.add({ do: 'force-exit', after: course.afterDelays(after), at });
    return;
  }
  const inner = walk.inner(callback);
  if (inner.steps.length === 0) return;
  const kinds = inner.steps.map(({ step }) => step.do);
  if (
    kinds.includes('close') &&
    !course.closes.some((open) =>
      inner.steps.some(({ step }) => step.do === 'close' && samePlace(step, open.found.step)),
    )
  ) {
    const counted = inner.steps.map((found) =>
      found.step.do === 'force-exit'
        ? { ...found, step: { ...found.step, after: course.afterDelays(sum([after, found.step.after], at)) } }
        : found,
    );
    course.add({ do: 'delay', length: after, at });
    course.steps.push(...counted);
    course.functions.push(...inner.functions);
    return;
  }
  if (kinds.includes('exit') || kinds.includes('reraise')) {
    // Behind a close it is a pause before the end, not a limit.
    if (context.after.length > 0) course.add({ do: 'exit', at });
    else course.add({ do: 'force-exit', after: course.afterDelays(after), at });
    return;
  }
  // Cutting what is left after a while limits the close that came before, or the one to come.
  const last = course.closes.at(-1);
  if (kinds.includes('close-all') && last?.found.step.do === 'close')
    last.found.step = { ...last.found.step, limit: after };
  else if (kinds.includes('close-all') && !context.failing) course.cutLater.push({ after, steps: inner.steps });
  else if (!context.failing) course.steps.push(...inner.steps);
}

export function visitInterval(walk: HandlerWalk, call: NodeOf<'CallExpression'>): void {
  const { course } = walk;
  const [callback] = argumentsOf(call);
  const inner = callback === undefined ? undefined : walk.inner(callback);
  for (const { step, servers } of inner?.steps ?? [])
    if (step.do === 'close-idle') course.add({ ...step, repeated: true }, servers);
}

const sum = (operands: readonly Expression[], at: Location): Expression => ({
  kind: 'arithmetic',
  operator: '+',
  operands,
  at,
});
const samePlace = (a: ShutdownStep, b: ShutdownStep): boolean => a.at.line === b.at.line && a.at.column === b.at.column;
const isBoundExit = (source: Source, node: Node): boolean => {
  const method = methodCall(node);
  return method?.method === 'bind' && processMember(source, method.object) === 'exit';
};
