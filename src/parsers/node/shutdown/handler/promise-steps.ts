// What is waited for through promises and events: `then`, `Promise.all`, `Promise.race`, `once`, `on('close')`.
import { perObject } from '../../../../knowledge/memo.js';
import { argumentsOf, type CallNode, is, isFunction, methodCall, type Node, type NodeOf, stringOf } from '../../ast.js';
import type { Source } from '../../source.js';
import { dotted, referenceOf } from '../../values/references.js';
import type { Context } from './course.js';
import { pauseOf, timed } from './timer-steps.js';
import type { HandlerWalk } from './walk.js';

/** `.then(…)`, `Promise.all([…])`, `Promise.race([close(), sleep(n)])`; answers whether it was one of them. */
export function visitPromise(walk: HandlerWalk, call: NodeOf<'CallExpression'>, context: Context): boolean {
  const { course, file } = walk;
  const { source } = file;
  const method = methodCall(call);
  if (method === undefined) return false;
  const reference = referenceOf(source, call.callee);
  const name = reference === undefined ? '' : dotted(reference);
  const [first, second] = argumentsOf(call);
  if (/^global\.Promise\.(all|allSettled|any|race)$/.test(name) && first !== undefined) {
    const begun = course.mark;
    const parts = is(first, 'ArrayExpression') ? first.elements : [first];
    for (const part of parts) if (part !== null) walk.visit(part, { ...context, awaited: context.awaited });
    if (name.endsWith('race')) course.limitByRace(begun.closes, begun.steps);
    if (isDropped(source, call)) course.dropWaits(begun);
    return true;
  }
  if (!['then', 'finally', 'catch'].includes(method.method)) return false;
  const pause = context.awaited ? undefined : pauseOf(walk, method.object);
  if (pause !== undefined && first !== undefined && method.method !== 'catch') {
    // `void sleep(n).then(() => process.exit(1))` is a timer by another name.
    timed(walk, call, first, pause, { ...context, awaited: false });
    return true;
  }
  const begun = course.mark;
  const isCaught = method.method === 'catch' || second !== undefined;
  walk.visit(method.object, { ...context, awaited: true, ...(isCaught && { caught: true }) });
  const behind = {
    ...context,
    awaited: false,
    after: [...context.after, ...course.closes.slice(begun.closes).filter((open) => open.promise || open.done)],
  };
  // What `.then` promises is not waited for by the code after it, unless that awaits the whole.
  if (!context.awaited) course.dropCloses(begun);
  const failing = { ...behind, failing: true };
  const normal = (): void => walk.runAll(first, method.method === 'catch' ? failing : behind);
  if (context.awaited) normal();
  else walk.later(normal);
  if (second !== undefined) walk.runAll(second, failing);
  return true;
}

/** A statement of its own: nobody can wait for what it gives. */
export function isDropped(source: Source, call: Node): boolean {
  const parent = source.parent(call);
  if (is(parent, 'ChainExpression')) return isDropped(source, parent);
  return is(parent, 'ExpressionStatement') || (is(parent, 'UnaryExpression') && parent.operator === 'void');
}

/** `await once(server, 'close')` */
export function isCloseEvent(walk: HandlerWalk, call: NodeOf<'CallExpression'>): boolean {
  const { file } = walk;
  const { source } = file;
  const reference = referenceOf(source, call.callee);
  const [emitter, event] = argumentsOf(call);
  if (reference === undefined || dotted(reference) !== 'events.once' || emitter === undefined) return false;
  return stringOf(event) === 'close' && file.things.facesOf(emitter).length > 0;
}

/** `server.on('close', () => process.exit())` runs when the close is over. */
export function visitListener(walk: HandlerWalk, call: NodeOf<'CallExpression'>, context: Context): boolean {
  const { course, file } = walk;
  const method = methodCall(call);
  const [event, listener] = argumentsOf(call);
  if (method === undefined || (method.method !== 'on' && method.method !== 'once') || stringOf(event) !== 'close')
    return false;
  if (file.things.facesOf(method.object).length === 0) return false;
  walk.later(() => walk.runAll(listener, { ...context, after: [...context.after, ...course.closes] }));
  return true;
}

/** `broker.on('close', () => process.exit())` runs when a handler ends what is no server: `broker.close()`. */
export function visitEnding(walk: HandlerWalk, call: CallNode, context: Context): void {
  const { source } = walk.file;
  const ended = methodCall(call);
  if (context.failing || ended === undefined || !endings.test(ended.method)) return;
  for (const listener of exitsAtEnds(source).get(plainText(source, ended.object)) ?? [])
    walk.later(() => walk.runAll(listener, context));
}
const endings = /^(?:close|end|quit|disconnect|destroy|drain)$/;
const ends: ReadonlySet<string> = new Set(['close', 'closed', 'end', 'finish', 'disconnect', 'disconnected']);
/** By what they listen to: those that end the process. */
const exitsAtEnds = perObject((source: Source): ReadonlyMap<string, readonly Node[]> => {
  const found = new Map<string, Node[]>();
  for (const call of source.calls) {
    const method = methodCall(call);
    const [event, listener] = argumentsOf(call);
    if (method === undefined || (method.method !== 'on' && method.method !== 'once')) continue;
    if (!ends.has(stringOf(event) ?? '') || !isFunction(listener) || !source.mentions(listener, /\bexit\b/)) continue;
    const object = plainText(source, method.object);
    found.set(object, [...(found.get(object) ?? []), listener]);
  }
  return found;
});
/** `this.broker?.client!` is `this.broker.client`. */
const plainText = (source: Source, node: Node): string => source.textOf(node).replace(/[?!\s]/g, '');
