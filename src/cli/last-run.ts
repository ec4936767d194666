// A run that asks what the last one asked, of files that say what they said, prints what that one printed. Nothing that parses, links or
// checks is loaded to find that out.
import { build } from '../build.js';
import { cacheFolder, fileOfRoot } from '../cache/cache-folder.js';
import { emptyFactsCache } from '../cache/facts-cache.js';
import { recallReport, rememberReport, Stamps } from '../cache/last-report.js';
import { SeenFiles } from '../cache/seen-files.js';
import { configurationText } from '../config/load-text.js';
import { isLink, type NamesByFolder } from '../discover/list-files.js';
import { shownPath } from '../discover/posix.js';
import { readBytes } from '../discover/read-file.js';
import { stampsOfInputs } from '../discover/render-inputs.js';
import { renderersOn } from '../discover/tools.js';
import type { Question } from '../grounds.js';
import type { FileToParse, Patterns, Reading } from '../parsers/facts-memory.js';
import type { ReportSettings } from '../reporters/reporter.js';
import type { Arguments } from './read-arguments.js';
import {
  type Basis,
  contentOf,
  hashOf,
  type LastRun,
  listedAs,
  madeFrom,
  type Rendered,
  type RunGrounds,
  renderedFrom,
  type SavedQuestion,
} from './run-grounds.js';
import { sourceLines } from './source-lines.js';
import type { Standpoint } from './standpoint.js';
import { today } from './today.js';

/** These look at more than the files on disk, or change them. */
const other = ['diff', 'staged', 'fix', 'fix-unsafe', 'dry-run', 'baseline', 'update-baseline', 'with'];
/** Of more changed files than this it is quicker to make the report anew than to find that they say the same. */
const mostChanged = 16;

/** Undefined where what is printed depends on more than the words of the command line and the files. `naming`: those, when git has told. */
export async function lastRunOf(
  args: Arguments,
  { cwd, config }: Standpoint,
  settings: readonly ReportSettings[],
  naming: Promise<NamesByFolder>,
): Promise<LastRun | undefined> {
  const folder = args.has('no-cache') ? undefined : cacheFolder(process.env);
  const file = folder === undefined ? undefined : fileOfRoot(folder, cwd, '.report');
  const configuration = configurationText(cwd, config);
  const isMore = args.operands.includes('-') || other.some((option) => args.has(option));
  const isUnreadable = configuration !== undefined && configuration.text === undefined;
  if (folder === undefined || file === undefined || build === undefined || isMore || isUnreadable) return undefined;
  const renderers = renderersOn(args.has('no-render') ? undefined : process.env['PATH'], cwd);
  const plain = settings.map(({ sourceUrl, lineOf: _, ...each }) => [each, sourceUrl?.('file', 1)]);
  const key = hashOf(JSON.stringify([build, args.words, process.cwd(), cwd, today(), configuration, renderers, plain]));
  const now = { cwd, seen: new SeenFiles(), place: { file, key } };
  const kept: RunGrounds | undefined = recallReport(file, key);
  const holds = kept !== undefined && (await stillHolds(kept, now, naming));
  return { report: holds ? kept.report : undefined, seen: now.seen, place: now.place };
}
interface Now extends Pick<LastRun, 'seen' | 'place'> {
  readonly cwd: string;
}
async function stillHolds(kept: RunGrounds, now: Now, naming: Promise<NamesByFolder>): Promise<boolean> {
  // git works meanwhile.
  const moved = movedSince(kept, now.seen);
  const rendered = kept.rendered === undefined ? 'same' : rendersNow(kept.rendered, now.seen);
  // What lies behind one is not listed. A folder may also be missing, of which git knows files: each of those was looked at above.
  const hasLinks = kept.folders.some(isLink);
  if (kept.listed !== listedAs(await naming) || hasLinks || rendered === 'other') return false;
  return (moved.length === 0 && rendered === 'same') || saySame(kept, moved, rendered, now);
}
/** What a renderer would read now: files of which the file system says the same, or the content is. */
function rendersNow({ inputs, content, stamps }: Rendered, seen: SeenFiles): 'same' | Rendered | 'other' {
  if (stamps !== undefined && stampsOfInputs(inputs, (path) => seen.stampOf(path)) === stamps) return 'same';
  const again = renderedFrom(inputs, seen);
  return again?.content === content ? again : 'other';
}

/** Places of the files whose bytes may have changed. */
function movedSince({ files, stamps }: RunGrounds, seen: SeenFiles): readonly number[] {
  return files.flatMap((absolute, place) => {
    const stamp = seen.stampOf(absolute);
    return stamp !== undefined && stamps.has(place, stamp) ? [] : [place];
  });
}

/** Reads files anew that may have changed. */
async function saySame(
  kept: RunGrounds,
  moved: readonly number[],
  rendered: 'same' | Rendered,
  now: Now,
): Promise<boolean> {
  const basis = kept.basis();
  if (basis === undefined) return false;
  const changed: Changed[] = [];
  const contents = basis.contents.split('\n');
  const said = basis.said.split('\n');
  for (const place of moved) {
    const [absolute = '', content = ''] = [kept.files[place], contents[place]];
    const file = { path: shownPath(absolute, now.cwd), absolute, read: () => readBytes(absolute) };
    if (contentOf(file, now.seen) === content) continue;
    const made = madeFrom(basis.made.charAt(place));
    if (made === undefined) return false;
    changed.push({ place, file, made, said: said[place] ?? '' });
    if (changed.length > mostChanged) return false;
  }
  if (changed.length > 0 && !(await stillSay(changed, basis, now))) return false;
  if (moved.length > mostChanged || (rendered !== 'same' && rendered.stamps !== undefined))
    keepStamps(rendered === 'same' ? kept : { ...kept, rendered }, basis, changed, now);
  return true;
}
interface Changed {
  readonly place: number;
  readonly file: FileToParse;
  readonly made: readonly Reading[];
  /** What stands for all that they said before the change. */
  readonly said: string;
}
async function stillSay(changed: readonly Changed[], basis: Basis, { cwd, seen }: Now): Promise<boolean> {
  const looked = new Set(basis.looked);
  const asked = new Map(basis.asked.map(([path, questions]) => [path, questions.map(opened)]));
  const paths = new Set(changed.map(({ file }) => file.path));
  if (changed.some(({ file }) => looked.has(file.path))) return false;
  const lineOf = sourceLines(cwd, undefined);
  const isShown = basis.shown.every(([file, line, text]) => !paths.has(file) || (lineOf(file, line) ?? null) === text);
  if (!isShown) return false;
  const { readAgain, restsOnFacts } = await (await import('./reading.js')).grounds();
  const again = emptyFactsCache(seen);
  for (const { file, made, said } of changed) {
    if (!restsOnFacts(file.path, file, { looked, asked })) return false;
    await readAgain(file, made, again);
    if (again.saidBy(file.path, contentOf(file, seen)) !== said) return false;
  }
  return true;
}
function opened([patterns, answer]: SavedQuestion): Question {
  const again: Patterns = patterns.map((each) => (typeof each === 'string' ? each : new RegExp(...each)));
  return { patterns: again, answer };
}

/** Files that all have new times would all be read by the next run as well. */
function keepStamps(kept: RunGrounds, basis: Basis, changed: readonly Changed[], { seen, place }: Now): void {
  const contents = basis.contents.split('\n');
  for (const each of changed) contents[each.place] = contentOf(each.file, seen);
  rememberReport<Basis, Rendered>(place.file, place.key, {
    ...kept,
    stamps: Stamps.of(kept.files.map((absolute) => seen.lastingStampOf(absolute))),
    basis: () => ({ ...basis, contents: contents.join('\n') }),
  });
}
