// What link makes of nginx configuration: inheritance, includes, pooling, addresses, and the containers that run it.
import { describe, expect, it } from 'vitest';
import type { ProxyFact } from '../../../src/model/facts.js';
import { bound, hopOf, nodeService, pathsOf, pools, proxiesOf } from './project.js';

const compose = (image: string, file = 'nginx.conf', target = '/etc/nginx/nginx.conf') => ({
  'docker-compose.yml': `services:\n  edge:\n    image: ${image}\n    ports: ["80:80"]\n    volumes: ["./${file}:${target}:ro"]\n  api:\n    build: ./api\n`,
  ...nodeService,
});
const configuration = (http: string): string => `events {}\nhttp {\n${http}\n}\n`;
async function proxyOf(http: string): Promise<ProxyFact> {
  const [proxy, ...others] = await proxiesOf({ 'nginx.conf': configuration(http) });
  if (proxy === undefined || others.length > 0) throw new Error(`${others.length + 1} proxies`);
  return proxy;
}
const writtenValue = (proxy: ProxyFact, name: string): unknown => {
  const value = proxy.settings.findLast((each) => each.name === name)?.value;
  return value?.kind === 'literal' ? value.value : value?.kind;
};
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

describe('includes', () => {
  const fragment =
    'upstream pool { server api:3000; keepalive 8; }\nserver { location / { include snippets/proxy.conf; proxy_pass http://pool; } }';
  const snippet = 'proxy_http_version 1.1;\nproxy_set_header Connection "";\nproxy_read_timeout 7s;\n';
  it('by folder see what they are included into', async () => {
    const [proxy] = await proxiesOf({
      'nginx/nginx.conf': configuration('keepalive_timeout 33s;\ninclude /etc/nginx/conf.d/*.conf;'),
      'nginx/conf.d/shop.conf': fragment,
      'nginx/snippets/proxy.conf': snippet,
    });
    expect(proxy?.at.file).toBe('nginx/conf.d/shop.conf');
    expect(
      proxy === undefined
        ? []
        : ['inbound.idleTimeout', 'outbound.responseTimeout', 'outbound.pooling'].map((name) =>
            writtenValue(proxy, name),
          ),
    ).toEqual(['33s', '7s', true]);
    expect(proxy?.traits?.map((each) => each.name)).not.toContain('packaged-main-file');
  });
  it('follow what a Dockerfile copies', async () => {
    const [proxy] = await proxiesOf({
      'web/Dockerfile':
        'FROM nginx:1.27\nCOPY main.conf /etc/nginx/nginx.conf\nCOPY site.template /etc/nginx/templates/default.conf.template\n',
      'web/main.conf': configuration('proxy_read_timeout 9s;\ninclude /etc/nginx/conf.d/*.conf;'),
      'web/site.template': 'server { location / { proxy_pass http://api:3000; } }',
      'web/other.conf': 'server { location / { proxy_pass http://other:1; } }',
    });
    // A name without .conf is no configuration; see the next test for templates.
    expect(proxy?.at.file).toBe('web/other.conf');
  });
  it('never reach into a project beside, whose files lie at the same path in another container', async () => {
    const proxies = await proxiesOf({
      'one/compose.yaml':
        'services:\n  edge:\n    image: nginx:1.27\n    volumes: ["./nginx.conf:/etc/nginx/nginx.conf", "./site.conf:/etc/nginx/conf.d/site.conf"]\n',
      'one/nginx.conf': configuration('keepalive_timeout 33s;\ninclude /etc/nginx/conf.d/*.conf;'),
      'one/site.conf': 'server { server_name one; location / { proxy_pass http://api:1; } }',
      'two/compose.yaml':
        'services:\n  edge:\n    image: nginx:1.27\n    volumes: ["./default.conf:/etc/nginx/conf.d/default.conf"]\n',
      'two/default.conf': 'server { server_name two; location / { proxy_pass http://api:2; } }',
    });
    expect(proxies.map((each) => [each.name, writtenValue(each, 'inbound.idleTimeout')])).toEqual([
      ['one/', '33s'],
      ['two/', undefined],
    ]);
  });
  it('reach a file that an entry script writes to the folder', async () => {
    const [proxy] = await proxiesOf({
      'edge/Dockerfile':
        'FROM nginx:1.27\nCOPY nginx.conf /etc/nginx/nginx.conf\nCOPY site.conf.template /app/site.conf.template\n',
      'edge/nginx.conf': configuration('keepalive_timeout 33s;\ninclude /etc/nginx/conf.d/*.conf;'),
      'edge/site.conf.template': 'server { location / { proxy_pass http://api:1; } }',
    });
    expect(proxy === undefined ? 'no proxy' : writtenValue(proxy, 'inbound.idleTimeout')).toBe('33s');
  });
  it('mean no files that load modules, and none that another line names', async () => {
    const main = (more: string): string =>
      `include /etc/nginx/modules-enabled/*.conf;\n${configuration(`${more}\nserver { location / { proxy_pass http://api:1; } location /ws { include snippets/ws.conf; proxy_pass http://api:1; } }`)}`;
    const timesOf = async (more: string) =>
      (
        await proxiesOf({
          'edge/compose.yaml':
            'services:\n  edge:\n    image: nginx:1.29\n    volumes: ["./nginx.conf:/etc/nginx/nginx.conf.template", "./snippets:/etc/nginx/snippets"]\n',
          'edge/nginx.conf': main(more),
          'edge/snippets/ws.conf': 'proxy_read_timeout 7d;',
        })
      ).map((each) => [each.name, writtenValue(each, 'outbound.responseTimeout')]);
    expect(await timesOf('')).toEqual([
      ['default/', undefined],
      ['default/ws', '7d'],
    ]);
    expect(await timesOf('include /etc/nginx/conf.d/*.conf;')).toEqual([
      ['default/', undefined],
      ['default/ws', '7d'],
    ]);
  });
  it('follow templates that the image fills in', async () => {
    const proxies = await proxiesOf({
      'web/Dockerfile':
        'FROM nginx:1.27\nCOPY main.conf /etc/nginx/nginx.conf\nCOPY site.conf.template /etc/nginx/templates/default.conf.template\n',
      'web/main.conf': configuration('proxy_read_timeout 9s;\ninclude /etc/nginx/conf.d/*.conf;'),
      'web/site.conf.template': 'server { location / { proxy_pass http://api:3000; } }',
    });
    expect(proxies.map((each) => [each.at.file, writtenValue(each, 'outbound.responseTimeout')])).toEqual([
      ['web/site.conf.template', '9s'],
    ]);
  });
  it('of one folder see each other without a main file', async () => {
    const [proxy] = await proxiesOf({
      'conf.d/a-upstreams.conf': 'upstream pool { server api:3000; keepalive 8; }',
      'conf.d/b-times.conf': 'proxy_read_timeout 8s;',
      'conf.d/c-shop.conf': 'server { location / { proxy_pass http://pool; } }',
    });
    expect(proxy?.servers?.value).toBe(1);
    expect(proxy === undefined ? '' : writtenValue(proxy, 'outbound.responseTimeout')).toBe('8s');
  });
  it('in circles end', async () => {
    expect(
      await proxiesOf({
        'a.conf': 'include b.conf;\nserver { location / { proxy_pass http://x:1; } }',
        'b.conf': 'include a.conf;\nkeepalive_timeout 5;',
      }),
    ).toBeDefined();
  });
});

describe('containers', () => {
  const server = 'server { listen 80; server_name shop; location / { proxy_pass http://api:3000; } }';
  const pooled =
    'upstream pool { server api:3000; keepalive 8; }\nserver { listen 80; server_name shop; location / { proxy_pass http://pool; proxy_http_version 1.1; proxy_set_header Connection ""; } }';

  it('of compose run what is mounted into them', async () => {
    expect(
      await pathsOf({ ...compose('nginx:1.27', 'shop.conf', '/etc/nginx/conf.d/default.conf'), 'shop.conf': pooled }),
    ).toEqual(['nginx shop/: in 65 s, out 1 min, pools > api: in 6 s'.replace('1 min', '60 s')]);
    expect(await pathsOf({ ...compose('nginx:1.27'), 'nginx.conf': configuration(pooled) })).toEqual([
      'nginx shop/: in 75 s, out 60 s, pools > api: in 6 s',
    ]);
  });
  it('run what their image copies, in its version', async () => {
    const files = {
      'docker-compose.yml': 'services:\n  edge: { build: ./edge }\n  api: { build: ./api }\n',
      'edge/Dockerfile': 'FROM nginx:1.27-alpine\nCOPY default.conf /etc/nginx/conf.d/default.conf\n',
      'edge/default.conf': server,
      ...nodeService,
    };
    expect((await hopOf(files)).version).toMatchObject({ state: 'known', value: '1.27-alpine' });
    expect(await pathsOf(files)).toEqual(['nginx shop/: in 65 s, out 60 s, opens anew > api: in 6 s']);
  });
  it('run what an earlier stage of their image copied', async () => {
    const files = {
      'docker-compose.yml': 'services:\n  web: { build: ./web }\n  api: { build: ./api }\n',
      'web/Dockerfile':
        'FROM node:22 AS build\nWORKDIR /app\nCOPY . .\nRUN npm run build\nFROM nginx:1.27\nCOPY --from=build /app/deploy/site.conf /etc/nginx/conf.d/default.conf\n',
      'web/deploy/site.conf': server,
      ...nodeService,
    };
    expect(await pathsOf(files)).toEqual(['nginx shop/: in 65 s, out 60 s, opens anew > api: in 6 s']);
  });
  it('treat locations alike as one hop', async () => {
    const location = (path: string, lines = '') => `location ${path} { ${lines} proxy_pass http://api:3000; }`;
    const shop = `server { listen 80; server_name shop; ${location('/a')} ${location('/b')} ${location('/c', 'proxy_read_timeout 5s;')} }`;
    expect(await pathsOf({ ...compose('nginx:1.27'), 'nginx.conf': configuration(shop) })).toEqual([
      'nginx shop/a and 1 more like it: in 75 s, out 60 s, opens anew > api: in 6 s',
      'nginx shop/c: in 75 s, out 60 s, opens anew > api: in 6 s',
    ]);
  });
  it('fill their environment in', async () => {
    const files = {
      'docker-compose.yml':
        'services:\n  edge:\n    build: ./edge\n    environment: { API_HOST: api, READ: 12s }\n  api: { build: ./api }\n',
      'edge/Dockerfile': 'FROM nginx:1.27\nENV API_HOST=nowhere\nCOPY default.conf.template /etc/nginx/templates/\n',
      'edge/default.conf.template': `server { listen 80; location / { proxy_read_timeout $READ; proxy_pass http://\${API_HOST}:3000; } }`,
      ...nodeService,
    };
    const hop = await hopOf(files);
    expect(bound(hop.settings.get('outbound.responseTimeout'))).toBe('12 s');
    expect(await pathsOf(files)).toHaveLength(1);
  });
  it('of Kubernetes stand between their Service and the next', async () => {
    const workload = (name: string, image: string, port: number) =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name} }\nspec:\n  selector: { matchLabels: { app: ${name} } }\n  template:\n    metadata: { labels: { app: ${name} } }\n    spec: { containers: [{ name: ${name}, image: ${image}, ports: [{ containerPort: ${port} }] }] }\n---\napiVersion: v1\nkind: Service\nmetadata: { name: ${name} }\nspec: { selector: { app: ${name} }, ports: [{ port: ${port} }] }\n`;
    const files = {
      'k8s/web.yaml': workload('web', 'shop/web:1', 80),
      'k8s/api.yaml': workload('api', 'shop/api:1', 3000),
      'web/Dockerfile': 'FROM nginx:1.27\nCOPY default.conf /etc/nginx/conf.d/default.conf\n',
      'web/default.conf': server,
      ...nodeService,
    };
    expect(await pathsOf(files)).toEqual(['nginx shop/: in 65 s, out 60 s, opens anew > api: in 6 s']);
  });
  it('do not stand in front of a Service by a name of the public DNS', async () => {
    const files = {
      'k8s/api.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: api }\nspec:\n  selector: { matchLabels: { app: api } }\n  template:\n    metadata: { labels: { app: api } }\n    spec: { containers: [{ name: api, image: shop/api:1, ports: [{ containerPort: 3000 }] }] }\n---\napiVersion: v1\nkind: Service\nmetadata: { name: api }\nspec: { selector: { app: api }, ports: [{ port: 3000 }] }\n',
      'nginx.conf': configuration('server { location / { proxy_pass https://api.shop.example; } }'),
      ...nodeService,
    };
    expect(await pathsOf(files)).not.toContainEqual(expect.stringMatching(/nginx.*> api/));
    const inside = { ...files, 'nginx.conf': files['nginx.conf'].replace('api.shop.example', 'api.shop.svc:3000') };
    expect(await pathsOf(inside)).toContainEqual(expect.stringMatching(/nginx.*> api/));
  });
  it('of a pod stand in front of their neighbour', async () => {
    const files = {
      'k8s/shop.yaml':
        'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: shop }\nspec:\n  selector: { matchLabels: { app: shop } }\n  template:\n    metadata: { labels: { app: shop } }\n    spec:\n      containers:\n        - { name: edge, image: shop/edge:1, ports: [{ containerPort: 80 }] }\n        - { name: api, image: shop/api:1 }\n---\napiVersion: v1\nkind: Service\nmetadata: { name: shop }\nspec: { type: LoadBalancer, selector: { app: shop }, ports: [{ port: 80 }] }\n',
      'edge/Dockerfile': 'FROM nginx:1.27\nCOPY default.conf /etc/nginx/conf.d/default.conf\n',
      'edge/default.conf': pooled.replace('api:3000', 'localhost:3000'),
      ...nodeService,
    };
    expect(await pathsOf(files)).toEqual([
      expect.stringMatching(/^.*Service shop: in .* > nginx shop\/: in 65 s, out 60 s, pools > shop: in 6 s$/),
    ]);
  });
  it('of a task stand in front of the container that they name', async () => {
    const task = (upstream: string): Record<string, string> => ({
      'task.json': JSON.stringify({
        family: 'shop',
        containerDefinitions: [
          {
            name: 'edge',
            image: 'shop/edge:1',
            essential: true,
            portMappings: [{ containerPort: 80 }],
            links: ['web'],
          },
          { name: 'web', image: 'shop/api:1', essential: true },
        ],
      }),
      'edge/Dockerfile': 'FROM nginx:1.27\nCOPY default.conf /etc/nginx/conf.d/default.conf\n',
      'edge/default.conf': pooled.replace('api:3000', `${upstream}:3000`),
      ...nodeService,
    });
    expect((await pathsOf(task('web'))).join()).toMatch(/nginx shop\/: in 65 s, out 60 s, pools > shop: in 6 s$/);
    expect((await pathsOf(task('elsewhere'))).join()).not.toContain('> shop: in');
  });
  it('that run something else run no configuration', async () => {
    const hop = await hopOf({
      ...compose('node:22', 'nginx.conf', '/app/nginx.conf'),
      'nginx.conf': configuration(server),
    });
    expect(hop.version).toMatchObject({ state: 'unknown', reason: { kind: 'version-unknown' } });
  });
  it('that are given the whole project run no configuration in it', async () => {
    const files = {
      'docker-compose.yml':
        'services:\n  tools:\n    build: ./tools\n    volumes: [".:/work"]\n    ports: ["3000:3000"]\n',
      'tools/Dockerfile': 'FROM registry.example/tools:1\n',
      'sample/default.conf': 'server { location / { proxy_pass http://127.0.0.1:3000; } }',
    };
    expect((await pathsOf(files)).join()).not.toContain('nginx');
    const mounting = (volume: string): Record<string, string> => ({
      ...files,
      'docker-compose.yml': files['docker-compose.yml'].replace('.:/work', volume),
    });
    expect((await pathsOf(mounting('./sample:/etc/nginx/conf.d'))).join()).toContain('nginx');
    // A folder may hold files of many programs.
    expect((await pathsOf(mounting('./sample:/work'))).join()).not.toContain('nginx');
  });
  it('that pass nothing on are the end of a path', async () => {
    const files = {
      'docker-compose.yml':
        'services:\n  lb:\n    image: nginx:1.27\n    volumes: ["./lb.conf:/etc/nginx/conf.d/default.conf"]\n  web: { build: ./web }\n',
      'lb.conf': 'server { location / { proxy_pass http://web; } }',
      'web/Dockerfile': 'FROM nginx:1.27\nCOPY site.conf /etc/nginx/conf.d/default.conf\n',
      'web/site.conf': 'server { listen 80; server_name site; keepalive_timeout 20s; location / { root /srv; } }',
    };
    expect(await pathsOf(files)).toEqual([
      'nginx (location /): in 65 s, out 60 s, opens anew > nginx site: in 20 s, out 60 s, opens anew',
    ]);
  });
});
