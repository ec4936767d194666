import { describe, expect, it } from 'vitest';
import type { FileFacts } from '../../src/model/facts.js';
import { parseFiles } from '../../src/parsers/parse-files.js';

async function parse(data: Readonly<Record<string, string>>, name = 'edge'): Promise<FileFacts> {
  const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data };
  const bytes = new TextEncoder().encode(JSON.stringify(manifest, undefined, 2));
  const { facts } = await parseFiles([{ path: 'edge.json', read: () => ({ ok: true, bytes }) }]);
  const [found] = facts;
  if (found === undefined) throw new Error('no facts');
  return found;
}
const heldIn = ({ facts }: FileFacts): readonly string[] =>
  facts.flatMap((fact) =>
    fact.kind === 'embedded-file' ? [`${fact.key}: ${fact.facts.map((each) => each.kind).join(' ')}`] : [],
  );

describe('a text of a ConfigMap is read', () => {
  it.each<readonly [string, string, string, string]>([
    ['as nginx on one line', 'site', 'server { listen 80; }', 'site: directive-file'],
    ['as nginx, whatever its key says', 'site', 'server {\n  listen 80;\n}\n', 'site: directive-file'],
    [
      'as part of an nginx file',
      'pool.inc',
      'proxy_http_version 1.1;\nproxy_buffering off;\n',
      'pool.inc: directive-file',
    ],
    [
      'as HAProxy',
      'cfg',
      'frontend a\n  mode http\n  bind :80\n  default_backend b\nbackend b\n  mode http\n  server s api:80\n',
      'cfg: proxy',
    ],
    ['as Caddy', 'proxy', ':80 {\n  reverse_proxy api:80\n}\n', 'proxy: proxy'],
    ['as Traefik', 'static', 'entryPoints:\n  web:\n    address: :80\n', 'static: policy'],
  ])('%s', async (_, key, text, held) => {
    expect(heldIn(await parse({ [key]: text }))).toEqual([held]);
  });

  it.each<readonly [string, string, string]>([
    ['is a value', 'server', 'shop.example.com'],
    ['is a program', 'server.js', 'server {\n  listen 80;\n}\n'],
    ['is a script', 'start.sh', 'location / {\n}\n'],
    ['is a list of settings', 'application.properties', 'server.port=80\nserver.name=shop\n'],
  ])('by none of them where it %s', async (_, key, text) => {
    expect(heldIn(await parse({ [key]: text }))).toEqual([]);
  });
});

describe('what is wrong in a text of a ConfigMap', () => {
  const broken = 'server {\n  listen 80\n}\n';
  it('is said where a name says what it is', async () => {
    const { problems } = await parse({ 'default.conf': broken }, 'edge-nginx');
    expect(problems.map(({ code, at }) => `${code} ${at.file}:${at.line}`)).toEqual(['nginx-syntax edge.json:8']);
  });
  it('is nobody’s business where it may be of another language', async () => {
    expect((await parse({ 'application.conf': 'server {\n  port = 80\n}\n' })).problems).toEqual([]);
  });
});

it('a comment in a text accepts a finding of its lines', async () => {
  const text = 'server {\n  # hoplint-ignore dns-pinned -- the address never changes\n  listen 80;\n}\n';
  const { suppressions } = await parse({ 'default.conf': text });
  expect(suppressions).toMatchObject([{ rules: ['dns-pinned'], reason: 'the address never changes', at: { line: 8 } }]);
});
