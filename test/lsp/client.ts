// A small editor: starts the language server over stdio and remembers what it publishes.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ClientCapabilities, Diagnostic } from 'vscode-languageserver';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

const root = join(import.meta.dirname, '../..');

export class Editor {
  readonly connection: MessageConnection;
  readonly diagnostics = new Map<string, readonly Diagnostic[]>();
  readonly logged: string[] = [];
  readonly #process: ChildProcess;
  #waiting: (() => void)[] = [];

  private constructor(process: ChildProcess) {
    this.#process = process;
    if (process.stdout === null || process.stdin === null) throw new Error('the server has no streams');
    this.connection = createMessageConnection(
      new StreamMessageReader(process.stdout),
      new StreamMessageWriter(process.stdin),
    );
    this.connection.onNotification(
      'textDocument/publishDiagnostics',
      ({ uri, diagnostics }: { uri: string; diagnostics: readonly Diagnostic[] }) => {
        this.diagnostics.set(uri, diagnostics);
        for (const wake of this.#waiting.splice(0)) wake();
      },
    );
    this.connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
      this.logged.push(message);
    });
    this.connection.onRequest('client/registerCapability', () => null);
    this.connection.listen();
  }

  static async open(folders: readonly string[], capabilities: ClientCapabilities = {}): Promise<Editor> {
    const editor = new Editor(
      spawn(process.execPath, ['--import', 'tsx', join(root, 'src/cli/main.ts'), 'lsp', '--stdio'], {
        cwd: root,
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
    const workspaceFolders = folders.map((folder) => ({ uri: pathToFileURL(folder).href, name: folder }));
    await editor.connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities,
      workspaceFolders,
    });
    await editor.connection.sendNotification('initialized', {});
    return editor;
  }

  /** Waits until what is published satisfies the test; fails with what there was. */
  async until(test: (diagnostics: ReadonlyMap<string, readonly Diagnostic[]>) => boolean): Promise<void> {
    const end = Date.now() + 30_000;
    while (!test(this.diagnostics)) {
      if (Date.now() > end)
        throw new Error(`not published in time; last: ${JSON.stringify([...this.diagnostics], undefined, 1)}`);
      await Promise.race([
        new Promise<void>((wake) => this.#waiting.push(wake)),
        new Promise<void>((wake) => setTimeout(wake, 200)),
      ]);
    }
  }
  codesOf(uri: string): readonly unknown[] {
    return (this.diagnostics.get(uri) ?? []).map((each) => each.code ?? each.message);
  }
  async show(uri: string, text: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didOpen', {
      textDocument: { uri, languageId: 'plaintext', version: 1, text },
    });
  }
  async type(uri: string, version: number, text: string): Promise<void> {
    await this.connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [{ text }],
    });
  }
  ask<T>(method: string, params: unknown): Promise<T> {
    return this.connection.sendRequest(method, params);
  }
  async close(): Promise<void> {
    await this.connection.sendRequest('shutdown');
    await this.connection.sendNotification('exit');
    this.connection.dispose();
    this.#process.kill();
  }
}
