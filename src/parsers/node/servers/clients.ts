// Finds what opens pooled connections: agents of Node and undici, reverse proxies in middleware.
import type { Expression } from '../../../model/expression.js';
import type { ClientFact, WrittenSetting } from '../../../model/facts.js';
import type { CallNode, Node } from '../ast.js';
import type { SourceFile } from '../file.js';
import { dotted, referenceOf } from '../values/references.js';
import type { Value } from '../values/values.js';
import { agentTargets } from './agent-targets.js';
import { argumentAt, readOptions, type Written } from './options.js';

interface Client {
  readonly product: string;
  readonly makers: readonly string[];
  readonly options: readonly string[];
  readonly reverseProxy?: boolean;
  /** Where the address of the other side stands. */
  readonly target?: readonly string[];
}

const clients: readonly Client[] = [
  { product: 'node-agent', makers: ['http.Agent', 'https.Agent'], options: ['0'] },
  {
    product: 'agentkeepalive',
    makers: ['agentkeepalive', 'agentkeepalive.HttpAgent', 'agentkeepalive.HttpsAgent'],
    options: ['0'],
  },
  {
    product: 'undici',
    makers: ['undici.Agent', 'undici.ProxyAgent', 'undici.EnvHttpProxyAgent', 'undici.RetryAgent'],
    options: ['0'],
  },
  { product: 'undici', makers: ['undici.Pool', 'undici.Client', 'undici.BalancedPool'], options: ['1'], target: ['0'] },
  {
    product: 'http-proxy',
    makers: [
      'http-proxy.createProxyServer',
      'http-proxy.createProxy',
      'http-proxy.createServer',
      'http-proxy-3.createProxyServer',
    ],
    options: ['0'],
    reverseProxy: true,
    target: ['0.target'],
  },
  {
    product: 'http-proxy',
    makers: [
      'http-proxy-middleware',
      'http-proxy-middleware.createProxyMiddleware',
      'http-proxy-middleware.legacyCreateProxyMiddleware',
    ],
    options: ['0', '1'],
    reverseProxy: true,
    target: ['0.target', '1.target'],
  },
  { product: 'http-proxy', makers: ['express-http-proxy'], options: ['1'], reverseProxy: true, target: ['0'] },
  { product: 'http-proxy', makers: ['koa-proxies'], options: ['1'], reverseProxy: true, target: ['1.target'] },
];
const clientOf: ReadonlyMap<string, Client> = new Map(
  clients.flatMap((client) => client.makers.map((maker) => [maker, client] as const)),
);
/** Registered as plugins of fastify, with the options beside them. */
const proxyPlugins = new Set([
  '@fastify/http-proxy',
  'fastify-http-proxy',
  '@fastify/reply-from',
  'fastify-reply-from',
]);

export function findClients(file: SourceFile): ClientFact[] {
  let targets: ReadonlyMap<Node, Expression> | undefined;
  return file.source.calls.flatMap((node): ClientFact[] => {
    const reference = referenceOf(file.source, node.callee);
    const client = reference === undefined ? undefined : clientOf.get(dotted(reference));
    if (client !== undefined) {
      const fact = describe(file, node, client);
      if (client.target !== undefined) return [fact];
      targets ??= agentTargets(file);
      const target = targets.get(node);
      return [target === undefined ? fact : { ...fact, target }];
    }
    const plugin = node.arguments[0];
    const registered = plugin === undefined ? undefined : referenceOf(file.source, plugin);
    if (registered === undefined || !proxyPlugins.has(registered.module)) return [];
    const options = ['1', '1.http.requestOptions', '1.undici'];
    return [
      describe(file, node, {
        product: 'undici',
        makers: [],
        options,
        reverseProxy: true,
        target: ['1.upstream', '1.base'],
      }),
    ];
  });
}

function describe(file: SourceFile, call: CallNode, client: Client): ClientFact {
  const written: Written = { settings: [], traits: [] };
  for (const path of client.options) {
    const options = argumentAt(file, call, path);
    readOptions(file, options, client.product, written);
    written.settings.push(...nested(file, options, client, call));
  }
  const target = (client.target ?? [])
    .map((path) => argumentAt(file, call, path))
    .find((value) => value !== undefined && value.kind !== 'object');
  return {
    kind: 'client',
    language: 'node',
    product: client.product,
    at: file.source.at(call),
    settings: written.settings,
    reverseProxy: client.reverseProxy === true,
    ...(target && { target: file.reader.expressionOf(target) }),
  };
}

/** `connect: { timeout }` of undici. */
function nested(file: SourceFile, options: Value | undefined, client: Client, call: Node): WrittenSetting[] {
  if (options === undefined) return [];
  const connect = client.product === 'undici' ? file.reader.member(options, 'connect', call) : undefined;
  const timeout = connect && file.reader.member(connect, 'timeout', call);
  if (timeout !== undefined) {
    return [
      {
        name: 'outbound.connectTimeout',
        key: 'connect.timeout',
        value: file.reader.expressionOf(timeout),
        keyAt: file.source.at(call),
      },
    ];
  }
  return [];
}
