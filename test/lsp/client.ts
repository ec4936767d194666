// A small editor: starts the language server over stdio and remembers what it publishes.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inject } from 'vitest';
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
  /** What the server asked for or told, by method. */
  readonly heard: string[] = [];
  /** Answers `workspace/configuration`. */
  settings: unknown = null;
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
    for (const method of [
      'client/registerCapability',
      'window/workDoneProgress/create',
      'workspace/codeLens/refresh',
      'workspace/inlayHint/refresh',
      'workspace/diagnostic/refresh',
    ])
      this.connection.onRequest(method, () => {
        this.heard.push(method);
        return null;
      });
    this.connection.onRequest('workspace/configuration', () => [this.settings]);
    this.connection.onNotification('$/progress', ({ value }: { value: { kind: string } }) => {
      this.heard.push(`progress ${value.kind}`);
    });
    this.connection.listen();
  }

  static async open(
    folders: readonly string[],
    capabilities: ClientCapabilities = {},
    options: { readonly initializationOptions?: unknown; readonly settings?: unknown } = {},
  ): Promise<Editor> {
    const editor = new Editor(
      spawn(process.execPath, [inject('commandLine'), 'lsp', '--stdio'], {
        cwd: root,
        stdio: ['pipe', 'pipe', 'inherit'],
      }),
    );
    editor.settings = options.settings ?? null;
    const workspaceFolders = folders.map((folder) => ({ uri: pathToFileURL(folder).href, name: folder }));
    await editor.connection.sendRequest('initialize', {
      processId: process.pid,
      rootUri: null,
      capabilities,
      workspaceFolders,
      initializationOptions: options.initializationOptions,
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
  /** Waits until the answer satisfies the test. */
  async eventually<T>(question: () => Promise<T> | T, test: (answer: T) => boolean): Promise<T> {
    const end = Date.now() + 30_000;
    for (;;) {
      const answer = await question();
      if (test(answer)) return answer;
      if (Date.now() > end) throw new Error(`not in time; last: ${JSON.stringify(answer)}`);
      await new Promise((wake) => setTimeout(wake, 50));
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
