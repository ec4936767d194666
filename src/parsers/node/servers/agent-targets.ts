// Whom the connections of an agent lead to: the address beside it, where a client or a request is given the agent.
import { type Expression, literal } from '../../../model/expression.js';
import { argumentsOf, is, type Node, unwrap } from '../ast.js';
import type { SourceFile } from '../file.js';
import { dotted, referenceOf } from '../values/references.js';
import type { Value } from '../values/values.js';
import { argumentAt } from './options.js';

interface Use {
  /** Where options stand, where the agent in them, and where the address: an argument, or a part of one. */
  readonly options: readonly string[];
  readonly agent: readonly string[];
  readonly address: readonly string[];
}
const proxy = (options: readonly string[], address: readonly string[]): Use => ({ options, agent: ['agent'], address });
const request: Use = { options: ['0', '1'], agent: ['agent'], address: ['0'] };
const axios = (options: readonly string[], address: readonly string[]): Use => ({
  options,
  agent: ['httpAgent'],
  address,
});
const uses: ReadonlyMap<string, Use> = new Map([
  ['axios.create', axios(['0'], ['0.baseURL'])],
  ['axios', axios(['0', '1'], ['0.baseURL', '0.url', '0'])],
  ['axios.request', axios(['0'], ['0.baseURL', '0.url'])],
  ...['get', 'delete', 'head', 'options'].map((name): [string, Use] => [`axios.${name}`, axios(['1'], ['0'])]),
  ...['post', 'put', 'patch'].map((name): [string, Use] => [`axios.${name}`, axios(['2'], ['0'])]),
  ['got.extend', { options: ['0'], agent: ['agent.http'], address: ['0.prefixUrl', '0.baseUrl'] }],
  ...['http.request', 'http.get', 'node-fetch', 'got', 'got.got', 'got.get', 'got.post'].map((name): [string, Use] => [
    name,
    name.startsWith('got') ? { ...request, agent: ['agent.http'] } : request,
  ]),
  ...['http-proxy.createProxyServer', 'http-proxy.createProxy', 'http-proxy.createServer'].map(
    (name): [string, Use] => [name, proxy(['0'], ['0.target'])],
  ),
  ...['http-proxy-middleware', 'http-proxy-middleware.createProxyMiddleware'].map((name): [string, Use] => [
    name,
    proxy(['0', '1'], ['0.target', '1.target']),
  ]),
]);

/** By the creation of the agent: the only address it is used for, in this file. */
export function agentTargets(file: SourceFile): ReadonlyMap<Node, Expression> {
  const found = new Map<Node, Expression[]>();
  for (const call of file.source.calls) {
    const reference = referenceOf(file.source, call.callee);
    const use = reference && uses.get(dotted(reference));
    if (use === undefined) continue;
    for (const agent of agentsOf(file, call, use))
      found.set(agent, [...(found.get(agent) ?? []), ...addressOf(file, call, use)]);
  }
  return new Map(
    [...found].flatMap(([agent, addresses]) => {
      const [first] = addresses;
      const isOne = addresses.every((each) => JSON.stringify(shape(each)) === JSON.stringify(shape(first)));
      return first !== undefined && isOne ? [[agent, first] as const] : [];
    }),
  );
}
/** Two requests to one server differ in their places and paths alone. */
function shape(expression: Expression | undefined): unknown {
  const origin = expression?.kind === 'literal' ? /^https?:\/\/[^/?#]+/.exec(String(expression.value))?.[0] : undefined;
  if (origin !== undefined) return origin;
  return JSON.parse(JSON.stringify(expression ?? null, (key, value: unknown) => (key === 'at' ? undefined : value)));
}

function agentsOf(file: SourceFile, call: Node, use: Use): readonly Node[] {
  return use.options.flatMap((path) =>
    use.agent.flatMap((name) => {
      const held = argumentAt(file, call, `${path}.${name}`);
      return held?.kind === 'node' ? file.tracer.origins(held.node) : [];
    }),
  );
}

function addressOf(file: SourceFile, call: Node, use: Use): readonly Expression[] {
  for (const path of use.address) {
    const value = argumentAt(file, call, path);
    if (value === undefined) continue;
    return value.kind === 'object' ? fromParts(file, value, call) : [fromUrl(file, value)];
  }
  return [];
}
/** `{ host: 'orders', port: 8080 }` */
function fromParts(file: SourceFile, options: Value, call: Node): readonly Expression[] {
  const part = (name: string): Expression | undefined => {
    const value = file.reader.member(options, name, call);
    return value && file.reader.expressionOf(value);
  };
  const host = part('hostname') ?? part('host');
  const port = part('port');
  if (host === undefined) return [];
  if (host.kind !== 'literal' || (port !== undefined && port.kind !== 'literal'))
    return [file.reader.unknown('dynamic', `${file.source.textOf(call)} puts its address together`, call)];
  return [literal(`http://${host.value}${port === undefined ? '' : `:${port.value}`}`, host.at)];
}
/** Up to the path, which may be put together for each request. */
function fromUrl(file: SourceFile, value: Value): Expression {
  if (value.kind !== 'node') return file.reader.expressionOf(value);
  const node = unwrap(value.node);
  if (is(node, 'TemplateLiteral')) {
    const [first, second] = node.quasis.map(({ value: text }) => text.cooked ?? '');
    const host = /^http:\/\/[^/]+\//.exec(first ?? '')?.[0];
    if (host !== undefined) return literal(host, file.source.at(node));
    const [base] = node.expressions;
    if (first === '' && base !== undefined && /^(?:\/|$)/.test(second ?? '')) return file.reader.expression(base);
  }
  if (is(node, 'BinaryExpression') && node.operator === '+' && !is(node.left, 'PrivateIdentifier'))
    return fromUrl(file, { kind: 'node', node: node.left, frame: value.frame });
  if (is(node, 'NewExpression') && is(node.callee, 'Identifier') && node.callee.name === 'URL') {
    const [path, base] = argumentsOf(node);
    const whole = base ?? path;
    return whole === undefined ? file.reader.expression(node) : file.reader.expression(whole);
  }
  return file.reader.expressionOf(value);
}
