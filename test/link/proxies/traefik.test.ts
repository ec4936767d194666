// What link makes of Traefik: labels on compose services, flags, static and dynamic files.
import { describe, expect, it } from 'vitest';
import { nodeService, pathsOf, proxiesOf } from './project.js';

const project = (edge: readonly string[], api: readonly string[]) => ({
  'docker-compose.yml': [
    'services:',
    '  edge:',
    '    image: traefik:v3.1',
    ...edge.map((line) => `    ${line}`),
    '  api:',
    '    build: ./api',
    ...api.map((line) => `    ${line}`),
    '',
  ].join('\n'),
  ...nodeService,
});

describe('labels', () => {
  it('lead to the service that has them', async () => {
    const files = project(
      [
        'command: [--entrypoints.web.transport.respondingTimeouts.idleTimeout=10s, --serverstransport.forwardingtimeouts.idleconntimeout=45s]',
      ],
      [
        'labels:',
        '  - traefik.enable=true',
        '  - traefik.http.routers.Shop.rule=Host(`a`)',
        '  - traefik.http.services.shop.loadbalancer.server.port=3000',
      ],
    );
    expect(await pathsOf(files)).toEqual(['Traefik shop: in 10 s, out 45 s, pools > api: in 6 s']);
    const [proxy] = await proxiesOf(files);
    expect(proxy).toMatchObject({
      at: { file: 'docker-compose.yml', line: 9 },
      forwardsTo: [{ value: 'api', port: 3000, at: { line: 10 } }],
    });
  });
  it('need no router of their own', async () => {
    expect(await pathsOf(project([], ['labels: { traefik.enable: "true" }']))).toEqual([
      'Traefik api: in 180 s, out 90 s, pools > api: in 6 s',
    ]);
  });
  it('may turn it off, or name a service elsewhere', async () => {
    expect(
      await proxiesOf(project([], ['labels: { traefik.enable: "false", traefik.http.routers.a.rule: x }'])),
    ).toEqual([]);
    expect(await proxiesOf(project([], ['labels: { traefik.http.routers.a.service: api@internal }']))).toEqual([]);
  });
  it('work for a Traefik of another project', async () => {
    const { 'docker-compose.yml': text, ...rest } = project([], ['labels: { traefik.enable: "true" }']);
    expect(await pathsOf({ ...rest, 'docker-compose.yml': text.replace(/ {2}edge:\n.*\n/, '') })).toEqual([
      'Traefik api: in 180 s, out 90 s, pools > api: in 6 s',
    ]);
  });
  it('attach middlewares by name', async () => {
    const [proxy] = await proxiesOf(
      project(
        [],
        [
          'labels:',
          '  - traefik.http.routers.a.middlewares=again@docker',
          '  - traefik.http.middlewares.again.retry.attempts=3',
          '  - traefik.http.middlewares.other.retry.attempts=9',
        ],
      ),
    );
    expect(proxy?.settings.map((each) => [each.name, each.value])).toMatchObject([
      ['outbound.attempts', { value: '3' }],
    ]);
  });
});

it('files of the repository join with the container that mounts them', async () => {
  const files = {
    ...project(['volumes: ["./traefik:/etc/traefik"]'], []),
    'traefik/traefik.yml':
      'entryPoints:\n  web: { address: ":80" }\nserversTransport:\n  forwardingTimeouts: { idleConnTimeout: 4s }\n',
    'traefik/dynamic.yml':
      'http:\n  routers:\n    shop: { rule: Host(`a`), service: shop }\n  services:\n    shop: { loadBalancer: { servers: [{ url: "http://api:3000" }] } }\n',
  };
  expect(await pathsOf(files)).toEqual(['Traefik shop: in 180 s, out 4 s, pools > api: in 6 s']);
});
