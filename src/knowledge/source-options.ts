// Which option or property is which setting: asked of the knowledge table by the key as the source writes it.
import type { SettingName } from '../model/setting-names.js';
import { sourceKeys } from './lookup.js';

/** Option names of Node's server mean the same in every framework that hands them on. */
const core = 'node-http';

/** The settings an option of a product sets; a key such as `http.headersTimeout` names where it stands. */
export function settingsOfOption(product: string, key: string): readonly SettingName[] {
  return namesOf(product, key) ?? namesOf(core, key.slice(key.lastIndexOf('.') + 1), product) ?? [];
}

/** The settings a property or method of the Node server itself sets. */
export function settingsOfProperty(product: string, key: string): readonly SettingName[] {
  return namesOf(product === 'node-http2' ? product : core, key) ?? [];
}

/** Every property of the Node server itself that is a setting. */
export function propertyNames(product: string): readonly string[] {
  const own = product === 'node-http2' ? product : core;
  return [...sourceKeys(own).keys()].filter((key) => /^\w+$/.test(key) && settingsOfProperty(product, key).length > 0);
}

/** Every option of a product that is a setting, as far as it stands among the options themselves. */
export function optionNames(product: string): readonly string[] {
  const own = [...sourceKeys(product).keys(), ...(foreign.has(product) ? [] : sourceKeys(core).keys())];
  return [...new Set(own)].filter((key) => /^\w+$/.test(key) && settingsOfOption(product, key).length > 0);
}

function namesOf(product: string, key: string, onlyFor?: string): readonly SettingName[] | undefined {
  // Products that make connections, and runtimes with servers of their own, know nothing of Node's names.
  if (onlyFor !== undefined && foreign.has(onlyFor)) return undefined;
  const names = sourceKeys(product)
    .get(key)
    ?.map((entry) => entry.setting);
  if (names === undefined) {
    const own = clientOptions.get(product)?.get(key);
    return own && [own];
  }
  // The advertised time is what is written; the real one is worked out from it when the version is known.
  return names.includes('inbound.advertisedIdleTimeout')
    ? names.filter((name) => name !== 'inbound.idleTimeout')
    : names;
}
const foreign: ReadonlySet<string> = new Set([
  ...[
    'bun',
    'elysia',
    'deno',
    'node-agent',
    'agentkeepalive',
    'undici',
    'http-proxy',
    'socket-io',
    'nestjs',
    'grpc-js',
  ],
  // Fastify sets its own values over what `http` holds.
  ...['fastify', 'nestjs-fastify'],
]);

/** Clients the table has no file for. */
const clientOptions: ReadonlyMap<string, ReadonlyMap<string, SettingName>> = new Map([
  ['http-proxy', new Map<string, SettingName>([['proxyTimeout', 'outbound.responseTimeout']])],
  [
    'agentkeepalive',
    new Map<string, SettingName>([
      ['keepAlive', 'outbound.pooling'],
      ['freeSocketTimeout', 'outbound.idleTimeout'],
      ['maxSockets', 'outbound.poolSize'],
      ['socketActiveTTL', 'outbound.maxLifetime'],
    ]),
  ],
]);

/** Not a time limit of a hop by themselves, but they change what one means. */
export const traitKeys: ReadonlySet<string> = new Set([
  ...[
    'keepAliveTimeoutBuffer',
    'connectionsCheckingInterval',
    'maxRequestsPerSocket',
    'maxConnections',
    'maxHeadersCount',
  ],
  ...['forceCloseConnections', 'return503OnClosing', 'serverFactory', 'handlerTimeout', 'http2'],
  ...['allowHTTP1', 'gracefulShutdown', 'stopOnTerminationSignals', 'pingTimeout'],
]);
