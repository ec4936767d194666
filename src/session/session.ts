// A folder kept warm: a file is parsed again only when it changed, and links and rules run again only when it says something else.
import { isDeepStrictEqual } from 'node:util';
import { type DiscoverOptions, type Discovery, discover, wouldRead } from '../discover/discover.js';
import { readBytes } from '../discover/read-file.js';
import { remedyKey } from '../engine/check.js';
import { heldFile, textsOf } from '../file-texts.js';
import type { FileTexts } from '../fixes/open-file.js';
import { type Grounds, gatherGrounds, readAgain, restsOnFacts } from '../grounds.js';
import { checkScan, type LintOptions, renderable, scanFiles, withFixes } from '../lint.js';
import type { Finding } from '../model/finding.js';
import type { Pause } from '../model/pieces.js';
import type { LintResult } from '../model/report.js';
import { type FileToParse, memoryOver, type Readings, type SavedMemory } from '../parsers/facts-memory.js';
import { decodeUtf8 } from '../parsers/kit/text.js';
import type { RenderMemory } from '../rendering/render-tree.js';
import { keepingLastGood } from './last-good.js';
import { factsNear, type Look, lookAtFacts, type Near, nearOf } from './near.js';
import { changedBy } from './neighbourhood.js';

type Run = Pick<LintOptions, 'configuration' | 'today' | 'overlays'>;

export interface LintSession {
  /** At once where one file changed that `rest` made ready: its neighbourhood alone is looked at, and a whole look is owed. */
  lint(run: Run): Promise<LintResult>;
  /**
   * For the time when nobody types: pays the whole look that is owed, and makes the file ready. Undefined where nothing new is known.
   * `pause` is called between pieces; what it rejects with ends the work, and nothing is lost.
   */
  rest(run: Run, file: string | undefined, pause: Pause): Promise<LintResult | undefined>;
  /** Findings of the last lint with the fixes they have; the lint itself leaves them out. */
  withFixes(findings: readonly Finding[]): Promise<readonly Finding[]>;
  /** The text as it was last read from disk. */
  textOf(file: string): string | undefined;
  /** `onDisk`: not only in an editor's buffer, so that renderings of it are old too. */
  forget(file: string, onDisk: boolean): void;
  /** A file came or went: the list of files is read anew. */
  forgetList(): void;
}

/** The last whole look, and all that its result depends on besides the facts. */
interface Last extends Look {
  readonly run: Run;
  readonly discovery: Discovery;
  readonly renderings: RenderMemory['results'];
  readonly grounds: Grounds;
  /** Of the files that were asked for; undefined where none says what the whole says. */
  readonly near: Map<string, Near | undefined>;
}

/** `cache`: what the first look at the folder starts from. */
export function openSession(
  options: DiscoverOptions & Pick<LintOptions, 'searchPath'>,
  cache?: SavedMemory,
): LintSession {
  let discovery: Discovery | undefined;
  let before = cache;
  let last: Last | undefined;
  /** Since then: what the neighbourhood of a file said. */
  let since: Look | undefined;
  /** Another one where files have changed: a rendering that is under way may still fill the one before. */
  let renderings: RenderMemory = { results: undefined };
  /** What changed files said in the last whole look. */
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

  /** What is left alone on disk stays so when an editor shows it. */
  function overlaysOf(run: Run, listed: Discovery): ReadonlyMap<string, string> {
    return new Map([...(run.overlays ?? [])].filter(([path]) => wouldRead(path, options, listed)));
  }
  const fileNow = (path: string, overlays: ReadonlyMap<string, string>): FileToParse | undefined => {
    const text = overlays.get(path);
    if (text !== undefined) return heldFile(path, text);
    const found = discovery?.files.find((each) => each.path === path);
    return found && { path, absolute: found.absolute, read: () => readBytes(found.absolute) };
  };
  const textsNow = (overlays: ReadonlyMap<string, string>): FileTexts =>
    textsOf({ get: (path) => fileNow(path, overlays) });
  const isSameQuestion = (run: Run, { run: before, ...then }: Last): boolean =>
    then.discovery === discovery &&
    then.renderings === renderings.results &&
    before.configuration === run.configuration &&
    before.today === run.today;
  /** Reads changed files anew: what became of them since the last whole look. */
  async function changeSince(whole: Last, overlays: ReadonlyMap<string, string>): Promise<'none' | 'facts' | 'more'> {
    let change: 'none' | 'facts' | 'more' = 'none';
    for (const [path, readings] of stale) {
      const file = fileNow(path, overlays);
      const again = file === undefined ? undefined : await readAgain(file, readings.keys(), memory);
      if (!restsOnFacts(path, file, whole.grounds) || !readings.has('facts')) change = 'more';
      else if (change === 'none' && !isDeepStrictEqual(again, readings)) change = 'facts';
    }
    return change;
  }

  async function lookAt(
    run: Run,
    overlays: ReadonlyMap<string, string>,
    listed: Discovery,
    pause?: Pause,
  ): Promise<Last> {
    const grounds = gatherGrounds();
    const { witness } = grounds;
    const memories = renderings;
    const whole: LintOptions = {
      ...options,
      ...run,
      overlays,
      memory,
      witness,
      fixes: 'later',
      ...(pause && { pause }),
    };
    const scanned = await scanFiles(whole, listed, memories);
    before?.save();
    // From now on the session is told of changes, which the cache would have to look for.
    before = undefined;
    const checked = await checkScan(scanned, whole);
    const made = { run, discovery: listed, renderings: memories.results, checked, scanned, grounds };
    return { ...made, near: new Map() };
  }
  return {
    async lint(run) {
      discovery ??= discover(options);
      const overlays = overlaysOf(run, discovery);
      if (last !== undefined && isSameQuestion(run, last)) {
        const change = await changeSince(last, overlays);
        if (change === 'none') {
          // The objects of before, for what was made of them lasts.
          for (const [path, readings] of stale) known.put(path, readings);
          stale.clear();
          since = undefined;
          last = { ...last, scanned: { ...last.scanned, texts: textsNow(overlays) } };
          return last.checked.result;
        }
        const [file = ''] = stale.keys();
        const near = change === 'facts' && stale.size === 1 ? last.near.get(file) : undefined;
        if (near !== undefined) {
          const look = await lookAtFacts(last, { ...options, ...run }, factsNear(near, known));
          since = { ...look, scanned: { ...look.scanned, texts: textsNow(overlays) } };
          return changedBy(since.checked.result, near);
        }
      }
      stale.clear();
      since = undefined;
      last = await lookAt(run, overlays, discovery);
      return last.checked.result;
    },
    async rest(run, file, pause) {
      await pause();
      if (last === undefined || discovery === undefined || !isSameQuestion(run, last)) return undefined;
      const overlays = overlaysOf(run, discovery);
      const owed = stale.size > 0;
      const whole = owed ? await lookAt(run, overlays, discovery, pause) : last;
      if (file !== undefined && !whole.near.has(file)) {
        const before = last.near.get(file)?.files;
        whole.near.set(file, await nearOf(file, whole, { options: { ...options, ...run }, known, pause, before }));
      }
      await pause();
      if (!owed) return undefined;
      // Not before the file is ready: the next keystroke would have to wait for another whole look.
      last = whole;
      stale.clear();
      since = undefined;
      return last.checked.result;
    },
    async withFixes(findings) {
      if (last === undefined) return findings;
      if (since === undefined) return withFixes(findings, last.checked.remedies, last.scanned);
      // A finding is of one look or the other: its fixes are made of the model it was found in, and of the texts as they are.
      const { texts } = since.scanned;
      const isNew = (finding: Finding): boolean => since?.checked.remedies.has(remedyKey(finding)) === true;
      const old = await withFixes(findings, last.checked.remedies, { ...last.scanned, texts });
      const fresh = await withFixes(findings, since.checked.remedies, since.scanned);
      return findings.map((finding, index) => (isNew(finding) ? fresh[index] : old[index]) ?? finding);
    },
    textOf(file) {
      const found = discovery?.files.find((each) => each.path === file);
      const content = found === undefined ? undefined : readBytes(found.absolute);
      return content?.ok === true ? decodeUtf8(content.bytes).text : undefined;
    },
    forget(file, onDisk) {
      const said = known.take(file);
      if (!stale.has(file)) stale.set(file, said);
      if (onDisk && renderable.test(file)) renderings = { results: undefined };
    },
    forgetList() {
      discovery = undefined;
      renderings = { results: undefined };
    },
  };
}
