// The language server through its own protocol, on copies of the bundled shop.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import type { CodeAction, Hover, InlayHint, Location, LocationLink } from 'vscode-languageserver';
import { Editor } from './client.js';

const shop = join(import.meta.dirname, '../../fixtures/projects/shop');
const opened: { editor?: Editor; folder: string }[] = [];

async function openShop(
  capabilities = {},
  options = {},
): Promise<{ editor: Editor; folder: string; uri: (path: string) => string; text: (path: string) => string }> {
  const folder = mkdtempSync(join(tmpdir(), 'hoplint-lsp-'));
  cpSync(shop, folder, { recursive: true });
  const entry: (typeof opened)[number] = { folder };
  opened.push(entry);
  const editor = await Editor.open([folder], capabilities, options);
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
    const { editor, uri } = await openShop({ textDocument: { publishDiagnostics: { relatedInformation: true } } });
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
    const { editor, uri } = await openShop({ textDocument: { definition: { linkSupport: true } } });
    await editor.until((seen) => seen.has(uri(server)));
    const at = { textDocument: { uri: uri(server) }, position: { line: 11, character: 18 } };
    const hover = await editor.ask<Hover>('textDocument/hover', at);
    expect(JSON.stringify(hover.contents)).toMatch(/of api: 5 s .*Node 22 default/);
    expect(JSON.stringify(hover.contents)).toMatch(/ingress\\\\-nginx .*60 s .*api gives up first, 54 s too early/);
    const definitions = await editor.ask<readonly LocationLink[]>('textDocument/definition', at);
    expect(definitions.map((each) => each.targetUri)).toContain(uri(ingress));
    const hints = await editor.ask<readonly InlayHint[]>('textDocument/inlayHint', {
      textDocument: { uri: uri(server) },
      range: { start: { line: 0, character: 0 }, end: { line: 50, character: 0 } },
    });
    expect(hints).toContainEqual(
      expect.objectContaining({ label: ' idle 5 s, Node 22 default', position: { line: 11, character: 32 } }),
    );
    const lenses = await editor.ask<readonly { command: { title: string } }[]>('textDocument/codeLens', {
      textDocument: { uri: uri(server) },
    });
    expect(lenses.map((each) => each.command.title).join()).toMatch(/^2 hops in front: the ALB shop → ingress-nginx/);
  });

  it('shows the shutdown of a workload on its grace period, and leads to the other parts of it', async () => {
    const { editor, uri } = await openShop();
    await editor.until((seen) => seen.has(uri(server)));
    const at = { textDocument: { uri: uri('deploy/api.yaml') }, position: { line: 13, character: 40 } };
    const { contents } = await editor.ask<{ contents: { value: string } }>('textDocument/hover', at);
    expect(contents.value).toMatch(/\*\*`grace period`\*\* of Deployment api: 60 s/);
    expect(contents.value).toMatch(
      /\| 15 s \| it gets SIGTERM \|\n(.*\n)*.*SIGKILL at 60 s comes before the forced exit/,
    );
    const places = await editor.ask<readonly Location[]>('textDocument/definition', at);
    expect(
      places.map((each) => `${each.uri.replace(/.*\/hoplint-lsp-[^/]*\//, '')}:${each.range.start.line + 1}`).sort(),
    ).toEqual(['deploy/api.yaml:29', 'services/api/src/server.ts:16']);
  });

  it('speaks plainly to an editor that shows no Markdown, no links and no related places', async () => {
    const { editor, uri } = await openShop({ textDocument: { hover: { contentFormat: ['plaintext'] } } });
    await editor.until((seen) => seen.has(uri(server)));
    const at = { textDocument: { uri: uri(server) }, position: { line: 11, character: 18 } };
    const { contents } = await editor.ask<{ contents: { kind: string; value: string } }>('textDocument/hover', at);
    expect(contents.kind).toBe('plaintext');
    expect(contents.value).toMatch(/of api: 5 s \(Node 22 default/);
    expect(contents.value).toContain('✕ api gives up first, 54 s too early');
    const places = await editor.ask<readonly Location[]>('textDocument/definition', at);
    expect(places.map((each) => each.uri)).toContain(uri(ingress));
    const race = editor.diagnostics.get(uri(server))?.find((each) => each.code === 'keepalive-race');
    expect(race?.relatedInformation).toBeUndefined();
    expect(race?.message).toContain('deploy/ingress.yaml:4 ingress-nginx');
  });

  it('leaves hints and lenses away when the user wants none', async () => {
    const whole = { start: { line: 0, character: 0 }, end: { line: 50, character: 0 } };
    const { editor, uri } = await openShop({}, { initializationOptions: { inlayHints: false, codeLens: false } });
    await editor.until((seen) => seen.has(uri(server)));
    const hints = (): Promise<readonly unknown[]> =>
      editor.ask('textDocument/inlayHint', { textDocument: { uri: uri(server) }, range: whole });
    expect(await hints()).toEqual([]);
    expect(await editor.ask('textDocument/codeLens', { textDocument: { uri: uri(server) } })).toEqual([]);
    await editor.connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { hoplint: { inlayHints: true } },
    });
    await editor.eventually(hints, (answer) => answer.length > 0);
  });

  it('asks the editor for settings, reports progress, and asks it to draw anew', async () => {
    const { editor, uri } = await openShop(
      {
        workspace: {
          configuration: true,
          didChangeConfiguration: { dynamicRegistration: true },
          didChangeWatchedFiles: { dynamicRegistration: true },
          inlayHint: { refreshSupport: true },
          codeLens: { refreshSupport: true },
        },
        window: { workDoneProgress: true },
      },
      { settings: { inlayHints: false } },
    );
    await editor.until((seen) => seen.has(uri(server)));
    await editor.eventually(
      () => editor.heard,
      (heard) => heard.includes('progress end'),
    );
    expect(editor.heard).toEqual(
      expect.arrayContaining([
        'client/registerCapability',
        'progress begin',
        'workspace/inlayHint/refresh',
        'workspace/codeLens/refresh',
      ]),
    );
    const hints = await editor.ask('textDocument/inlayHint', {
      textDocument: { uri: uri(server) },
      range: { start: { line: 0, character: 0 }, end: { line: 50, character: 0 } },
    });
    expect(hints).toEqual([]);
  });

  it('offers the fixes of the engine, made for the text as it is now', async () => {
    const { editor, uri, text } = await openShop();
    await editor.until((seen) => seen.has(uri(server)));
    await editor.show(uri(server), text(server));
    await editor.type(uri(server), 2, `// one more line\n${text(server)}`);
    const actions = await editor.ask<readonly CodeAction[]>('textDocument/codeAction', {
      textDocument: { uri: uri(server) },
      range: { start: { line: 12, character: 0 }, end: { line: 12, character: 0 } },
      context: { diagnostics: [] },
    });
    const fix = actions.find((each) => /keepAliveTimeout/.test(each.title));
    const [edit] = fix?.edit?.changes?.[uri(server)] ?? [];
    expect(edit?.newText).toMatch(/keepAliveTimeout = 65_?000/);
    expect(edit?.range.start.line).toBeGreaterThanOrEqual(12);
    expect(
      await editor.ask('textDocument/codeAction', {
        textDocument: { uri: uri(server) },
        range: { start: { line: 12, character: 0 }, end: { line: 12, character: 0 } },
        context: { diagnostics: [], only: ['refactor'] },
      }),
    ).toEqual([]);
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

  it('obeys hoplint.yaml before it is saved, and what it ignores', async () => {
    const { editor, uri } = await openShop();
    await editor.until((seen) => seen.has(uri(server)));
    await editor.show(uri('hoplint.yaml'), 'ignore: ["services/api/**"]\n');
    await editor.until(() => !editor.codesOf(uri(server)).includes('keepalive-race'));
    await editor.type(uri('hoplint.yaml'), 2, 'ignore: ["!services/api/**"]\n');
    await editor.until(() => editor.codesOf(uri('hoplint.yaml')).length > 0);
    await editor.type(uri('hoplint.yaml'), 3, 'profile: recommended\n');
    await editor.until(() => editor.codesOf(uri(server)).includes('keepalive-race'));
    await editor.until(() => editor.codesOf(uri('hoplint.yaml')).length === 0);
  });

  it('leaves an open file alone that it would leave alone on disk', async () => {
    const { editor, uri, folder, text } = await openShop();
    await editor.until((seen) => seen.has(uri(server)));
    mkdirSync(join(folder, 'tests'));
    const manifest = text(ingress).replaceAll('name: shop', 'name: copy');
    writeFileSync(join(folder, 'tests/copy.yaml'), manifest);
    await editor.show(uri('tests/copy.yaml'), manifest);
    await editor.show(uri('deploy/new.yaml'), manifest);
    await editor.until((seen) => (seen.get(uri('deploy/new.yaml')) ?? []).length > 0);
    expect(editor.codesOf(uri('tests/copy.yaml'))).toEqual([]);
  });

  it('sees files come, change and go on disk', async () => {
    const { editor, uri, folder, text } = await openShop();
    await editor.until((seen) => seen.has(uri(server)));
    const tell = (path: string, type: number): Promise<void> =>
      editor.connection.sendNotification('workspace/didChangeWatchedFiles', { changes: [{ uri: uri(path), type }] });
    const fixed = text(server).replace(
      'const server = app.listen(port);',
      'const server = app.listen(port);\nserver.keepAliveTimeout = 75_000;',
    );
    writeFileSync(join(folder, server), fixed);
    await tell(server, 2);
    await editor.until(() => !editor.codesOf(uri(server)).includes('keepalive-race'));
    const extra = 'deploy/extra.yaml';
    writeFileSync(join(folder, extra), text(ingress).replaceAll('name: shop', 'name: extra'));
    await tell(extra, 1);
    await editor.until(() => editor.codesOf(uri(extra)).includes('ignored-setting'));
    rmSync(join(folder, 'deploy'), { recursive: true });
    await tell('deploy', 3);
    await editor.until(() => editor.codesOf(uri(extra)).length === 0 && editor.codesOf(uri(ingress)).length === 0);
  });

  it('checks each of several folders, the inner one apart from the outer, and forgets one that is closed', async () => {
    const { editor, uri, folder } = await openShop({ workspace: { workspaceFolders: true } });
    await editor.until((seen) => seen.has(uri(ingress)));
    const other = mkdtempSync(join(tmpdir(), 'hoplint-lsp-'));
    opened.push({ folder: other });
    cpSync(shop, other, { recursive: true });
    const inOther = (path: string): string => pathToFileURL(join(other, path)).href;
    const change = (added: readonly string[], removed: readonly string[]): Promise<void> =>
      editor.connection.sendNotification('workspace/didChangeWorkspaceFolders', {
        event: {
          added: added.map((path) => ({ uri: pathToFileURL(path).href, name: path })),
          removed: removed.map((path) => ({ uri: pathToFileURL(path).href, name: path })),
        },
      });
    await change([other, join(folder, 'deploy')], []);
    await editor.until((seen) => seen.has(inOther(server)));
    expect(editor.codesOf(inOther(server))).toContain('keepalive-race');
    // The ingress alone still has its own mistakes, but the race with the server is across the border now.
    await editor.until(
      () =>
        !editor.codesOf(uri(server)).includes('keepalive-race') &&
        editor.codesOf(uri(ingress)).includes('ignored-setting'),
    );
    await change([], [other, join(folder, 'deploy')]);
    await editor.until(
      () => editor.codesOf(inOther(server)).length === 0 && editor.codesOf(uri(server)).includes('keepalive-race'),
    );
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
