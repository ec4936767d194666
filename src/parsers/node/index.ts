// The parser of JavaScript and TypeScript server source: its name test and its gate.
import type { ParserEntry } from '../parser.js';

/** `bin/www` is where the generator of Express puts the server. */
const extension = /\.[cm]?[jt]sx?$|(^|\/)bin\/www$/;
const declaration = /\.d\.[cm]?ts$/;
const accepts = (path: string): boolean => extension.test(path) && !declaration.test(path);

/** Words without which no server, agent or signal handler is made. */
const words =
  /createServer|createSecureServer|\.listen\s*\(|\.Server\s*\(|keepAliveTimeout|headersTimeout|requestTimeout|SIGTERM|SIGINT|enableShutdownHooks|[Ff]astify|NestFactory|gracefulShutdownTimeoutMs|Bun\.serve|from ['"]bun['"]|Deno\.(serve|addSignalListener)|\bserve\s*\(|startStandaloneServer|createHTTPServer|[Hh]api\.|Ignitor|RestApplication|moleculer-web|['"]micro['"]|\bnew \w*Agent\b|\.Agent\(|agentkeepalive|undici|http-proxy|koa-proxies|createTerminus|terminus|Lightship|graceful(?!ly\W)|close-with-grace|exit-hook|signal-exit|idleTimeout|registerAs\s*\(|['"][Cc]onnection['"],\s*['"]close['"]|from ['"]hono['"]|ConfigModule\.for|new (Server|WebSocketServer)\b|socket\.io/;

/** Headers of responses, with what makes them longer than a proxy's buffer. */
const heads =
  /\b(?:setHeader|appendHeader|writeHead|setCookie|cookie|cookies\.set|(?:res|response|reply|ctx|c)\.(?:set|header|headers|append))\s*\(/;
const lengthy = /\.repeat\s*\(|\.pad(?:Start|End)\s*\(|\brandomBytes\s*\(|\bArray\s*\(\s*\d{4}|["'`][^"'`\n]{1000}/;

export const node: ParserEntry = {
  name: 'node',
  endings: ['', ...'js jsx ts tsx cjs cjsx cts ctsx mjs mjsx mts mtsx'.split(' ')],
  accepts,
  gate: ({ text }) => words.test(text) || (heads.test(text) && lengthy.test(text)),
  load: async () => (await import('./parse.js')).loadParser('servers'),
  version: 2,
};
