// What all that an editor sends has in common: the folders, the open texts, what the editor can do and its user wants, and the checks.
import { type Connection, TextDocuments } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { cacheFolder } from '../cache/cache-folder.js';
import { abilitiesOf, defaultSettings, settingsFrom } from './abilities.js';
import { Checker } from './checker.js';
import { Folders } from './folders.js';
import { Publisher } from './publisher.js';
import type { Workspace, WorkspaceState } from './workspace.js';

export class Service {
  readonly connection: Connection;
  readonly documents = new TextDocuments(TextDocument);
  readonly folders = new Folders();
  readonly publisher: Publisher;
  readonly checker: Checker;
  readonly #logged = new Set<string>();
  abilities = abilitiesOf({});
  settings = defaultSettings;

  constructor(connection: Connection) {
    this.connection = connection;
    this.publisher = new Publisher(
      connection,
      () => this.abilities,
      (uri) => this.documents.get(uri) !== undefined,
    );
    this.checker = new Checker(
      (workspace) => this.#check(workspace),
      (workspace) => this.#rest(workspace),
    );
  }

  async askSettings(): Promise<void> {
    if (!this.abilities.answersSettings) return;
    this.settings = settingsFrom(await this.connection.workspace.getConfiguration('hoplint'), this.settings);
  }
  /** What the editor shows beside the text rests on the last check, and is not asked for anew by itself. */
  refresh(): void {
    const { hints, lenses } = this.abilities.refreshes;
    if (hints) this.connection.languages.inlayHint.refresh();
    if (lenses) this.connection.sendRequest('workspace/codeLens/refresh').catch(() => undefined);
  }

  /** Tells the folder of a file what became of it, and has it checked. */
  change(uri: string, apply: (workspace: Workspace, file: string) => void): void {
    const found = this.folders.find(uri);
    if (found === undefined) return;
    apply(found.workspace, found.file);
    this.checker.soon(found.workspace);
  }

  /** Answered from the last finished check, never from a half-done one; a crash is a line in the log and no answer. */
  ask<T>(uri: string, otherwise: T, answer: (workspace: Workspace, file: string, state: WorkspaceState) => T): T {
    const found = this.folders.find(uri);
    const state = found?.workspace.state;
    if (found === undefined || state === undefined) return otherwise;
    try {
      return answer(found.workspace, found.file, state);
    } catch (error) {
      this.#logOnce(`internal error in a request: ${error instanceof Error ? error.message : String(error)}`);
      return otherwise;
    }
  }

  async #check(workspace: Workspace): Promise<void> {
    const checked = await this.#orLogged(workspace, () =>
      workspace.check({
        searchPath: this.settings.render ? process.env.PATH : undefined,
        caches: cacheFolder(process.env),
        nested: this.folders.nestedIn(workspace),
        today: new Date().toISOString().slice(0, 10),
      }),
    );
    if (checked === undefined) return;
    for (const error of checked.result.errors) this.#logOnce(`internal error in ${error.where}: ${error.message}`);
    this.#tell(workspace);
  }
  async #rest(workspace: Workspace): Promise<void> {
    if ((await this.#orLogged(workspace, () => workspace.rest())) === true) this.#tell(workspace);
  }
  async #orLogged<T>(workspace: Workspace, check: () => Promise<T>): Promise<T | undefined> {
    try {
      return await check();
    } catch (error) {
      this.#logOnce(`the check of ${workspace.root} failed: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    }
  }
  #tell(workspace: Workspace): void {
    // It may have been closed while it was checked.
    if (!this.folders.all.includes(workspace)) return;
    this.publisher.publish(workspace);
    this.refresh();
  }
  /** The same crash comes back with every keystroke: one line is enough. */
  #logOnce(message: string): void {
    const line = message.split('\n', 1)[0] ?? '';
    if (this.#logged.has(line)) return;
    this.#logged.add(line);
    this.connection.console.error(line);
  }
}
