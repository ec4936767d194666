// The language server: says what it can do, reads the folders once, and from then on follows changes and answers.
import {
  type Connection,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type InitializeParams,
  type ServerCapabilities,
  TextDocumentSyncKind,
} from 'vscode-languageserver';
import { countPaths } from '../reporters/view/overview.js';
import { version } from '../version.js';
import { abilitiesOf, settingsFrom } from './abilities.js';
import { followChanges, followFolders } from './changes.js';
import { answerRequests } from './requests.js';
import { Service } from './service.js';

const capabilities: ServerCapabilities = {
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: true },
  hoverProvider: true,
  definitionProvider: true,
  codeActionProvider: { codeActionKinds: ['quickfix'] },
  codeLensProvider: { resolveProvider: false },
  inlayHintProvider: true,
  diagnosticProvider: { identifier: 'hoplint', interFileDependencies: true, workspaceDiagnostics: false },
  workspace: { workspaceFolders: { supported: true, changeNotifications: true } },
};

export function startServer(connection: Connection): void {
  const service = new Service(connection);
  connection.onInitialize((params) => {
    service.abilities = abilitiesOf(params.capabilities);
    service.settings = settingsFrom(params.initializationOptions, service.settings);
    for (const uri of foldersOf(params)) service.folders.add(uri);
    return { serverInfo: { name: 'hoplint', version }, capabilities };
  });
  connection.onInitialized(async () => {
    await register(service);
    await service.askSettings();
    await readFolders(service);
  });
  followChanges(service);
  answerRequests(service);
  service.documents.listen(connection);
  connection.listen();
}

async function register(service: Service): Promise<void> {
  const { client } = service.connection;
  const { registers, changesFolders } = service.abilities;
  if (registers.watching)
    await client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: '**/*' }] });
  if (registers.settings) await client.register(DidChangeConfigurationNotification.type, { section: 'hoplint' });
  if (changesFolders) followFolders(service);
}

async function readFolders({ connection, abilities, folders, checker }: Service): Promise<void> {
  const progress = abilities.showsProgress ? await connection.window.createWorkDoneProgress() : undefined;
  progress?.begin('hoplint', 0, 'reading the workspace', false);
  checker.soon(...folders.all);
  await checker.settled();
  const paths = folders.all.reduce((sum, each) => sum + countPaths(each.state?.result.model.paths ?? []), 0);
  progress?.report(100, `${paths} request paths`);
  progress?.done();
}

/** The older way to name the one folder is still sent by small clients. */
function foldersOf({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
  if (workspaceFolders !== undefined && workspaceFolders !== null && workspaceFolders.length > 0)
    return workspaceFolders.map((folder) => folder.uri);
  return typeof rootUri === 'string' ? [rootUri] : [];
}
