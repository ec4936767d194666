// Sends diagnostics: pushed to editors that wait for them, and for closed files to those that ask for their open ones themselves.
import type { Connection, Diagnostic } from 'vscode-languageserver';
import type { Abilities } from './abilities.js';
import { diagnosticsByFile } from './diagnostics.js';
import type { Workspace } from './workspace.js';

export class Publisher {
  readonly #connection: Connection;
  readonly #abilities: () => Abilities;
  readonly #isOpen: (uri: string) => boolean;
  readonly #published = new Map<Workspace, ReadonlySet<string>>();

  constructor(connection: Connection, abilities: () => Abilities, isOpen: (uri: string) => boolean) {
    this.#connection = connection;
    this.#abilities = abilities;
    this.#isOpen = isOpen;
  }

  /** Of one file, as its last check left it. */
  diagnosticsOf(workspace: Workspace, file: string): readonly Diagnostic[] {
    return this.#byFile(workspace).get(file) ?? [];
  }
  publish(workspace: Workspace): void {
    const { pulls, refreshes } = this.#abilities();
    const before = this.#published.get(workspace) ?? new Set();
    const now = new Set<string>();
    for (const [file, diagnostics] of this.#byFile(workspace)) {
      const uri = workspace.uriOf(file);
      if (pulls && this.#isOpen(uri)) continue;
      now.add(uri);
      void this.#connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] });
    }
    for (const uri of before) if (!now.has(uri)) void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
    this.#published.set(workspace, now);
    if (refreshes.diagnostics) this.#connection.languages.diagnostics.refresh();
  }
  withdraw(workspace: Workspace): void {
    for (const uri of this.#published.get(workspace) ?? [])
      void this.#connection.sendDiagnostics({ uri, diagnostics: [] });
    this.#published.delete(workspace);
  }

  #byFile(workspace: Workspace): ReadonlyMap<string, readonly Diagnostic[]> {
    const { state } = workspace;
    if (state === undefined) return new Map();
    const { showsRelated } = this.#abilities();
    return diagnosticsByFile(state, { uriOf: (file) => workspace.uriOf(file), showsRelated });
  }
}
