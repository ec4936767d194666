// Packages that are known for what they make, or to make nothing of interest.
import { frameworks, socketLibraries } from './frameworks.js';

/** Modules of the tables above, and the most common of those that make nothing of interest: never a file of the scan. */
export const knownModules: ReadonlySet<string> = new Set([
  ...frameworks.flatMap(({ makers }) => makers).map(moduleOf),
  ...[...socketLibraries.keys()].map(moduleOf),
  ...['react', 'react-dom', 'lodash', 'axios', 'zod', 'joi', 'pino', 'winston', 'dotenv', 'uuid', 'moment', 'dayjs'],
  ...['@godaddy/terminus', 'stoppable', 'http-terminator', 'lightship', 'http-graceful-shutdown', 'close-with-grace'],
  ...[
    '@grpc/grpc-js',
    'undici',
    'http-proxy',
    'http-proxy-middleware',
    'prom-client',
    'convict',
    'envalid',
    'next',
    'env-var',
    'ms',
    'nconf',
    'awilix',
    'inversify',
    'tsyringe',
    'typedi',
    'date-fns',
    'hono',
  ],
  ...['@apollo/server', '@apollo/server/express4', '@apollo/server/plugin/drainHttpServer', '@fastify/autoload'],
  ...['core', 'express', 'fastify', 'hapi', 'koa', 'micro', 'lambda', 'plugin-base'].map(
    (each) => `apollo-server-${each}`,
  ),
  ...[
    'mongoose',
    'mongodb',
    'pg',
    'mysql2',
    'redis',
    'ioredis',
    'typeorm',
    'sequelize',
    'knex',
    'kafkajs',
    'socket.io',
  ],
]);
/** `@scope/name/part.export` without the export: what stands behind the last dot that no path follows. */
function moduleOf(maker: string): string {
  const dot = maker.indexOf('.', maker.lastIndexOf('/') + 1);
  return dot < 0 ? maker : maker.slice(0, dot);
}
