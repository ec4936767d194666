// What hoplint reads in an Envoy bootstrap.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProxyFact } from '../../src/model/facts.js';
import { envoy } from '../../src/parsers/envoy/index.js';
import { parseEnvoy } from '../../src/parsers/envoy/parse-envoy.js';
import { placesOf } from '../kit/places.js';
import { hopOf, nodeService, pathsOf } from '../link/proxies/project.js';

const bootstrap = `static_resources:
  listeners:
    - name: web
      address: { socket_address: { address: 0.0.0.0, port_value: 8080 } }
      filter_chains:
        - filters:
            - name: envoy.filters.network.http_connection_manager
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager
                stat_prefix: web
                common_http_protocol_options: { idle_timeout: 900s }
                stream_idle_timeout: 60s
                route_config:
                  virtual_hosts:
                    - name: all
                      domains: ["*"]
                      routes:
                        - match: { prefix: /slow }
                          route: { cluster: api, timeout: 30s, retry_policy: { retry_on: "reset,5xx", per_try_timeout: 5s } }
                        - match: { prefix: /old }
                          redirect: { path_redirect: / }
                        - match: { prefix: / }
                          route:
                            weighted_clusters:
                              clusters: [{ name: api, weight: 1 }, { name: spare, weight: 1 }]
                            retry_policy: { retry_on: connect-failure, num_retries: 3 }
                http_filters: []
  clusters:
    - name: api
      type: STRICT_DNS
      connect_timeout: 1s
      typed_extension_protocol_options:
        envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
          common_http_protocol_options: { idle_timeout: 4s, max_requests_per_connection: 100 }
      load_assignment:
        cluster_name: api
        endpoints:
          - lb_endpoints:
              - endpoint: { address: { socket_address: { address: api, port_value: 3000 } } }
              - endpoint: { address: { socket_address: { address: "\${SPARE}", port_value: 3000 } } }
    - name: spare
      load_assignment: { endpoints: [] }
`;
const read = (text: string, path = 'envoy.yaml') => parseEnvoy({ path, text });
const proxies = (text: string, path?: string) =>
  read(text, path).facts.filter((fact): fact is ProxyFact => fact.kind === 'proxy');
const values = (proxy: ProxyFact | undefined) =>
  Object.fromEntries(
    (proxy?.settings ?? []).map(({ name, value }) => [name, value.kind === 'literal' ? value.value : value.kind]),
  );

describe('files', () => {
  it.each([
    ['envoy.yaml', bootstrap, true],
    ['envoy.json', '{"static_resources": {"clusters": []}}', true],
    ['deployment.yaml', 'kind: Deployment\n', false],
  ])('%s', (path, text, wanted) => expect(envoy.accepts(path) && envoy.gate({ path, text })).toBe(wanted));
});

it('every cluster of a route is a proxy', () => {
  const found = proxies(bootstrap);
  expect(found.map(({ id, listensOn, servers }) => [id, listensOn, servers?.value])).toEqual([
    ['listener web route /slow cluster api', [8080], 2],
    ['listener web route / cluster api', [8080], 2],
    ['listener web route / cluster spare', [8080], undefined],
  ]);
  expect(found[0]).toMatchObject({
    at: { line: 19 },
    forwardsTo: [
      { value: 'api', port: 3000 },
      { value: `\${SPARE}`, port: 3000 },
    ],
  });
  expect(found[0]?.forwardsTo[0]).not.toHaveProperty('pinned');
});
it('settings come from listener, route and cluster', () => {
  const [slow, rest] = proxies(bootstrap);
  expect(values(slow)).toEqual({
    'inbound.idleTimeout': '900s',
    'stream.idleTimeout': '60s',
    'outbound.responseTimeout': '30s',
    'outbound.requestDeadline': '30s',
    'outbound.retryOn': 'reset,5xx',
    'outbound.retryScope': 'reset,5xx',
    'outbound.perTryTimeout': '5s',
    'outbound.attempts': 1,
    'outbound.connectTimeout': '1s',
    'outbound.idleTimeout': '4s',
    'outbound.maxRequests': 100,
    'outbound.pooling': 100,
  });
  expect(values(rest)['outbound.attempts']).toBe(3);
});
it('JSON says the same', () => {
  const json = JSON.stringify({
    static_resources: {
      listeners: [
        {
          name: 'web',
          filter_chains: [
            {
              filters: [
                {
                  typed_config: {
                    '@type': 'x.HttpConnectionManager',
                    route_config: { virtual_hosts: [{ routes: [{ route: { cluster: 'api', timeout: '9s' } }] }] },
                  },
                },
              ],
            },
          ],
        },
      ],
      clusters: [
        {
          name: 'api',
          load_assignment: {
            endpoints: [
              { lb_endpoints: [{ endpoint: { address: { socket_address: { address: 'api', port_value: 80 } } } }] },
            ],
          },
        },
      ],
    },
  });
  expect(values(proxies(json, 'envoy.json')[0])).toMatchObject({ 'outbound.responseTimeout': '9s' });
});
it('a bootstrap of the second API: filters known by name, hosts in the cluster', () => {
  const second = `static_resources:
  listeners:
    - address: { socket_address: { address: 0.0.0.0, port_value: 9000 } }
      filter_chains:
        - filters:
            - name: envoy.http_connection_manager
              config:
                idle_timeout: 30s
                route_config:
                  virtual_hosts:
                    - { name: all, domains: ["*"], routes: [{ match: { prefix: / }, route: { cluster: greeter, max_grpc_timeout: 0s } }] }
            - { name: envoy.tcp_proxy, config: { cluster: greeter } }
  clusters:
    - name: greeter
      connect_timeout: 0.5s
      http2_protocol_options: {}
      hosts: [{ socket_address: { address: greeter, port_value: 9090 } }]
`;
  const [only, ...others] = proxies(second);
  expect(others).toEqual([]);
  expect(only).toMatchObject({
    listensOn: [9000],
    forwardsTo: [{ value: 'greeter', port: 9090 }],
    servers: { value: 1 },
  });
  expect(values(only)).toMatchObject({ 'inbound.idleTimeout': '30s', 'outbound.connectTimeout': '0.5s' });
  expect(proxies(second.replace('envoy.http_connection_manager', 'envoy.echo'))).toEqual([]);
});
it('values that Envoy cannot read are mistakes', () => {
  expect(read(bootstrap.replace('timeout: 30s', 'timeout: 30')).facts.at(-1)).toMatchObject({
    kind: 'setting-mistake',
    mistake: 'invalid',
    key: 'timeout',
    at: { line: 19 },
  });
});
it('stands in front of what its clusters name, where it is mounted', async () => {
  const files = {
    'docker-compose.yml':
      'services:\n  edge:\n    image: envoyproxy/envoy:v1.31\n    environment: { SPARE: nowhere }\n    volumes: ["./envoy.yaml:/etc/envoy/envoy.yaml"]\n  api: { build: ./api }\n',
    'envoy.yaml': bootstrap,
    ...nodeService,
  };
  expect(await pathsOf(files)).toEqual([
    'Envoy web/: in 15 min, out 4 s, pools > api: in 6 s',
    'Envoy web/slow: in 15 min, out 4 s, pools > api: in 6 s',
  ]);
  const attempts = (await hopOf(files, 'web/slow')).settings.get('outbound.attempts');
  expect(attempts).toMatchObject({ state: 'known', value: 2 });
});
it('any change of a file is read without harm', () => {
  fc.assert(
    fc.property(fc.nat(bootstrap.length), fc.nat(60), fc.string({ maxLength: 10 }), (at, length, text) => {
      const source = bootstrap.slice(0, at) + text + bootstrap.slice(at + length);
      expect(placesOf(read(source)).filter((place) => !place.isInside(source))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});
