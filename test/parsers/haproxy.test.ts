// What hoplint reads in haproxy.cfg.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ProxyFact, SettingMistake } from '../../src/model/facts.js';
import { haproxy } from '../../src/parsers/haproxy/index.js';
import { parseHaproxy } from '../../src/parsers/haproxy/parse-haproxy.js';
import { placesOf } from '../kit/places.js';

function read(text: string) {
  const { facts, problems, suppressions } = parseHaproxy({ path: 'haproxy.cfg', text });
  return {
    proxies: facts.filter((fact): fact is ProxyFact => fact.kind === 'proxy'),
    mistakes: facts.filter((fact): fact is SettingMistake => fact.kind === 'setting-mistake'),
    problems,
    suppressions,
  };
}
function only(text: string): ProxyFact {
  const { proxies } = read(text);
  const [proxy] = proxies;
  if (proxy === undefined || proxies.length !== 1) throw new Error(`${proxies.length} proxies`);
  return proxy;
}
const writtenValue = (proxy: ProxyFact, name: string): unknown => {
  const value = proxy.settings.findLast((each) => each.name === name)?.value;
  return value?.kind === 'literal' ? value.value : value?.kind;
};
const defaults = 'defaults\n  mode http\n  timeout client 30s\n  timeout server 31s\n  timeout connect 5s\n';
const shop = (back: string, front = '') =>
  `${defaults}frontend web\n  bind *:80\n  ${front}\n  default_backend api\nbackend api\n  ${back}\n`;

describe('files', () => {
  it.each(['haproxy.cfg', 'lb/haproxy.cfg.template', 'haproxy-edge.conf', 'conf/shop.cfg'])('%s may be one', (path) =>
    expect(haproxy.accepts(path)).toBe(true),
  );
  it('of Python are none', () => {
    expect(haproxy.gate({ path: 'setup.cfg', text: '[metadata]\nname = x\n' })).toBe(false);
    expect(haproxy.gate({ path: 'haproxy.cfg', text: shop('server a a:1') })).toBe(true);
  });
});

describe('proxies', () => {
  it('are pairs of frontend and backend', () => {
    const proxy = only(
      shop(
        'server api1 api:3000 check inter 2s\n  server api2 10.0.0.2:3000 check inter 2s\n  server spare spare:3000 backup check inter 9s',
      ),
    );
    expect(proxy).toMatchObject({
      product: 'haproxy',
      id: 'frontend web backend api',
      name: 'web/api',
      listensOn: [80],
      runsIn: 'file',
      servers: { value: 2 },
      forwardsTo: [
        { value: 'api:3000', port: 3000, pinned: true, at: { line: 11, column: 15 } },
        { value: '10.0.0.2:3000' },
        { value: 'spare:3000', pinned: true },
      ],
      at: { line: 10, column: 1, endColumn: 12 },
    });
    expect(proxy.forwardsTo[1]).not.toHaveProperty('pinned');
    expect(Object.fromEntries(proxy.settings.map(({ name }) => [name, writtenValue(proxy, name)]))).toEqual({
      'inbound.socketTimeout': '30s',
      'outbound.responseTimeout': '31s',
      'outbound.connectTimeout': '5s',
      'health.interval': '2s',
    });
  });
  it('may be one listen section, or several backends', () => {
    expect(only(`${defaults}listen shop\n bind :8080,[::]:8443 ssl\n server a a:1\n`)).toMatchObject({
      id: 'listen shop',
      listensOn: [8080, 8443],
    });
    const { proxies } = read(
      `${defaults}frontend web\n bind :80\n use_backend a if { path_beg /a }\n use_backend %[req.hdr(x)]\n default_backend b\nbackend a\n server a a:1\nbackend b\n server b b:1\nbackend c\n server c c:1\n`,
    );
    expect(proxies.map((each) => each.id)).toEqual(['frontend web backend a', 'frontend web backend b']);
  });
  it('carry bytes where nothing asks for HTTP', () => {
    const timeouts = ' timeout client 30s\n timeout server 50s\n timeout http-keep-alive 5s\n';
    const plain = only(`listen db\n bind :5432\n${timeouts} server db db:5432 check inter 5s\n`);
    expect(plain).toMatchObject({ product: 'haproxy', mode: 'haproxy-tcp', listensOn: [5432] });
    expect(plain.settings.map((each) => each.name)).toEqual(['inbound.socketTimeout', 'outbound.sendTimeout']);
    expect(only(`${defaults}listen db\n mode tcp\n bind :5432\n server db db:5432\n`).mode).toBe('haproxy-tcp');
    // HAProxy refuses a frontend of one mode that sends to a backend of the other.
    const mixed = 'frontend web\n bind :80\n mode http\n default_backend api\nbackend api\n server a a:1\n';
    expect(read(mixed).proxies).toEqual([]);
  });
  it('take names from resolvers and the environment', () => {
    const proxy = only(shop(`server-template api 3 _http._tcp.api:3000 resolvers dns\n  server b "\${API_HOST}:80"`));
    expect(proxy.forwardsTo.map((each) => [each.value, each.pinned])).toEqual([
      ['_http._tcp.api:3000', undefined],
      [`\${API_HOST}:80`, true],
    ]);
    expect(proxy.servers?.value).toBe(4);
  });
});

describe('inheritance', () => {
  it('is from the last defaults, or the one named', () => {
    const text = [
      'defaults slow',
      ' mode http',
      ' timeout server 90s',
      ' retries 1',
      'defaults quick from slow',
      ' timeout server 5s',
      'listen a',
      ' server a a:1',
      'listen b from slow',
      ' server b b:1',
      ' timeout server 7s',
    ].join('\n');
    const { proxies } = read(text);
    expect(
      proxies.map((each) => [writtenValue(each, 'outbound.responseTimeout'), writtenValue(each, 'outbound.attempts')]),
    ).toEqual([
      ['5s', '1'],
      ['7s', '1'],
    ]);
  });
  it('of server words is from default-server above', () => {
    const differ = only(shop('default-server pool-purge-delay 1s\n  server a a:1\n  server b b:1 pool-purge-delay 2s'));
    expect(writtenValue(differ, 'outbound.idleTimeout')).toBe('unknown');
    const agree = only(shop('default-server pool-purge-delay 1s\n  server a a:1\n  server b b:1'));
    expect(agree.settings.find((each) => each.name === 'outbound.idleTimeout')).toMatchObject({
      key: 'default-server.pool-purge-delay',
      value: { value: '1s' },
    });
  });
  it('under a condition is not known', () => {
    expect(
      writtenValue(
        only(shop('server a a:1\n  .if defined(SLOW)\n  timeout server 90s\n  .endif')),
        'outbound.responseTimeout',
      ),
    ).toBe('unknown');
  });
});

describe('pooling', () => {
  const pooling = (back: string, front = '') =>
    writtenValue(only(shop(`server a a:1 ${back}`, front)), 'outbound.pooling');
  it.each([
    ['', '', undefined],
    ['pool-max-conn 0', '', '0'],
    ['pool-max-conn 10', '', undefined],
    ['max-reuse 0', '', '0'],
    ['\n  option http-server-close', '', false],
    ['\n  option httpclose', '', false],
    ['', 'option http-server-close', false],
    ['', 'option httpclose', undefined],
    ['\n  option http-server-close\n  no option http-server-close', '', undefined],
    ['\n  option http-server-close\n  option http-keep-alive', '', undefined],
  ])('%j behind %j: %s', (back, front, expected) => expect(pooling(back, front)).toBe(expected));
});

it('reads what is sent again', () => {
  const proxy = only(shop('retry-on all-retryable-errors 503\n  option redispatch 1\n  server a a:1'));
  expect(writtenValue(proxy, 'outbound.retryScope')).toBe('all-retryable-errors 503');
  expect(proxy.traits?.map((each) => each.name)).toEqual(['redispatch']);
  const tame = only(
    shop('retry-on all-retryable-errors\n  http-request disable-l7-retry if METH_POST\n  server a a:1'),
  );
  expect(writtenValue(tame, 'outbound.retryScope')).toBe('idempotent');
});

describe('mistakes', () => {
  it('are bare numbers that count milliseconds', () => {
    expect(read('defaults\n  timeout client 30\n').mistakes).toMatchObject([
      {
        mistake: 'invalid',
        key: 'timeout client',
        because: 'is "30", which means 30 ms here and is hardly what was meant',
        at: { line: 2, column: 18, endColumn: 20 },
      },
    ]);
  });
  it('are values of no kind, and timeouts on the wrong side', () => {
    expect(
      read(shop('timeout client 5s\n  timeout server 1.5s\n  server a a:1 inter fast check')).mistakes,
    ).toMatchObject([
      {
        mistake: 'ignored',
        key: 'timeout client',
        because: 'is ignored in a backend: it belongs to the side of the frontend',
      },
      { mistake: 'invalid', key: 'timeout server' },
      { mistake: 'invalid', key: 'inter' },
    ]);
  });
  it('are none in a whole file', () => {
    expect(
      read(shop('server a a:1 check inter 2000 fall 3 rise 2 pool-max-conn -1', 'timeout http-keep-alive 65s'))
        .mistakes,
    ).toEqual([]);
  });
});

describe('words', () => {
  it('know quotes, escapes and comments', () => {
    const proxy = only(shop("server 'a b' api\\:1:3000 # old:1"));
    expect(proxy.forwardsTo[0]).toMatchObject({ value: 'api:1:3000', at: { column: 16, endColumn: 27 } });
    expect(read('frontend a\n  bind "x\n').problems).toMatchObject([
      { code: 'haproxy-syntax', at: { line: 2, column: 8 } },
    ]);
    expect(read(`# {{ x }}\n${shop('server a a:1')}`).problems).toEqual([]);
    expect(read(shop('server a {{ host }}:1')).problems).toMatchObject([{ code: 'templated' }]);
  });
  it('of a suppression count', () => {
    expect(read(`${defaults}# hoplint-ignore keepalive-race -- reason\n`).suppressions).toMatchObject([
      { reason: 'reason' },
    ]);
  });
  it('of any kind are read without harm', () => {
    const pieces = [
      'defaults',
      'frontend a',
      'backend b',
      'listen c from',
      ' mode http',
      ' server a b:1',
      ' default_backend b',
      ' timeout client 1',
      '"',
      "'",
      '\\',
      '#',
      '.if',
      '.endif',
      '\n',
      '\n',
      ' ',
      'no option httpclose',
      'server-template a 1-9 x:1',
    ];
    const text = fc.oneof(
      fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((list) => list.join('')),
      fc.string({ unit: 'binary', maxLength: 200 }),
    );
    fc.assert(
      fc.property(text, (source) => {
        expect(placesOf(parseHaproxy({ path: 'a.cfg', text: source })).filter((at) => !at.isInside(source))).toEqual(
          [],
        );
      }),
      { numRuns: 500 },
    );
    expect(read('defaults\n'.repeat(100_001)).problems).toMatchObject([{ code: 'too-large' }]);
  });
});
