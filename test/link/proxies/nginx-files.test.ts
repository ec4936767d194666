// Which files an nginx reads: what they include, and what lies where in the containers that run it.
import { describe, expect, it } from 'vitest';
import { compose, configuration, writtenValue } from './nginx-project.js';
import { bound, hopOf, nodeService, pathsOf, proxiesOf } from './project.js';

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
  it('nor because an image of another project copies everything around it', async () => {
    const proxies = await proxiesOf({
      'one/edge/Dockerfile': 'FROM nginx:1.27\nCOPY nginx.conf /etc/nginx/nginx.conf\n',
      'one/edge/nginx.conf': configuration('keepalive_timeout 33s;\ninclude /etc/nginx/conf.d/*.conf;'),
      'one/api/Dockerfile': 'FROM node:22\nWORKDIR /app\nCOPY . .\nCMD ["node", "server.js"]\n',
      'two/compose.yaml':
        'services:\n  edge:\n    image: nginx:1.27\n    volumes: ["./site.conf:/etc/nginx/conf.d/default.conf"]\n',
      'two/site.conf': 'server { server_name two; location / { proxy_pass http://api:2; } }',
    });
    expect(proxies.map((each) => [each.name, writtenValue(each, 'inbound.idleTimeout')])).toEqual([
      ['two/', undefined],
    ]);
  });
  it('nor into an nginx of another container that has the whole repository mounted', async () => {
    const proxies = await proxiesOf({
      'compose.yaml':
        'services:\n  edge:\n    image: nginx:1.27\n    volumes: ["./conf/main.conf:/etc/nginx/nginx.conf", "./conf/edge.conf:/etc/nginx/conf.d/edge.conf"]\n  site:\n    build: { context: ., dockerfile: site.Dockerfile }\n    volumes: [".:/src"]\n',
      'site.Dockerfile': 'FROM alpine:3.22\nRUN apk add nginx\nCOPY conf/site.conf /etc/nginx/http.d/site.conf\n',
      'conf/main.conf': configuration('keepalive_timeout 33s;\ninclude /etc/nginx/conf.d/*.conf;'),
      'other/nginx.conf': configuration('keepalive_timeout 44s;\ninclude /etc/nginx/conf.d/*.conf;'),
      'conf/edge.conf': 'server { server_name edge; location / { proxy_pass http://site:80; } }',
      'conf/site.conf': 'server { server_name site; location / { proxy_pass http://api:2; } }',
    });
    expect(proxies.map((each) => [each.name, writtenValue(each, 'inbound.idleTimeout')])).toEqual([
      ['edge/', '33s'],
      ['site/', undefined],
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
  it('that have the whole project mounted do not run what another has mounted by itself', async () => {
    const files = {
      ...compose('nginx:1.27', 'shop.conf', '/etc/nginx/conf.d/default.conf'),
      'pages/Dockerfile': 'FROM node:22-alpine\nRUN apk add --no-cache nginx\nCMD ["nginx", "-g", "daemon off;"]\n',
      'shop.conf': pooled,
    };
    const more = '  pages:\n    build: ./pages\n    volumes: [".:/src"]\n';
    expect(await pathsOf({ ...files, 'docker-compose.yml': `${files['docker-compose.yml']}${more}` })).toEqual([
      'nginx shop/: in 65 s, out 60 s, pools > api: in 6 s',
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
        'services:\n  tools:\n    build: ./tools\n    volumes: [".:/work"]\n    ports: ["3001:3000"]\n',
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
      'nginx (location /): in 65 s, out 60 s, opens anew > nginx site: in 20 s, out unknown, opens anew',
    ]);
  });
});
