// What hoplint reads in one file of nginx configuration.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Directive, DirectiveFileFact, SettingMistake } from '../../src/model/facts.js';
import { nginx } from '../../src/parsers/nginx/index.js';
import { parseNginx } from '../../src/parsers/nginx/parse-nginx.js';

function read(text: string, path = 'deploy/nginx.conf') {
  const { facts, problems, suppressions } = parseNginx({ path, text });
  const file = facts.find((fact): fact is DirectiveFileFact => fact.kind === 'directive-file');
  const mistakes = facts.filter((fact): fact is SettingMistake => fact.kind === 'setting-mistake');
  return { file, mistakes, problems, suppressions };
}
const shape = (directives: readonly Directive[] | undefined): unknown[] =>
  (directives ?? []).map(({ name, words, block }) => [
    name,
    ...words.map((word) => word.text),
    ...(block === undefined ? [] : [shape(block)]),
  ]);
const tree = (text: string) => shape(read(text).file?.directives);

describe('files', () => {
  it.each([
    'nginx.conf',
    'deploy/conf.d/api.conf',
    'web/default.conf.template',
    'nginx/sites-enabled/shop',
    'edge.nginx',
  ])('%s may be configuration', (path) => expect(nginx.accepts(path)).toBe(true));
  it.each(['nginx.yaml', 'nginx.ts', 'nginx.Dockerfile', 'src/nginx-config.js'])('%s is none', (path) =>
    expect(nginx.accepts(path)).toBe(false),
  );
  it.each([
    ['server {\n}', true],
    ['http\n{', true],
    ['upstream api {', true],
    ['  proxy_read_timeout 100;', true],
    ['<VirtualHost *:80>\nProxyPass / http://a/\n</VirtualHost>', false],
    ['maxmemory 100mb\nkeepalive 300\n', false],
    ['http {\n  interface = "0.0.0.0"\n  port = 8080\n}\n', false],
    ['server {\n  set $a x=1;\n}\n', true],
  ])('%j matters: %s', (text, wanted) => expect(nginx.gate({ path: 'a.conf', text })).toBe(wanted));
});

describe('words', () => {
  it('end where nginx ends them', () => {
    expect(
      tree(`server{listen 80;set $a 'x; y';set $b ab\\;c;location ~ ^/a(/|$){proxy_pass http://$a\${b}/;}}`),
    ).toEqual([
      [
        'server',
        [
          ['listen', '80'],
          ['set', '$a', 'x; y'],
          ['set', '$b', 'ab\\;c'],
          ['location', '~', '^/a(/|$)', [['proxy_pass', `http://$a\${b}/`]]],
        ],
      ],
    ]);
  });
  it('keep the empty one, and drop comments', () => {
    expect(tree('server { # proxy_pass http://old;\n proxy_set_header Connection ""; # why\n}')).toEqual([
      ['server', [['proxy_set_header', 'Connection', '']]],
    ]);
  });
  it('of other languages are passed over', () => {
    const lua = 'content_by_lua_block { local t = { a = "}" } -- }\n ngx.say(t) }';
    expect(tree(`server { location / { ${lua} proxy_pass http://a; } }`)).toEqual([
      ['server', [['location', '/', [['proxy_pass', 'http://a']]]]],
    ]);
  });
  it('stand where they stand', () => {
    const { file } = read('http {\n  upstream api {\n    keepalive  16;\n  }\n}\n');
    const keepalive = file?.directives[0]?.block?.[0]?.block?.[0];
    expect(keepalive?.at).toEqual({ file: 'deploy/nginx.conf', line: 3, column: 5, endLine: 3, endColumn: 18 });
    expect(keepalive?.words[0]?.at).toMatchObject({ line: 3, column: 16, endColumn: 18 });
  });
});

describe('the place of a file', () => {
  it.each([
    ['events {}\nhttp { server {} }', 'main'],
    ['upstream a { server b; }', 'http'],
    ['server { listen 80; }', 'http'],
    ['location / { proxy_pass http://a; }', 'server'],
    ['proxy_read_timeout 100;', undefined],
  ])('%j stands in %s', (text, context) => expect(read(text).file?.context).toBe(context));
});

describe('what nginx refuses', () => {
  const first = (text: string) => read(text).mistakes[0];
  it('is a directive in the wrong block', () => {
    expect(first('http { server { keepalive 32; } }')).toMatchObject({
      mistake: 'invalid',
      key: 'keepalive',
      because: 'is not allowed in a server block',
      effect: 'nginx refuses to start',
      help: 'Move it into an upstream block.',
      at: { line: 1, column: 17 },
    });
    expect(first('upstream a { server b; proxy_read_timeout 5s; }')?.key).toBe('proxy_read_timeout');
  });
  it('is a value it cannot read', () => {
    expect(first('server { proxy_read_timeout 60sec; }')).toMatchObject({
      because: 'needs seconds, or a number with ms, s, m, h or d, but is "60sec"',
      at: { column: 29, endColumn: 34 },
    });
    expect(first('upstream a { server b max_fails=x; }')).toMatchObject({ key: 'max_fails', at: { column: 33 } });
    expect(first('upstream a { server b; keepalive many; }')?.key).toBe('keepalive');
  });
  it('is a directive twice in one block', () => {
    expect(first('server {\n proxy_read_timeout 5;\n proxy_read_timeout 6;\n}')).toMatchObject({
      because: 'stands twice in one block',
      at: { line: 3 },
      related: [{ at: { line: 2 } }],
    });
  });
  it.each([
    'upstream a { server b fail_timeout=30s; keepalive 32; keepalive_timeout 60s; }',
    'server { keepalive_timeout 65 60; location / { keepalive_timeout 0; } }',
    'server { proxy_read_timeout $timeout; }',
    'server { proxy_next_upstream error timeout; proxy_next_upstream_tries 2; }',
    'stream { server { listen 53; proxy_pass dns; proxy_connect_timeout 1s; } }',
    'server { if ($a) { proxy_read_timeout 5; } }',
    'server { proxy_buffer_size 16k; }',
    'proxy_read_timeout 100;\nkeepalive_timeout 100;',
  ])('is not %j', (text) => expect(read(text).mistakes).toEqual([]));
});

describe('broken files', () => {
  it.each([
    ['server { listen 80;', 1, /never closed/],
    ['server {\n listen 80\n}', 2, /not ended by ";"/],
    ['server { }\n}', 2, /Unexpected "}"/],
    ['server { set $a "b; }', 1, /quote is never closed/],
  ])('%j', (text, line, message) => {
    expect(read(text).problems).toMatchObject([{ kind: 'syntax', code: 'nginx-syntax', at: { line } }]);
    expect(read(text).problems[0]?.message).toMatch(message);
  });
  it('are read up to where they break', () => {
    expect(tree('server { listen 80; location / { proxy_pass http://a;')).toEqual([
      [
        'server',
        [
          ['listen', '80'],
          ['location', '/', [['proxy_pass', 'http://a']]],
        ],
      ],
    ]);
  });
  it('may be templates', () => {
    expect(read('server { proxy_pass http://{{ host }}; }').problems).toMatchObject([{ code: 'templated' }]);
    expect(read('# {{ note }}\nserver { listen 80; }').problems).toEqual([]);
  });
  it('of other programs say nothing', () => {
    expect(read('<source>\n @type tail\n</source>')).toMatchObject({ file: undefined, problems: [] });
  });
});

it('reads suppressions', () => {
  const { suppressions } = read('server {\n # hoplint-ignore keepalive-race -- measured\n listen 80;\n}');
  expect(suppressions).toMatchObject([{ rules: ['keepalive-race'], reason: 'measured', covers: { from: 2, to: 3 } }]);
});

describe('any text', () => {
  const pieces = [
    'server {',
    'upstream a {',
    'location / {',
    '}',
    ';',
    ' ',
    '\n',
    '"',
    "'",
    '\\',
    '$',
    '${',
    '#',
    'proxy_pass http://a',
    'keepalive 5',
    '{',
    'x_by_lua_block {',
    '[[',
    'é',
    '\0',
  ];
  const text = fc.oneof(
    fc.array(fc.constantFrom(...pieces), { maxLength: 60 }).map((list) => list.join('')),
    fc.string({ unit: 'binary', maxLength: 200 }),
  );
  it('is read without harm, and every place lies in the file', () => {
    fc.assert(
      fc.property(text, (source) => {
        const facts = parseNginx({ path: 'a.conf', text: source });
        const lines = source.split(/\r\n?|\n/);
        for (const match of JSON.stringify(facts).matchAll(
          /"line":(\d+),"column":(\d+),"endLine":(\d+),"endColumn":(\d+)/g,
        )) {
          const [line = 0, column = 0, endLine = 0, endColumn = 0] = match.slice(1).map(Number);
          expect(line).toBeLessThanOrEqual(endLine);
          expect(endLine).toBeLessThanOrEqual(lines.length);
          expect(column).toBeLessThanOrEqual((lines[line - 1] ?? '').length + 1);
          expect(endColumn).toBeLessThanOrEqual((lines[endLine - 1] ?? '').length + 1);
        }
      }),
      { numRuns: 500 },
    );
  });
  it('of great size or depth is bounded', () => {
    expect(read('server {'.repeat(5000)).problems).toMatchObject([{ code: 'too-large' }]);
    expect(read(`server { ${'listen 80;'.repeat(100_001)} }`).problems).toMatchObject([{ code: 'too-large' }]);
    const started = performance.now();
    read('${'.repeat(200_000));
    read('"'.repeat(200_000));
    read('x_by_lua_block {'.repeat(20_000));
    expect(performance.now() - started).toBeLessThan(5000);
  });
});
