// What hoplint reads in Traefik's own files.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { traefik } from '../../src/parsers/traefik/index.js';
import { parseTraefik } from '../../src/parsers/traefik/parse-traefik.js';
import { placesOf } from '../kit/places.js';

const read = (text: string, path = 'traefik.yml') => parseTraefik({ path, text });
const dynamic = `http:
  routers:
    shop:
      rule: Host(\`shop.example.com\`)
      service: shop@file
      middlewares: [again]
    dashboard: { rule: Path(\`/\`), service: api@internal }
  services:
    shop:
      weighted:
        services: [{ name: blue, weight: 3 }, { name: green, weight: 1 }]
    blue:
      loadBalancer:
        serversTransport: quick
        servers: [{ url: "http://blue:3000/" }, { url: "http://10.0.0.1:3000" }]
    green: { loadBalancer: { servers: [{ url: "https://green" }] } }
  serversTransports:
    quick: { forwardingTimeouts: { idleConnTimeout: 4s }, maxIdleConnsPerHost: -1 }
    other: { forwardingTimeouts: { idleConnTimeout: 9s } }
  middlewares:
    again: { retry: { attempts: 3 } }
`;

describe('files', () => {
  it.each([
    ['traefik.yml', 'entryPoints:\n  web: {}\n', true],
    ['dynamic.yaml', dynamic, true],
    ['traefik.toml', '[entryPoints.web]\naddress = ":80"\n', true],
    ['docker-compose.yml', 'services:\n  http:\n    image: a\n', false],
    ['values.yaml', 'http:\n  port: 80\nservices: {}\n', false],
    ['Cargo.toml', '[dependencies]\nhttp = "1"\n', false],
  ])('%s: %j', (path, text, wanted) => expect(traefik.accepts(path) && traefik.gate({ path, text })).toBe(wanted));
});

it('routers are proxies', () => {
  const { facts, problems } = read(dynamic, 'dynamic.yml');
  expect(problems).toEqual([]);
  expect(facts).toMatchObject([
    {
      kind: 'proxy',
      product: 'traefik',
      id: 'router shop',
      at: { line: 3, column: 5 },
      runsIn: 'file',
      servers: { value: 3 },
      forwardsTo: [{ to: 'address', value: 'blue:3000', port: 3000 }, { value: '10.0.0.1:3000' }, { value: 'green' }],
      settings: [
        { name: 'outbound.httpVersion', key: 'url', value: { kind: 'unknown', reason: 'ambiguous' } },
        { name: 'outbound.idleTimeout', value: { value: '4s', at: { line: 18 } } },
        { name: 'outbound.pooling', value: { value: -1 } },
        { name: 'outbound.poolSize', value: { value: -1 } },
        { name: 'outbound.attempts', value: { value: 3 } },
      ],
    },
    { kind: 'policy', name: 'quick', attach: [] },
    { kind: 'policy', name: 'other', settings: [{ name: 'outbound.idleTimeout', value: { value: '9s' } }] },
  ]);
});
it.each([
  [
    'traefik.yml',
    'entrypoints:\n  web:\n    transport:\n      respondingTimeouts: { idleTimeout: 10s }\nserversTransport:\n  forwardingTimeouts: { idleConnTimeout: 20 }\n',
  ],
  [
    'traefik.toml',
    '[entryPoints.web.transport.respondingTimeouts]\nidleTimeout = "10s"\n[serversTransport.forwardingTimeouts]\nidleConnTimeout = 20\n',
  ],
])('the static file %s is a policy for all', (path, text) => {
  expect(read(text, path).facts).toMatchObject([
    {
      kind: 'policy',
      product: 'traefik',
      attach: [{ to: 'controller' }],
      settings: [
        { name: 'inbound.idleTimeout', value: { value: '10s' } },
        { name: 'outbound.idleTimeout', value: { value: 20 } },
      ],
    },
  ]);
});
it('values that Traefik cannot read are mistakes', () => {
  const { facts } = read('entryPoints:\n  web:\n    transport: { respondingTimeouts: { idleTimeout: soon } }\n');
  expect(facts).toMatchObject([{ kind: 'policy' }, { kind: 'setting-mistake', mistake: 'invalid', at: { line: 3 } }]);
});
it('broken files are problems', () => {
  expect(read('entryPoints: [\n').problems).toMatchObject([{ code: 'yaml-syntax' }]);
  expect(read('[entryPoints.web\n', 'a.toml').problems).toMatchObject([
    { code: 'toml-syntax', at: { line: 1, column: 17 } },
  ]);
});
it('any change of a file is read without harm', () => {
  fc.assert(
    fc.property(fc.nat(dynamic.length), fc.nat(40), fc.string({ maxLength: 10 }), (at, length, text) => {
      const source = dynamic.slice(0, at) + text + dynamic.slice(at + length);
      expect(placesOf(read(source)).filter((place) => !place.isInside(source))).toEqual([]);
    }),
    { numRuns: 200 },
  );
});
