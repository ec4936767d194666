// The language server: says what it can do, keeps its folders up to date, and answers from the last finished check.
import {
  type CodeActionParams,
  type CodeLensParams,
  type Connection,
  type DefinitionParams,
  type Diagnostic,
  DiagnosticSeverity,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type DocumentDiagnosticReport,
  FileChangeType,
  type HoverParams,
  type InitializeParams,
  type InitializeResult,
  type InlayHintParams,
  TextDocumentSyncKind,
  TextDocuments,
} from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { knownNames } from '../lint.js';
import { version } from '../version.js';
import { codeActions } from './code-actions.js';
import { definitionsAt } from './definition.js';
import { diagnosticsByFile } from './diagnostics.js';
import { codeLenses, inlayHints } from './hints.js';
import { hoverAt } from './hover.js';
import { rangeOf } from './ranges.js';
import { Workspace } from './workspace.js';

/** Keystrokes closer together than this are checked once. */
const quietTime = 15;

export function startServer(connection: Connection): void {
  const documents = new TextDocuments(TextDocument);
  const workspaces = new Map<string, Workspace>();
  const published = new Map<Workspace, Set<string>>();
  let client: InitializeParams['capabilities'] = {};
  let showHints = true;
  let waiting: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const dirty = new Set<Workspace>();

  const workspaceOf = (uri: string): Workspace | undefined =>
    [...workspaces.values()]
      .filter((each) => each.fileOf(uri) !== undefined)
      .sort((a, b) => b.root.length - a.root.length)[0];

  connection.onInitialize((params): InitializeResult => {
    client = params.capabilities;
    const folders =
      params.workspaceFolders ?? (typeof params.rootUri === 'string' ? [{ uri: params.rootUri, name: 'root' }] : []);
    for (const folder of folders)
      if (folder.uri.startsWith('file:')) workspaces.set(folder.uri, new Workspace(folder.uri, knownNames));
    return {
      serverInfo: { name: 'hoplint', version },
      capabilities: {
        textDocumentSync: TextDocumentSyncKind.Incremental,
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
    if (client.workspace?.didChangeWatchedFiles?.dynamicRegistration === true) {
      await connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: '**/*' }] });
    }
    if (client.workspace?.didChangeConfiguration?.dynamicRegistration === true) {
      await connection.client.register(DidChangeConfigurationNotification.type, undefined);
    }
    if (client.workspace?.workspaceFolders === true) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        for (const folder of removed) close(folder.uri);
        for (const folder of added) workspaces.set(folder.uri, new Workspace(folder.uri, knownNames));
        for (const folder of added) markDirty(workspaces.get(folder.uri));
      });
    }
    await readSettings();
    const progress =
      client.window?.workDoneProgress === true ? await connection.window.createWorkDoneProgress() : undefined;
    progress?.begin('hoplint', 0, 'reading the workspace', false);
    for (const workspace of workspaces.values()) dirty.add(workspace);
    await checkNow();
    progress?.done();
  });

  async function readSettings(): Promise<void> {
    if (client.workspace?.configuration !== true) return;
    const settings: unknown = await connection.workspace.getConfiguration('hoplint');
    if (typeof settings === 'object' && settings !== null && 'inlayHints' in settings)
      showHints = settings.inlayHints !== false;
  }
  connection.onDidChangeConfiguration(async () => {
    await readSettings();
    if (client.workspace?.inlayHint?.refreshSupport === true) connection.languages.inlayHint.refresh();
  });

  function close(uri: string): void {
    const workspace = workspaces.get(uri);
    if (workspace === undefined) return;
    for (const file of published.get(workspace) ?? [])
      void connection.sendDiagnostics({ uri: workspace.uriOf(file), diagnostics: [] });
    published.delete(workspace);
    workspaces.delete(uri);
  }

  function markDirty(workspace: Workspace | undefined): void {
    if (workspace === undefined) return;
    dirty.add(workspace);
    clearTimeout(waiting);
    waiting = setTimeout(() => void checkNow(), quietTime);
  }
  /** One check at a time; what changes meanwhile is checked next. */
  function checkNow(): Promise<void> {
    running = running.then(async () => {
      const todo = [...dirty];
      dirty.clear();
      for (const workspace of todo) await checkWorkspace(workspace);
    });
    return running;
  }
  async function checkWorkspace(workspace: Workspace): Promise<void> {
    try {
      const { result } = await workspace.check(new Date().toISOString().slice(0, 10));
      for (const error of result.errors) connection.console.error(`internal error in ${error.where}: ${error.message}`);
    } catch (error) {
      connection.console.error(`the check failed: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    publish(workspace);
    if (client.workspace?.inlayHint?.refreshSupport === true) connection.languages.inlayHint.refresh();
    if (client.workspace?.codeLens?.refreshSupport === true)
      connection.sendRequest('workspace/codeLens/refresh').catch(() => undefined);
  }
  function diagnosticsOf(workspace: Workspace): ReadonlyMap<string, readonly Diagnostic[]> {
    const { state } = workspace;
    if (state === undefined) return new Map();
    const byFile = new Map(diagnosticsByFile(state.result.findings, (file) => workspace.uriOf(file)));
    for (const problem of state.configurationProblems) {
      const list = byFile.get(problem.at.file) ?? [];
      byFile.set(problem.at.file, [
        ...list,
        { range: rangeOf(problem.at), severity: DiagnosticSeverity.Error, source: 'hoplint', message: problem.message },
      ]);
    }
    return byFile;
  }
  const pulls = (): boolean => client.textDocument?.diagnostic !== undefined;
  function publish(workspace: Workspace): void {
    const byFile = diagnosticsOf(workspace);
    const before = published.get(workspace) ?? new Set();
    for (const file of before)
      if (!byFile.has(file)) void connection.sendDiagnostics({ uri: workspace.uriOf(file), diagnostics: [] });
    const pushed = new Set<string>();
    for (const [file, diagnostics] of byFile) {
      const uri = workspace.uriOf(file);
      // A client that pulls asks for its open documents itself; the other ends in closed files are pushed.
      if (pulls() && documents.get(uri) !== undefined) continue;
      pushed.add(file);
      void connection.sendDiagnostics({ uri, diagnostics: [...diagnostics] });
    }
    for (const file of before)
      if (byFile.has(file) && !pushed.has(file))
        void connection.sendDiagnostics({ uri: workspace.uriOf(file), diagnostics: [] });
    published.set(workspace, pushed);
    if (client.workspace?.diagnostics?.refreshSupport === true) connection.languages.diagnostics.refresh();
  }

  documents.onDidChangeContent(({ document }) => {
    const workspace = workspaceOf(document.uri);
    const file = workspace?.fileOf(document.uri);
    if (workspace === undefined || file === undefined) return;
    workspace.hold(file, document.getText());
    markDirty(workspace);
  });
  documents.onDidClose(({ document }) => {
    const workspace = workspaceOf(document.uri);
    const file = workspace?.fileOf(document.uri);
    if (workspace === undefined || file === undefined) return;
    workspace.release(file);
    markDirty(workspace);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    for (const change of changes) {
      const workspace = workspaceOf(change.uri);
      const file = workspace?.fileOf(change.uri);
      if (workspace === undefined || file === undefined || file.startsWith('.git/') || file.includes('node_modules/'))
        continue;
      workspace.changedOnDisk(file, change.type !== FileChangeType.Changed);
      markDirty(workspace);
    }
  });

  /** Requests about a file are answered from the last finished check, never from a half-done one. */
  function ask<T>(
    uri: string,
    otherwise: T,
    answer: (workspace: Workspace, file: string, state: NonNullable<Workspace['state']>) => T,
  ): T {
    const workspace = workspaceOf(uri);
    const file = workspace?.fileOf(uri);
    if (workspace?.state === undefined || file === undefined) return otherwise;
    return answer(workspace, file, workspace.state);
  }
  connection.languages.diagnostics.on(async ({ textDocument }): Promise<DocumentDiagnosticReport> => {
    await running;
    const items = ask(
      textDocument.uri,
      [] as readonly Diagnostic[],
      (workspace, file) => diagnosticsOf(workspace).get(file) ?? [],
    );
    return { kind: 'full', items: [...items] };
  });
  connection.onHover(({ textDocument, position }: HoverParams) =>
    ask(textDocument.uri, null, (_, file, { placed }) => hoverAt(placed, file, position) ?? null),
  );
  connection.onDefinition(({ textDocument, position }: DefinitionParams) =>
    ask(textDocument.uri, null, (workspace, file, { placed }) => [
      ...definitionsAt(placed, file, position, (each) => workspace.uriOf(each)),
    ]),
  );
  connection.onCodeLens(({ textDocument }: CodeLensParams) =>
    ask(textDocument.uri, [], (_, file, { result }) => [...codeLenses(result.model, file)]),
  );
  connection.languages.inlayHint.on(({ textDocument, range }: InlayHintParams) =>
    showHints ? ask(textDocument.uri, [], (_, file, { placed }) => [...inlayHints(placed, file, range)]) : [],
  );
  connection.onCodeAction(({ textDocument, context }: CodeActionParams) =>
    ask(textDocument.uri, [], (workspace, _file, { result }) => [
      ...codeActions(
        result.findings,
        context.diagnostics,
        (each) => workspace.uriOf(each),
        (each) => workspace.textOf(each),
      ),
    ]),
  );

  documents.listen(connection);
  connection.listen();
}
