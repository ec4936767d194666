// What hoplint reads in a Caddyfile.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProxyFact } from '../../src/model/facts.js';
import { caddy } from '../../src/parsers/caddy/index.js';
import { parseCaddyfile } from '../../src/parsers/caddy/parse-caddyfile.js';
import { placesOf } from '../kit/places.js';
import { nodeService, pathsOf } from '../link/proxies/project.js';

const caddyfile = `# The shop.
{
	grace_period 10s
	servers {
		timeouts {
			idle 45s
		}
	}
	servers :9443 {
		timeouts {
			idle 9s
		}
	}
}

(pool) {
	transport http {
		keepalive 4s
		dial_timeout 2s
	}
}

shop.example.com, http://shop {
	respond /ping "{ok}"
	handle /api/* {
		reverse_proxy {$API_HOST:api}:3000 spare:3000 {
			import pool
			health_uri /health
			health_interval 5s
		}
	}
	reverse_proxy @ws http://socket:8080
	reverse_proxy /dynamic {http.request.header.target}
}

:9443 {
	root * /srv
	file_server
}
`;
const read = (text: string) => parseCaddyfile({ path: 'Caddyfile', text });
const proxies = (text: string) => read(text).facts.filter((fact): fact is ProxyFact => fact.kind === 'proxy');
const values = (proxy: ProxyFact | undefined) =>
  Object.fromEntries(
    (proxy?.settings ?? []).map(({ name, value }) => [name, value.kind === 'literal' ? value.value : value.kind]),
  );

describe('files', () => {
  it.each(['Caddyfile', 'deploy/Caddyfile.prod', 'shop.caddyfile'])('%s may be one', (path) =>
    expect(caddy.accepts(path)).toBe(true),
  );
  it('without a site of its own matter little', () => {
    expect(caddy.gate({ path: 'Caddyfile', text: caddyfile })).toBe(true);
    expect(caddy.gate({ path: 'Caddyfile', text: 'tls internal\n' })).toBe(false);
  });
});

it('every reverse_proxy is a proxy, and a site without one', () => {
  const found = proxies(caddyfile);
  expect(
    found.map(({ id, name, listensOn, forwardsTo }) => [id, name, listensOn, forwardsTo.map((each) => each.value)]),
  ).toEqual([
    ['site shop.example.com', 'shop.example.com', [443, 80], [`\${API_HOST:-api}:3000`, 'spare:3000']],
    ['site shop.example.com @ws', 'shop.example.com@ws', [443, 80], ['socket:8080']],
    ['site shop.example.com /dynamic', 'shop.example.com/dynamic', [443, 80], []],
    ['site :9443', ':9443', [9443], []],
  ]);
  expect(found[0]).toMatchObject({ at: { line: 26, column: 3 }, servers: { value: 2 } });
});
it('settings come from options, transport and the directive', () => {
  const [api, , , site] = proxies(caddyfile);
  expect(values(api)).toEqual({
    'drain.timeout': '10s',
    'inbound.idleTimeout': '45s',
    'outbound.idleTimeout': '4s',
    'outbound.connectTimeout': '2s',
    'health.path': '/health',
    'health.interval': '5s',
  });
  expect(values(site)['inbound.idleTimeout']).toBe('9s');
});
it('keepalive may be off', () => {
  const [proxy] = proxies(':80 {\n reverse_proxy a:1 {\n  transport http {\n   keepalive off\n  }\n }\n}\n');
  expect(values(proxy)).toEqual({ 'outbound.pooling': 'off' });
});
it('a file of one site needs no braces', () => {
  expect(proxies(':8080\n\nreverse_proxy api:3000\n')).toMatchObject([
    { name: ':8080', listensOn: [8080], forwardsTo: [{ value: 'api:3000', port: 3000 }] },
  ]);
});
describe('words', () => {
  it('may be quoted, long, or of another language', () => {
    const text =
      ':80 {\n header X "a # b" # c\n respond <<HTML\n  } {\n  HTML 200\n coraza {\n  directives `\n  Include x {\n  `\n }\n reverse_proxy a:1\n}\n';
    expect(read(text).problems).toEqual([]);
    expect(proxies(text)).toMatchObject([{ forwardsTo: [{ value: 'a:1' }], at: { line: 11 } }]);
  });
  it.each([
    [':80 {\n reverse_proxy a:1\n', 1, /never closed/],
    [':80 {\n}\n}\nfile_server\n', 3, /Unexpected "}"/],
    [':80 {\n respond "x\n}\n', 2, /quote is never closed/],
  ])('that break the file are a problem: %j', (text, line, message) => {
    const [problem] = read(text).problems;
    expect(problem).toMatchObject({ kind: 'syntax', code: 'caddyfile-syntax', at: { line } });
    expect(problem?.message).toMatch(message);
  });
});
it('values that Caddy cannot read are mistakes', () => {
  const text = ':80 {\n reverse_proxy a:1 {\n  transport http {\n   keepalive 30\n   dial_timeout 1d\n  }\n }\n}\n';
  expect(read(text).facts.slice(1)).toMatchObject([
    { kind: 'setting-mistake', key: 'keepalive', at: { line: 4, column: 14, endColumn: 16 } },
  ]);
});
it('reads suppressions', () => {
  expect(
    read(':80 {\n # hoplint-ignore keepalive-race -- measured\n reverse_proxy a:1\n}\n').suppressions,
  ).toMatchObject([{ reason: 'measured' }]);
});
it('stands in front of what it names, with its environment', async () => {
  const files = {
    'docker-compose.yml':
      'services:\n  edge:\n    image: caddy:2.8\n    volumes: ["./Caddyfile:/etc/caddy/Caddyfile"]\n  api: { build: ./api }\n',
    Caddyfile: caddyfile,
    ...nodeService,
  };
  expect(await pathsOf(files)).toEqual(['Caddy shop.example.com: in 45 s, out 4 s, pools > api: in 6 s']);
});
describe('any text', () => {
  const pieces = [
    ':80',
    '{',
    '}',
    '\n',
    '\n',
    ' ',
    '"',
    '`',
    '\\',
    '#',
    '<<X\n',
    '\nX',
    'reverse_proxy a:1',
    'import s',
    '(s)',
    '{$A:b}',
    'servers',
    'timeouts',
    'idle 5s',
  ];
  const text = fc.oneof(
    fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((list) => list.join(' ')),
    fc.string({ unit: 'binary', maxLength: 200 }),
  );
  it('is read without harm', () => {
    fc.assert(
      fc.property(text, (source) => {
        expect(placesOf(read(source)).filter((place) => !place.isInside(source))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
  it('is bounded', () => {
    expect(read('a {\n'.repeat(200)).problems).toMatchObject([{ code: 'too-large' }]);
    const bomb = `(a) {\n${'import a\n'.repeat(50)}}\n:80 {\n${'import a\n'.repeat(50)}reverse_proxy b:1\n}\n`;
    expect(read(bomb).facts).toHaveLength(1);
  });
});

describe('a snippet with arguments', () => {
  const snippet = (body: string, imports: string): string => `(proxy) {\n${body}\n}\n:80 {\n${imports}\n}\n`;
  const sent = (text: string) =>
    proxies(text).map(({ forwardsTo, settings }) => [
      forwardsTo.map((each) => each.value),
      values({ settings } as unknown as ProxyFact)['outbound.idleTimeout'],
    ]);

  it('has what each import gives, at the place of the import', () => {
    const body = '\treverse_proxy {args[0]}:3000 {\n\t\ttransport http {\n\t\t\tkeepalive {args[1]}\n\t\t}\n\t}';
    const text = snippet(body, '\timport proxy api 90s\n\timport proxy pay 4s');
    expect(sent(text)).toEqual([
      [['api:3000'], '90s'],
      [['pay:3000'], '4s'],
    ]);
    const idle = proxies(text)[1]?.settings.find(({ name }) => name === 'outbound.idleTimeout');
    expect(idle?.value.at).toMatchObject({ line: 10 });
  });

  it.each([
    ['\treverse_proxy {args[:]}', ['api:1', 'pay:1']],
    ['\treverse_proxy {args[1:]}', ['pay:1']],
    ['\treverse_proxy {args.1}', ['pay:1']],
  ])('%s', (body, expected) => {
    expect(sent(snippet(body, '\timport proxy api:1 pay:1'))).toEqual([[expected, undefined]]);
  });

  it('grows no further than what people write', () => {
    const nested = Array.from(
      { length: 9 },
      (_, index) => `(s${index}) {\n\timport s${index + 1} ${'{args[:]} {args[0]}{args[0]} '.repeat(20)}\n}`,
    ).join('\n');
    const text = `${nested}\n(s9) {\n\treverse_proxy {args[:]}\n}\n:80 {\n\timport s0 api:1\n}\n`;
    expect(JSON.stringify(read(text)).length).toBeLessThan(1_000_000);
  });
});
