// Finds the requests of a Go file that are lost with their connection: a Transport sends only idempotent ones again.
// https://pkg.go.dev/net/http#Transport
import { type Expression, literal } from '../../../model/expression.js';
import type { ClientFact } from '../../../model/facts.js';
import type { SyntaxNode } from '../../kit/tree-sitter.js';
import { skipParentheses } from '../file.js';
import { lostMethod } from '../gate.js';
import { enclosingFunction, type Flow } from '../values/flow.js';
import { conditionAround } from '../values/scope.js';
import type { Values } from '../values/values.js';
import { defaultTransport, type RequestTransport, transportOfClient } from './request-clients.js';
import { restyRequest } from './resty.js';

/** Somebody sends it again, or marks it so that the Transport may. */
const resent = /Idempotency-Key|[Rr]etr(?:y|ies)|[Bb]ack-?[Oo]ff|\.Close = true|DisableKeepAlives/;

/** `runsOnce`: a process that goes through a function once sends one request, over a connection of its own. */
export function findRequests(
  values: Values,
  flow: Flow,
  runsOnce: (owner: SyntaxNode) => boolean,
): readonly ClientFact[] {
  const { file } = values.scope;
  if (!lostMethod.test(file.slice(0, file.root.end)) || resent.test(file.slice(0, file.root.end))) return [];
  return values.scope.nodes('call_expression').flatMap((call): ClientFact[] => {
    const sent = requestOf(values, flow, call) ?? restyRequest(values, call);
    const target = sent === undefined ? undefined : addressIn(values, sent.url);
    if (sent === undefined || target === undefined || isRepeated(call)) return [];
    const owner = enclosingFunction(call);
    if (owner !== undefined && runsOnce(owner)) return [];
    return [
      {
        kind: 'client',
        language: 'go',
        product: sent.product,
        at: file.at(call),
        reverseProxy: false,
        settings: sent.settings,
        target,
        request: sent.method,
      },
    ];
  });
}

interface Asked {
  readonly method: string;
  readonly url: SyntaxNode;
}
type Sent = Asked & RequestTransport;
/** `http.Post(url, …)`, `client.Post(url, …)`, `client.Do(req)` of a client whose transport this file shows. */
function requestOf(values: Values, flow: Flow, call: SyntaxNode): Sent | undefined {
  const { scope } = values;
  const { file } = scope;
  const callee = file.callee(call);
  const [first] = file.callArguments(call);
  if (first === undefined || (callee.kind !== 'package' && callee.kind !== 'method')) return undefined;
  const isPost = callee.name === 'Post' || callee.name === 'PostForm';
  if (callee.kind === 'package')
    return isPost && callee.package.path === 'net/http'
      ? { method: 'POST', url: first, ...defaultTransport }
      : undefined;
  if (!isPost && callee.name !== 'Do') return undefined;
  const transport = transportOfClient(values, flow, callee.receiver);
  const asked: Asked | undefined = isPost ? { method: 'POST', url: first } : madeRequest(values, first);
  return transport === undefined || asked === undefined ? undefined : { ...asked, ...transport };
}
/** `http.NewRequestWithContext(ctx, http.MethodPost, url, body)` */
function madeRequest({ scope }: Values, node: SyntaxNode): Asked | undefined {
  const { file } = scope;
  const inner = skipParentheses(node);
  const [write, ...others] = (inner?.type === 'identifier' ? scope.declarationOf(inner)?.writes : undefined) ?? [];
  const made = skipParentheses(write?.value);
  if (made?.type !== 'call_expression' || others.length > 0) return undefined;
  const called = file.calledFunction(made);
  const args = file.callArguments(made).slice(called === 'net/http.NewRequestWithContext' ? 1 : 0);
  const [method, url] = called === undefined || !called.startsWith('net/http.NewRequest') ? [] : args;
  const name = method === undefined ? undefined : methodName(file.text(method));
  return name === undefined || url === undefined ? undefined : { method: name, url };
}
const methodName = (text: string): string | undefined =>
  /^(?:"(POST|PUT|PATCH|DELETE)"|http\.Method(Post|Put|Patch|Delete))$/
    .exec(text)
    ?.slice(1)
    .find((each) => each !== undefined)
    ?.toUpperCase();

/** In a loop it may be sent again. */
export function isRepeated(call: SyntaxNode): boolean {
  const owner = enclosingFunction(call);
  for (let around = conditionAround(call); around !== undefined; around = conditionAround(around)) {
    if (around.type === 'for_statement') return true;
    if (enclosingFunction(around) !== owner) return false;
  }
  return false;
}

/** As far as the first slash behind the host: who answers does not depend on the rest. */
function addressIn(values: Values, node: SyntaxNode): Expression | undefined {
  const { file } = values.scope;
  const inner = skipParentheses(node);
  if (inner === undefined) return undefined;
  if (inner.type === 'binary_expression' && values.scope.operator(inner) === '+')
    return inner.children[0] === undefined ? undefined : addressIn(values, inner.children[0]);
  const text = file.stringValue(inner);
  if (text !== undefined) return whole.test(text) ? literal(text, file.at(inner)) : undefined;
  if (inner.type === 'identifier') {
    const [write, ...others] = values.scope.declarationOf(inner)?.writes ?? [];
    const isLocal = values.scope.declarationOf(inner)?.parameterOf === undefined;
    const made = skipParentheses(write?.value);
    if (isLocal && others.length === 0 && made !== undefined && made !== inner && made.type !== 'identifier')
      return made.type === 'call_expression' || made.type === 'binary_expression' || made.type.endsWith('literal')
        ? addressIn(values, made)
        : values.read(inner);
  }
  if (inner.type === 'call_expression' && file.calledFunction(inner) === 'fmt.Sprintf') {
    const [format, first] = file.callArguments(inner);
    const written = file.stringValue(format) ?? '';
    const host = whole.exec(written)?.[0];
    if (host !== undefined && format !== undefined) return literal(written, file.at(format));
    return /^%[sv](?:\/|$)/.test(written) && first !== undefined ? addressIn(values, first) : undefined;
  }
  return values.read(inner);
}
const whole = /^http:\/\/[\w.-]+(?::\d{1,5})?(?=\/|$)/;
