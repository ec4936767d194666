// A short-lived copy of a kustomization that will not build as it is, or not soon: without bases from elsewhere, files that nobody
// committed, and the schemas of definitions.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { baseNameOf } from '../model/file-paths.js';
import { buildFoldersOf } from './build-folders.js';
import { CopyBudget, copyFolder } from './copy-folder.js';
import { isBelow, joinPosix } from './posix.js';
import type { LeanFiles } from './without-schemas.js';

interface Placed {
  readonly text: string;
  readonly at: { readonly file: string; readonly line: number; readonly endLine: number };
}
export interface KustomizationFiles {
  readonly directory: string;
  readonly resources: readonly Placed[];
  readonly components: readonly Placed[];
  readonly patches: readonly Placed[];
  /** Patches in the form of old versions: the path alone, where an object is wanted now. */
  readonly barePatches: readonly Placed[];
  /** The block of charts that kustomize would download. */
  readonly helmCharts?: Placed['at'];
}
export type KustomizationsByFolder = ReadonlyMap<string, KustomizationFiles>;
export interface MendedKustomization {
  readonly directory: string;
  /** What the copy leaves out, as clauses for the note. */
  readonly without: readonly string[];
  mend(error: string): boolean;
  /** What was built, without the objects that hold what nobody knows. */
  known(output: string): string;
  remove(): void;
}

/** In place of a file of variables that is not there: whatever is made of it must not pass for empty. */
const placeholder = 'HOPLINT_THIS_FILE_IS_NOT_HERE=';

const isRemote = (text: string): boolean =>
  /^(?:https?:|ssh:|git::|git@|github\.com[/:]|gitlab\.com[/:]|bitbucket\.org[/:])|[?&]ref=|\.git(?:\/\/|\?|$)/.test(
    text,
  );
const missingFile =
  /evalsymlink failure on '([^']+)'|'([^']+)' doesn't exist|(?:open|lstat|stat) ([^\s:]+): no such file|file sources: \[([^\]\s]+)\]/;

export function copyKustomization(
  root: string,
  directory: string,
  all: KustomizationsByFolder,
  lean: LeanFiles | undefined,
): MendedKustomization | undefined {
  const parts = closureOf(directory, all);
  const top = realpathSync(mkdtempSync(join(tmpdir(), 'hoplint-kustomize-')));
  const remove = (): void => rmSync(top, { recursive: true, force: true });
  const without: string[] = [];
  try {
    const budget = new CopyBudget();
    const contentOf = lean === undefined ? undefined : (file: string): Buffer => lean.contentOf(file);
    for (const folder of outermost([...parts.map((part) => part.directory), ...foldersWithin(root, directory)])) {
      if (!copyFolder(join(root, folder), join(top, folder), budget, contentOf)) throw new Error('too large');
    }
    for (const part of parts) {
      bringIn(root, top, part, budget);
      without.push(...simplify(top, part));
    }
  } catch {
    remove();
    return undefined;
  }
  const made = new Set<string>();
  return {
    directory: join(top, directory),
    without,
    remove,
    mend(error) {
      const path = missingFile
        .exec(error)
        ?.slice(1)
        .find((group) => group !== undefined);
      const file = path === undefined ? undefined : path.startsWith(top + sep) ? path : join(top, directory, path);
      if (file === undefined || !file.startsWith(top + sep) || made.has(file) || existsSync(file)) return false;
      made.add(file);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, /\.(?:ya?ml|json)$/.test(file) ? '' : `${placeholder}\n`);
      without.push(`${file.slice(top.length + 1).replaceAll(sep, '/')}, which is not there`);
      return true;
    },
    known: (output) =>
      output
        .split(/^---$/m)
        .filter((document) => !document.includes(placeholder.slice(0, -1)))
        .join('---'),
  };
}

/** Why the tool can only refuse to build it: without a network it gets no base from elsewhere, and it inflates charts for `--enable-helm` alone. */
export function whyRefused(root: string, directory: string, all: KustomizationsByFolder): string | undefined {
  for (const part of closureOf(directory, all)) {
    const remote = [...part.resources, ...part.components].find(
      ({ text }) => isRemote(text) && !existsSync(join(root, part.directory, text)),
    );
    if (remote !== undefined) return `it is built on ${inShort(remote)}, which is not in the scan`;
    if (part.helmCharts !== undefined) return `${inflated} need --enable-helm`;
  }
  return undefined;
}
const inflated = 'the charts under helmCharts';
const inShort = ({ text }: Placed): string => (text.length > 80 ? `${text.slice(0, 77)}...` : text);

/** The kustomization with all it is built on, as far as that is in the scan. */
function closureOf(directory: string, all: KustomizationsByFolder): readonly KustomizationFiles[] {
  const found = new Map<string, KustomizationFiles>();
  const queue = [directory];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    const own = found.has(next) ? undefined : all.get(next);
    if (own === undefined) continue;
    found.set(next, own);
    queue.push(...[...own.resources, ...own.components].map(({ text }) => joinPosix(own.directory, text)));
  }
  return [...found.values()];
}
/** Those of the scan that no parser looks at are built on as well. */
function foldersWithin(root: string, directory: string): readonly string[] {
  const { folders } = buildFoldersOf(join(root, directory));
  const top = realpathSync(root);
  const below = folders.filter(
    (path) => path.startsWith(root + sep) && statSync(path).isDirectory() && realpathSync(path).startsWith(top + sep),
  );
  return below.map((path) => path.slice(root.length + 1).replaceAll(sep, '/'));
}
const outermost = (folders: readonly string[]): readonly string[] =>
  folders.includes('') ? [''] : folders.filter((folder) => !folders.some((other) => isBelow(folder, other)));

/** Kustomize takes files of its own folder only: those of the scan that lie elsewhere are put there. */
function bringIn(root: string, top: string, part: KustomizationFiles, budget: CopyBudget): void {
  for (const [index, { text, at }] of [...part.resources, ...part.patches].entries()) {
    if (isRemote(text) || !text.startsWith('../') || !/\.(?:ya?ml|json)$/.test(text)) continue;
    const path = joinPosix(part.directory, text);
    const source = join(root, path);
    if (path.startsWith('..') || !existsSync(source) || !realpathSync(source).startsWith(realpathSync(root) + sep))
      continue;
    const content = readFileSync(source);
    if (!budget.takes(content.length)) throw new Error('too large');
    const name = `hoplint-${index}-${baseNameOf(path)}`;
    writeFileSync(join(top, part.directory, name), content);
    const file = join(top, at.file);
    const lines = readFileSync(file, 'utf8').split('\n');
    lines[at.line - 1] = (lines[at.line - 1] ?? '').replace(text, name);
    writeFileSync(file, lines.join('\n'));
  }
}

/** Takes out what needs the network, and brings old forms up to date; gives the clauses for the note. */
function simplify(top: string, part: KustomizationFiles): string[] {
  const remote = [...part.resources, ...part.components].filter(({ text }) => isRemote(text));
  const place = remote[0]?.at ?? part.barePatches[0]?.at ?? part.helmCharts;
  if (place === undefined) return [];
  const file = join(top, place.file);
  const lines = readFileSync(file, 'utf8').split('\n');
  for (const { at } of remote) {
    if (!/^\s*- /.test(lines[at.line - 1] ?? '')) throw new Error('not on a line of its own');
    lines[at.line - 1] = '';
  }
  for (const { at } of part.barePatches) {
    lines[at.line - 1] = (lines[at.line - 1] ?? '').replace(/^(\s*- )/, '$1path: ');
  }
  const charts = part.helmCharts;
  if (charts !== undefined) lines.fill('', charts.line - 1, charts.endLine);
  // Nothing at all is an error to kustomize; options for what nobody generates change nothing.
  if (remote.length === part.resources.length + part.components.length)
    lines.push('generatorOptions: { disableNameSuffixHash: true }');
  writeFileSync(file, lines.join('\n'));
  return [
    ...remote.map((each) => `${inShort(each)}, which is not in the scan`),
    ...(charts === undefined ? [] : [inflated]),
  ];
}
