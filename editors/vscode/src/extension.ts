// The VS Code client: starts the language server of the workspace's own hoplint, else the one packaged with the extension.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type ExtensionContext, workspace } from 'vscode';
import { LanguageClient, TransportKind } from 'vscode-languageclient/node';

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const module =
    serverOf(workspace.workspaceFolders?.map((folder) => folder.uri.fsPath) ?? []) ??
    context.asAbsolutePath(join('server', 'cli', 'main.cjs'));
  const run = { module, args: ['lsp', '--stdio'], transport: TransportKind.stdio };
  client = new LanguageClient(
    'hoplint',
    'hoplint',
    { run, debug: run },
    {
      documentSelector: [{ scheme: 'file' }],
      synchronize: { configurationSection: 'hoplint' },
    },
  );
  await client.start();
}

/** A workspace may pin its version; what it carries is started only when the workspace is trusted. */
function serverOf(folders: readonly string[]): string | undefined {
  if (!workspace.isTrusted) return undefined;
  return folders
    .map((folder) => join(folder, 'node_modules', 'hoplint', 'dist', 'cli', 'main.cjs'))
    .find((path) => existsSync(path));
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}
