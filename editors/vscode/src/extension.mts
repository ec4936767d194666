// The VS Code client: starts the language server of the workspace's own hoplint, else the one packaged with the extension.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { commands, type ExtensionContext, workspace } from 'vscode';
import { LanguageClient, type LanguageClientOptions, TransportKind } from 'vscode-languageclient/node';

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const restart = async (): Promise<void> => {
    await client?.dispose();
    client = clientFor(context);
    await client.start();
  };
  context.subscriptions.push(
    commands.registerCommand('hoplint.restart', restart),
    // A workspace that comes to be trusted may have a hoplint of its own, and charts to render.
    workspace.onDidGrantWorkspaceTrust(restart),
  );
  await restart();
}

function clientFor(context: ExtensionContext): LanguageClient {
  const module = ownServer() ?? context.asAbsolutePath(join('server', 'cli', 'main.cjs'));
  const run = { module, args: ['lsp', '--stdio'], transport: TransportKind.stdio };
  const settings = workspace.getConfiguration('hoplint');
  const options: LanguageClientOptions = {
    documentSelector: [{ scheme: 'file' }],
    initializationOptions: {
      inlayHints: settings.get('inlayHints'),
      codeLens: settings.get('codeLens'),
      render: workspace.isTrusted && settings.get('render') !== false,
    },
    middleware: {
      // What the user sets does not outweigh that the workspace is not trusted.
      workspace: {
        configuration: async (params, token, next) => {
          const answers = await next(params, token);
          if (workspace.isTrusted || !Array.isArray(answers)) return answers;
          return answers.map((each: unknown) => ({ ...(typeof each === 'object' ? each : {}), render: false }));
        },
      },
    },
  };
  return new LanguageClient('hoplint', 'hoplint', { run, debug: run }, options);
}

/** A workspace may pin its version; what it carries is started only when the workspace is trusted. */
function ownServer(): string | undefined {
  if (!workspace.isTrusted) return undefined;
  return (workspace.workspaceFolders ?? [])
    .map((folder) => join(folder.uri.fsPath, 'node_modules', 'hoplint', 'dist', 'cli', 'main.cjs'))
    .find((path) => existsSync(path));
}

export async function deactivate(): Promise<void> {
  await client?.dispose();
}
