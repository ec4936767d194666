// Headers that make the head of a response large: set with values whose length the file tells.
import type { LargeHeadFact } from '../../../model/facts.js';
import { argumentsOf, is, isCall, isFunction, keyOf, methodCall, type Node, stringOf, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import { leastLength } from '../values/text-length.js';

/** Smaller heads fit everywhere, and are nobody's business. */
const worthTelling = 2048;

interface Header {
  readonly name: string;
  readonly bytes: number;
  readonly node: Node;
}

export function findLargeHeads(file: SourceFile): LargeHeadFact[] {
  const together = new Map<Node, Header[]>();
  for (const node of file.source.calls) {
    const headers = headersOf(file, node);
    if (headers.length === 0) continue;
    const group = groupOf(file, node);
    const others = together.get(group);
    if (others === undefined) together.set(group, [...headers]);
    else others.push(...headers);
  }
  return [...together.values()].flatMap((headers): LargeHeadFact[] => {
    const sent = sentOf(headers).toSorted((a, b) => b.bytes - a.bytes);
    const bytes = sent.reduce((sum, each) => sum + each.bytes, 0);
    const [largest] = sent;
    if (largest === undefined || bytes < worthTelling) return [];
    const names = sent.filter((each) => each.bytes >= largest.bytes / 8).map(({ name }) => name);
    return [{ kind: 'large-head', headers: [...new Set(names)], bytes, at: file.source.at(largest.node) }];
  });
}
/** Set twice, a header has the later value; cookies are sent all. */
function sentOf(headers: readonly Header[]): readonly Header[] {
  const byName = new Map(headers.map((each) => [each.name.toLowerCase(), each]));
  return headers
    .filter(({ name }) => isCookie(name))
    .concat([...byName.values()].filter(({ name }) => !isCookie(name)));
}
const isCookie = (name: string): boolean => name.toLowerCase() === 'set-cookie';

/** What runs together or not at all: a block, a function, a branch. */
function groupOf(file: SourceFile, node: Node): Node {
  let inner = node;
  for (;;) {
    const outer = file.source.parent(inner);
    if (outer === undefined || is(outer, 'BlockStatement', 'Program', 'SwitchCase') || isFunction(outer)) {
      return outer ?? inner;
    }
    if (is(outer, 'IfStatement', 'ConditionalExpression', 'LogicalExpression')) return inner;
    inner = outer;
  }
}

function headersOf(file: SourceFile, node: Node): readonly Header[] {
  if (is(node, 'NewExpression')) return headersOfNew(file, node);
  const called = methodCall(node);
  if (called === undefined) return [];
  const [first, second, third] = argumentsOf(called.call);
  if (first === undefined) return [];
  if (called.method === 'writeHead') return objectHeaders(file, third ?? second);
  if (!isResponse(file, called.object)) return [];
  switch (called.method) {
    case 'setHeader':
    case 'appendHeader':
    case 'header':
    case 'headers':
    case 'append':
    case 'set':
      if (called.method === 'set' && !setsHeaders(called.object, first)) return [];
      if (second === undefined) return objectHeaders(file, first);
      // `ctx.cookies.set(name, value)`
      return is(unwrap(called.object), 'MemberExpression') && endsIn(called.object, 'cookies')
        ? cookie(file, first, second, called.call)
        : header(file, stringOf(first), second, called.call);
    case 'cookie':
    case 'setCookie':
      return second === undefined ? [] : cookie(file, first, second, called.call);
    default:
      return [];
  }
}
/** `new Response(body, { headers: { … } })` */
function headersOfNew(file: SourceFile, node: Node): readonly Header[] {
  if (!is(node, 'NewExpression') || !is(node.callee, 'Identifier') || node.callee.name !== 'Response') return [];
  const options = argumentsOf(node)[1];
  if (!is(options, 'ObjectExpression')) return [];
  return options.properties.flatMap((each) =>
    is(each, 'Property') && keyOf(each) === 'headers' ? objectHeaders(file, each.value) : [],
  );
}
function objectHeaders(file: SourceFile, node: Node | undefined): readonly Header[] {
  if (node === undefined) return [];
  const [only, ...others] = file.tracer.origins(node).map(unwrap);
  if (!is(only, 'ObjectExpression') || others.length > 0) return [];
  return only.properties.flatMap((each) => (is(each, 'Property') ? header(file, keyOf(each), each.value, each) : []));
}
/** A list gives one line for each of its values. */
function header(file: SourceFile, name: string | undefined, value: Node, node: Node): readonly Header[] {
  if (name === undefined) return [];
  const [only, ...others] = file.tracer.origins(value).map(unwrap);
  const values =
    is(only, 'ArrayExpression') && others.length === 0
      ? only.elements.flatMap((each) => (each === null || is(each, 'SpreadElement') ? [] : [each]))
      : [value];
  return values.flatMap((each) => line(name, leastLength(file, each), node));
}
function cookie(file: SourceFile, name: Node, value: Node, node: Node): readonly Header[] {
  const length = leastLength(file, value);
  return length === 0 ? [] : line('Set-Cookie', leastLength(file, name) + 1 + length, node);
}
/** `name: value` and the end of the line. */
const line = (name: string, length: number, node: Node): readonly Header[] =>
  length === 0 ? [] : [{ name, bytes: name.length + 2 + length + 2, node }];

/** The response of a handler, by the name that everybody gives it; requests have headers too. */
function isResponse(file: SourceFile, node: Node): boolean {
  let inner = unwrap(node);
  for (;;) {
    if (is(inner, 'Identifier')) {
      const binding = file.source.resolve(inner);
      return binding?.parameter !== undefined && /^(?:_?res|resp|response|reply|rep|ctx|context|c)$/i.test(inner.name);
    }
    if (is(inner, 'MemberExpression')) {
      if (/^req(?:uest)?$/.test(keyOf(inner) ?? '')) return false;
      inner = unwrap(inner.object);
    } else if (isCall(inner) && methodCall(inner) !== undefined) {
      // `res.status(200).set(…)`
      inner = unwrap(methodCall(inner)?.object ?? inner);
    } else return false;
  }
}
/** What others call a context keeps anything under any name, and so does a session: a header's name is written like one. */
function setsHeaders(holder: Node, name: Node): boolean {
  const inner = unwrap(holder);
  if (!is(inner, 'Identifier') || !/^(?:ctx|context|c)$/.test(inner.name)) return !endsIn(holder, 'session');
  return inner.name === 'ctx' && (is(name, 'ObjectExpression') || /^[A-Z][A-Za-z]*$|-/.test(stringOf(name) ?? ''));
}
const endsIn = (node: Node, name: string): boolean => {
  const inner = unwrap(node);
  return is(inner, 'MemberExpression') && keyOf(inner) === name;
};
