// `hoplint lsp --stdio`: hands standard input and output to the language server, which has a bundle of its own.

export async function runLsp(): Promise<number> {
  await import('../../lsp/main.js');
  // The client's `exit` ends the process; until then there is nothing to return.
  return new Promise<number>(() => {});
}
