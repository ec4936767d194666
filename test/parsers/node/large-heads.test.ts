// How much a response's headers are known to come to, and which headers are a response's at all.
import { describe, expect, it } from 'vitest';
import { createParser } from '../../../src/parsers/node/parse.js';
import { loadOxc } from '../../../src/parsers/node/syntax.js';

const parser = createParser(await loadOxc(), 'servers');

function heads(text: string): readonly string[] {
  return parser
    .parse({ path: 'server.js', text })
    .facts.flatMap((fact) => (fact.kind === 'large-head' ? [`${fact.headers.join('+')} ${fact.bytes}`] : []));
}
const handler = (body: string, before = ''): string =>
  `${before}\nrequire('http').createServer((req, res) => {\n${body}\n}).listen(3000);\n`;
/** What the line adds around the value: name, colon and blank, end of line. */
const around = 'X: '.length + 2;

describe('the length of a value', () => {
  it.each([
    ["'a'.repeat(4000)", 4000],
    ["'ab'.repeat(2 * 1000)", 4000],
    [`'${'x'.repeat(3000)}'`, 3000],
    [`'${'x'.repeat(1500)}' + '${'y'.repeat(1500)}'`, 3000],
    [`\`${'x'.repeat(3000)}\${req.id}\``, 3000],
    ['value', 5000],
    ["''.padEnd(4096)", 4096],
    ["Array(4001).join('x')", 4000],
    ["Array(2001).join('xy')", 4000],
    ["new Array(3000).fill('x').join('')", 3000],
    ["['a'.repeat(2000), 'b'.repeat(2000)].join('; ')", 4002],
    ["require('crypto').randomBytes(3000).toString('hex')", 6000],
    ["crypto.randomBytes(3000).toString('base64')", 4000],
    ["Buffer.alloc(3000, 'a').toString()", 3000],
    ["Buffer.from('a'.repeat(3000)).toString('base64')", 4000],
    ["encodeURIComponent('a'.repeat(3000))", 3000],
    ["JSON.stringify({ token: 't'.repeat(3000) })", 3010],
    // The shorter of the two is certain.
    ["req.long ? 'a'.repeat(9000) : 'a'.repeat(3000)", 3000],
  ])('%s', (value, length) => {
    expect(heads(handler(`res.setHeader('X', ${value}); res.end();`, "const value = 'v'.repeat(5000);"))).toEqual([
      `X ${length + around}`,
    ]);
  });

  it('counts every part of a long sum', () => {
    const sum = Array.from({ length: 40 }, () => `'${'x'.repeat(100)}'`).join(' +\n');
    expect(heads(handler(`res.setHeader('X', ${sum});`))).toEqual([`X ${4000 + around}`]);
  });
  it('of values that are made of each other many times over is found at once', () => {
    const levels = Array.from(
      { length: 60 },
      (_, level) => `const v${level + 1} = [${`v${level},`.repeat(50)}].join();`,
    );
    const [only] = heads(handler("res.setHeader('X', v60);", `const v0 = 'abc';\n${levels.join('\n')}`));
    expect(only).toMatch(/^X \d{9,}$/);
  });

  it.each([
    'req.headers.cookie',
    "req.long ? 'a'.repeat(9000) : ''",
    "'a'.repeat(size)",
    "'a'.repeat(-1)",
    "'a'.repeat(NaN)",
    'crypto.randomBytes(size).toString("hex")',
    'cycle',
  ])('is not known: %s', (value) => {
    expect(heads(handler(`res.setHeader('X', ${value}); res.end();`, 'let cycle = cycle + cycle;'))).toEqual([]);
  });
});

describe('headers of a response', () => {
  const long = "'a'.repeat(4000)";
  it.each([
    ['writeHead', `res.writeHead(200, { X: ${long} });`, 'X 4005'],
    ['writeHead with a reason', `res.writeHead(200, 'OK', { X: ${long} });`, 'X 4005'],
    ['several of one name', `res.setHeader('Set-Cookie', [${long}, ${long}]);`, 'Set-Cookie 8028'],
    ['set twice', `res.setHeader('X', 'b'.repeat(9000)); res.setHeader('x', ${long});`, 'x 4005'],
    ['sent together', `res.setHeader('X', ${long}); res.setHeader('Y', ${long});`, 'X+Y 8010'],
    ['a cookie', `res.cookie('s', ${long});`, 'Set-Cookie 4016'],
    ['a chain', `res.status(200).set({ X: ${long} }).send('');`, 'X 4005'],
  ])('%s', (_, body, expected) => {
    expect(heads(handler(body))).toEqual([expected]);
  });
  it.each([
    ['Koa', `new (require('koa'))().use((ctx) => { ctx.set('X', ${long}); }).listen(3000);`],
    ['Hono', `require('hono'); app.get('/', (c) => { c.header('X', ${long}); return c.text(''); });`],
    ['Fastify', `require('fastify')().get('/', (request, reply) => { reply.header('X', ${long}); });`],
    ['fetch handlers', `Bun.serve({ fetch: () => new Response('', { headers: { X: ${long} } }) });`],
  ])('of %s', (_, text) => {
    expect(heads(text)).toEqual(['X 4005']);
  });

  it('in two branches are never sent together', () => {
    const body = "if (req.a) res.setHeader('X', 'a'.repeat(1500)); else res.setHeader('Y', 'a'.repeat(1500));";
    expect(heads(handler(body))).toEqual([]);
  });
  it.each([
    ['of a request', `req.setHeader('X', ${long});`],
    ['of a client', `const client = http.request({}); client.setHeader('X', ${long});`],
    ['of a map', `const res = new Map(); res.set('X', ${long});`],
    ['of the request of a context', `ctx.req.header('X', ${long});`],
    ['of what a context carries along', `ctx.set('page', ${long});`],
    ['of a session', `ctx.session.set('Page', ${long});`],
    ['of several lines', `ctx.set('X-Page', \`${'x'.repeat(3000)}\n\`);`],
  ])('are not those %s', (_, body) => {
    expect(heads(handler(body).replace('(req, res)', '(req, other, ctx)'))).toEqual([]);
  });
});
