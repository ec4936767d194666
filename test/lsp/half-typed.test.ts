// Files as they are while somebody types: cut anywhere, glued together, in every language hoplint reads.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, it } from 'vitest';
import { openInProcess } from './in-process.js';

const folder = mkdtempSync(join(tmpdir(), 'hoplint-half-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const files = [
  'services/api/src/server.ts',
  'services/api/package.json',
  'deploy/api.yaml',
  'deploy/ingress.yaml',
  'infra/plan.json',
  'charts/cart/values.yaml',
  'hoplint.yaml',
  'Dockerfile',
  'main.go',
  'alb.tf',
  'nginx.conf',
  'haproxy.cfg',
];
const written: Readonly<Record<string, string>> = {
  'hoplint.yaml':
    'profile: strict\nrules: { keepalive-race: { severity: error } }\nhops:\n  - { name: edge, product: aws-alb }\n',
  Dockerfile: 'FROM node:22\nARG X="a b"\nCMD ["node", "server.js"]\n',
  'main.go':
    'package main\n\nimport "net/http"\n\nfunc main() {\n\ts := &http.Server{Addr: ":80", ReadTimeout: 5}\n\ts.ListenAndServe()\n}\n',
  'alb.tf': 'resource "aws_lb" "edge" {\n  idle_timeout = var.idle + 5\n}\n',
  'nginx.conf':
    'http {\n  upstream a { server b:80; keepalive 16; }\n  server { location / { proxy_pass http://a; } }\n}\n',
  'haproxy.cfg': 'defaults\n  timeout client 30s\nbackend a\n  server b b:80 check\n',
};

it('survives any of them, answers every request, and finds everything again', { timeout: 240_000 }, async () => {
  cpSync(join(import.meta.dirname, '../../fixtures/projects/shop'), folder, { recursive: true });
  for (const [path, text] of Object.entries(written)) writeFileSync(join(folder, path), text);
  mkdirSync(join(folder, 'empty'));
  const { connection, logged, uriOf, published, until } = await openInProcess(folder, {
    textDocument: { diagnostic: {} },
  });
  await until(() => published.length > 0);
  const codesIn = async (path: string): Promise<readonly unknown[]> => {
    const report = await connection.sendRequest<{ items: readonly { code?: string }[] }>('textDocument/diagnostic', {
      textDocument: { uri: uriOf(path) },
    });
    return report.items.map((each) => each.code).sort();
  };
  const original = new Map(files.map((path) => [path, readFileSync(join(folder, path), 'utf8')]));
  const before = await Promise.all(files.map(codesIn));
  expect(before.flat()).toContain('keepalive-race');
  for (const [path, text] of original)
    await connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri: uriOf(path), languageId: 'plaintext', version: 1, text },
    });
  let version = 1;
  const type = async (path: string, text: string): Promise<void> => {
    version += 1;
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: uriOf(path), version },
      contentChanges: [{ text }],
    });
  };
  const edit = fc.record({
    path: fc.constantFrom(...files),
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.double({ min: 0, max: 1, noNaN: true }),
    typed: fc.constantFrom(
      '',
      '"',
      '{',
      '}',
      '[',
      ': ',
      '\t',
      '`',
      '${',
      '{{',
      '#',
      '\n- ',
      '&a *a',
      '<<EOF',
      '\u0000',
      '🦊',
    ),
  });
  await fc.assert(
    fc.asyncProperty(edit, async ({ path, from, length, typed }) => {
      const text = original.get(path) ?? '';
      const start = Math.floor(from * text.length);
      await type(path, text.slice(0, start) + typed + text.slice(start + Math.floor(length * (text.length - start))));
      await codesIn(path);
      const at = { textDocument: { uri: uriOf(path) }, position: { line: 3, character: 4 } };
      const range = { start: { line: 0, character: 0 }, end: { line: 90, character: 0 } };
      await connection.sendRequest('textDocument/hover', at);
      await connection.sendRequest('textDocument/definition', at);
      await connection.sendRequest('textDocument/codeLens', { textDocument: at.textDocument });
      await connection.sendRequest('textDocument/inlayHint', { textDocument: at.textDocument, range });
      await connection.sendRequest('textDocument/codeAction', {
        textDocument: at.textDocument,
        range,
        context: { diagnostics: [] },
      });
      await type(path, text);
    }),
    { numRuns: 40, seed: 20_261_125 },
  );
  expect(await Promise.all(files.map(codesIn))).toEqual(before);
  expect(logged).toEqual([]);
  connection.dispose();
});
