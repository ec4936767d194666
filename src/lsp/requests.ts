// What an editor asks about a place in a text: each question goes to the file that answers it.
import type { DocumentDiagnosticReport } from 'vscode-languageserver';
import { askedFindings, codeActions } from './code-actions.js';
import { definitionsAt } from './definition.js';
import { codeLenses, inlayHints } from './hints.js';
import { hoverAt } from './hover.js';
import { rangeOf, visibleRange } from './ranges.js';
import type { Service } from './service.js';

export function answerRequests(service: Service): void {
  const { connection, documents, folders, publisher, checker } = service;
  connection.languages.diagnostics.on(async ({ textDocument: { uri } }): Promise<DocumentDiagnosticReport> => {
    // Before the first check there is nothing to wait for: it ends with a request to ask again.
    if (folders.find(uri)?.workspace.state !== undefined) await checker.settled();
    const items = service.ask(uri, [], (workspace, file) => [...publisher.diagnosticsOf(workspace, file)]);
    return { kind: 'full', items };
  });
  connection.onHover(({ textDocument: { uri }, position }) =>
    service.ask(uri, null, (_, file, { placed, result }) => {
      return hoverAt(placed(), result.model, file, position, service.abilities.readsMarkdown) ?? null;
    }),
  );
  connection.onDefinition(({ textDocument: { uri }, position }) =>
    service.ask(uri, null, (workspace, file, { placed, result }) => {
      const places = definitionsAt(placed(), result.findings, file, position);
      if (!service.abilities.takesLinks)
        return places.map((at) => ({ uri: workspace.uriOf(at.file), range: rangeOf(at) }));
      return places.map((at) => ({
        targetUri: workspace.uriOf(at.file),
        targetRange: visibleRange(at),
        targetSelectionRange: rangeOf(at),
      }));
    }),
  );
  connection.onCodeLens(({ textDocument: { uri } }) =>
    service.settings.codeLens ? service.ask(uri, [], (_, file, { result }) => [...codeLenses(result.model, file)]) : [],
  );
  connection.languages.inlayHint.on(({ textDocument: { uri }, range }) =>
    service.settings.inlayHints
      ? service.ask(uri, [], (workspace, file, { placed }) => {
          const lines = (documents.get(uri)?.getText() ?? workspace.textOf(file) ?? '').split(/\r\n|\n|\r/);
          return [...inlayHints(placed(), file, range, lines)];
        })
      : [],
  );
  connection.onCodeAction(async ({ textDocument: { uri }, range, context }) => {
    // Edits are made for the text as it is now.
    await checker.settled();
    return service.ask(uri, Promise.resolve([]), async (workspace, file, { result }) => {
      const asked = { file, range, context };
      const findings = await workspace.withFixes(askedFindings(result.findings, asked));
      const surroundings = {
        uriOf: (each: string) => workspace.uriOf(each),
        textOf: (each: string) => workspace.textOf(each),
      };
      return [...codeActions(findings, asked, surroundings)];
    });
  });
}
