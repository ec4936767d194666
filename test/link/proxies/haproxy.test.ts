// HAProxy in front of a service of compose.
import { expect, it } from 'vitest';
import { bound, hopOf, nodeService, pathsOf, pools } from './project.js';

const configuration = (lines: string) => `defaults
  mode http
  timeout client 30s
  timeout server 31s
  timeout connect 5s
frontend web
  bind *:80
  default_backend api
backend api
  ${lines}
`;
const project = (lines: string) => ({
  'docker-compose.yml':
    'services:\n  edge:\n    image: haproxy:2.9-alpine\n    environment: { API: "api:3000", READ: 7s }\n    volumes: ["./haproxy.cfg:/usr/local/etc/haproxy/haproxy.cfg:ro"]\n  api: { build: ./api }\n',
  'haproxy.cfg': configuration(lines),
  ...nodeService,
});

it('has no exact idle limit towards servers', async () => {
  expect(await pathsOf(project('server api api:3000'))).toEqual([
    'HAProxy web/api: in 30 s, out 40 s, pools > api: in 6 s',
  ]);
  expect(await pathsOf(project('server api api:3000 pool-purge-delay 500ms'))).toEqual([
    'HAProxy web/api: in 30 s, out 4 s, pools > api: in 6 s',
  ]);
});
it('may keep no pool', async () => {
  expect(pools((await hopOf(project('server api api:3000 pool-max-conn 0'))).settings.get('outbound.pooling'))).toBe(
    'opens anew',
  );
  expect(
    pools((await hopOf(project('option http-server-close\n  server api api:3000'))).settings.get('outbound.pooling')),
  ).toBe('opens anew');
});
it('is filled in from its environment, in the version of its image', async () => {
  const hop = await hopOf(project('timeout server "$READ"\n  server api "$API"'));
  expect(bound(hop.settings.get('outbound.responseTimeout'))).toBe('7 s');
  expect(hop.version).toMatchObject({ value: '2.9-alpine' });
});
it('counts retries as attempts', async () => {
  const { settings } = await hopOf(project('retries 2\n  server api api:3000'));
  expect(settings.get('outbound.attempts')).toMatchObject({ value: 3 });
  expect(settings.get('outbound.retryScope')).toMatchObject({ value: 'none' });
  const { settings: replaying } = await hopOf(project('retry-on all-retryable-errors\n  server api api:3000'));
  expect(replaying.get('outbound.retryScope')).toMatchObject({ value: 'all' });
});
