// Headers that make the head of a response large: set with values whose length the file tells.
import type { LargeHeadFact } from '../../../model/facts.js';
import { groupBy } from '../../../model/group-by.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import { keyedElements } from '../values/flow.js';
import type { Values } from '../values/values.js';

/** Smaller heads fit everywhere, and are nobody's business. */
const worthTelling = 2048;
/** Real code is neither deeper nor longer; a bound for code made to be hard. */
const deepest = 100;
const longest = 1e9;
/** Each expression is measured once, however many others are made of it; one that is made of itself has no length. */
const measured = new WeakMap<SyntaxNode, number>();

interface Header {
  readonly name: string;
  readonly bytes: number;
  readonly node: SyntaxNode;
  readonly block: SyntaxNode;
}

export function findLargeHeads(values: Values): LargeHeadFact[] {
  const { scope } = values;
  const headers = scope.nodes('call_expression').flatMap((call) => headersOf(values, call));
  const together = groupBy(headers, ({ block }) => String(block.start));
  return [...together.values()].flatMap((group): LargeHeadFact[] => {
    const sent = group.toSorted((a, b) => b.bytes - a.bytes);
    const bytes = sent.reduce((sum, each) => sum + each.bytes, 0);
    const [largest] = sent;
    if (largest === undefined || bytes < worthTelling) return [];
    const names = sent.filter((each) => each.bytes >= largest.bytes / 8).map(({ name }) => name);
    return [{ kind: 'large-head', headers: [...new Set(names)], bytes, at: scope.file.at(largest.node) }];
  });
}

/** `w.Header().Set(name, value)`, `http.SetCookie(w, &http.Cookie{…})`, and those of Gin's context. */
function headersOf(values: Values, call: SyntaxNode): readonly Header[] {
  const { file } = values.scope;
  const callee = file.callee(call);
  const args = file.callArguments(call);
  const [first, second] = args;
  if (callee.kind === 'package')
    return callee.package.path === 'net/http' && callee.name === 'SetCookie' ? cookieOf(values, call, second) : [];
  if (callee.kind !== 'method' || first === undefined || second === undefined) return [];
  const { receiver, name } = callee;
  const ofResponse = receiver.type === 'call_expression' && isNamed(values, receiver, 'Header');
  const own = file.stringValue(first);
  if ((ofResponse && (name === 'Set' || name === 'Add')) || (name === 'Header' && args.length === 2))
    return own === undefined ? [] : line(call, own, leastLength(values, second));
  if (name === 'SetCookie' && args.length >= 6)
    return cookie(call, leastLength(values, first), leastLength(values, second));
  return [];
}
function isNamed(values: Values, call: SyntaxNode, name: string): boolean {
  const callee = values.scope.file.callee(call);
  return callee.kind === 'method' && callee.name === name;
}
function cookieOf(values: Values, call: SyntaxNode, given: SyntaxNode | undefined): readonly Header[] {
  const inner = skipParentheses(given);
  const made = inner?.type === 'unary_expression' ? inner.children[0] : inner;
  if (made?.type !== 'composite_literal') return [];
  const lengthOf = (name: string): number => {
    const field = keyedElements(values.scope, made).find((each) => each.name === name);
    return field === undefined ? 0 : leastLength(values, field.value);
  };
  return cookie(call, lengthOf('Name'), lengthOf('Value'));
}
const cookie = (call: SyntaxNode, name: number, value: number): readonly Header[] =>
  value === 0 ? [] : line(call, 'Set-Cookie', name + 1 + value);
/** `name: value` and the end of the line. */
function line(call: SyntaxNode, name: string, length: number): readonly Header[] {
  let block = call;
  while (block.type !== 'block' && block.parent !== undefined && !block.type.endsWith('_case')) block = block.parent;
  return length === 0 ? [] : [{ name, bytes: name.length + 2 + length + 2, node: call, block }];
}

/** How long a text is at least; zero where nothing is known. */
function leastLength(values: Values, node: SyntaxNode, depth = 0): number {
  const known = measured.get(node);
  if (known !== undefined) return known;
  measured.set(node, 0);
  const length = depth > deepest ? 0 : lengthOf(values, node, depth);
  measured.set(node, length);
  return length;
}
function lengthOf(values: Values, node: SyntaxNode, depth: number): number {
  const { scope } = values;
  const { file } = scope;
  const inner = skipParentheses(node);
  if (inner === undefined) return 0;
  const written = file.stringValue(inner);
  if (written !== undefined) return written.length;
  if (inner.type === 'binary_expression' && scope.operator(inner) === '+')
    return inner.children.reduce((sum, each) => sum + leastLength(values, each, depth + 1), 0);
  if (inner.type === 'identifier') {
    const declaration = scope.declarationOf(inner);
    const lengths = (declaration?.writes ?? []).map(({ value }) => leastLength(values, value, depth + 1));
    return lengths.reduce((shortest, each) => Math.min(shortest, each), lengths.length === 0 ? 0 : longest);
  }
  if (inner.type !== 'call_expression' || file.calledFunction(inner) !== 'strings.Repeat') return 0;
  const [text, times] = file.callArguments(inner);
  const count = times === undefined ? undefined : values.reading(times).number;
  return text === undefined || count === undefined || count < 0
    ? 0
    : Math.min(longest, leastLength(values, text, depth + 1) * count);
}
