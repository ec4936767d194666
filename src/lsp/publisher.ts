// Sends diagnostics: pushed to editors that wait for them, and for closed files to those that ask for their open ones themselves.
import type { Connection, Diagnostic } from 'vscode-languageserver';
import type { Abilities } from './abilities.js';
import { type DiagnosticForm, diagnosticsOf, keyOf, shownByFile } from './diagnostics.js';
import type { Workspace } from './workspace.js';

export class Publisher {
  readonly #connection: Connection;
  readonly #abilities: () => Abilities;
  readonly #isOpen: (uri: string) => boolean;
  /** What each document shows now, as a key to compare with. */
  readonly #published = new Map<Workspace, ReadonlyMap<string, string>>();

  constructor(connection: Connection, abilities: () => Abilities, isOpen: (uri: string) => boolean) {
    this.#connection = connection;
    this.#abilities = abilities;
    this.#isOpen = isOpen;
  }

  /** Of one file, as its last check left it. */
  diagnosticsOf(workspace: Workspace, file: string): readonly Diagnostic[] {
    const { state } = workspace;
    const shown = state === undefined ? undefined : shownByFile(state).get(file);
    return shown === undefined ? [] : diagnosticsOf(shown, this.#formFor(workspace));
  }
  /** Only what changed is sent. */
  publish(workspace: Workspace): void {
    const { pulls, refreshes } = this.#abilities();
    const before = this.#published.get(workspace) ?? new Map();
    const now = new Map<string, string>();
    const form = this.#formFor(workspace);
    for (const [file, shown] of workspace.state === undefined ? [] : shownByFile(workspace.state)) {
      const uri = workspace.uriOf(file);
      if (pulls && this.#isOpen(uri)) continue;
      const key = keyOf(shown);
      now.set(uri, key);
      if (before.get(uri) !== key)
        void this.#connection.sendDiagnostics({ uri, diagnostics: [...diagnosticsOf(shown, form)] });
    }
    for (const uri of before.keys()) if (!now.has(uri)) void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
    this.#published.set(workspace, now);
    if (refreshes.diagnostics) this.#connection.languages.diagnostics.refresh();
  }
  withdraw(workspace: Workspace): void {
    for (const uri of this.#published.get(workspace)?.keys() ?? [])
      void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
    this.#published.delete(workspace);
  }

  #formFor(workspace: Workspace): DiagnosticForm {
    return { uriOf: (file) => workspace.uriOf(file), showsRelated: this.#abilities().showsRelated };
  }
}
