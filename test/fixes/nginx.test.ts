// A directive more in a server block: where it goes, and what is left alone.
import { expect, it } from 'vitest';
import { applyFixes } from '../../src/engine/apply-fixes.js';
import { addServerDirective, keepUpstreamOpen } from '../../src/fixes/nginx.js';
import { LineIndex } from '../../src/parsers/kit/text.js';
import { finding } from '../reporters/kit/results.js';

type Edit = (at: ReturnType<LineIndex['location']>, texts: () => string) => ReturnType<typeof addServerDirective>;
function edited(text: string, place: string, edit: Edit): string | undefined {
  const start = text.indexOf(place);
  const half = edit(new LineIndex(text).location('site.conf', start, start + place.length), () => text);
  if (half === undefined) return undefined;
  const fix = { title: half.title, safe: half.safe, edits: half.edits };
  return applyFixes([finding({ fixes: [fix] })], () => text, { unsafe: true }).texts.get('site.conf');
}

it.each([
  [
    'server {\n\tlisten 80;\n\tserver_name a;\n\n\troot /x;\n}\n',
    'server',
    '\tserver_name a;\n',
    '\tkeepalive_timeout 80s;\n',
  ],
  ['server {\n}\n', 'server', 'server {\n', '    keepalive_timeout 80s;\n'],
  [
    'http {\r\n  server { # x\r\n    listen 80;\r\n  }\r\n}\r\n',
    'server',
    '    listen 80;\r\n',
    '    keepalive_timeout 80s;\r\n',
  ],
  [
    'http {\n  server {\n    listen 80;\n    if ($x = "}") {\n    }\n    # { api\n    location /api {\n    }\n  }\n}\n',
    'location',
    '    listen 80;\n',
    '    keepalive_timeout 80s;\n',
  ],
  ['root /x;\n\n# api\nlocation /api {\n}\n', 'location', 'root /x;\n\n', 'keepalive_timeout 80s;\n'],
])('%j gets it', (text, place, behind, line) => {
  const at = text.indexOf(behind) + behind.length;
  const result = edited(text, place, (where, texts) => addServerDirective('t', where, 'keepalive_timeout 80s', texts));
  expect(result).toBe(text.slice(0, at) + line + text.slice(at));
});
it.each([
  ['server { listen 80; }\n', 'server'],
  ['upstream api {\n  server a;\n}\n', 'upstream'],
])('%j is left to a person', (text, place) => {
  expect(
    edited(text, place, (at, texts) => addServerDirective('t', at, 'keepalive_timeout 80s', texts)),
  ).toBeUndefined();
});

const location = (...lines: readonly string[]): string =>
  `location / {\n${lines.map((line) => `    ${line}\n`).join('')}}\n`;
it.each([
  [
    ['proxy_pass http://a; # x'],
    ['proxy_pass http://a; # x', 'proxy_http_version 1.1;', 'proxy_set_header Connection "";'],
  ],
  [
    ['proxy_http_version 1.1;', 'proxy_pass http://a;'],
    ['proxy_http_version 1.1;', 'proxy_pass http://a;', 'proxy_set_header Connection "";'],
  ],
  [['proxy_set_header Connection close;', 'proxy_pass http://a;'], undefined],
  [['proxy_pass http://a; root /x;'], undefined],
  [['add_header X "{";', 'proxy_pass http://a;'], undefined],
  [['grpc_pass grpc://a;'], undefined],
])('a location with %j becomes one with %j', (before, after) => {
  const place = before.find((line) => line.includes('_pass')) ?? '';
  const result = edited(location(...before), place, (at, texts) => keepUpstreamOpen(at, texts));
  expect(result).toBe(after === undefined ? undefined : location(...after));
});
