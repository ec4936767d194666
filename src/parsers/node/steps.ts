// Walks a shutdown handler in the order in which it runs and writes down what happens to the server and the process.
import type { Expression } from '../../model/expression.js';
import type { ShutdownStep, Waiting } from '../../model/facts.js';
import {
  argumentsOf,
  children,
  type FunctionNode,
  is,
  isFunction,
  methodCall,
  type Node,
  type NodeOf,
  stringOf,
  unwrap,
} from './ast.js';
import { type Closing, closeOf } from './closing.js';
import { delayOf, promisedTimer } from './delays.js';
import { stepElsewhere, stepHandedIn, unfollowedStep } from './elsewhere.js';
import type { SourceFile } from './file.js';
import { isRepeatGuard, productionBranches } from './guards.js';
import { callsPromiseResolve, isInsideAwaitedPromise } from './promises.js';
import { dotted, processMember, referenceOf } from './references.js';

/** A step with what it acts on; without servers it concerns the whole process. */
export interface FoundStep {
  step: ShutdownStep;
  readonly servers?: readonly Node[];
  /** A close: how those who call the walked function can wait for it. */
  settles?: readonly Waiting[];
  /** The library that does it, with limits of its own. */
  readonly helper?: string;
}
export interface Walked {
  readonly steps: readonly FoundStep[];
  /** Functions run on the way: the flags they set are looked for elsewhere. */
  readonly functions: readonly FunctionNode[];
}

interface Context {
  /** Behind which close this code runs; undefined while nothing has been waited for. */
  readonly after: readonly OpenClose[];
  /** Code for failures: its exits say nothing about the normal course. */
  readonly failing: boolean;
  readonly awaited: boolean;
}
/** A close whose `waits` is settled once all exits are known. */
interface OpenClose {
  readonly found: FoundStep;
  /** Its call gives a promise of the end. */
  readonly promise: boolean;
  done: boolean;
  cut: boolean;
  /** What it is given to call at the end is a parameter of the walked function. */
  callsBack: boolean;
}

const maximalDepth = 12;
const maximalSteps = 200;
/** Function bodies looked into for one handler, those of timers included. */
const maximalRuns = 300;
interface Budget {
  runs: number;
}

export function walkHandler(
  file: SourceFile,
  handlers: readonly FunctionNode[],
  budget: Budget = { runs: maximalRuns },
  outer: ReadonlySet<Node> = new Set(),
): Walked {
  const steps: FoundStep[] = [];
  const closes: OpenClose[] = [];
  const later: (() => void)[] = [];
  const running = new Set<Node>();
  const functions: FunctionNode[] = [];
  const { source, tracer, reader } = file;

  const add = (step: ShutdownStep, servers?: readonly Node[], helper?: string): FoundStep => {
    const found: FoundStep = { step, ...(servers && { servers }), ...(helper !== undefined && { helper }) };
    if (steps.length < maximalSteps) steps.push(found);
    return found;
  };

  function run(fn: FunctionNode, context: Context): void {
    if (running.has(fn) || running.size > maximalDepth || budget.runs <= 0) return;
    budget.runs -= 1;
    running.add(fn);
    functions.push(fn);
    visit(fn.body, is(fn.body, 'BlockStatement') ? context : { ...context, awaited: true });
    running.delete(fn);
  }
  const runAll = (node: Node | undefined, context: Context): void => {
    if (node !== undefined) for (const fn of tracer.functions(node)) run(fn, context);
  };

  function visit(node: Node, context: Context): void {
    if (isFunction(node) || is(node, 'ClassDeclaration', 'ClassExpression')) return;
    if (is(node, 'IfStatement')) {
      visitIf(node, context);
      return;
    }
    if (is(node, 'ConditionalExpression')) {
      visit(node.test, context);
      visit(node.consequent, context);
      visit(node.alternate, context);
      return;
    }
    if (is(node, 'TryStatement')) {
      visit(node.block, context);
      if (node.handler !== null) visit(node.handler.body, { ...context, failing: true });
      if (node.finalizer !== null) visit(node.finalizer, context);
      return;
    }
    if (is(node, 'AwaitExpression')) {
      visit(node.argument, { ...context, awaited: true });
      return;
    }
    if (is(node, 'ReturnStatement') && node.argument !== null) {
      visit(node.argument, { ...context, awaited: true });
      return;
    }
    if (is(node, 'CallExpression', 'NewExpression')) {
      visitCall(node, context);
      return;
    }
    for (const child of children(node))
      visit(
        child,
        is(node, 'ChainExpression', 'TSNonNullExpression', 'TSAsExpression') ? context : { ...context, awaited: false },
      );
  }

  function visitIf(node: NodeOf<'IfStatement'>, context: Context): void {
    visit(node.test, { ...context, awaited: false });
    const guard = isRepeatGuard(file, node, functions);
    const production = productionBranches(file, node.test);
    const before = steps.length;
    if (guard !== 'consequent' && production !== 'alternate') visit(node.consequent, context);
    if (node.alternate === null || guard === 'alternate' || production === 'consequent') return;
    // `if (server) server.close(…); else process.exit()`: the other branch is for a process without a server.
    const closed = steps.slice(before).some(({ step }) => step.do === 'close');
    visit(node.alternate, closed ? { ...context, failing: true } : context);
  }

  function visitCall(call: NodeOf<'CallExpression' | 'NewExpression'>, context: Context): void {
    const inner: Context = { ...context, awaited: false };
    const callee = unwrap(call.callee);
    const at = source.at(call);
    const [first] = argumentsOf(call);

    const process = processMember(source, callee);
    if (process === 'exit' || process === 'abort' || process === 'reallyExit' || isDenoExit(callee)) {
      exit(call, context);
      return;
    }
    if (process === 'kill') {
      if (first !== undefined && processMember(source, first) === 'pid' && !context.failing) {
        settleExit(context);
        add({ do: 'reraise', at });
      }
      return;
    }
    if (is(call, 'CallExpression')) {
      const closing = closeOf(file, call);
      if (closing !== undefined) {
        visitClose(closing, call, context);
        return;
      }
      const delay = delayOf(file, call);
      if (delay !== undefined) {
        const step: ShutdownStep = { do: 'delay', length: delay.length, at };
        if (context.awaited)
          add(delay.of === undefined ? step : unfollowedStep(file, call, delay.of, context.awaited, step));
        return;
      }
      if (isTimer(callee, 'setTimeout')) {
        visitTimer(call, inner);
        return;
      }
      if (isTimer(callee, 'setInterval')) {
        visitInterval(call);
        return;
      }
      if (isCloseEvent(call)) {
        if (context.awaited) for (const open of closes) open.done = true;
        return;
      }
      if (visitPromise(call, context) || visitListener(call, inner)) return;
    }
    if (is(call, 'NewExpression') && is(callee, 'Identifier') && callee.name === 'Promise') {
      const timer = promisedTimer(file, call);
      if (timer !== undefined) {
        if (context.awaited) add({ do: 'delay', length: reader.expression(timer), at });
        return;
      }
      // The executor runs at once; whoever waits for the promise waits for what calls `resolve`.
      for (const fn of first === undefined ? [] : tracer.functions(first)) run(fn, context);
      return;
    }
    const targets = isFunction(callee) ? [callee] : tracer.functions(callee);
    for (const argument of call.arguments) if (!isFunction(unwrap(argument))) visit(argument, inner);
    if (targets.length > 0) {
      const opened = closes.length;
      for (const target of targets) run(target, inner);
      // What the function waits for inside is over only for those who wait for the function.
      if (!context.awaited) for (const open of closes.slice(opened)) open.done = false;
      return;
    }
    if (is(callee, 'MemberExpression')) visit(callee.object, inner);
    if (!context.failing) {
      const around = { awaited: context.awaited, handlers, outer, closed: closes.length > 0 };
      for (const step of [stepElsewhere(file, call, around), stepHandedIn(file, call, around)])
        if (step !== undefined) add(step);
    }
    if (registers(callee)) return;
    // Callbacks of library calls run sooner or later: `connections.forEach(…)`, `db.end(() => process.exit())`.
    for (const argument of call.arguments) {
      if (is(argument, 'SpreadElement')) continue;
      const fns = isFunction(unwrap(argument)) || is(unwrap(argument), 'Identifier') ? tracer.functions(argument) : [];
      for (const fn of fns) run(fn, inner);
    }
  }

  /** `process.on(…)`, `app.get(…)`: what is given is run by something else, if ever. */
  function registers(callee: Node): boolean {
    if (!is(callee, 'MemberExpression')) return false;
    return processMember(source, callee.object) === '' || file.things.facesOf(callee.object).length > 0;
  }

  function visitClose(closing: Closing, call: Node, context: Context): void {
    const at = source.at(call);
    if (closing.act === 'close-idle') {
      add({ do: 'close-idle', repeated: false, at }, closing.servers);
      return;
    }
    if (closing.act === 'close-all') {
      const waited = closes.length > 0 && closes.every((open) => open.done || context.after.includes(open));
      const paused = steps.some(({ step }) => step.do === 'delay');
      add({ do: 'close-all', cuts: !waited && !paused, at }, closing.servers);
      return;
    }
    if (closing.of !== undefined && context.awaited) {
      // Behind the close of the server it is that of something else.
      if (closes.length > 0) return;
      add({
        do: 'unknown',
        reason: `${source.textOf(call)} may or may not wait`,
        at,
        closes: closing.of,
        waitsBy: ['promise'],
        matters: true,
      });
      return;
    }
    const found = add(
      { do: 'close', waits: true, at, ...(closing.limit && { limit: closing.limit }) },
      closing.servers,
      closing.helper,
    );
    const done = closing.promise && context.awaited;
    const open: OpenClose = { found, promise: closing.promise, done, cut: false, callsBack: false };
    closes.push(open);
    const { callback } = closing;
    if (callback === undefined) return;
    // `await new Promise((resolve) => server.close(resolve))`: what is given is the promise's own function.
    const fns = tracer.functions(callback);
    if (fns.length === 0 || fns.some((fn) => callsPromiseResolve(file, fn)))
      open.done = open.done || isInsideAwaitedPromise(file, callback, outer);
    if (is(callback, 'Identifier') && outer.has(source.resolve(callback)?.parameter?.of ?? callback))
      open.callsBack = true;
    later.push(() => runAll(callback, { ...context, awaited: false, after: [...context.after, open] }));
  }

  /** An exit ends the wait of every close it does not stand behind. */
  function settleExit(context: Context): void {
    for (const open of closes) {
      if (open.done || context.after.includes(open)) continue;
      // Sleeping between close and exit gives work in flight that long.
      const pause = steps.slice(steps.indexOf(open.found)).find(({ step }) => step.do === 'delay')?.step;
      if (pause?.do !== 'delay') open.cut = true;
      else if (open.found.step.do === 'close') open.found.step = { ...open.found.step, limit: pause.length };
    }
  }
  function exit(call: Node, context: Context): void {
    if (context.failing) return;
    settleExit(context);
    add({ do: 'exit', at: source.at(call) });
  }

  /** `setTimeout(() => process.exit(1), n)` is a force timer, `setTimeout(() => server.close(), n)` a delay. */
  function visitTimer(call: NodeOf<'CallExpression'>, context: Context): void {
    const [callback, length] = argumentsOf(call);
    if (callback === undefined) return;
    const after: Expression =
      length === undefined
        ? reader.unknown('unsupported-syntax', 'a timer without a length', call)
        : reader.expression(length);
    timed(call, callback, after, context);
  }
  /** The length of a promise that only waits. */
  function pauseOf(promise: Node): Expression | undefined {
    const inner = unwrap(promise);
    if (is(inner, 'CallExpression')) return delayOf(file, inner)?.length;
    const timer = is(inner, 'NewExpression') ? promisedTimer(file, inner) : undefined;
    return timer && reader.expression(timer);
  }
  function timed(call: Node, callback: Node, after: Expression, context: Context): void {
    const at = source.at(call);
    const direct = unwrap(callback);
    // `setTimeout(process.exit, 5000)`
    if (processMember(source, direct) === 'exit' || isBoundExit(direct)) {
      add({ do: 'force-exit', after: afterDelays(after), at });
      return;
    }
    const inner = walkHandler(file, tracer.functions(callback), budget, outer);
    if (inner.steps.length === 0) return;
    const kinds = inner.steps.map(({ step }) => step.do);
    if (
      kinds.includes('close') &&
      !closes.some((open) => inner.steps.some(({ step }) => step.do === 'close' && samePlace(step, open.found.step)))
    ) {
      const counted = inner.steps.map((found) =>
        found.step.do === 'force-exit'
          ? { ...found, step: { ...found.step, after: afterDelays(sum([after, found.step.after], call)) } }
          : found,
      );
      add({ do: 'delay', length: after, at });
      steps.push(...counted);
      functions.push(...inner.functions);
      return;
    }
    if (kinds.includes('exit') || kinds.includes('reraise')) {
      // Behind a close it is a pause before the end, not a limit.
      if (context.after.length > 0) add({ do: 'exit', at });
      else add({ do: 'force-exit', after: afterDelays(after), at });
      return;
    }
    // Cutting what is left after a while limits the close that came before.
    const last = closes.at(-1);
    if (kinds.includes('close-all') && last?.found.step.do === 'close')
      last.found.step = { ...last.found.step, limit: after };
    else if (!context.failing) steps.push(...inner.steps);
  }
  const sum = (operands: readonly Expression[], node: Node): Expression => ({
    kind: 'arithmetic',
    operator: '+',
    operands,
    at: source.at(node),
  });
  /** A timer set after a delay ends that much later after the signal. */
  function afterDelays(length: Expression): Expression {
    const delays = steps.flatMap(({ step }) => (step.do === 'delay' ? [step.length] : []));
    return delays.length === 0
      ? length
      : { kind: 'arithmetic', operator: '+', operands: [...delays, length], at: length.at };
  }
  const samePlace = (a: ShutdownStep, b: ShutdownStep): boolean =>
    a.at.line === b.at.line && a.at.column === b.at.column;
  const isBoundExit = (node: Node): boolean => {
    const method = methodCall(node);
    return method?.method === 'bind' && processMember(source, method.object) === 'exit';
  };

  function visitInterval(call: NodeOf<'CallExpression'>): void {
    const [callback] = argumentsOf(call);
    const inner = callback === undefined ? undefined : walkHandler(file, tracer.functions(callback), budget, outer);
    for (const { step, servers } of inner?.steps ?? [])
      if (step.do === 'close-idle') add({ ...step, repeated: true }, servers);
  }

  /** `.then(…)`, `Promise.all([…])`, `Promise.race([close(), sleep(n)])`; answers whether it was one of them. */
  function visitPromise(call: NodeOf<'CallExpression'>, context: Context): boolean {
    const method = methodCall(call);
    if (method === undefined) return false;
    const reference = referenceOf(source, call.callee);
    const name = reference === undefined ? '' : dotted(reference);
    const [first, second] = argumentsOf(call);
    if (/^global\.Promise\.(all|allSettled|any|race)$/.test(name) && first !== undefined) {
      const opened = closes.length;
      const before = steps.length;
      const parts = is(first, 'ArrayExpression') ? first.elements : [first];
      for (const part of parts) if (part !== null) visit(part, { ...context, awaited: context.awaited });
      if (name.endsWith('race')) limitByRace(opened, before);
      return true;
    }
    if (!['then', 'finally', 'catch'].includes(method.method)) return false;
    const pause = context.awaited ? undefined : pauseOf(method.object);
    if (pause !== undefined && first !== undefined && method.method !== 'catch') {
      // `void sleep(n).then(() => process.exit(1))` is a timer by another name.
      timed(call, first, pause, { ...context, awaited: false });
      return true;
    }
    const opened = closes.length;
    visit(method.object, { ...context, awaited: true });
    const behind = {
      ...context,
      awaited: false,
      after: [...context.after, ...closes.slice(opened).filter((open) => open.promise || open.done)],
    };
    // What `.then` promises is not waited for by the code after it, unless that awaits the whole.
    if (!context.awaited) for (const open of closes.slice(opened)) open.done = false;
    const failing = { ...behind, failing: true };
    const normal = (): void => runAll(first, method.method === 'catch' ? failing : behind);
    if (context.awaited) normal();
    else later.push(normal);
    if (second !== undefined) runAll(second, failing);
    return true;
  }

  /** `await once(server, 'close')` */
  function isCloseEvent(call: NodeOf<'CallExpression'>): boolean {
    const reference = referenceOf(source, call.callee);
    const [emitter, event] = argumentsOf(call);
    if (reference === undefined || dotted(reference) !== 'events.once' || emitter === undefined) return false;
    return stringOf(event) === 'close' && file.things.facesOf(emitter).length > 0;
  }

  /** `server.on('close', () => process.exit())` runs when the close is over. */
  function visitListener(call: NodeOf<'CallExpression'>, context: Context): boolean {
    const method = methodCall(call);
    const [event, listener] = argumentsOf(call);
    if (method === undefined || (method.method !== 'on' && method.method !== 'once') || stringOf(event) !== 'close')
      return false;
    if (file.things.facesOf(method.object).length === 0) return false;
    later.push(() => runAll(listener, { ...context, after: [...context.after, ...closes] }));
    return true;
  }

  /** The delay that races a close is its limit. */
  function limitByRace(opened: number, before: number): void {
    const index = steps.findIndex(({ step }, at) => at >= before && step.do === 'delay');
    const delay = index < 0 ? undefined : steps[index]?.step;
    if (delay?.do !== 'delay') return;
    const raced = closes.slice(opened);
    if (raced.length === 0) return;
    steps.splice(index, 1);
    for (const open of raced)
      if (open.found.step.do === 'close') open.found.step = { ...open.found.step, limit: delay.length };
  }

  const isTimer = (callee: Node, name: string): boolean => {
    const reference = referenceOf(source, callee);
    return (
      reference !== undefined && (dotted(reference) === `global.${name}` || dotted(reference) === `timers.${name}`)
    );
  };
  const isDenoExit = (callee: Node): boolean => {
    const reference = referenceOf(source, callee);
    return reference !== undefined && dotted(reference) === 'global.Deno.exit';
  };

  for (const fn of handlers) run(fn, { after: [], failing: false, awaited: false });
  for (let next = later.shift(); next !== undefined; next = later.shift()) next();
  for (const open of closes) {
    if (open.cut && open.found.step.do === 'close') open.found.step = { ...open.found.step, waits: false };
    open.found.settles = [
      ...(open.done ? (['promise'] as const) : []),
      ...(open.callsBack ? (['callback'] as const) : []),
    ];
  }
  return { steps, functions };
}
