// The parser of JavaScript and TypeScript server source: its name test and its gate.
import type { ParserEntry } from '../parser.js';

/** `bin/www` is where the generator of Express puts the server. */
const extension = /\.[cm]?[jt]sx?$|(^|\/)bin\/www$/;
const declaration = /\.d\.[cm]?ts$/;
const accepts = (path: string): boolean => extension.test(path) && !declaration.test(path);

/** Without one of these words or forms no server, agent or signal handler is made. They are two lists, for plain words alone are found faster. */
const words =
  /createServer|createSecureServer|keepAliveTimeout|headersTimeout|requestTimeout|SIGTERM|SIGINT|enableShutdownHooks|NestFactory|gracefulShutdownTimeoutMs|startStandaloneServer|createHTTPServer|Ignitor|RestApplication|moleculer-web|ServiceBroker|agentkeepalive|undici|http-proxy|koa-proxies|createTerminus|terminus|Lightship|close-with-grace|exit-hook|signal-exit|idleTimeout/;
const forms =
  /\.listen\s*\(|\.Server\s*\(|[Ff]astify|Bun\.serve|from ['"]bun['"]|Deno\.(serve|addSignalListener)|\bserve\s*\(|[Hh]api\.|['"]micro['"]|\bnew \w*Agent\b|\.Agent\(|graceful(?!ly\W)|registerAs\s*\(|['"][Cc]onnection['"],\s*['"]close['"]|from ['"]hono['"]|ConfigModule\.for|new (Server|WebSocketServer)\b|socket\.io/;

/** What pm2 starts. */
const processes = /\bapps: {0,9}\[\s*\{/;

/** Headers of responses, with what makes them longer than a proxy's buffer. */
const heads =
  /\b(?:setHeader|appendHeader|writeHead|setCookie|cookie|cookies\.set|(?:res|response|reply|ctx|c)\.(?:set|header|headers|append))\s*\(/;
const lengthy = /\.repeat\s*\(|\.pad(?:Start|End)\s*\(|\brandomBytes\s*\(|\bArray\s*\(\s*\d{4}|["'`][^"'`\n]{1000}/;

export const node: ParserEntry = {
  name: 'node',
  endings: ['', ...'js jsx ts tsx cjs cjsx cts ctsx mjs mjsx mts mtsx'.split(' ')],
  accepts,
  gate: ({ text }) =>
    words.test(text) || forms.test(text) || processes.test(text) || (heads.test(text) && lengthy.test(text)),
  load: async () => (await import('./parse.js')).loadParser('servers'),
  version: 3,
};
