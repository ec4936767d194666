// A run that asks what the last one asked, of files that say what they said, prints what that one printed.
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { FactsCache, Said } from '../cache/facts-cache.js';
import { recallReport, rememberReport, type SavedReport } from '../cache/last-report.js';
import {
  type FileToParse,
  gatherGrounds,
  type Patterns,
  type Question,
  type Reading,
  readAgain,
  readings,
  restsOnFacts,
} from '../grounds.js';
import { factsKey, filesThatMatter, type LintOptions, listFiles, perhapsUnparsed, renderersOf } from '../lint.js';
import type { ReportSettings } from '../reporters/reporter.js';
import type { Arguments } from './read-arguments.js';
import type { Request } from './request.js';
import { sourceLines } from './source-lines.js';

export interface LastRun {
  /** The files as they were listed for the comparison; the run tells what it uses of them. */
  readonly options: LintOptions;
  readonly report: SavedReport | undefined;
  /** The same settings, which tell what they show of files. */
  watched(settings: ReportSettings): ReportSettings;
  remember(report: SavedReport): void;
}

/** These look at more than the files on disk, or change them. */
const other = ['diff', 'staged', 'fix', 'fix-unsafe', 'dry-run', 'baseline', 'update-baseline', 'with'];

const isRendered = /(?:^|\/)(?:Chart\.ya?ml|kustomization\.ya?ml|Kustomization)$/;
/** With more changed files than this, a run that finds them all saying the same writes down that it did. */
const fewChanged = 16;

/** Undefined where what is printed depends on more than the words of the command line and the listed files. */
export async function lastRunOf(
  { cache, options, configFile }: Request,
  args: Arguments,
  settings: readonly ReportSettings[],
): Promise<LastRun | undefined> {
  if (cache === undefined || options.overlays !== undefined || other.some((option) => args.has(option)))
    return undefined;
  const discovery = listFiles(options);
  const renderers = renderersOf(options);
  // What a renderer makes may depend on files that are not listed.
  if (renderers.length > 0 && discovery.files.some(({ path }) => isRendered.test(path))) return undefined;
  const files = filesThatMatter(discovery);
  const key = hashOf(
    JSON.stringify([
      factsKey,
      args.words,
      options.cwd,
      options.today,
      configFile === undefined ? undefined : readFileSync(configFile, 'utf8'),
      renderers,
      settings.map(({ sourceUrl, lineOf: _, ...plain }) => [plain, sourceUrl?.('file', 1)]),
      [discovery.files.map((file) => file.path), discovery.missing, [...discovery.leftAlone], discovery.notes],
    ]),
  );
  const isTrusted = cache.notes.length === 0;
  const kept = isTrusted ? recallReport<Basis>(cache.reportFile, key) : undefined;
  // With nothing to compare, the run itself looks at most files: not one is read twice.
  const before = kept === undefined ? files.filter(({ path }) => perhapsUnparsed.test(path)) : files;
  const contents = contentsOf(before, cache);
  if (contents === undefined) return undefined;
  const grounds = gatherGrounds();
  const shown = new Map<string, [file: string, line: number, text: string | null]>();
  const keep = (report: SavedReport, all: readonly string[], basis: Basis): void => {
    if (isTrusted) rememberReport(cache.reportFile, key, report, treeOf(all), basis);
  };
  let report = kept !== undefined && kept.tree === treeOf(contents) ? kept.report : undefined;
  if (kept !== undefined && report === undefined) {
    const basis = kept.basis();
    const changed = files.flatMap((file, place) => {
      const row = basis?.files[place];
      return row?.[0] === contents[place] ? [] : [{ file, said: row?.[1] }];
    });
    if (basis !== undefined && (await sayTheSame(changed, basis, cache, options.cwd))) {
      report = kept.report;
      if (changed.length > fewChanged) {
        cache.save();
        const said = contents.map((content, place) => [content, basis.files[place]?.[1] ?? null] as const);
        keep(report, contents, { ...basis, files: said });
      }
    }
  }
  return {
    options: { ...options, discovery, witness: grounds.witness },
    report,
    watched: (each) => ({
      ...each,
      lineOf(file, line) {
        const text = each.lineOf(file, line);
        shown.set(`${file}:${line}`, [file, line, text ?? null]);
        return text;
      },
    }),
    remember(made) {
      const all = kept === undefined ? contentsOf(files, cache) : contents;
      if (all === undefined) return;
      keep(made, all, {
        files: files.map(({ path }, place) => [all[place] ?? '', cache.saidBy(path) ?? null]),
        looked: [...grounds.looked],
        asked: [...grounds.asked].map(([path, questions]) => [path, questions.map(saved)]),
        shown: [...shown.values()],
      });
    },
  };
}

/** What a report rests on, in JSON. */
interface Basis {
  /** As the files that matter are listed; `null` where nobody knows all that was read. */
  readonly files: readonly (readonly [content: string, said: Said | null])[];
  readonly looked: readonly string[];
  readonly asked: readonly (readonly [path: string, questions: readonly SavedQuestion[]])[];
  readonly shown: readonly (readonly [file: string, line: number, text: string | null])[];
}
type SavedQuestion = readonly [
  patterns: readonly (string | readonly [source: string, flags: string])[],
  answer: boolean,
];

/** Reads changed files anew. */
async function sayTheSame(
  changed: readonly { readonly file: FileToParse; readonly said: Said | null | undefined }[],
  basis: Basis,
  cache: FactsCache,
  cwd: string,
): Promise<boolean> {
  const looked = new Set(basis.looked);
  const asked = new Map(basis.asked.map(([path, questions]) => [path, questions.map(opened)]));
  const paths = new Set(changed.map(({ file }) => file.path));
  if (changed.some(({ file, said }) => said == null || looked.has(file.path))) return false;
  const lineOf = sourceLines(cwd, undefined);
  const isShown = basis.shown.every(([file, line, text]) => !paths.has(file) || (lineOf(file, line) ?? null) === text);
  if (!isShown) return false;
  for (const { file, said } of changed) {
    if (!restsOnFacts(file.path, file, { looked, asked })) return false;
    await readAgain(file, readingsOf(said), cache);
    const now = cache.saidBy(file.path);
    if (now === undefined || readings.some((reading) => now[reading] !== said?.[reading])) return false;
  }
  return true;
}
function readingsOf(said: Said | null | undefined): readonly Reading[] {
  return readings.filter((reading) => said?.[reading] !== undefined);
}

function saved({ patterns, answer }: Question): SavedQuestion {
  return [patterns.map((each) => (typeof each === 'string' ? each : [each.source, each.flags])), answer];
}
function opened([patterns, answer]: SavedQuestion): Question {
  const again: Patterns = patterns.map((each) => (typeof each === 'string' ? each : new RegExp(...each)));
  return { patterns: again, answer };
}

function contentsOf(files: readonly FileToParse[], cache: FactsCache): readonly string[] | undefined {
  const contents: string[] = [];
  for (const file of files) {
    const content = cache.contentOf(file);
    if (content === undefined) return undefined;
    contents.push(content);
  }
  return contents;
}
/** Equal for files that are equal byte for byte. */
const treeOf = (contents: readonly string[]): string => hashOf(contents.join('\n'));
function hashOf(text: string): string {
  return hash('sha256', text, 'base64url');
}
