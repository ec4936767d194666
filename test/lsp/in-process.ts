// The server in this process, over streams in memory, for tests that look inside or type a lot.
import { PassThrough } from 'node:stream';
import { pathToFileURL } from 'node:url';
import type { Diagnostic } from 'vscode-languageserver';
import {
  createConnection,
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';

export interface Client {
  readonly connection: MessageConnection;
  readonly logged: readonly string[];
  readonly published: readonly { readonly uri: string; readonly diagnostics: readonly Diagnostic[] }[];
  uriOf(path: string): string;
  /** Until it holds; a test that never does runs into its time limit. */
  until(test: () => boolean): Promise<void>;
}

export async function openInProcess(folder: string, capabilities: unknown = {}): Promise<Client> {
  const { startServer } = await import('../../src/lsp/server.js');
  const [toServer, toClient] = [new PassThrough(), new PassThrough()];
  startServer(createConnection(new StreamMessageReader(toServer), new StreamMessageWriter(toClient)));
  const connection = createMessageConnection(new StreamMessageReader(toClient), new StreamMessageWriter(toServer));
  const logged: string[] = [];
  const published: Client['published'][number][] = [];
  connection.onNotification('window/logMessage', ({ message }: { message: string }) => {
    logged.push(message);
  });
  connection.onNotification('textDocument/publishDiagnostics', (each: Client['published'][number]) => {
    published.push(each);
  });
  connection.listen();
  const uri = pathToFileURL(folder).href;
  const workspaceFolders = [{ uri, name: 'root' }];
  await connection.sendRequest('initialize', { processId: null, rootUri: null, capabilities, workspaceFolders });
  await connection.sendNotification('initialized', {});
  return {
    connection,
    logged,
    published,
    uriOf: (path) => `${uri}/${path}`,
    async until(test) {
      while (!test()) await new Promise((wake) => setTimeout(wake, 20));
    },
  };
}
