// How each framework makes a server: by which import, what its creation takes, and how it starts, closes and gives its Node server.

export interface Framework {
  readonly product: string;
  /** Named beside the product where the table has no file for it and Node's core decides. */
  readonly above?: string;
  readonly language?: 'bun' | 'deno';
  /** Full names of what makes one: module, then export. */
  readonly makers: readonly string[];
  /**
   * `server`: creation gives a Node server. `framework`: creation gives an object that has one.
   * `application`: only `listen()` makes the server. `listening`: creation already listens.
   */
  readonly form: 'server' | 'framework' | 'application' | 'listening';
  /** What listens already is Node's own server. */
  readonly plain?: true;
  /** Where options with timeouts stand among the arguments: `0`, `0.http`. */
  readonly options?: readonly string[];
  /** Where port and host stand when creation takes them. */
  readonly address?: readonly string[];
  readonly start?: readonly string[];
  /** It is told host and port in one text: `0.0.0.0:50051`. */
  readonly startsAt?: 'address';
  /** What starting gives back. */
  readonly startGives?: 'server' | 'itself';
  /** Members and calls that give the Node server. */
  readonly serverMembers?: readonly string[];
  readonly serverCalls?: readonly string[];
  /** Methods that stop it. `promise`: awaiting it waits for work in flight. `callback`: only its callback does. */
  readonly close: Readonly<Record<string, 'promise' | 'callback'>>;
  /** What to call the applications it makes, where those have no method that closes: only the server of `listen()` has. */
  readonly withoutClose?: string;
  readonly traits?: readonly string[];
  /** What runs it handles signals, wherever that is made. */
  readonly stoppedBy?: string;
  /** The option that, when false, leaves signals to others. */
  readonly stoppedUnless?: string;
  /** Of one that a configuration object describes: where in it the options and the address stand. */
  readonly described?: {
    readonly options: string;
    readonly address?: string;
    readonly byDeployment?: (name: string) => string;
  };
  /** Argument that holds the request handler or application. */
  readonly handler?: readonly string[];
}

const nodeClose = { close: 'callback', stop: 'callback', shutdown: 'callback', destroy: 'callback' } as const;
const promiseClose = { close: 'promise' } as const;
const promiseStop = { stop: 'promise' } as const;

export const nodeServer: Framework = {
  product: 'node-http',
  makers: [
    ...['http.createServer', 'http.Server', 'https.createServer', 'https.Server'],
    ...['spdy.createServer', 'httpolyglot.createServer', 'http-shutdown.createServer'],
  ],
  form: 'server',
  options: ['0'],
  start: ['listen'],
  startGives: 'server',
  close: nodeClose,
  handler: ['0', '1'],
};

const onNode = (product: string, makers: readonly string[], more: Partial<Framework> = {}): Framework => ({
  product,
  makers,
  form: 'application',
  start: ['listen'],
  startGives: 'server',
  close: nodeClose,
  ...more,
});

export const frameworks: readonly Framework[] = [
  nodeServer,
  {
    ...nodeServer,
    product: 'node-http2',
    makers: ['http2.createServer', 'http2.createSecureServer'],
    traits: ['http2'],
  },
  onNode(
    'express',
    [
      'express',
      'express.express',
      '@feathersjs/express',
      '@feathersjs/express.express',
      'json-server.create',
      'routing-controllers.createExpressServer',
      'inversify-express-utils.InversifyExpressServer',
    ],
    { withoutClose: 'Express applications' },
  ),
  onNode('express', ['ultimate-express']),
  onNode('koa', ['koa', 'koa.Koa', '@feathersjs/koa.koa', 'routing-controllers.createKoaServer'], {
    withoutClose: 'Koa applications',
  }),
  onNode('node-http', ['connect'], { above: 'connect', withoutClose: 'Connect applications' }),
  onNode('polka', ['polka'], { startGives: 'itself', serverMembers: ['server'], withoutClose: 'Polka applications' }),
  onNode('restify', ['restify.createServer'], { form: 'framework', serverMembers: ['server'] }),
  onNode('fastify', ['fastify', 'fastify.fastify', 'fastify.Fastify'], {
    form: 'framework',
    options: ['0', '0.http', '0.https'],
    serverMembers: ['server'],
    startGives: 'itself',
    close: promiseClose,
  }),
  onNode('nestjs', ['@nestjs/core.NestFactory.create'], {
    form: 'framework',
    options: ['1', '2'],
    serverCalls: ['getHttpServer'],
    start: ['listen', 'listenAsync'],
    close: promiseClose,
  }),
  onNode('hapi', ['@hapi/hapi.server', '@hapi/hapi.Server', 'hapi.server', 'hapi.Server', '@hapi/glue.compose'], {
    form: 'framework',
    address: ['0'],
    start: ['start'],
    startGives: 'itself',
    serverMembers: ['listener'],
    close: promiseStop,
  }),
  onNode('hono-node', ['@hono/node-server.serve'], {
    form: 'listening',
    plain: true,
    options: ['0.serverOptions'],
    address: ['0'],
    handler: ['0.fetch'],
  }),
  onNode('hono-node', ['@hono/node-server.createAdaptorServer'], {
    form: 'server',
    options: ['0.serverOptions'],
    handler: ['0.fetch'],
  }),
  onNode('node-http', ['srvx.serve', 'h3.serve'], {
    above: 'srvx',
    form: 'listening',
    options: ['0', '0.node'],
    address: ['0'],
    close: promiseClose,
  }),
  onNode('node-http', ['listhen.listen'], { above: 'h3', form: 'listening', address: ['1'], handler: ['0'] }),
  onNode('grpc-js', ['@grpc/grpc-js.Server'], {
    form: 'framework',
    options: ['0'],
    start: ['bindAsync'],
    startGives: 'itself',
    startsAt: 'address',
    close: { tryShutdown: 'callback', forceShutdown: 'callback' },
  }),
  onNode('adonis', ['@adonisjs/core.Ignitor', '@adonisjs/core/build/standalone.Ignitor'], {
    form: 'framework',
    start: ['start'],
    startGives: 'itself',
    close: { terminate: 'promise' },
  }),
  onNode('micro', ['micro'], { form: 'server' }),
  onNode('trpc-standalone', ['@trpc/server/adapters/standalone.createHTTPServer'], {
    form: 'server',
    serverMembers: ['server'],
  }),
  onNode('apollo-standalone', ['@apollo/server/standalone.startStandaloneServer'], {
    form: 'listening',
    address: ['1.listen'],
    close: promiseStop,
    stoppedBy: 'apollo-standalone',
    stoppedUnless: 'stopOnTerminationSignals',
  }),
  onNode('apollo-standalone', ['apollo-server.ApolloServer'], {
    form: 'framework',
    startGives: 'itself',
    serverMembers: ['server'],
    close: promiseStop,
    stoppedBy: 'apollo-standalone',
    stoppedUnless: 'stopOnTerminationSignals',
  }),
  onNode('graphql-yoga', ['@graphql-yoga/node.createServer'], {
    form: 'framework',
    start: ['start'],
    address: ['0'],
    startGives: 'itself',
    close: promiseStop,
  }),
  // The first version brings a server of its own: graphql-yoga 1.18.3, dist/index.js
  onNode('graphql-yoga', ['graphql-yoga.GraphQLServer'], {
    form: 'framework',
    start: ['start'],
    serverCalls: ['createHttpServer'],
  }),
  onNode('loopback', ['@loopback/rest.RestApplication', '@loopback/rest.RestServer'], {
    form: 'framework',
    options: ['0.rest'],
    address: ['0.rest'],
    start: ['start'],
    startGives: 'itself',
    close: promiseStop,
  }),
  onNode('node-http', [
    'http-proxy.createProxyServer',
    'http-proxy.createServer',
    'http-proxy.createProxy',
    'http-proxy-3.createProxyServer',
  ]),
  {
    product: 'bun',
    language: 'bun',
    makers: ['global.Bun.serve', 'bun.serve'],
    form: 'listening',
    options: ['0'],
    address: ['0'],
    handler: ['0.fetch'],
    close: promiseStop,
  },
  {
    product: 'elysia',
    language: 'bun',
    makers: ['elysia', 'elysia.Elysia'],
    form: 'framework',
    options: ['0.serve'],
    start: ['listen'],
    startGives: 'itself',
    serverMembers: ['server'],
    close: promiseStop,
  },
  {
    product: 'deno',
    language: 'deno',
    makers: ['global.Deno.serve'],
    form: 'listening',
    address: ['0'],
    handler: ['0', '1'],
    close: { shutdown: 'promise' },
  },
];

export const frameworkOf: ReadonlyMap<string, Framework> = new Map(
  frameworks.flatMap((framework) => framework.makers.map((maker) => [maker, framework] as const)),
);

/** `new Server(port)` of socket.io or ws makes its own Node server; given one, it only joins it. */
export const socketLibraries: ReadonlyMap<string, Framework> = new Map(
  [
    onNode('socket-io', ['socket.io', 'socket.io.Server'], {
      options: ['0', '1'],
      form: 'framework',
      serverMembers: ['httpServer'],
      startGives: 'itself',
      close: { close: 'promise' },
    }),
    onNode('node-http', ['ws', 'ws.Server', 'ws.WebSocketServer'], {
      above: 'ws',
      form: 'framework',
      traits: ['onlyUpgrades'],
    }),
  ].flatMap((framework) => framework.makers.map((maker) => [maker, framework] as const)),
);

/** Servers that an object describes, which no call makes. */
export const describedServers = {
  /** A mixin of a service schema. */
  moleculerWeb: {
    ...nodeServer,
    product: 'moleculer-web',
    stoppedBy: 'moleculer-broker',
    described: { options: 'settings', address: 'settings' },
    close: {},
  },
  /** `config/server` of a project of Strapi. */
  strapi: {
    ...nodeServer,
    product: 'strapi',
    stoppedBy: 'strapi',
    // https://docs.strapi.io/cms/configurations/environment#environment-configurations
    described: { options: 'http.serverOptions', byDeployment: (name) => `./env/${name}/server` },
    close: {},
  },
} as const satisfies Readonly<Record<string, Framework>>;

/** Types that say what a parameter is when its callers are in other files. */
export const frameworkOfType: ReadonlyMap<string, string> = new Map([
  ['http.Server', 'node-http'],
  ['https.Server', 'node-http'],
  ['http2.Http2SecureServer', 'node-http2'],
  ['http2.Http2Server', 'node-http2'],
  ['express.Express', 'express'],
  ['express.Application', 'express'],
  ['koa', 'koa'],
  ['fastify.FastifyInstance', 'fastify'],
  ['@nestjs/common.INestApplication', 'nestjs'],
  ['@nestjs/platform-express.NestExpressApplication', 'nestjs'],
  ['@nestjs/platform-fastify.NestFastifyApplication', 'nestjs'],
  ['@hapi/hapi.Server', 'hapi'],
]);

export const frameworkOfProduct: ReadonlyMap<string, Framework> = new Map(
  frameworks.map((framework) => [framework.product, framework] as const).reverse(),
);

/** Libraries that hand back the server they are given, with more methods on it. */
export const wrappers: ReadonlySet<string> = new Set([
  ...['stoppable', 'http-shutdown', 'killable', 'server-destroy', 'http-close', 'koa-websocket'],
  ...['global.Object.assign', 'global.Object.freeze'],
]);

/** What a server's request handler or the file around it says about the framework above the core. */
export const frameworksAbove: readonly { readonly module: RegExp; readonly product: string }[] = [
  { module: /^next$/, product: 'next' },
  { module: /^@remix-run\/(express|node)$/, product: 'remix' },
  { module: /^@react-router\/(express|node)$/, product: 'react-router' },
  { module: /build\/handler(\.js)?$/, product: 'sveltekit' },
  { module: /^(graphql-yoga|@graphql-yoga\/node)$/, product: 'graphql-yoga' },
  { module: /^@apollo\/server$|^apollo-server-/, product: 'apollo-server' },
  { module: /^(h3|nitropack)(\/|$)/, product: 'h3' },
  { module: /^hono$/, product: 'hono' },
  { module: /^micro$/, product: 'micro' },
];

/** Of every event emitter, which gives itself back: `app.listen(3000).on('error', report)` is the server. https://nodejs.org/api/events.html */
export const listenerMethods: ReadonlySet<string> = new Set([
  'on',
  'once',
  'addListener',
  'prependListener',
  'prependOnceListener',
]);
/** Methods that hand back their object, so that calls can be chained on creation. */
export const chained = new Set([
  ...[
    'use',
    'get',
    'post',
    'put',
    'patch',
    'delete',
    'del',
    'all',
    'head',
    'options',
    'route',
    'group',
    'guard',
    'mount',
  ],
  ...listenerMethods,
  ...['setTimeout', 'ref', 'unref', 'set', 'enable', 'disable', 'engine'],
  ...[
    'onRequest',
    'onError',
    'decorate',
    'state',
    'derive',
    'model',
    'ws',
    'register',
    'addHook',
    'notFound',
    'basePath',
  ],
  // Fastify 5 hands itself back: measured.
  ...['withTypeProvider', 'setErrorHandler', 'setNotFoundHandler', 'setValidatorCompiler', 'setSerializerCompiler'],
  ...['setSchemaErrorFormatter', 'setReplySerializer', 'setGenReqId', 'setChildLoggerFactory', 'setSchemaController'],
  ...['addSchema', 'addContentTypeParser', 'addHttpMethod', 'decorateRequest', 'decorateReply'],
  ...['httpServer', 'tap', 'getHttpAdapter', 'configure', 'withShutdown', 'setConfig', 'setErrorConfig', 'build'],
]);
