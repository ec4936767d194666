// The language server through its own protocol, on copies of the bundled shop.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { CodeAction, Hover, InlayHint, LocationLink } from 'vscode-languageserver';
import { Editor } from './client.js';

const shop = join(import.meta.dirname, '../../fixtures/projects/shop');
const opened: { editor?: Editor; folder: string }[] = [];

async function openShop(
  capabilities = {},
): Promise<{ editor: Editor; folder: string; uri: (path: string) => string; text: (path: string) => string }> {
  const folder = mkdtempSync(join(tmpdir(), 'hoplint-lsp-'));
  cpSync(shop, folder, { recursive: true });
  const entry: (typeof opened)[number] = { folder };
  opened.push(entry);
  const editor = await Editor.open([folder], capabilities);
  entry.editor = editor;
  return {
    editor,
    folder,
    uri: (path) => pathToFileURL(join(folder, path)).href,
    text: (path) => readFileSync(join(folder, path), 'utf8'),
  };
}
afterEach(async () => {
  for (const { editor, folder } of opened.splice(0)) {
    await editor?.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

const server = 'services/api/src/server.ts';
const ingress = 'deploy/ingress.yaml';

describe('the language server', { timeout: 60_000 }, () => {
  it('shows a finding on both ends, each naming the other', async () => {
    const { editor, uri } = await openShop();
    await editor.until((seen) => seen.has(uri(server)) && seen.has(uri(ingress)));
    expect(editor.codesOf(uri(server))).toContain('keepalive-race');
    expect(editor.codesOf(uri(ingress))).toContain('keepalive-race');
    const race = editor.diagnostics.get(uri(server))?.find((each) => each.code === 'keepalive-race');
    expect(race?.relatedInformation?.map((each) => each.location.uri)).toContain(uri(ingress));
  });

  it('follows unsaved text, in the other file too, and takes the finding back when the text is put right', async () => {
    const { editor, uri, text } = await openShop();
    await editor.until((seen) => seen.has(uri(server)));
    await editor.show(uri(server), text(server));
    await editor.type(
      uri(server),
      2,
      text(server).replace(
        'const server = app.listen(port);',
        'const server = app.listen(port);\nserver.keepAliveTimeout = 75_000;',
      ),
    );
    await editor.until(() => !editor.codesOf(uri(server)).includes('keepalive-race'));
    await editor.until(() => !editor.codesOf(uri(ingress)).includes('keepalive-race'));
    await editor.type(uri(server), 3, text(server));
    await editor.until(() => editor.codesOf(uri(server)).includes('keepalive-race'));
  });

  it('keeps what a file said while it is half-typed, and says where the text breaks', async () => {
    const { editor, uri, text } = await openShop();
    await editor.until((seen) => seen.has(uri(server)));
    await editor.show(uri(server), text(server));
    await editor.type(uri(server), 2, `${text(server)}\nconst half = (`);
    await editor.until(() => editor.codesOf(uri(server)).some((code) => String(code).startsWith('parse/')));
    expect(editor.codesOf(uri(server))).toContain('keepalive-race');
  });

  it('answers hover, definition, lenses and hints from the path', async () => {
    const { editor, uri } = await openShop();
    await editor.until((seen) => seen.has(uri(server)));
    const at = { textDocument: { uri: uri(server) }, position: { line: 11, character: 18 } };
    const hover = await editor.ask<Hover>('textDocument/hover', at);
    expect(JSON.stringify(hover.contents)).toMatch(/5 s .*Node 22 default/);
    const definitions = await editor.ask<readonly LocationLink[]>('textDocument/definition', at);
    expect(definitions.map((each) => each.targetUri)).toContain(uri(ingress));
    const hints = await editor.ask<readonly InlayHint[]>('textDocument/inlayHint', {
      textDocument: { uri: uri(server) },
      range: { start: { line: 0, character: 0 }, end: { line: 50, character: 0 } },
    });
    expect(hints.map((each) => each.label)).toContain(' idle 5 s, Node 22 default');
    const lenses = await editor.ask<readonly { command: { title: string } }[]>('textDocument/codeLens', {
      textDocument: { uri: uri(server) },
    });
    expect(lenses.map((each) => each.command.title).join()).toMatch(/^2 hops in front: the ALB shop → ingress-nginx/);
  });

  it('offers an ignore with a reason to fill in', async () => {
    const { editor, uri } = await openShop();
    await editor.until((seen) => seen.has(uri(server)));
    const diagnostics = editor.diagnostics.get(uri(server)) ?? [];
    const actions = await editor.ask<readonly CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: uri(server) },
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
      context: { diagnostics },
    });
    expect(actions.map((each) => each.title)).toContain('Ignore keepalive-race here, with a reason');
  });

  it('shows what is wrong with hoplint.yaml there, keeps checking, and obeys it once it is right', async () => {
    const { editor, uri, folder } = await openShop();
    await editor.until((seen) => seen.has(uri(server)));
    const changed = { changes: [{ uri: uri('hoplint.yaml'), type: 2 }] };
    writeFileSync(join(folder, 'hoplint.yaml'), 'profil: strict\n');
    await editor.connection.sendNotification('workspace/didChangeWatchedFiles', changed);
    await editor.until((seen) =>
      (seen.get(uri('hoplint.yaml')) ?? []).some((each) => JSON.stringify(each.message).includes('profile')),
    );
    expect(editor.codesOf(uri(server))).toContain('keepalive-race');
    writeFileSync(join(folder, 'hoplint.yaml'), 'rules: { keepalive-race: off }\n');
    await editor.connection.sendNotification('workspace/didChangeWatchedFiles', changed);
    await editor.until(() => !editor.codesOf(uri(server)).includes('keepalive-race'));
  });

  it('lets a client that pulls ask for its open documents', async () => {
    const { editor, uri, text } = await openShop({ textDocument: { diagnostic: {} } });
    await editor.until((seen) => seen.has(uri(server)));
    await editor.show(uri(server), text(server));
    const report = await editor.ask<{ items: readonly { code: string }[] }>('textDocument/diagnostic', {
      textDocument: { uri: uri(server) },
    });
    expect(report.items.map((each) => each.code)).toContain('keepalive-race');
  });
});
