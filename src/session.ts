// A folder kept warm: a file is parsed again only when it changed, and links and rules run again only when it says something else.
import { isDeepStrictEqual } from 'node:util';
import { type DiscoverOptions, type Discovery, discover, wouldRead } from './discover/discover.js';
import { readBytes } from './discover/read-file.js';
import { type Grounds, gatherGrounds, readAgain, restsOnFacts } from './grounds.js';
import {
  type Checked,
  checkScan,
  heldFile,
  type LintOptions,
  renderable,
  type Scan,
  scanFiles,
  textsOf,
  withFixes,
} from './lint.js';
import type { FileFacts } from './model/facts.js';
import type { Finding } from './model/finding.js';
import type { LintResult } from './model/report.js';
import {
  type FactsMemory,
  type FileToParse,
  memoryOver,
  type Readings,
  type SavedMemory,
} from './parsers/facts-memory.js';
import { decodeUtf8 } from './parsers/kit/text.js';
import type { RenderMemory } from './render.js';

type Run = Pick<LintOptions, 'configuration' | 'today' | 'overlays'>;

export interface LintSession {
  lint(run: Run): Promise<LintResult>;
  /** Findings of the last lint with the fixes they have; the lint itself leaves them out. */
  withFixes(findings: readonly Finding[]): Promise<readonly Finding[]>;
  /** The text as it was last read from disk. */
  textOf(file: string): string | undefined;
  /** `onDisk`: not only in an editor's buffer, so that renderings of it are old too. */
  forget(file: string, onDisk: boolean): void;
  /** A file came or went: the list of files is read anew. */
  forgetList(): void;
}

/** The last lint, and all that its result depends on besides the facts. */
interface Last {
  readonly run: Run;
  readonly discovery: Discovery;
  readonly renderings: RenderMemory['results'];
  readonly checked: Checked;
  readonly scanned: Pick<Scan, 'model' | 'texts'>;
  readonly grounds: Grounds;
}

/** `cache`: what the first look at the folder starts from. */
export function openSession(
  options: DiscoverOptions & Pick<LintOptions, 'searchPath'>,
  cache?: SavedMemory,
): LintSession {
  let discovery: Discovery | undefined;
  let before = cache;
  let last: Last | undefined;
  const renderings: RenderMemory = { results: undefined };
  /** What changed files said in the last lint. */
  const stale = new Map<string, Readings>();
  const known = memoryOver({
    recall: (file, reading) => before?.recall(file, reading),
    remember: (file, reading, read) => before?.remember(file, reading, read) ?? read,
    answers: {
      recall: (key) => before?.answers?.recall(key),
      remember: (key, answer) => before?.answers?.remember(key, answer),
    },
  });
  const memory = keepingLastGood(known);

  const fileNow = (path: string, overlays: ReadonlyMap<string, string>): FileToParse | undefined => {
    const text = overlays.get(path);
    if (text !== undefined) return heldFile(path, text);
    const found = discovery?.files.find((each) => each.path === path);
    return found && { path, absolute: found.absolute, read: () => readBytes(found.absolute) };
  };
  /** Reads changed files anew; true when every one of them says what it said, and nothing else of them was ever used. */
  async function saysTheSame(run: Run, overlays: ReadonlyMap<string, string>): Promise<boolean> {
    let same =
      last !== undefined &&
      last.discovery === discovery &&
      last.renderings === renderings.results &&
      last.run.configuration === run.configuration &&
      last.run.today === run.today;
    for (const [path, readings] of stale) {
      const file = fileNow(path, overlays);
      const again = file === undefined ? undefined : await readAgain(file, readings.keys(), memory);
      const isUnused = last !== undefined && restsOnFacts(path, file, last.grounds);
      same &&= isUnused && readings.has('facts') && isDeepStrictEqual(again, readings);
    }
    return same;
  }

  return {
    async lint(run) {
      discovery ??= discover(options);
      // What is left alone on disk stays so when an editor shows it.
      const listed = discovery;
      const overlays = new Map([...(run.overlays ?? [])].filter(([path]) => wouldRead(path, options, listed)));
      const same = await saysTheSame(run, overlays);
      if (same && last !== undefined) {
        // The objects of before, for what was made of them lasts.
        for (const [path, readings] of stale) known.put(path, readings);
        stale.clear();
        last = { ...last, scanned: { ...last.scanned, texts: textsOf({ get: (path) => fileNow(path, overlays) }) } };
        return last.checked.result;
      }
      stale.clear();
      const grounds = gatherGrounds();
      const { witness } = grounds;
      const whole: LintOptions = { ...options, ...run, overlays, memory, witness, fixes: 'later' };
      const scanned = await scanFiles(whole, discovery, renderings);
      before?.save();
      // From now on the session is told of changes, which the cache would have to look for.
      before = undefined;
      const checked = await checkScan(scanned, whole);
      last = { run, discovery, renderings: renderings.results, checked, scanned, grounds };
      return checked.result;
    },
    withFixes: async (findings) =>
      last === undefined ? findings : withFixes(findings, last.checked.remedies, last.scanned),
    textOf(file) {
      const found = discovery?.files.find((each) => each.path === file);
      const content = found === undefined ? undefined : readBytes(found.absolute);
      return content?.ok === true ? decodeUtf8(content.bytes).text : undefined;
    },
    forget(file, onDisk) {
      const said = known.take(file);
      if (!stale.has(file)) stale.set(file, said);
      if (onDisk && renderable.test(file)) renderings.results = undefined;
    },
    forgetList() {
      discovery = undefined;
      renderings.results = undefined;
    },
  };
}

/** Half-typed text says nothing new: what the file said before stands, beside the problem. */
function keepingLastGood(known: FactsMemory): FactsMemory {
  const lastGood = new Map<string, FileFacts>();
  return {
    ...known,
    recall(file, reading) {
      const found = known.recall(file, reading);
      if (found !== undefined && reading === 'facts' && !isBroken(found)) lastGood.set(file.path, found);
      return found;
    },
    remember(file, reading, read) {
      if (reading !== 'facts') return known.remember(file, reading, read);
      if (!isBroken(read)) lastGood.set(file.path, read);
      const kept = isBroken(read) ? { ...read, facts: lastGood.get(file.path)?.facts ?? [] } : read;
      return known.remember(file, reading, kept);
    },
  };
}
function isBroken({ facts, problems }: FileFacts): boolean {
  return facts.length === 0 && problems.some((problem) => problem.kind === 'syntax');
}
