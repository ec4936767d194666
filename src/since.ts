// What a change has to do with findings: only those it touches are left, at the end that it touched.
import { resolve } from 'node:path';
import {
  type Checkout,
  commitTree,
  differsFromDisk,
  forkOf,
  headOf,
  indexTree,
  isInside,
  openCheckout,
  readTexts,
  renamesSince,
  type Told,
  type Tree,
} from './discover/checkout.js';
import { discover, type Moment } from './discover/discover.js';
import { readBytes } from './discover/read-file.js';
import { changedLines, identityOf, touchedFindings } from './engine/changes.js';
import type { LintOptions } from './lint.js';
import type { LintResult } from './model/report.js';
import { type FactsMemory, memoryOver } from './parsers/facts-memory.js';
import { decodeUtf8 } from './parsers/kit/text.js';
import { entriesFor } from './parsers/registry.js';
import { relinter, type Texts } from './relint.js';

/** From where this branch left a commit to the files on disk, or from the last commit to the index. */
export type Since = { readonly base: string } | 'staged';

export interface LintSince {
  /** What is linted: for the index, its files and texts. */
  readonly options: LintOptions;
  /** Lints with these texts in place of files, and leaves what the change touches. */
  lint(texts?: Texts): Promise<Told<LintResult>>;
}

export function lintSince(options: LintOptions, since: Since): Told<LintSince> {
  const opened = openCheckout(options.cwd);
  if (!opened.ok) return opened;
  const checkout = opened.value;
  const start = since === 'staged' ? { ok: true as const, value: headOf(checkout) } : forkOf(checkout, since.base);
  if (!start.ok) return start;
  const before = treeAt(checkout, start.value);
  const now = since === 'staged' ? atIndex(checkout, options) : { ok: true as const, value: options };
  if (!before.ok) return before;
  if (!now.ok) return now;
  const shared = memoryOver(options.memory);
  const relint = relinter(now.value, shared);
  const earlier = once(() => identitiesAt(checkout, before.value, options, shared));
  const comparison = { checkout, before: before.value, options: now.value, earlier };
  const lint: LintSince['lint'] = async (texts) => narrow(comparison, await relint(texts), texts);
  return { ok: true, value: { options: now.value, lint } };
}

interface Comparison {
  readonly checkout: Checkout;
  readonly before: Tree;
  readonly options: LintOptions;
  /** The findings of that time. */
  readonly earlier: () => Promise<Told<ReadonlySet<string>>>;
}
async function narrow(
  { checkout, before, options, earlier }: Comparison,
  result: LintResult,
  texts: Texts = new Map(),
): Promise<Told<LintResult>> {
  const overlays = new Map([...(options.overlays ?? []), ...texts]);
  const places = placesOf(result);
  const wanted = [...before].filter(([file]) => places.has(file));
  const read = readTexts(checkout, wanted);
  if (!read.ok) return read;
  const linesOf = remembered((file: string) => {
    // What another repository says is nobody's change here, nor is a stream.
    if (file === '<stdin>' || !isInside(checkout, file)) return undefined;
    const text = overlays.get(file) ?? textOnDisk(options.cwd, file);
    return text === undefined ? undefined : changedLines(read.value.get(file), text);
  });
  const touched = (known: ReadonlySet<string> | undefined) =>
    touchedFindings(result.findings, linesOf, (finding) => known?.has(identityOf(finding)) === false);
  const byLine = touched(undefined);
  if (byLine.length === result.findings.length) return { ok: true, value: { ...result, findings: byLine } };
  const known = await earlier();
  return known.ok ? { ok: true, value: { ...result, findings: touched(known.value) } } : known;
}
function placesOf({ findings }: LintResult): ReadonlySet<string> {
  return new Set(
    findings.flatMap((each) => [
      each.location.file,
      ...each.related.map(({ location }) => location.file),
      ...each.path.flatMap(({ location }) => location?.file ?? []),
    ]),
  );
}
function textOnDisk(cwd: string, file: string): string | undefined {
  const content = readBytes(resolve(cwd, file));
  return content.ok ? decodeUtf8(content.bytes).text : undefined;
}

// ---------------------------------------------------------------- other moments

/** A commit's files, under the names they have now. */
function treeAt(checkout: Checkout, commit: string | undefined): Told<Tree> {
  if (commit === undefined) return { ok: true, value: new Map() };
  const tree = commitTree(checkout, commit);
  if (!tree.ok) return tree;
  const renamed = renamesSince(checkout, commit);
  const oldNames = new Set(renamed.values());
  const kept = [...tree.value].filter(([path]) => !oldNames.has(path));
  const moved = [...renamed].flatMap(([to, from]) => {
    const object = tree.value.get(from);
    return object === undefined ? [] : [[to, object] as const];
  });
  return { ok: true, value: new Map([...kept, ...moved]) };
}
function atIndex(checkout: Checkout, options: LintOptions): Told<LintOptions> {
  const tree = indexTree(checkout);
  return tree.ok ? optionsAt(checkout, tree.value, options) : tree;
}
/** The same question, asked of the files of another moment. */
function optionsAt(checkout: Checkout, tree: Tree, options: LintOptions): Told<LintOptions> {
  const moment: Moment = { top: checkout.top, files: new Set(tree.keys()) };
  // A text given for a file of the checkout is of today.
  const strange = [...(options.overlays ?? [])].filter(([file]) => file === '<stdin>' || !isInside(checkout, file));
  const at: LintOptions = { ...options, moment };
  const different = discover(at).files.flatMap(({ path }) => {
    const object = tree.get(path);
    const matters = object !== undefined && entriesFor(path).length > 0;
    return matters && differsFromDisk(checkout, path, object) ? [[path, object] as const] : [];
  });
  const texts = readTexts(checkout, different);
  return texts.ok ? { ok: true, value: { ...at, overlays: new Map([...strange, ...texts.value]) } } : texts;
}
async function identitiesAt(
  checkout: Checkout,
  before: Tree,
  options: LintOptions,
  shared: FactsMemory,
): Promise<Told<ReadonlySet<string>>> {
  const at = optionsAt(checkout, before, options);
  if (!at.ok) return at;
  const { findings } = await relinter(at.value, shared)();
  return { ok: true, value: new Set(findings.map(identityOf)) };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
function remembered<K, T>(make: (key: K) => T): (key: K) => T {
  const made = new Map<K, T>();
  return (key) => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key) as T;
  };
}
