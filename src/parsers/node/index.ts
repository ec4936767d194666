// The parser of JavaScript and TypeScript server source: its name test and its gate.
import { wordSearch } from '../kit/word-search.js';
import type { ParserEntry } from '../parser.js';
import { mayLoadByEnvironment } from './conditional-loads.js';

/** `bin/www` is where the generator of Express puts the server. */
const extension = /\.[cm]?[jt]sx?$|(^|\/)bin\/www$/;
const declaration = /\.d\.[cm]?ts$/;
/** What only test runners load, by the names that they look for; no program of a deployment starts there, or imports it. */
const test = /[.-](?:spec|test)\.[cm]?[jt]sx?$|(?:^|\/)__(?:tests|mocks)__\//;
const accepts = (path: string): boolean => extension.test(path) && !declaration.test(path) && !test.test(path);

/** A call of what the package gives, or its import under a name of one's own; a name of a type makes no server. */
const makesFastify =
  /[Ff]astify(?:Adapter|['"]\)|\.default)?\s?[(<]|\bimport (?!type\b)\w{1,60},? (?:\{[^{}]{0,300}\} )?from ['"]fastify['"]/;

/** Headers of responses, with what makes them longer than a proxy's buffer. */
const heads =
  /\b(?:setHeader|appendHeader|writeHead|setCookie|cookie|cookies\.set|(?:res|response|reply|ctx|c)\.(?:set|header|headers|append))\s*\(/;
const lengthy = /\.repeat\s*\(|\.pad(?:Start|End)\s*\(|\brandomBytes\s*\(|\bArray\s*\(\s*\d{4}|["'`][^"'`\n]{1000}/;

/** A timer that may keep event streams open. */
const pings = /\b(?:write|enqueue|writeSSE)\s{0,9}\(/;

/** Words without which no server, agent or signal handler is made, and no service by a program of the CDK. */
const telling =
  'createServer createSecureServer keepAliveTimeout headersTimeout requestTimeout SIGTERM SIGINT enableShutdownHooks NestFactory ' +
  'gracefulShutdownTimeoutMs startStandaloneServer GraphQLServer createHTTPServer Ignitor RestApplication moleculer-web ServiceBroker agentkeepalive undici ' +
  'http-proxy koa-proxies terminus createTerminus adapter-node Lightship close-with-grace exit-hook signal-exit idleTimeout Bun.serve ' +
  `Deno.serve Deno.addSignalListener Hapi. hapi. 'micro' "micro" ConfigModule.for socket.io strapi.server ` +
  'bindAsync toConstantValue registerInstance Container.set @feathersjs/configuration aws-ecs aws_ecs elasticloadbalancingv2 configureHealthCheck';
/** Words that do so in a form; the last are those of lists that pm2 reads, and of headers. */
const perhaps: readonly (readonly [words: readonly string[], isMeant: (text: string) => boolean])[] = [
  [['.listen'], (text) => /\.listen\s*\(/.test(text)],
  [['.Server'], (text) => /\.Server\s*\(/.test(text)],
  [['new Server', 'new WebSocketServer'], (text) => /new (?:Server|WebSocketServer)\b/.test(text)],
  [['serve'], (text) => /\bserve\s*\(/.test(text)],
  [["'bun'", '"bun"', "'hono'", '"hono"'], (text) => /from ['"](?:bun|hono)['"]/.test(text)],
  [['Agent'], (text) => /\bnew \w*Agent\b|\.Agent\(/.test(text)],
  [['graceful'], (text) => /graceful(?!ly\W)/.test(text)],
  [['fastify', 'Fastify'], (text) => makesFastify.test(text)],
  [['asValue'], (text) => /\basValue\s*\(/.test(text)],
  [['registerAs'], (text) => /registerAs\s*\(/.test(text)],
  [["onnection'", 'onnection"'], (text) => /['"][Cc]onnection['"],\s*['"]close['"]/.test(text)],
  [['process.env'], mayLoadByEnvironment],
  [['setInterval'], (text) => /\bsetInterval\s*\(/.test(text) && pings.test(text)],
  [['useValue'], (text) => /\buseValue\s*:/.test(text)],
  [["'nconf'", '"nconf"', "'typedi'", '"typedi"'], () => true],
  [['apps:'], (text) => /\bapps: {0,9}\[\s*\{/.test(text)],
  [
    'setHeader appendHeader writeHead setCookie cookie res. response. reply. ctx. c.set c.header c.append'.split(' '),
    (text) => heads.test(text) && lengthy.test(text),
  ],
];
const search = wordSearch([telling.split(' '), ...perhaps.map(([words]) => words)]);

function mayServe(text: string): boolean {
  const found = search(text);
  return (found & 1) !== 0 || perhaps.some(([, isMeant], place) => (found & (2 << place)) !== 0 && isMeant(text));
}

/** What the server of Strapi is described by. */
const described = /(?:^|\/)config\/server\.[cm]?[jt]s$/;

export const node: ParserEntry = {
  name: 'node',
  endings: ['', ...'js jsx ts tsx cjs cjsx cts ctsx mjs mjsx mts mtsx'.split(' ')],
  accepts,
  gate: ({ path, text }) => described.test(path) || mayServe(text),
  load: async () => (await import('./parse.js')).loadParser('servers'),
  version: 16,
};
