// One folder of the editor, kept warm: facts of every file in memory, and only changed files parsed again.
import { relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openFactsCache } from '../cache/facts-cache.js';
import { type Configuration, type ConfigurationProblem, defaultConfiguration } from '../config/configuration.js';
import { badGlob, matcherOf } from '../config/globs.js';
import { type Loaded, loadConfiguration, readConfiguration } from '../config/load.js';
import { configurationNames } from '../config/load-text.js';
import { factsKey } from '../facts-key.js';
import { knownNames } from '../lint.js';
import type { Finding } from '../model/finding.js';
import { pointAt } from '../model/location.js';
import type { LintResult } from '../model/report.js';
import { type LintSession, openSession } from '../session/session.js';
import { type PlacedSetting, placeSettings } from './places.js';

export interface WorkspaceState {
  readonly result: LintResult;
  /** Made when first asked for: most checks are followed by another keystroke, not by a question. */
  readonly placed: () => readonly PlacedSetting[];
  readonly configurationProblems: readonly ConfigurationProblem[];
}
export interface Surroundings {
  /** PATH for the renderers; undefined leaves charts unrendered. */
  readonly searchPath: string | undefined;
  /** Folder of the user's caches, for a quick start. */
  readonly caches: string | undefined;
  /** Absolute folders inside this one that the editor has opened on their own. */
  readonly nested: readonly string[];
  readonly today: string;
}

/** What happened to a file since the last check; applied when the next one begins, never while one runs. */
interface Change {
  /** Undefined: the disk counts again. `same`: only the disk changed. */
  readonly text: string | undefined | 'same';
  readonly onDisk: boolean;
  /** It came or went, so the list of files is old too. */
  readonly listChanged: boolean;
}

/** Somebody types again. */
class Interrupted extends Error {}
/** Milliseconds of work at rest between two looks at what came in. */
const longestPiece = 8;

export class Workspace {
  readonly uri: string;
  readonly root: string;
  readonly #overlays = new Map<string, string>();
  readonly #uris = new Map<string, string>();
  #pending: (readonly [file: string, change: Change])[] = [];
  /** Rises with every change and every check. */
  #moment = 0;
  #session: LintSession | undefined;
  #surroundings: Surroundings | undefined;
  #configuration: Configuration | undefined;
  #problems: readonly ConfigurationProblem[] = [];
  #state: WorkspaceState | undefined;
  /** The file somebody works in. */
  #current: string | undefined;

  constructor(uri: string) {
    this.uri = uri;
    this.root = fileURLToPath(uri);
  }

  get state(): WorkspaceState | undefined {
    return this.#state;
  }
  /** The file's path as findings name it, or undefined when it lies outside this folder. */
  fileOf(uri: string): string | undefined {
    if (!uri.startsWith('file:')) return undefined;
    let path: string;
    try {
      path = relative(this.root, fileURLToPath(uri));
    } catch {
      return undefined;
    }
    if (path === '' || path === '..' || path.startsWith(`..${sep}`) || resolve(this.root, path) === path)
      return undefined;
    return sep === '/' ? path : path.replaceAll(sep, '/');
  }
  uriOf(file: string): string {
    let uri = this.#uris.get(file);
    if (uri === undefined) {
      uri = pathToFileURL(resolve(this.root, file)).href;
      this.#uris.set(file, uri);
    }
    return uri;
  }
  /** Those of the last check, with the fixes they have for the texts of that moment. */
  async withFixes(findings: readonly Finding[]): Promise<readonly Finding[]> {
    return this.#session === undefined ? findings : this.#session.withFixes(findings);
  }
  /** The text as it was last checked. */
  textOf(file: string): string | undefined {
    return this.#overlays.get(file) ?? this.#session?.textOf(file);
  }

  /** An unsaved text wins over the disk until it is closed. */
  hold(file: string, text: string): void {
    this.#current = file;
    this.#changed(file, { text, onDisk: false, listChanged: false });
  }
  release(file: string): void {
    this.#changed(file, { text: undefined, onDisk: false, listChanged: false });
  }
  changedOnDisk(file: string, listChanged: boolean): void {
    this.#changed(file, { text: 'same', onDisk: true, listChanged });
  }
  #changed(file: string, change: Change): void {
    this.#moment += 1;
    this.#pending.push([file, change]);
  }

  async check(surroundings: Surroundings): Promise<WorkspaceState> {
    this.#moment += 1;
    for (const [file, change] of this.#pending.splice(0)) this.#apply(file, change);
    if (this.#configuration === undefined || !isSame(surroundings, this.#surroundings)) this.#session = undefined;
    this.#surroundings = surroundings;
    const configuration = this.#loadConfiguration();
    this.#session ??= await this.#open(configuration, surroundings);
    const { today } = surroundings;
    return this.#told(await this.#session.lint({ configuration, today, overlays: this.#overlays }));
  }
  /**
   * For the time when nobody types: a whole look, where the last check was of a neighbourhood, and the current file made ready for the
   * next keystroke. True when there is something new to tell. Gives up when a change comes.
   */
  async rest(): Promise<boolean> {
    const [session, surroundings, configuration] = [this.#session, this.#surroundings, this.#configuration];
    if (session === undefined || surroundings === undefined || configuration === undefined) return false;
    if (this.#pending.length > 0) return false;
    const moment = this.#moment;
    const { today } = surroundings;
    const run = { configuration, today, overlays: this.#overlays };
    let since = performance.now();
    const pause = async (): Promise<void> => {
      if (performance.now() - since >= longestPiece) {
        await new Promise((wake) => setImmediate(wake));
        since = performance.now();
      }
      if (this.#moment !== moment) throw new Interrupted();
    };
    try {
      const result = await session.rest(run, this.#current, pause);
      if (result === undefined) return false;
      this.#told(result);
      return true;
    } catch (error) {
      if (error instanceof Interrupted) return false;
      throw error;
    }
  }
  #told(result: LintResult): WorkspaceState {
    let placed: readonly PlacedSetting[] | undefined;
    const state = {
      result,
      placed: () => {
        placed ??= placeSettings(result.model);
        return placed;
      },
      configurationProblems: this.#problems,
    };
    this.#state = state;
    return state;
  }
  #apply(file: string, { text, onDisk, listChanged }: Change): void {
    if (text === undefined) this.#overlays.delete(file);
    else if (text !== 'same') this.#overlays.set(file, text);
    if (configurationNames.some((name) => name === file)) this.#configuration = undefined;
    this.#session?.forget(file, onDisk);
    if (listChanged || /(^|\/)\.gitignore$/.test(file)) this.#session?.forgetList();
  }

  async #open(configuration: Configuration, { nested, searchPath, caches }: Surroundings): Promise<LintSession> {
    const ignored = await matcherOf(configuration.ignore, configuration.within);
    const elsewhere = nested.map((folder) => `${relative(this.root, folder).split(sep).join('/')}/`);
    const cache =
      caches === undefined || factsKey === undefined
        ? undefined
        : openFactsCache({ root: this.root, folder: caches, key: factsKey });
    const options: Parameters<typeof openSession>[0] = {
      cwd: this.root,
      paths: ['.'],
      includes: await matcherOf(configuration.include, configuration.within),
      excludes: (path, shown) => ignored(path, shown) || elsewhere.some((folder) => path.startsWith(folder)),
      searchPath,
    };
    return openSession(options, cache);
  }
  /** A broken configuration keeps the last good one; what is wrong with it is shown in its own file. */
  #loadConfiguration(): Configuration {
    if (this.#configuration !== undefined) return this.#configuration;
    const loaded = this.#readConfiguration();
    const wrong = loaded.ok ? badGlob([...loaded.configuration.ignore, ...loaded.configuration.include]) : undefined;
    if (!loaded.ok) this.#problems = loaded.problems;
    else if (wrong === undefined) this.#problems = [];
    else this.#problems = [{ message: wrong, at: pointAt(loaded.file ?? configurationNames[0], 1) }];
    const usable = loaded.ok && wrong === undefined ? loaded.configuration : this.#lastGood;
    this.#lastGood = usable;
    this.#configuration = usable;
    return usable;
  }
  #lastGood: Configuration = defaultConfiguration;
  /** As the editor holds it, saved or not. */
  #readConfiguration(): Loaded {
    for (const name of configurationNames) {
      const held = this.#overlays.get(name);
      if (held === undefined) continue;
      const read = readConfiguration(held, name, knownNames, this.root);
      return read.ok ? { ...read, file: name } : read;
    }
    return loadConfiguration(this.root, undefined, knownNames);
  }
}
function isSame(a: Surroundings, b: Surroundings | undefined): boolean {
  return a.searchPath === b?.searchPath && a.nested.join('\n') === b?.nested.join('\n');
}
