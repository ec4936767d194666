// Settings that are written only under a condition: `if (seconds) server.keepAliveTimeout = seconds * 1000`, `if (isProduction) …`.
import { type Condition, type Expression, literal, where } from '../../../model/expression.js';
import type { Location } from '../../../model/location.js';
import { type FunctionNode, is, isFunction, type Node, type NodeOf, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import { byCondition, decided, isAnswer } from '../values/choices.js';
import { testBranches } from '../values/test-runs.js';
import { testedValue } from '../values/tested.js';

export interface Write {
  /** The assignment or the call. */
  readonly node: Node;
  /** What is written, where it stands in the source. */
  readonly right: Node;
  /** Whose setting it is. */
  readonly object?: Node;
  /** Where that is made: what decides about both decides about neither. */
  readonly home: Node | undefined;
}
interface Guard extends Condition {
  /** Of another side of a condition that may have written the same before: the last one there is, or one of several. */
  readonly other?: 'last' | 'case';
}

/** Nothing is written where the condition does not hold: what was written `before` stays, or the product's own default. */
export function unlessGuarded(
  file: SourceFile,
  write: Write,
  value: Expression,
  before: Expression | undefined,
): Expression {
  const { source } = file;
  const text = source.textOf(write.right);
  let found = value;
  let inner = write.node;
  for (let steps = 0; steps < mostSteps; steps += 1) {
    const outer = source.parent(inner);
    if (outer === undefined || (write.home !== undefined && holds(outer, write.home))) return found;
    if (isFunction(outer) && isDeclared(file, outer)) {
      const [call, ...others] = file.tracer.callsOf(outer);
      if (call === undefined || others.length > 0) return found;
      inner = call;
      continue;
    }
    if (is(outer, 'IfStatement') && outer.consequent === inner) {
      const tested = testedValue(unwrap(outer.test));
      if (tested?.present === true && text.includes(source.textOf(tested.of))) {
        const at = source.at(outer.test);
        return { kind: 'fallback', mode: tested.mode, options: [found, before ?? literal(null, at)], at };
      }
    }
    for (const guard of guardsIn(file, outer, inner, write)) {
      const side = guard.other === 'case' ? guarded(found, guard) : found;
      const whole = guard.other === undefined || before === undefined ? undefined : filled(before, guard.at, side);
      if (whole !== undefined) return whole;
      found = guarded(found, guard);
    }
    inner = outer;
  }
  return found;
}
const mostSteps = 60;

/** What has to hold for a piece of code to run, the innermost first; `object` is the server that it concerns. */
export function conditionsAround(file: SourceFile, node: Node, object?: Node): readonly Condition[] {
  const about: About = object === undefined ? {} : { object };
  const found: Condition[] = [];
  let inner = node;
  for (let steps = 0; steps < mostSteps; steps += 1) {
    const outer = file.source.parent(inner);
    if (outer === undefined) break;
    if (isFunction(outer) && isDeclared(file, outer)) {
      const [call, ...others] = file.tracer.callsOf(outer);
      if (call === undefined || others.length > 0) break;
      inner = call;
      continue;
    }
    for (const { at, why, chosenBy } of guardsIn(file, outer, inner, about))
      found.push({ at, why, ...(chosenBy && { chosenBy }) });
    inner = outer;
  }
  return found;
}

/** Those of them that the environment or a setting decides: what a handler of signals waits for otherwise is most often that there is none yet. */
export const decidedConditions = (file: SourceFile, node: Node): readonly Condition[] =>
  conditionsAround(file, node).filter(({ chosenBy }) => chosenBy !== undefined && !isAnswer(chosenBy.of));

const guarded = (value: Expression, guard: Guard): Expression => where([guard], value);
/** What a condition wrote, with what its other side writes. */
function filled(before: Expression, at: Location, value: Expression): Expression | undefined {
  if (before.kind !== 'either' && before.kind !== 'fallback') return undefined;
  const last = before.options.at(-1);
  if (last === undefined) return undefined;
  const isNothing = last.kind === 'literal' && last.value === null && isAt(before.at, at);
  const inner = isNothing ? value : filled(last, at, value);
  return inner && { ...before, options: [...before.options.slice(0, -1), inner] };
}
const isAt = (one: Location, other: Location): boolean => one.line === other.line && one.column === other.column;
const holds = (outer: Node, inner: Node): boolean =>
  outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
/** One that runs where it is called, not where it stands. */
const isDeclared = (file: SourceFile, fn: FunctionNode): boolean =>
  !is(file.source.parent(fn), 'CallExpression', 'NewExpression', 'AwaitExpression');

type About = Pick<Write, 'object'>;
function guardsIn(file: SourceFile, outer: Node, inner: Node, write: About): readonly Guard[] {
  if (is(outer, 'IfStatement', 'ConditionalExpression') && outer.test !== inner)
    return condition(file, outer.test, outer.consequent === inner, write);
  if (is(outer, 'LogicalExpression') && outer.right === inner && outer.operator !== '??')
    return condition(file, outer.left, outer.operator === '&&', write);
  if (is(outer, 'CatchClause')) return [{ at: file.source.at(outer), why: 'catch' }];
  if (is(outer, 'SwitchCase')) return cases(file, outer);
  return is(outer, 'BlockStatement') ? earlierReturns(file, outer, inner, write) : [];
}
function condition(file: SourceFile, test: Node, whenTrue: boolean, write: About): readonly Guard[] {
  if (isAboutServer(file, test, write)) return [];
  // No deployment is a run of tests.
  if (testBranches(file, test) === (whenTrue ? 'alternate' : 'consequent')) return [];
  const at = file.source.at(test);
  const why = file.source.textOf(test);
  const of = decided(file.reader, test, new Map());
  const other = whenTrue ? {} : { other: 'last' as const };
  if (typeof of !== 'boolean') {
    const chosenBy = of && (whenTrue ? byCondition(of) : { of, cases: [false, null] });
    return [{ at, why, ...(chosenBy && { chosenBy }), ...other }];
  }
  return of === whenTrue ? [] : [{ at, why, chosenBy: { of: literal(false, at), cases: [true, null] }, ...other }];
}
/** `if (process.env.SERVERLESS) return;` in front of it. */
function earlierReturns(
  file: SourceFile,
  { body }: NodeOf<'BlockStatement'>,
  inner: Node,
  write: About,
): readonly Guard[] {
  return body
    .slice(
      0,
      body.findIndex((each) => each.range[0] === inner.range[0]),
    )
    .flatMap((each) => {
      if (!is(each, 'IfStatement') || each.alternate !== null) return [];
      const last = is(each.consequent, 'BlockStatement') ? each.consequent.body.at(-1) : each.consequent;
      return is(last, 'ReturnStatement') ? condition(file, each.test, false, write) : [];
    });
}
/** `case 'a': case 'b':` in front of it. */
function cases(file: SourceFile, own: NodeOf<'SwitchCase'>): readonly Guard[] {
  const whole = file.source.parent(own);
  if (!is(whole, 'SwitchStatement')) return [];
  const at = file.source.at(whole.discriminant);
  const why = file.source.textOf(whole.discriminant);
  const place = whole.cases.indexOf(own);
  const first = whole.cases.slice(0, place).findLastIndex((each) => each.consequent.length > 0) + 1;
  const tests = whole.cases.slice(first, place + 1).map(({ test }) => test && file.reader.expression(test));
  const texts = tests.flatMap((each) => (each?.kind === 'literal' ? [String(each.value)] : []));
  const of = file.reader.expression(whole.discriminant);
  const [text] = texts;
  const isLast = own.test === null;
  const isKnown = of.kind !== 'unknown' && text !== undefined && texts.length === 1 && tests.length === 1;
  const chosenBy = isKnown ? { of, cases: [text, null] } : undefined;
  return [{ at, why, ...(chosenBy && { chosenBy }), other: isLast ? 'last' : 'case' }];
}

/** Whether there is a server, and in which process, is no matter of its settings: `if (server)`, `require.main === module`. */
function isAboutServer(file: SourceFile, test: Node, { object }: About): boolean {
  if (
    /\bcluster\b|\brequire\.main\b|\bmodule\.parent\b|\bimport\.meta\b|\bisMainThread\b/.test(file.source.textOf(test))
  )
    return true;
  const root = object && rootOf(object);
  if (root === undefined) return false;
  return [test, ...file.source.within(test)].some((node) => is(node, 'Identifier') && node.name === root);
}
function rootOf(node: Node): string | undefined {
  const inner = unwrap(node);
  if (is(inner, 'MemberExpression'))
    return is(unwrap(inner.object), 'ThisExpression') && is(inner.property, 'Identifier')
      ? inner.property.name
      : rootOf(inner.object);
  if (is(inner, 'CallExpression')) return rootOf(inner.callee);
  return is(inner, 'Identifier') ? inner.name : undefined;
}
