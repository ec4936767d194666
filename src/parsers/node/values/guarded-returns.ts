// What functions give back, those included that read a value and fall back: `if (!text) return preset; … return Number(text);`
import type { Expression } from '../../../model/expression.js';
import { type FunctionNode, is, methodCall, type Node, unwrap } from '../ast.js';
import type { Frame, Reader, Value } from './values.js';

/** What a function gives back: its only result, or the one result that its guards replace by a default. */
export function returned(reader: Reader, fn: FunctionNode, frame: Frame): Value | undefined {
  const results = reader.tracer.returns(fn);
  const [only, ...more] = results;
  if (only !== undefined && (more.length === 0 || giveTheSame(reader, results))) return reader.value(only, frame);
  const guarded = guardedReturns(reader, fn, results);
  if (guarded === undefined) return undefined;
  if (guarded.preset === undefined) return reader.value(guarded.result, frame);
  const options: readonly Expression[] = [guarded.result, guarded.preset].map((each) => reader.evaluate(each, frame));
  const at = reader.source.at(guarded.result);
  return { kind: 'expression', expression: { kind: 'fallback', mode: 'or-falsy', options, at } };
}

/** `if (cached) return cached; cached = {…}; return cached;`, also where the assignment is returned. */
function giveTheSame({ source }: Reader, results: readonly Node[]): boolean {
  const bindings = new Set(
    results.map((result) => {
      const inner = unwrap(result);
      const target = is(inner, 'AssignmentExpression') ? inner.left : inner;
      return is(target, 'Identifier') ? source.resolve(target) : undefined;
    }),
  );
  return bindings.size === 1 && !bindings.has(undefined);
}

interface GuardedReturns {
  readonly result: Node;
  /** Given back where there is no usable value; absent when what is given back then is no value either. */
  readonly preset?: Node;
}

/** Undefined unless all results but one are the same default, given back for a value that is missing or unusable. */
function guardedReturns(reader: Reader, fn: FunctionNode, results: readonly Node[]): GuardedReturns | undefined {
  if (results.length < 2 || results.length > 6) return undefined;
  const presets: Node[] = [];
  const others: Node[] = [];
  let opened = false;
  for (const result of results) {
    const guard = guardOf(reader, fn, result);
    if (guard === 'missing') presets.push(result);
    else if (guard === 'present') {
      others.push(result);
      opened = true;
    } else if (guard === 'none') (opened ? presets : others).push(result);
    else return undefined;
  }
  const [result, second] = others;
  if (result === undefined || second !== undefined || presets.length === 0) return undefined;
  const [preset, ...more] = presets.filter((each) => !isNoValue(reader, each, result));
  if (preset === undefined) return { result };
  const text = reader.source.textOf(preset);
  return more.every((each) => reader.source.textOf(each) === text) ? { result, preset } : undefined;
}
/** `false`, `null`, or what the result was read from: `if (isNaN(port)) return value;` */
function isNoValue({ source }: Reader, preset: Node, result: Node): boolean {
  if (!is(preset, 'Identifier')) return is(preset, 'Literal') && (preset.value === false || preset.raw === 'null');
  const given = source.resolve(preset);
  if (given?.parameter === undefined) return false;
  const read = is(result, 'Identifier') ? (source.resolve(result)?.init ?? result) : result;
  return [read, ...source.within(read)].some((node) => is(node, 'Identifier') && source.resolve(node) === given);
}

/** When this result is given back: for a value that is missing, one that is there, always, or under another condition. */
function guardOf(reader: Reader, fn: FunctionNode, result: Node): 'missing' | 'present' | 'none' | 'other' {
  let found: 'missing' | 'present' | 'none' = 'none';
  let below = result;
  for (let at = reader.source.parent(result); at !== undefined && at !== fn; at = reader.source.parent(at)) {
    if (is(at, 'IfStatement')) {
      const test = testOf(reader, at.test);
      if (test === 'other' || found !== 'none') return 'other';
      const taken = at.consequent === below;
      found = taken === (test === 'missing') ? 'missing' : 'present';
    } else if (is(at, 'CatchClause')) found = 'missing';
    else if (is(at, 'SwitchStatement', 'ForStatement', 'ForOfStatement', 'WhileStatement')) return 'other';
    below = at;
  }
  return found;
}

/** `!x`, `x === undefined`, `isNaN(x)`, `x.trim() === ''`, joined by `||`; their opposites; anything else. */
function testOf(reader: Reader, node: Node): 'missing' | 'present' | 'other' {
  const test = unwrap(node);
  if (is(test, 'Identifier', 'MemberExpression')) return 'present';
  if (is(test, 'UnaryExpression') && test.operator === '!') {
    const inner = testOf(reader, test.argument);
    return inner === 'missing' ? 'present' : inner === 'present' ? 'missing' : 'other';
  }
  if (is(test, 'LogicalExpression')) {
    const sides = [testOf(reader, test.left), testOf(reader, test.right)];
    const wanted = test.operator === '||' ? 'missing' : 'present';
    return sides.every((side) => side === wanted) ? wanted : 'other';
  }
  if (is(test, 'CallExpression')) {
    const name = methodCall(test)?.method ?? (is(test.callee, 'Identifier') ? test.callee.name : '');
    if (name === 'isNaN') return 'missing';
    return /^is(?:Finite|Integer|SafeInteger|Number)$/.test(name) ? 'present' : 'other';
  }
  if (!is(test, 'BinaryExpression')) return 'other';
  if (is(test.right, 'Literal') && typeof test.right.value === 'number' && /^[<>]=?$/.test(test.operator))
    return test.operator.startsWith('>') ? 'present' : 'missing';
  const right = reader.source.textOf(test.right);
  if (!/^(?:undefined|null|''|""|'undefined'|"undefined")$/.test(right)) return 'other';
  return test.operator.startsWith('!') ? 'present' : test.operator.startsWith('=') ? 'missing' : 'other';
}
