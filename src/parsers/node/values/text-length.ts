// How long a text is at least, as far as the file tells: literals, what is repeated or padded, random bytes of a known number.
import { argumentsOf, is, isCall, keyOf, methodCall, type Node, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';

/** Real code is neither deeper nor longer; a bound for code made to be hard. */
const deepest = 100;
const longest = 1e9;
/** Each expression is measured once, however many others are made of it; one that is made of itself has no length. */
const measured = new WeakMap<SourceFile, Map<Node, number>>();

/** Zero where nothing is known. */
export function leastLength(file: SourceFile, node: Node, depth = 0): number {
  if (depth > deepest) return 0;
  const known = measured.get(file) ?? new Map<Node, number>();
  measured.set(file, known);
  const before = known.get(node);
  if (before !== undefined) return before;
  known.set(node, 0);
  const lengths = file.tracer.origins(node).map((origin) => lengthOf(file, unwrap(origin), depth));
  const least = shortestOf(lengths);
  known.set(node, least);
  return least;
}
/** A text of several lines is sent in no header: Node refuses it. */
const isOneLine = (text: string): boolean => !/[\r\n]/.test(text);
const shortestOf = (lengths: readonly number[]): number =>
  lengths.reduce((shortest, each) => Math.min(shortest, each), lengths.length === 0 ? 0 : longest);
/** The operands of `a + b + c`, which is as deep as it is long. */
function operandsOf(sum: Node): readonly Node[] {
  const operands: Node[] = [];
  let inner = sum;
  while (is(inner, 'BinaryExpression') && inner.operator === '+' && !is(inner.left, 'PrivateIdentifier')) {
    operands.push(inner.right);
    inner = unwrap(inner.left);
  }
  return [...operands, inner];
}

function lengthOf(file: SourceFile, node: Node, depth: number): number {
  const inner = (other: Node): number => leastLength(file, other, depth + 1);
  if (is(node, 'Literal')) return typeof node.value === 'string' && isOneLine(node.value) ? node.value.length : 0;
  if (is(node, 'TemplateLiteral')) {
    const parts = node.quasis.map(({ value }) => value.cooked ?? value.raw);
    if (!parts.every(isOneLine)) return 0;
    const written = parts.reduce((sum, part) => sum + part.length, 0);
    return node.expressions.reduce((sum, part) => sum + inner(part), written);
  }
  if (is(node, 'BinaryExpression') && node.operator === '+')
    return operandsOf(node).reduce((sum, each) => sum + inner(each), 0);
  if (is(node, 'ObjectExpression')) return objectLength(node, inner);
  if (is(node, 'ArrayExpression'))
    return node.elements.reduce((sum, each) => sum + (each === null || is(each, 'SpreadElement') ? 0 : inner(each)), 0);
  if (!isCall(node)) return 0;
  return methodLength(file, node, inner) ?? functionLength(node, inner);
}
/** As JSON: names and values, with quotes, colons and commas. */
function objectLength(node: Node, inner: (node: Node) => number): number {
  if (!is(node, 'ObjectExpression')) return 0;
  return node.properties.reduce((sum, each) => {
    const key = is(each, 'Property') ? keyOf(each) : undefined;
    return key === undefined || !is(each, 'Property') ? sum : sum + key.length + 3 + inner(each.value);
  }, 2);
}

function methodLength(file: SourceFile, node: Node, inner: (node: Node) => number): number | undefined {
  const called = methodCall(node);
  if (called === undefined) return undefined;
  const [first, second] = argumentsOf(called.call);
  switch (called.method) {
    case 'repeat':
      return inner(called.object) * numberOf(file, first);
    case 'padStart':
    case 'padEnd':
      return Math.max(inner(called.object), numberOf(file, first));
    case 'join':
      return joinedLength(file, called.object, first === undefined ? 1 : inner(first), inner);
    case 'concat':
      return argumentsOf(called.call).reduce((sum, each) => sum + inner(each), inner(called.object));
    case 'toString':
      return first === undefined ? bytesOf(file, called.object, inner) : encoded(file, called.object, first, inner);
    // JSON.stringify, Buffer.from and Buffer.alloc without an encoding behind them
    case 'stringify':
      return first === undefined ? 0 : inner(first);
    case 'from':
    case 'alloc':
      return second === undefined && called.method === 'alloc' ? 0 : bytesOf(file, node, inner);
    default:
      return undefined;
  }
}
/** What keeps or lengthens a text. */
function functionLength(node: Node, inner: (node: Node) => number): number {
  if (!isCall(node) || !is(node.callee, 'Identifier')) return 0;
  const [first] = argumentsOf(node);
  return first !== undefined && /^(?:encodeURIComponent|encodeURI|String|btoa)$/.test(node.callee.name)
    ? inner(first)
    : 0;
}

/** `[a, b].join('; ')`, `Array(4001).join('x')`, `Array(4000).fill('x').join('')` */
function joinedLength(file: SourceFile, list: Node, separator: number, inner: (node: Node) => number): number {
  const lengths = file.tracer.origins(list).map((each) => {
    const origin = unwrap(each);
    if (is(origin, 'ArrayExpression')) return inner(origin) + Math.max(0, origin.elements.length - 1) * separator;
    const filled = methodCall(origin);
    if (filled?.method === 'fill') {
      const [value] = argumentsOf(filled.call);
      const count = arrayLength(file, filled.object);
      return count * (value === undefined ? 0 : inner(value)) + Math.max(0, count - 1) * separator;
    }
    return Math.max(0, arrayLength(file, origin) - 1) * separator;
  });
  return shortestOf(lengths);
}
function arrayLength(file: SourceFile, node: Node): number {
  const inner = unwrap(node);
  const isArray = isCall(inner) && is(inner.callee, 'Identifier') && inner.callee.name === 'Array';
  return isArray ? numberOf(file, argumentsOf(inner)[0]) : 0;
}

/** `crypto.randomBytes(64)`, `Buffer.alloc(64, 'x')`, `Buffer.from('text')` */
function bytesOf(file: SourceFile, node: Node, inner: (node: Node) => number): number {
  const lengths = file.tracer.origins(node).map((each) => {
    const origin = unwrap(each);
    if (!isCall(origin)) return inner(origin);
    const callee = unwrap(origin.callee);
    const name = is(callee, 'MemberExpression') ? keyOf(callee) : is(callee, 'Identifier') ? callee.name : undefined;
    const [first] = argumentsOf(origin);
    if (name === 'randomBytes' || name === 'alloc') return numberOf(file, first);
    if (name === 'from') return first === undefined ? 0 : inner(first);
    return 0;
  });
  return shortestOf(lengths);
}
function encoded(file: SourceFile, node: Node, encoding: Node, inner: (node: Node) => number): number {
  const bytes = bytesOf(file, node, inner);
  const name = is(encoding, 'Literal') ? encoding.value : undefined;
  return name === 'hex' ? bytes * 2 : name === 'base64' || name === 'base64url' ? Math.ceil((bytes * 4) / 3) : bytes;
}

function numberOf(file: SourceFile, node: Node | undefined): number {
  if (node === undefined) return 0;
  const inner = unwrap(node);
  if (is(inner, 'BinaryExpression') && !is(inner.left, 'PrivateIdentifier')) {
    const [left, right] = [numberOf(file, inner.left), numberOf(file, inner.right)];
    if (inner.operator === '*') return left * right;
    if (inner.operator === '+') return left + right;
  }
  const value = file.reader.expression(inner);
  const isCount = value.kind === 'literal' && typeof value.value === 'number' && value.value > 0;
  return isCount && typeof value.value === 'number' ? Math.min(longest, Math.floor(value.value)) : 0;
}
