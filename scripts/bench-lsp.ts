// `npm run bench:lsp [-- --files N] [--edits N]`: from a keystroke to the diagnostics it changes, on the generated monorepo.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from 'vscode-languageserver/node';
import { machineText } from './bench/report.js';
import { mixedTree } from './bench/trees.js';

const root = resolve(import.meta.dirname, '..');
const { values } = parseArgs({
  options: { files: { type: 'string', default: '10000' }, edits: { type: 'string', default: '60' } },
});
const cli = join(root, 'dist/cli/main.cjs');
if (!existsSync(cli)) throw new Error(`${cli} is not there: run "npm run build" first`);
const work = join(tmpdir(), 'hoplint-bench');
mkdirSync(work, { recursive: true });
const tree = mixedTree(work, Number(values.files));

// ---------------------------------------------------------------- a small editor

const server = spawn(process.execPath, [cli, 'lsp', '--stdio'], { cwd: tree.root, stdio: ['pipe', 'pipe', 'inherit'] });
const connection = createMessageConnection(
  new StreamMessageReader(server.stdout),
  new StreamMessageWriter(server.stdin),
);
/** A measurement that never comes is a mistake of the bench, not a number. */
const patience = 120_000;
/** Milliseconds after which the server takes its time for what it owes. */
const quiet = 1600;
let hear: ((uri: string) => void) | undefined;
connection.onNotification('textDocument/publishDiagnostics', ({ uri }: { uri: string }) => hear?.(uri));
connection.onRequest('window/workDoneProgress/create', () => null);
const scanned = new Promise<number>((wake) => {
  connection.onNotification('$/progress', ({ value }: { value: { kind: string } }) => {
    if (value.kind === 'end') wake(performance.now());
  });
});
connection.listen();
const heard = (uri: string): Promise<number> =>
  new Promise((wake, fail) => {
    const late = setTimeout(() => fail(new Error(`no diagnostics for ${uri} in ${patience} ms`)), patience);
    hear = (told) => {
      if (told !== uri) return;
      clearTimeout(late);
      wake(performance.now());
    };
  });
const uriOf = (path: string): string => pathToFileURL(join(tree.root, path)).href;

// ---------------------------------------------------------------- what is typed

interface Edited {
  readonly what: string;
  readonly path: string;
  /** Texts that follow each other; `isSilent`: they differ in nothing that is found, so nothing is published. */
  readonly texts: readonly string[];
  readonly isSilent?: true;
  /** Somebody thinks between two keystrokes: long enough for a whole look to begin, or to end. */
  readonly hesitates?: true;
}
/** The first file of that name whose text can be changed that way. */
function edited(what: string, wanted: RegExp, change: (text: string) => string | undefined): Edited {
  const paths = readdirSync(tree.root, { recursive: true, encoding: 'utf8' })
    .filter((path) => wanted.test(path))
    .sort();
  for (const path of paths) {
    const text = readFileSync(join(tree.root, path), 'utf8');
    const other = change(text);
    if (other !== undefined) return { what, path, texts: [other, text] };
  }
  throw new Error(`the tree has no file for: ${what}`);
}
/** A comment, letter by letter, below everything that says something. */
function commented(what: string, wanted: RegExp, mark: string): Edited {
  const { path, texts } = edited(what, wanted, (text) => `${text}\n`);
  const words = ' why this is as it is, and what it was before somebody looked at the logs';
  const typed = Array.from(words, (_, end) => `${texts[1]}\n${mark}${words.slice(0, end)}\n`);
  return { what, path, texts: typed, isSilent: true };
}
const source = edited('a server in TypeScript', /server\.ts$/, (text) =>
  /keepAliveTimeout = .+;/.test(text) ? text.replace(/keepAliveTimeout = .+;/, 'keepAliveTimeout = 65;') : undefined,
);
const ingress = edited('an Ingress', /ingress\.yaml$/, (text) =>
  /proxy-read-timeout: "\d+"/.test(text) ? text.replace(/(proxy-read-timeout: "\d+)"/, '$1s"') : undefined,
);
const edits: readonly Edited[] = [
  source,
  ingress,
  { ...source, what: 'the same server, now and then', hesitates: true },
  { ...ingress, what: 'the same Ingress, now and then', hesitates: true },
  commented('a comment in a Deployment', /deployment\.yaml$/, '#'),
  commented('a comment in a server in Go', /main\.go$/, '//'),
  commented('a comment in a module in TypeScript', /module-0\.ts$/, '//'),
];

// ---------------------------------------------------------------- the measurement

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
const started = performance.now();
await connection.sendRequest('initialize', {
  processId: process.pid,
  rootUri: null,
  capabilities: { window: { workDoneProgress: true } },
  workspaceFolders: [{ uri: pathToFileURL(tree.root).href, name: 'bench' }],
});
await connection.sendNotification('initialized', {});
const scan = (await scanned) - started;

const rows: string[] = [];
/** Milliseconds: from the middle of a word to a thought, the same ones everywhere. */
const thoughts = [150, 420, 700, 500, 1200, 300, 900, 450];
const passed = (milliseconds: number): Promise<void> => new Promise((wake) => setTimeout(wake, milliseconds));

for (const { what, path, texts, isSilent, hesitates } of edits) {
  const uri = uriOf(path);
  await connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: 'plaintext', version: 1, text: texts.at(-1) },
  });
  // Answered once everything so far has been checked.
  await connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
  // Somebody looks at a file before they change it.
  await passed(2 * quiet);
  const times: number[] = [];
  for (let edit = 0; edit < Number(values.edits); edit += 1) {
    if (hesitates === true) await passed(thoughts[edit % thoughts.length] ?? 0);
    const answer = isSilent === true ? undefined : heard(uri);
    const typed = performance.now();
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: edit + 2 },
      contentChanges: [{ text: texts[edit % texts.length] }],
    });
    // Answered once the change has been checked.
    if (answer === undefined) await connection.sendRequest('textDocument/diagnostic', { textDocument: { uri } });
    times.push((answer === undefined ? performance.now() : await answer) - typed);
  }
  await connection.sendNotification('textDocument/didClose', { textDocument: { uri } });
  times.sort((a, b) => a - b);
  const shown = [0.5, 0.95, 1].map((share) => `${Math.round(quantile(times, share))} ms`);
  rows.push(`| ${what} | ${shown.join(' | ')} |`);
}
process.stdout.write(
  [
    `${machineText()}; Node ${process.versions.node}; ${tree.files.toLocaleString('en')} files; first scan ${Math.round(scan)} ms.`,
    '',
    '| keystroke in | median | 95 % | slowest |',
    '| --- | ---: | ---: | ---: |',
    ...rows,
    '',
  ].join('\n'),
);
await connection.sendRequest('shutdown');
await connection.sendNotification('exit');
connection.dispose();
