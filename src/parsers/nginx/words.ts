// The words of nginx's language that carry structure: which blocks there are, and which directives say more than a setting.

/** Blocks of the language by name, with the context their directives stand in. */
const contexts: Readonly<Record<string, string>> = {
  http: 'http',
  server: 'server',
  location: 'location',
  upstream: 'upstream',
  map: 'map',
  if: 'if',
  limit_except: 'limit_except',
  stream: 'stream',
};
export function contextOf(block: string): string | undefined {
  return Object.hasOwn(contexts, block) ? contexts[block] : undefined;
}

/** Directives that link reads besides those of the knowledge table. */
export const structural: ReadonlySet<string> = new Set([
  ...Object.keys(contexts),
  'include',
  'listen',
  'http2',
  'server_name',
  'set',
  'return',
  'resolver',
  'proxy_pass',
  'grpc_pass',
  'fastcgi_pass',
  'fastcgi_keep_conn',
  'uwsgi_pass',
  'proxy_set_header',
  'proxy_request_buffering',
  'auth_request',
  'internal',
  'ip_hash',
  'least_conn',
  'least_time',
  'hash',
  'random',
  'zone',
]);

/** What the outermost directives of a file tell about where it is included. */
export function contextOfFile(names: ReadonlySet<string>, hasLocation: boolean): string | undefined {
  const main = [
    'http',
    'events',
    'user',
    'worker_processes',
    'worker_rlimit_nofile',
    'pid',
    'load_module',
    'stream',
    'daemon',
  ];
  if (main.some((name) => names.has(name))) return 'main';
  if (['server', 'upstream', 'map', 'log_format', 'limit_req_zone', 'proxy_cache_path'].some((name) => names.has(name)))
    return 'http';
  return hasLocation || names.has('listen') || names.has('server_name') ? 'server' : undefined;
}
