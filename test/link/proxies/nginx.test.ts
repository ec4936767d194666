// What link makes of an nginx configuration: pooling, settings and their inheritance, addresses.
import { describe, expect, it } from 'vitest';
import type { ProxyFact } from '../../../src/model/facts.js';
import { compose, configuration, writtenValue } from './nginx-project.js';
import { hopOf, nodeService, pathsOf, pools, proxiesOf } from './project.js';

async function proxyOf(http: string): Promise<ProxyFact> {
  const [proxy, ...others] = await proxiesOf({ 'nginx.conf': configuration(http) });
  if (proxy === undefined || others.length > 0) throw new Error(`${others.length + 1} proxies`);
  return proxy;
}
const traitOf = (proxy: ProxyFact, name: string) => proxy.traits?.find((each) => each.name === name);

describe('pooling, as it was measured', () => {
  const upstream = (pool: string) => `upstream pool { server api:3000; ${pool} }`;
  const location = (lines: string, pass = 'http://pool') => `server { location / { proxy_pass ${pass}; ${lines} } }`;
  const whole = 'proxy_http_version 1.1; proxy_set_header Connection "";';
  const upgrade = 'proxy_http_version 1.1; proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection';
  const map = (empty: string) => `map $http_upgrade $connection_upgrade { default upgrade; '' ${empty}; }`;

  it.each([
    ['keepalive, HTTP/1.1 and an empty Connection', upstream('keepalive 8;') + location(whole), 'pools', 'pools'],
    ['Connection keep-alive', upstream('keepalive 8;') + location(`${upgrade} keep-alive;`), 'pools', 'pools'],
    ['Connection upgrade', upstream('keepalive 8;') + location(`${upgrade} upgrade;`), 'pools', 'pools'],
    [
      'a map to nothing',
      map("''") + upstream('keepalive 8;') + location(`${upgrade} $connection_upgrade;`),
      'pools',
      'pools',
    ],
    [
      'a map to close',
      map('close') + upstream('keepalive 8;') + location(`${upgrade} $connection_upgrade;`),
      'opens anew',
      'opens anew',
    ],
    ['HTTP/1.0', upstream('keepalive 8;') + location('proxy_set_header Connection "";'), 'opens anew', 'pools'],
    ['no Connection line', upstream('keepalive 8;') + location('proxy_http_version 1.1;'), 'opens anew', 'pools'],
    ['neither', upstream('keepalive 8;') + location(''), 'opens anew', 'pools'],
    ['no keepalive', upstream('') + location(whole), 'opens anew', 'pools'],
    ['keepalive 0', upstream('keepalive 0;') + location(whole), 'opens anew', 'opens anew'],
    [
      'HTTP/1.0 asked for',
      upstream('keepalive 8;') + location('proxy_http_version 1.0; proxy_set_header Connection "";'),
      'opens anew',
      'opens anew',
    ],
    [
      'Connection close',
      upstream('keepalive 8;') + location('proxy_http_version 1.1; proxy_set_header Connection close;'),
      'opens anew',
      'opens anew',
    ],
    ['no upstream block', location(whole, 'http://api:3000'), 'opens anew', 'opens anew'],
    ['a method below keepalive', upstream('keepalive 8; least_conn;') + location(whole), 'opens anew', 'pools'],
    [
      'a variable that may be anything',
      upstream('keepalive 8;') + location('proxy_http_version 1.1; proxy_set_header Connection $http_connection;'),
      'may pool',
      'may pool',
    ],
    [
      'an inherited header that the location drops',
      `${upstream('keepalive 8;')} proxy_http_version 1.1; proxy_set_header Connection ""; ${location('proxy_set_header Host $host;')}`,
      'opens anew',
      'pools',
    ],
    [
      'an inherited header that the location keeps',
      `${upstream('keepalive 8;')} proxy_http_version 1.1; proxy_set_header Connection ""; ${location('proxy_read_timeout 5s;')}`,
      'pools',
      'pools',
    ],
    ['gRPC', `${upstream('keepalive 8;')} server { location / { grpc_pass grpc://pool; } }`, 'pools', 'pools'],
  ])('%s', async (_, http, before, since) => {
    const files = { 'nginx.conf': configuration(http) };
    const old = await hopOf({ ...compose('nginx:1.27'), ...files });
    const current = await hopOf({ ...compose('nginx:1.30'), ...files });
    const unnamed = await hopOf({ ...compose('nginx:alpine'), ...files });
    expect(pools(old.settings.get('outbound.pooling'))).toBe(before);
    expect(pools(current.settings.get('outbound.pooling'))).toBe(since);
    expect(pools(unnamed.settings.get('outbound.pooling'))).toBe(before === since ? before : 'may pool');
  });

  it('says which list of headers drops the one that matters', async () => {
    const proxy = await proxyOf(
      `upstream pool { server api:3000; keepalive 8; }\nserver {\nproxy_set_header Connection "";\nlocation / {\nproxy_set_header Host $host;\nproxy_pass http://pool; } }`,
    );
    expect(traitOf(proxy, 'lost-connection-header')).toMatchObject({
      value: { value: '', at: { line: 5 } },
      at: { line: 7 },
    });
    expect(writtenValue(proxy, 'outbound.poolSize')).toBe('8');
  });
});

describe('settings', () => {
  it('come from the innermost level that has them', async () => {
    const proxy = await proxyOf(
      `keepalive_timeout 70; proxy_read_timeout 10s; proxy_send_timeout 11s;
       server { proxy_read_timeout 20s; grpc_read_timeout 99s;
         location /a { proxy_read_timeout 30s; proxy_next_upstream error timeout non_idempotent; proxy_next_upstream_tries 2;
           proxy_buffer_size 16k; proxy_pass http://api:3000; } }`,
    );
    expect(Object.fromEntries(proxy.settings.map(({ name }) => [name, writtenValue(proxy, name)]))).toEqual({
      'inbound.idleTimeout': '70',
      'outbound.responseTimeout': '30s',
      'stream.idleTimeout': '30s',
      'outbound.sendTimeout': '11s',
      'outbound.retryOn': 'error timeout non_idempotent',
      'outbound.retryScope': 'error timeout non_idempotent',
      'outbound.attempts': '2',
      'outbound.headerBuffer': '16k',
      'outbound.pooling': false,
    });
  });
  it('of an upstream block are the other side', async () => {
    const proxy = await proxyOf(
      `upstream pool { server a:1 max_fails=3 fail_timeout=5s; server b:1 max_fails=3 fail_timeout=6s; server c:1 backup; server d:1 down;
         keepalive 4; keepalive_timeout 30s; keepalive_requests 100; }
       server { location / { proxy_pass http://pool/x; } }`,
    );
    expect(writtenValue(proxy, 'outbound.idleTimeout')).toBe('30s');
    expect(writtenValue(proxy, 'outbound.maxRequests')).toBe('100');
    expect(writtenValue(proxy, 'outbound.maxFails')).toBe('3');
    expect(writtenValue(proxy, 'outbound.failTimeout')).toBe('unknown');
    expect(writtenValue(proxy, 'inbound.idleTimeout')).toBeUndefined();
    expect(proxy.servers).toMatchObject({ value: 2 });
    expect(proxy.forwardsTo.map((each) => each.value)).toEqual(['a:1', 'b:1', 'c:1']);
  });
});

describe('proxies', () => {
  it('are the locations that pass requests on, nested ones and conditions too', async () => {
    const proxies = await proxiesOf({
      'nginx.conf': configuration(
        `server { listen 8080; listen [::]:8443 ssl; server_name shop.example.com www; location / { root /srv; }
           location /api { proxy_pass http://api:3000; location /api/slow { if ($a) { proxy_pass http://slow:1; } } } }
         server { return 301 https://$host$request_uri; }
         server { listen 127.0.0.1:9000; location /php { fastcgi_pass unix:/run/php.sock; } }`,
      ),
    });
    expect(proxies.map(({ id, name, listensOn }) => [id, name, listensOn])).toEqual([
      ['server shop.example.com location /api', 'shop.example.com/api', [8080, 8443]],
      ['server shop.example.com location /api/slow', 'shop.example.com/api/slow', [8080, 8443]],
      ['server default location /php', 'default/php', [9000]],
    ]);
  });
  it('with the same name keep apart', async () => {
    const server = 'server { server_name a; location / { proxy_pass http://api:3000; } }';
    expect((await proxiesOf({ 'nginx.conf': configuration(server + server) })).map((each) => each.id)).toEqual([
      'server a location /',
      'server a location / (2)',
    ]);
  });
  it('say where names are looked up once', async () => {
    const pinned = async (http: string) => {
      const proxy = await proxyOf(http);
      return [
        proxy.forwardsTo.map((each) => [each.value, each.pinned === true]),
        traitOf(proxy, 'variable-address') !== undefined,
      ];
    };
    const location = (lines: string) => `server { location / { ${lines} } }`;
    expect(await pinned(location('proxy_pass http://api:3000/x;'))).toEqual([[['api:3000', true]], false]);
    expect(await pinned(location('proxy_pass http://10.0.0.1:3000;'))).toEqual([[['10.0.0.1:3000', false]], false]);
    expect(await pinned(location('set $up http://api:3000; proxy_pass $up;'))).toEqual([[['api:3000', false]], true]);
    expect(await pinned(location('set $host_ api; proxy_pass http://$host_:3000$request_uri;'))).toEqual([
      [['api:3000', false]],
      true,
    ]);
    expect(
      await pinned(`upstream p { zone p 64k; server api:3000 resolve; } ${location('proxy_pass http://p;')}`),
    ).toEqual([[['api:3000', false]], false]);
    expect(await pinned(location('proxy_pass http://$arg_host;'))).toEqual([[], true]);
  });
  it('find a literal neighbour instead of a resolver', async () => {
    const proxies = await proxiesOf({
      'nginx.conf': configuration(
        'server { location /a { proxy_pass http://api:3000/x/$arg_id; } location /b { proxy_pass http://api:3000; } }',
      ),
    });
    expect(proxies.map((each) => [each.forwardsTo[0]?.pinned, traitOf(each, 'variable-address')])).toEqual([
      [true, undefined],
      [true, undefined],
    ]);
  });
});

describe('a proxy behind a proxy', () => {
  it('is the one that listens on the port', async () => {
    const inner =
      'server { listen 80; server_name a; location / { proxy_pass http://api:3000; } } server { listen 81; server_name b; location / { proxy_pass http://api:3000; proxy_read_timeout 5s; } }';
    const paths = await pathsOf({
      'docker-compose.yml':
        'services:\n  outer:\n    image: nginx:1.27\n    volumes: ["./outer.conf:/etc/nginx/nginx.conf"]\n  inner:\n    image: nginx:1.27\n    volumes: ["./inner.conf:/etc/nginx/nginx.conf"]\n  api:\n    build: ./api\n',
      'outer.conf': configuration('server { server_name o; location / { proxy_pass http://inner:81; } }'),
      'inner.conf': configuration(inner),
      ...nodeService,
    });
    expect(paths.filter((path) => path.startsWith('nginx o/')).map((path) => path.replaceAll(/:[^>]*/g, ' '))).toEqual([
      'nginx o/ > nginx b/ > api ',
    ]);
  });
});
