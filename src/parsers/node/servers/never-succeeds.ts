// Functions that a request passes on its way: whether one of them could answer it with a success.
import { argumentsOf, type FunctionNode, is, keyOf, methodCall, type Node, unwrap } from '../ast.js';
import type { Source } from '../source.js';

/** `response`: it is handed request and response; `context`: one object that stands for both, as Koa's. */
export type HandlerStyle = 'response' | 'context';

/** What can be asked of a response and done to it while somebody else answers. */
const harmless: Readonly<Record<HandlerStyle, ReadonlySet<string>>> = {
  response: new Set([
    ...['set', 'header', 'headers', 'setHeader', 'getHeader', 'removeHeader', 'append', 'vary', 'links', 'type'],
    ...['cookie', 'clearCookie', 'setCookie', 'locals', 'on', 'once', 'headersSent', 'statusCode', 'log', 'app', 'req'],
  ]),
  context: new Set([
    ...['set', 'get', 'append', 'remove', 'vary', 'request', 'req', 'method', 'path', 'url', 'originalUrl', 'href'],
    ...['headers', 'header', 'query', 'querystring', 'host', 'hostname', 'ip', 'ips', 'protocol', 'secure', 'state'],
    ...['cookies', 'app', 'throw', 'assert', 'status', 'is', 'accepts'],
  ]),
};
/** With the status that they are told. */
const refusing = new Set(['status', 'sendStatus', 'code']);

/** Every request goes on to who comes next, or is refused. */
export function neverSucceeds(source: Source, fn: FunctionNode, style: HandlerStyle): boolean {
  // Express calls a function of four when another has failed. https://expressjs.com/en/guide/error-handling.html
  if (style === 'response' && fn.params.length === 4) return true;
  const given = fn.params[style === 'response' ? 1 : 0];
  if (!is(given, 'Identifier') || fn.body === null) return false;
  return source
    .within(fn.body)
    .every(
      (node) =>
        !is(node, 'Identifier') ||
        node.name !== given.name ||
        source.resolve(node)?.declaration !== given ||
        isHarmless(source, node, style),
    );
}

function isHarmless(source: Source, node: Node, style: HandlerStyle): boolean {
  const member = source.parent(node);
  if (!is(member, 'MemberExpression') || member.object !== node) return false;
  const key = keyOf(member);
  if (key === undefined) return false;
  const outer = source.parent(member);
  if (is(outer, 'AssignmentExpression') && outer.left === member) return isRefusal(outer.right) || key === 'locals';
  if (harmless[style].has(key)) return true;
  const call = outer !== undefined ? methodCall(outer) : undefined;
  return refusing.has(key) && call?.object === node && isRefusal(argumentsOf(call.call)[0]);
}
function isRefusal(node: Node | undefined): boolean {
  const inner = node === undefined ? undefined : unwrap(node);
  return is(inner, 'Literal') && typeof inner.value === 'number' && inner.value >= 400;
}
