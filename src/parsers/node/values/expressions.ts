// One expression of the source as a value: literals folded, conversions and defaults kept, the rest said to be unknown.
import { type ChosenBy, type Expression, literal } from '../../../model/expression.js';
import { argumentsOf, is, isClass, isFunction, methodCall, type Node, type NodeOf, stringOf, unwrap } from '../ast.js';
import { byCondition, decided } from './choices.js';
import { readConversion } from './conversions.js';
import { testedValue } from './tested.js';
import type { Frame, Reader } from './values.js';

export function readExpression(reader: Reader, node: Node, frame: Frame): Expression {
  const { source } = reader;
  const dynamic = (at: Node): Expression =>
    reader.unknown('dynamic', `${source.textOf(at)} is computed while the process runs`, at);
  return read(node);

  function read(node: Node): Expression {
    const at = source.at(node);
    if (is(node, 'Literal')) {
      const { value: written } = node;
      if (typeof written === 'number' && Number.isFinite(written)) return literal(written, at, numberText(node));
      if (typeof written === 'string' || typeof written === 'boolean' || written === null) {
        return 'regex' in node || 'bigint' in node
          ? reader.unknown('unsupported-syntax', `${source.textOf(node)} is no plain value`, node)
          : literal(written, at);
      }
      return reader.unknown('unsupported-syntax', `${source.textOf(node)} is no plain value`, node);
    }
    if (is(node, 'TemplateLiteral')) return readTemplate(node);
    if (is(node, 'AwaitExpression')) return reader.evaluate(node.argument, frame);
    if (is(node, 'UnaryExpression')) return readUnary(node);
    if (is(node, 'BinaryExpression')) return readBinary(node);
    if (is(node, 'LogicalExpression')) {
      if (node.operator === '&&') return readGuarded(node);
      const mode = node.operator === '??' ? 'if-missing' : 'or-falsy';
      const options = [reader.evaluate(node.left, frame), reader.evaluate(node.right, frame)];
      return {
        kind: 'fallback',
        mode,
        options: options.flatMap((option) =>
          option.kind === 'fallback' && option.mode === mode ? option.options : [option],
        ),
        at,
      };
    }
    if (is(node, 'ConditionalExpression')) return readConditional(node);
    if (is(node, 'Identifier', 'MemberExpression')) {
      const found = reader.value(node, frame);
      if (found.kind !== 'node' || found.node !== node) return reader.expressionOf(found);
      return is(node, 'Identifier') ? readName(node) : dynamic(node);
    }
    if (is(node, 'CallExpression')) {
      const converted = readConversion(reader, node, frame) ?? readIncludes(node);
      if (converted !== undefined) return converted;
      const found = reader.value(node, frame);
      return found.kind === 'node' && found.node === node ? dynamic(node) : reader.expressionOf(found);
    }
    return isFunction(node) || isClass(node)
      ? reader.unknown('unsupported-syntax', 'a function stands where a value was expected', node)
      : dynamic(node);
  }

  function numberText(node: NodeOf<'Literal'>): string | undefined {
    return node.raw === String(node.value) ? undefined : node.raw;
  }

  function readName(node: NodeOf<'Identifier'>): Expression {
    const binding = source.resolve(node);
    if (node.name === 'undefined' && binding === undefined) return literal(null, source.at(node), 'undefined');
    if (binding?.parameter !== undefined) {
      const given = reader.unknown('dynamic', `${node.name} is a parameter that callers fill`, node);
      return binding.fallback === undefined
        ? given
        : {
            kind: 'fallback',
            mode: 'if-missing',
            options: [given, reader.evaluate(binding.fallback, frame)],
            at: source.at(node),
          };
    }
    return reader.unknown('dynamic', `${node.name} is set while the process runs`, node);
  }

  function readTemplate(node: NodeOf<'TemplateLiteral'>): Expression {
    const parts = node.expressions.map((part) => reader.evaluate(part, frame));
    const [only] = parts;
    // `${process.env.SECONDS ?? 65}` only makes a text of it.
    if (only !== undefined && parts.length === 1 && node.quasis.every(({ value }) => value.cooked === ''))
      return { kind: 'convert', to: 'string', operand: only, at: source.at(node) };
    const texts = parts.map((part) => (part.kind === 'literal' ? String(part.value) : undefined));
    if (texts.some((text) => text === undefined)) return dynamic(node);
    const text = node.quasis.map((quasi, index) => `${quasi.value.cooked ?? ''}${texts[index] ?? ''}`).join('');
    return literal(text, source.at(node), source.textOf(node));
  }

  function readUnary(node: NodeOf<'UnaryExpression'>): Expression {
    const operand = reader.evaluate(node.argument, frame);
    if (node.operator === '+') return { kind: 'convert', to: 'number', operand, at: source.at(node) };
    if (node.operator === '-' && operand.kind === 'literal' && typeof operand.value === 'number')
      return literal(-operand.value, source.at(node), source.textOf(node));
    if (node.operator === '!') return readNot(node, operand);
    return node.operator === 'void' ? literal(null, source.at(node), source.textOf(node)) : dynamic(node);
  }
  function readNot(node: NodeOf<'UnaryExpression'>, operand: Expression): Expression {
    if (operand.kind === 'literal') return literal(!operand.value, source.at(node), source.textOf(node));
    return operand.kind === 'unknown' ? dynamic(node) : boolean(node, operand, [true, null], [false, true]);
  }
  /** A truth that rests on a value which is known elsewhere. */
  function boolean(node: Node, of: Expression, cases: ChosenBy['cases'], truths: readonly boolean[]): Expression {
    const at = source.at(node);
    const options = truths.map((each) => literal(each, at));
    return { kind: 'either', options, why: `it depends on ${source.textOf(node)}`, at, chosenBy: { of, cases } };
  }

  function readBinary(node: NodeOf<'BinaryExpression'>): Expression {
    const { operator } = node;
    if (is(node.left, 'PrivateIdentifier')) return dynamic(node);
    const left = reader.evaluate(node.left, frame);
    const right = reader.evaluate(node.right, frame);
    if (left.kind === 'literal' && right.kind === 'literal') {
      const folded = fold(operator, left.value, right.value);
      return folded === undefined ? dynamic(node) : literal(folded, source.at(node), source.textOf(node));
    }
    if (/^[!=]==?$/.test(operator)) return readEquality(node, left, right);
    if (operator !== '+' && operator !== '-' && operator !== '*' && operator !== '/' && operator !== '%')
      return dynamic(node);
    return { kind: 'arithmetic', operator, operands: [left, right], at: source.at(node) };
  }

  /** `process.env.NODE_ENV === 'production'`, `mode !== 'cluster'` */
  function readEquality(node: NodeOf<'BinaryExpression'>, left: Expression, right: Expression): Expression {
    const [written, of] = left.kind === 'literal' ? [left, right] : [right, left];
    if (written.kind !== 'literal' || of.kind === 'unknown') return dynamic(node);
    const isEqual = node.operator.startsWith('=');
    return boolean(node, of, [String(written.value), null], [isEqual, !isEqual]);
  }
  /** `['production', 'staging'].includes(process.env.NODE_ENV)` */
  function readIncludes(node: NodeOf<'CallExpression'>): Expression | undefined {
    const method = methodCall(node);
    const list = method?.method === 'includes' ? unwrap(method.object) : undefined;
    const [asked] = argumentsOf(node);
    if (!is(list, 'ArrayExpression') || asked === undefined) return undefined;
    const texts = list.elements.map((each) => stringOf(each ?? undefined));
    const of = reader.evaluate(asked, frame);
    if (of.kind === 'unknown' || of.kind === 'literal') return undefined;
    const cases = texts.flatMap((each) => each ?? []);
    return cases.length < texts.length
      ? undefined
      : boolean(node, of, [...cases, null], [...cases.map(() => true), false]);
  }

  /** `X && Number(X)` rests on X alone. */
  function readGuarded(node: NodeOf<'LogicalExpression'>): Expression {
    const tested = testedValue(unwrap(node.left));
    const isOwn = tested?.present === true && source.textOf(node.right).includes(source.textOf(tested.of));
    if (isOwn) return reader.evaluate(node.right, frame);
    const of = reader.evaluate(node.left, frame);
    if (of.kind === 'unknown') return dynamic(node);
    const options = [reader.evaluate(node.right, frame), of];
    const why = `it depends on ${source.textOf(node.left)}`;
    return { kind: 'either', options, why, at: source.at(node), chosenBy: byCondition(of) };
  }

  /** `X ? Number(X) : 65000` is a default; everything else may be either branch. */
  function readConditional(node: NodeOf<'ConditionalExpression'>): Expression {
    const consequent = reader.evaluate(node.consequent, frame);
    const alternate = reader.evaluate(node.alternate, frame);
    const at = source.at(node);
    const tested = testedValue(node.test);
    if (tested !== undefined) {
      const text = source.textOf(tested.of);
      const [used, other] = tested.present ? [node.consequent, alternate] : [node.alternate, consequent];
      const first = tested.present ? consequent : alternate;
      if (source.textOf(used).includes(text))
        return { kind: 'fallback', mode: tested.mode, options: [first, other], at };
    }
    const test = decided(reader, node.test, frame);
    if (typeof test === 'boolean') return test ? consequent : alternate;
    const options = [consequent, alternate];
    const why = `it depends on ${source.textOf(node.test)}`;
    return { kind: 'either', options, why, at, ...(test && { chosenBy: byCondition(test) }) };
  }
}

type Scalar = string | number | boolean | null;
function fold(operator: string, left: Scalar, right: Scalar): Scalar | undefined {
  if (operator === '+' && (typeof left === 'string' || typeof right === 'string')) return `${left}${right}`;
  if (operator === '===' || operator === '!==') return (left === right) === (operator === '===');
  if (typeof left !== 'number' || typeof right !== 'number') return undefined;
  const result = {
    '+': left + right,
    '-': left - right,
    '*': left * right,
    '/': left / right,
    '%': left % right,
    '**': left ** right,
  }[operator];
  return result !== undefined && Number.isFinite(result) ? result : undefined;
}
