// Middleware of libraries that answers no request with a success: it looks, adds or refuses, and leaves the rest to who comes next.

/** What its call gives to `use()`, by module and export. Each was seen to call `next()` or to refuse: sources as of 2026-11-28. */
const called: ReadonlySet<string> = new Set([
  ...['express.json', 'express.urlencoded', 'express.text', 'express.raw'],
  ...['body-parser', 'body-parser.json', 'body-parser.urlencoded', 'body-parser.text', 'body-parser.raw'],
  ...['cors', 'helmet', 'helmet.helmet', 'hpp', 'compression', 'response-time', 'method-override', 'connect-timeout'],
  ...[
    'morgan',
    'pino-http',
    'pino-http.pinoHttp',
    'express-pino-logger',
    'express-winston.logger',
    'express-winston.errorLogger',
  ],
  ...['cookie-parser', 'cookie-session', 'express-session', 'connect-flash', 'csurf', 'express-useragent.express'],
  ...['express-rate-limit', 'express-rate-limit.rateLimit', 'express-slow-down', 'express-slow-down.slowDown'],
  ...['passport.initialize', 'passport.session', 'express-mongo-sanitize', 'xss-clean', 'express-fileupload'],
  ...['koa-bodyparser', '@koa/bodyparser', '@koa/bodyparser.bodyParser', 'koa-body', 'koa-body.koaBody', '@koa/cors'],
  ...['koa-helmet', 'koa-logger', 'koa-pino-logger', 'koa-morgan', 'koa-compress', 'koa-json', 'koa-response-time'],
  ...['koa-session', 'koa-conditional-get', 'koa-etag', 'koa-cors', 'koa2-cors', 'kcors'],
]);
/** Plugins that only add to a Fastify application. */
const plugins: ReadonlySet<string> = new Set(
  [
    ...['cors', 'helmet', 'formbody', 'cookie', 'jwt', 'sensible', 'multipart', 'compress', 'rate-limit', 'session'],
    ...[
      'secure-session',
      'csrf-protection',
      'accepts',
      'etag',
      'caching',
      'auth',
      'env',
      'postgres',
      'redis',
      'mongodb',
    ],
  ].flatMap((name) => [`@fastify/${name}`, `fastify-${name}`]),
);

export const isSilentCall = (name: string): boolean => called.has(name);
export const isSilentPlugin = (name: string): boolean => plugins.has(name);
