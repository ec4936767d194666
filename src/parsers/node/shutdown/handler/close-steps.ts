// What a call that closes a server does, and who waits for its end.
import { is, type Node } from '../../ast.js';
import type { Closing } from '../closing.js';
import { callsPromiseResolve, isInsideAwaitedPromise } from '../promises.js';
import type { Context, OpenClose } from './course.js';
import type { HandlerWalk } from './walk.js';

export function visitClose(walk: HandlerWalk, closing: Closing, call: Node, context: Context): void {
  const { course, file } = walk;
  const { source, tracer } = file;
  const at = source.at(call);
  if (closing.act === 'close-idle') {
    course.add({ do: 'close-idle', repeated: false, at }, closing.servers);
    return;
  }
  if (closing.act === 'close-all') {
    const waited = course.closes.length > 0 && course.closes.every((open) => open.done || context.after.includes(open));
    const paused = course.steps.some(({ step }) => step.do === 'delay');
    course.add({ do: 'close-all', cuts: !waited && !paused, at }, closing.servers);
    return;
  }
  if ((closing.of !== undefined || closing.isAnyones === true) && context.awaited) {
    // Behind the close of the server it is that of something else.
    if (course.closes.length > 0) return;
    course.add({
      do: 'unknown',
      reason: `${source.textOf(call)} may or may not wait`,
      at,
      ...(closing.of && { closes: closing.of }),
      waitsBy: ['promise'],
      matters: true,
    });
    return;
  }
  const found = course.add(
    { do: 'close', waits: true, at, ...(closing.limit && { limit: closing.limit }) },
    closing.servers,
    closing.helper,
  );
  const done = closing.promise && context.awaited;
  const open: OpenClose = { found, promise: closing.promise, done, cut: false, callsBack: false };
  course.closes.push(open);
  const { callback } = closing;
  if (callback === undefined) return;
  // `await new Promise((resolve) => server.close(resolve))`: what is given is the promise's own function.
  const fns = tracer.functions(callback);
  if (fns.length === 0 || fns.some((fn) => callsPromiseResolve(file, fn)))
    open.done ||= context.promised === true || isInsideAwaitedPromise(file, callback, walk.outer);
  if (is(callback, 'Identifier') && walk.outer.has(source.resolve(callback)?.parameter?.of ?? callback))
    open.callsBack = true;
  walk.later(() => walk.runAll(callback, { ...context, awaited: false, after: [...context.after, open] }));
}
