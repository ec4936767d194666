// Walks a shutdown handler in the order in which it runs and writes down what happens to the server and the process.
import { once } from '../../../../knowledge/memo.js';
import type { ChosenBy, Expression } from '../../../../model/expression.js';
import type { ShutdownStep } from '../../../../model/facts.js';
import {
  argumentsOf,
  children,
  type FunctionNode,
  is,
  isFunction,
  keyOf,
  methodCall,
  type Node,
  type NodeOf,
  unwrap,
} from '../../ast.js';
import type { SourceFile } from '../../file.js';
import type { Source } from '../../source.js';
import { byCondition, decided, isAnswer, restsOnly } from '../../values/choices.js';
import { dotted, processMember, referenceOf } from '../../values/references.js';
import { testBranches } from '../../values/test-runs.js';
import { closeOf } from '../closing.js';
import { delayOf, promisedTimer } from '../delays.js';
import { stepElsewhere, stepHandedIn, stepOverList, unfollowedStep } from '../elsewhere.js';
import { isRepeatGuard } from '../guards.js';
import { missingClose } from '../missing-close.js';
import { type Branching, isDecisive } from './branching.js';
import { type Branch, type Choice, choiceAt, isEarlyReturn, isStatements } from './choices-of-code.js';
import { visitClose } from './close-steps.js';
import { type Context, Course, type Walked } from './course.js';
import { timesOf } from './loops.js';
import { isCloseEvent, isDropped, visitEnding, visitListener, visitPromise } from './promise-steps.js';
import { visitInterval, visitTimer } from './timer-steps.js';
import type { HandlerWalk } from './walk.js';

const noFrame = new Map();
const maximalDepth = 12;
/** Function bodies looked into for one handler, those of timers included. */
const maximalRuns = 300;
interface Budget {
  runs: number;
}

type Test = ReturnType<typeof decided>;
/** It holds or does not, or a variable of the environment alone says so. */
const isSettled = (test: Test): boolean => typeof test === 'boolean' || (test !== undefined && restsOnly(test));
const openTest = (test: Test): Expression | undefined =>
  test === undefined || typeof test === 'boolean' || isAnswer(test) ? undefined : test;

/** Early returns in each other: what stands behind all of them is taken to run. */
const mostReturns = 32;

export function walkHandler(
  file: SourceFile,
  handlers: readonly FunctionNode[],
  budget: Budget = { runs: maximalRuns },
  outer: ReadonlySet<Node> = new Set(),
  branching: Branching = {},
): Walked {
  const course = new Course();
  const { closes, functions } = course;
  const later: (() => void)[] = [];
  const running = new Set<Node>();
  let returns = 0;
  const { source, tracer, reader } = file;

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

  const walk: HandlerWalk = {
    ...{ file, course, outer, visit, run, runAll },
    later: (act) => later.push(act),
    inner: (callback) => walkHandler(file, tracer.functions(callback), budget, outer, branching),
  };

  function visit(node: Node, context: Context): void {
    if (isFunction(node) || is(node, 'ClassDeclaration', 'ClassExpression')) return;
    const choice = choiceAt(node);
    if (choice !== undefined) {
      visitChoice(choice, context);
      return;
    }
    if (is(node, 'SwitchStatement')) {
      visitSwitch(node, context);
      return;
    }
    if (is(node, 'BlockStatement')) {
      visitBlock(node.body, context);
      return;
    }
    if (is(node, 'TryStatement')) {
      visit(node.block, node.handler === null ? context : { ...context, caught: true });
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
    const before = course.steps.length;
    for (const child of children(node))
      visit(
        child,
        is(node, 'ChainExpression', 'TSNonNullExpression', 'TSAsExpression') ? context : { ...context, awaited: false },
      );
    if (!is(node, 'WhileStatement', 'DoWhileStatement', 'ForStatement', 'ForOfStatement')) return;
    const times = course.onlyWaitsSince(before) ? timesOf(file, node) : undefined;
    if (times !== undefined) course.repeatDelays(before, times);
    else
      course.openDelays(
        before,
        reader.unknown('dynamic', 'how often a loop waits shows only while the process runs', node),
      );
  }

  /** What stands behind an early return is the other branch of its condition. */
  function visitBlock(statements: readonly Node[], context: Context): void {
    for (const [index, statement] of statements.entries()) {
      if (!isEarlyReturn(statement) || index + 1 === statements.length || returns >= mostReturns) {
        visit(statement, { ...context, awaited: false });
        continue;
      }
      returns += 1;
      const alternate = statements.slice(index + 1);
      visitChoice({ test: statement.test, consequent: statement.consequent, alternate }, context);
      returns -= 1;
      return;
    }
  }
  /** By a variable of the environment: one of the cases, and nobody asks which. */
  function visitSwitch(node: NodeOf<'SwitchStatement'>, context: Context): void {
    const before = course.steps.length;
    for (const child of children(node)) visit(child, { ...context, awaited: false });
    if (course.steps.length === before) return;
    const test = decided(reader, node.discriminant, noFrame);
    if (test === undefined || typeof test === 'boolean' || !isDecisive(course.steps.slice(before), test)) return;
    course.steps.splice(before);
    const reason = `what it does depends on ${source.textOf(node.discriminant)}`;
    course.add({ do: 'unknown', reason, at: source.at(node), matters: true });
  }
  const visitBranch = (branch: Branch, context: Context): void =>
    isStatements(branch) ? visitBlock(branch, context) : visit(branch, context);

  function visitChoice(node: Choice, context: Context): void {
    visit(node.test, { ...context, awaited: false });
    const on = source.textOf(node.test);
    // `if (app.close) app.close()`
    if (/\.close\b/.test(on)) context = { ...context, caught: true };
    const guard = isRepeatGuard(file, node, functions);
    const left = guard ?? testBranches(file, node.test);
    // Most conditions stand before nothing that stops a server: those are never read.
    const test = once(() => (guard === undefined ? decided(reader, node.test, noFrame) : undefined));
    const open = once(() => openTest(test()));
    const holds = branching.holds?.get(on);
    if (holds !== undefined && open() !== undefined) {
      const taken = holds ? node.consequent : node.alternate;
      if (taken !== null) visitBranch(taken, context);
      return;
    }
    const before = course.steps.length;
    if (left !== 'consequent' && node.consequent !== null) visitBranch(node.consequent, context);
    onlyWhere(before, on, open, byCondition);
    if (left === undefined && guard === undefined && course.steps.length > before && !isSettled(test()))
      course.exitsOnlyIf(before, on);
    const between = course.steps.length;
    if (node.alternate !== null && left !== 'alternate') {
      // `if (server) server.close(…); else process.exit()`: the other branch is for a process without a server.
      const closed = course.steps.slice(before).some(({ step }) => step.do === 'close');
      visitBranch(node.alternate, closed ? { ...context, failing: true } : context);
      onlyWhere(between, on, open, (of) => ({ of, cases: [false, null] }));
    }
    if (left !== undefined || branching.on !== undefined || course.steps.length === before) return;
    const of = open();
    if (of === undefined || !isDecisive(course.steps.slice(before), of)) return;
    branching.on = on;
    branching.test = of;
  }
  function onlyWhere(
    from: number,
    on: string,
    open: () => Expression | undefined,
    chosenBy: (test: Expression) => ChosenBy,
  ): void {
    const test = course.steps.length > from ? open() : undefined;
    if (test !== undefined) course.onlyWhere(from, on, chosenBy(test));
  }

  function visitCall(call: NodeOf<'CallExpression' | 'NewExpression'>, context: Context): void {
    if (endsProcess(call, context)) return;
    if (is(call, 'CallExpression') ? visitKnownCall(call, context) : visitPromised(call, context)) return;
    const inner: Context = { ...context, awaited: false };
    const callee = unwrap(call.callee);
    const targets = isFunction(callee) ? [callee] : tracer.functions(callee);
    for (const argument of call.arguments) if (!isFunction(unwrap(argument))) visit(argument, inner);
    if (targets.length === 0) {
      visitLibraryCall(call, callee, context);
      return;
    }
    const begun = course.mark;
    for (const target of targets) run(target, inner);
    // What the function waits for inside is over only for those who wait for the function.
    if (!context.awaited) course.dropWaits(begun);
  }

  function endsProcess(call: NodeOf<'CallExpression' | 'NewExpression'>, context: Context): boolean {
    const callee = unwrap(call.callee);
    const process = processMember(source, callee);
    if (
      process === 'exit' ||
      process === 'abort' ||
      process === 'reallyExit' ||
      isDenoExit(source, callee) ||
      isHandedExit(callee)
    ) {
      exit(call, context);
      return true;
    }
    if (process !== 'kill') return false;
    const [first] = argumentsOf(call);
    if (first !== undefined && processMember(source, first) === 'pid' && !context.failing) {
      course.settleExit(context);
      course.add({ do: 'reraise', at: source.at(call) });
    }
    return true;
  }

  /** What closes the server, waits, or runs something later. */
  function visitKnownCall(call: NodeOf<'CallExpression'>, context: Context): boolean {
    if (fails(call, context)) return true;
    const closing = closeOf(file, call);
    if (closing !== undefined) {
      visitClose(walk, closing, call, context);
      return true;
    }
    const delay = delayOf(file, call);
    if (delay !== undefined) {
      const step: ShutdownStep = { do: 'delay', length: delay.length, at: source.at(call) };
      if (context.awaited)
        course.add(delay.of === undefined ? step : unfollowedStep(file, call, delay.of, context.awaited, step));
      return true;
    }
    const inner: Context = { ...context, awaited: false };
    const callee = unwrap(call.callee);
    if (isTimer(source, callee, 'setTimeout')) {
      visitTimer(walk, call, inner);
      return true;
    }
    if (isTimer(source, callee, 'setInterval')) {
      visitInterval(walk, call);
      return true;
    }
    if (isCloseEvent(walk, call)) {
      if (context.awaited) for (const open of closes) open.done = true;
      return true;
    }
    return visitPromise(walk, call, context) || visitListener(walk, call, inner);
  }

  function visitPromised(call: NodeOf<'NewExpression'>, context: Context): boolean {
    const callee = unwrap(call.callee);
    if (!is(callee, 'Identifier') || callee.name !== 'Promise') return false;
    const timer = promisedTimer(file, call);
    if (timer !== undefined) {
      if (context.awaited) course.add({ do: 'delay', length: reader.expression(timer), at: source.at(call) });
      return true;
    }
    // The executor runs at once; whoever waits for the promise waits for what calls `resolve`.
    runAll(argumentsOf(call)[0], { ...context, promised: context.awaited });
    return true;
  }

  function visitLibraryCall(call: NodeOf<'CallExpression' | 'NewExpression'>, callee: Node, context: Context): void {
    const inner: Context = { ...context, awaited: false };
    if (is(callee, 'MemberExpression')) visit(callee.object, inner);
    if (!context.failing) {
      const around = { awaited: context.awaited, handlers, outer, closed: closes.length > 0 };
      const steps = [
        stepElsewhere(file, call, around),
        stepHandedIn(file, call, around),
        stepOverList(file, call, context.awaited),
      ];
      for (const step of steps) if (step !== undefined) course.add(step);
    }
    visitEnding(walk, call, inner);
    if (registers(callee)) return;
    const begun = course.mark;
    // Callbacks run sooner or later: `connections.forEach(…)`, `db.end(() => process.exit())`.
    for (const argument of call.arguments) {
      if (is(argument, 'SpreadElement')) continue;
      if (isFunction(unwrap(argument)) || is(unwrap(argument), 'Identifier')) runAll(argument, inner);
    }
    const method = methodCall(call)?.method;
    // `forEach` gives nothing to wait for, and of the promises of `map` a statement keeps none.
    if (method === 'forEach' || (method === 'map' && isDropped(source, call))) course.dropWaits(begun);
  }

  /** `process.on(…)`, `app.get(…)`: what is given is run by something else, if ever. */
  function registers(callee: Node): boolean {
    if (!is(callee, 'MemberExpression')) return false;
    return processMember(source, callee.object) === '' || file.things.facesOf(callee.object).length > 0;
  }

  function exit(call: Node, context: Context): void {
    if (context.failing) return;
    course.exit(context, source.at(call));
  }

  /** What is called does not exist, so that the call throws. */
  function fails(call: NodeOf<'CallExpression'>, context: Context): boolean {
    const missing = missingClose(file, call);
    if (missing === undefined) return false;
    course.missing ??= missing;
    if (context.caught !== true && !context.failing) course.exit(context, missing.at);
    // Nothing is closed, and nothing waits; those who call this function go on.
    else if (!context.failing) course.add({ do: 'close', waits: false, at: missing.at });
    return true;
  }

  for (const fn of handlers) run(fn, { after: [], failing: false, awaited: false });
  for (let next = later.shift(); next !== undefined; next = later.shift()) next();
  return course.finished();
}

const isTimer = (source: Source, callee: Node, name: string): boolean => {
  const reference = referenceOf(source, callee);
  return reference !== undefined && (dotted(reference) === `global.${name}` || dotted(reference) === `timers.${name}`);
};
/** `constructor(private readonly process: NodeJS.Process)`, `this.process.exit()` */
function isHandedExit(callee: Node): boolean {
  if (!is(callee, 'MemberExpression') || keyOf(callee) !== 'exit') return false;
  const object = unwrap(callee.object);
  return is(object, 'MemberExpression') && is(object.object, 'ThisExpression') && keyOf(object) === 'process';
}
const isDenoExit = (source: Source, callee: Node): boolean => {
  const reference = referenceOf(source, callee);
  return reference !== undefined && dotted(reference) === 'global.Deno.exit';
};
