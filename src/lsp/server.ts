// The language server: says what it can do, keeps its folders up to date, and answers from the last finished check.
import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type DocumentDiagnosticReport,
  FileChangeType,
  type InitializeParams,
  type InitializeResult,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { cacheFolder } from '../cache/cache-folder.js';
import { canMatter } from '../lint.js';
import { version } from '../version.js';
import { abilitiesOf, defaultSettings, settingsFrom } from './abilities.js';
import { Checker } from './checker.js';
import { askedFindings, codeActions } from './code-actions.js';
import { definitionsAt } from './definition.js';
import { Folders } from './folders.js';
import { codeLenses, inlayHints } from './hints.js';
import { hoverAt } from './hover.js';
import { Publisher } from './publisher.js';
import { rangeOf, visibleRange } from './ranges.js';
import type { Workspace, WorkspaceState } from './workspace.js';

export function startServer(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  const folders = new Folders();
  let abilities = abilitiesOf({});
  let settings = defaultSettings;
  const publisher = new Publisher(
    connection,
    () => abilities,
    (uri) => documents.get(uri) !== undefined,
  );
  const checker = new Checker(checkFolder, restIn);

  // ---------------------------------------------------------------- start

  connection.onInitialize((params): InitializeResult => {
    abilities = abilitiesOf(params.capabilities);
    settings = settingsFrom(params.initializationOptions, settings);
    for (const uri of foldersOf(params)) folders.add(uri);
    return {
      serverInfo: { name: 'hoplint', version },
      capabilities: {
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
        hoverProvider: true,
        definitionProvider: true,
        codeActionProvider: { codeActionKinds: ['quickfix'] },
        codeLensProvider: { resolveProvider: false },
        inlayHintProvider: true,
        diagnosticProvider: { identifier: 'hoplint', interFileDependencies: true, workspaceDiagnostics: false },
        workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
      },
    };
  });
  connection.onInitialized(async () => {
    if (abilities.registers.watching)
      await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: '**/*' }] });
    if (abilities.registers.settings)
      await connection.client.register(DidChangeConfigurationNotification.type, { section: 'hoplint' });
    if (abilities.changesFolders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        for (const { uri } of removed) {
          const gone = folders.remove(uri);
          if (gone !== undefined) publisher.withdraw(gone);
        }
        for (const { uri } of added) folders.add(uri);
        // What a folder leaves to one inside it changes too.
        checker.soon(...folders.all);
      });
    }
    await askSettings();
    const progress = abilities.showsProgress ? await connection.window.createWorkDoneProgress() : undefined;
    progress?.begin('hoplint', 0, 'reading the workspace', false);
    checker.soon(...folders.all);
    await checker.settled();
    const paths = folders.all.reduce((sum, each) => sum + (each.state?.result.model.paths.length ?? 0), 0);
    progress?.report(100, `${paths} request paths`);
    progress?.done();
  });

  // ---------------------------------------------------------------- settings

  async function askSettings(): Promise<void> {
    if (!abilities.answersSettings) return;
    settings = settingsFrom(await connection.workspace.getConfiguration('hoplint'), settings);
  }
  connection.onDidChangeConfiguration(async (change) => {
    const { render } = settings;
    settings = settingsFrom(change.settings, settings);
    await askSettings();
    if (render !== settings.render) checker.soon(...folders.all);
    refresh();
  });
  function refresh(): void {
    if (abilities.refreshes.hints) connection.languages.inlayHint.refresh();
    if (abilities.refreshes.lenses) connection.sendRequest('workspace/codeLens/refresh').catch(() => undefined);
  }

  // ---------------------------------------------------------------- checks

  const logged = new Set<string>();
  /** The same crash comes back with every keystroke: one line is enough. */
  function logOnce(message: string): void {
    const line = message.split('\n', 1)[0] ?? '';
    if (logged.has(line)) return;
    logged.add(line);
    connection.console.error(line);
  }
  async function checkFolder(workspace: Workspace): Promise<void> {
    try {
      const { result } = await workspace.check({
        searchPath: settings.render ? process.env.PATH : undefined,
        caches: cacheFolder(process.env),
        nested: folders.nestedIn(workspace),
        today: new Date().toISOString().slice(0, 10),
      });
      for (const error of result.errors) logOnce(`internal error in ${error.where}: ${error.message}`);
    } catch (error) {
      logOnce(`the check of ${workspace.root} failed: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    tell(workspace);
  }
  async function restIn(workspace: Workspace): Promise<void> {
    try {
      if (await workspace.rest()) tell(workspace);
    } catch (error) {
      logOnce(`the check of ${workspace.root} failed: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  function tell(workspace: Workspace): void {
    // It may have been closed while it was checked.
    if (!folders.all.includes(workspace)) return;
    publisher.publish(workspace);
    refresh();
  }

  function applied(uri: string, apply: (workspace: Workspace, file: string) => void): void {
    const found = folders.find(uri);
    if (found === undefined) return;
    apply(found.workspace, found.file);
    checker.soon(found.workspace);
  }
  /** Notes and logs change all the time and say nothing to hoplint. */
  function changed(uri: string, apply: (workspace: Workspace, file: string) => void): void {
    if (canMatter(uri)) applied(uri, apply);
  }
  documents.onDidChangeContent(({ document }) =>
    changed(document.uri, (workspace, file) => workspace.hold(file, document.getText())),
  );
  documents.onDidClose(({ document }) => changed(document.uri, (workspace, file) => workspace.release(file)));
  // Editors that do not watch files still say what they save.
  documents.onDidSave(({ document }) => {
    if (!abilities.registers.watching) changed(document.uri, (workspace, file) => workspace.changedOnDisk(file, true));
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const { uri, type } of changes) {
      if (/\/(\.git|node_modules)\//.test(uri)) continue;
      const change = (workspace: Workspace, file: string): void =>
        workspace.changedOnDisk(file, type !== FileChangeType.Changed);
      // What is gone may have been a whole folder.
      if (type === FileChangeType.Deleted) applied(uri, change);
      else changed(uri, change);
    }
  });

  // ---------------------------------------------------------------- requests

  /** Answered from the last finished check, never from a half-done one; a crash is a line in the log and no answer. */
  function ask<T>(
    uri: string,
    otherwise: T,
    answer: (workspace: Workspace, file: string, state: WorkspaceState) => T,
  ): T {
    const found = folders.find(uri);
    const state = found?.workspace.state;
    if (found === undefined || state === undefined) return otherwise;
    try {
      return answer(found.workspace, found.file, state);
    } catch (error) {
      logOnce(`internal error in a request: ${error instanceof Error ? error.message : String(error)}`);
      return otherwise;
    }
  }
  connection.languages.diagnostics.on(async ({ textDocument: { uri } }): Promise<DocumentDiagnosticReport> => {
    // Before the first check there is nothing to wait for: it ends with a request to ask again.
    if (folders.find(uri)?.workspace.state !== undefined) await checker.settled();
    return { kind: 'full', items: ask(uri, [], (workspace, file) => [...publisher.diagnosticsOf(workspace, file)]) };
  });
  connection.onHover(({ textDocument: { uri }, position }) =>
    ask(uri, null, (_, file, { placed, result }) => {
      return hoverAt(placed(), result.model, file, position, abilities.readsMarkdown) ?? null;
    }),
  );
  connection.onDefinition(({ textDocument: { uri }, position }) =>
    ask(uri, null, (workspace, file, { placed, result }) => {
      const places = definitionsAt(placed(), result.findings, file, position);
      if (!abilities.takesLinks) return places.map((at) => ({ uri: workspace.uriOf(at.file), range: rangeOf(at) }));
      return places.map((at) => ({
        targetUri: workspace.uriOf(at.file),
        targetRange: visibleRange(at),
        targetSelectionRange: rangeOf(at),
      }));
    }),
  );
  connection.onCodeLens(({ textDocument: { uri } }) =>
    settings.codeLens ? ask(uri, [], (_, file, { result }) => [...codeLenses(result.model, file)]) : [],
  );
  connection.languages.inlayHint.on(({ textDocument: { uri }, range }) =>
    settings.inlayHints
      ? ask(uri, [], (workspace, file, { placed }) => {
          const lines = (documents.get(uri)?.getText() ?? workspace.textOf(file) ?? '').split(/\r\n|\n|\r/);
          return [...inlayHints(placed(), file, range, lines)];
        })
      : [],
  );
  connection.onCodeAction(async ({ textDocument: { uri }, range, context }) => {
    // Edits are made for the text as it is now.
    await checker.settled();
    return ask(uri, Promise.resolve([]), async (workspace, file, { result }) => {
      const asked = { file, range, context };
      const findings = await workspace.withFixes(askedFindings(result.findings, asked));
      const surroundings = {
        uriOf: (each: string) => workspace.uriOf(each),
        textOf: (each: string) => workspace.textOf(each),
      };
      return [...codeActions(findings, asked, surroundings)];
    });
  });

  documents.listen(connection);
  connection.listen();
}

/** The older way to name the one folder is still sent by small clients. */
function foldersOf({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
  if (workspaceFolders !== undefined && workspaceFolders !== null && workspaceFolders.length > 0)
    return workspaceFolders.map((folder) => folder.uri);
  return typeof rootUri === 'string' ? [rootUri] : [];
}
