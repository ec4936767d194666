// One folder of the editor, kept warm: facts of every file in memory, only changed files parsed again, links and rules always run.
import { relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { openFactsCache } from '../cache/facts-cache.js';
import { type Configuration, type ConfigurationProblem, defaultConfiguration } from '../config/configuration.js';
import { badGlob, matcherOf } from '../config/globs.js';
import { configurationNames, type Loaded, loadConfiguration, readConfiguration } from '../config/load.js';
import { factsKey, knownNames } from '../lint.js';
import type { Finding } from '../model/finding.js';
import { pointAt } from '../model/location.js';
import type { LintResult } from '../model/report.js';
import { type LintSession, openSession } from '../session.js';
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

export class Workspace {
  readonly uri: string;
  readonly root: string;
  readonly #overlays = new Map<string, string>();
  readonly #uris = new Map<string, string>();
  #pending: (readonly [file: string, change: Change])[] = [];
  #session: LintSession | undefined;
  #surroundings: Surroundings | undefined;
  #configuration: Configuration | undefined;
  #problems: readonly ConfigurationProblem[] = [];
  #state: WorkspaceState | undefined;

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
    this.#pending.push([file, { text, onDisk: false, listChanged: false }]);
  }
  release(file: string): void {
    this.#pending.push([file, { text: undefined, onDisk: false, listChanged: false }]);
  }
  changedOnDisk(file: string, listChanged: boolean): void {
    this.#pending.push([file, { text: 'same', onDisk: true, listChanged }]);
  }

  async check(surroundings: Surroundings): Promise<WorkspaceState> {
    for (const [file, change] of this.#pending.splice(0)) this.#apply(file, change);
    if (this.#configuration === undefined || !isSame(surroundings, this.#surroundings)) this.#session = undefined;
    this.#surroundings = surroundings;
    const configuration = this.#loadConfiguration();
    this.#session ??= await this.#open(configuration, surroundings);
    const { today } = surroundings;
    const result = await this.#session.lint({ configuration, today, overlays: this.#overlays });
    let placed: readonly PlacedSetting[] | undefined;
    this.#state = {
      result,
      placed: () => {
        placed ??= placeSettings(result.model);
        return placed;
      },
      configurationProblems: this.#problems,
    };
    return this.#state;
  }
  #apply(file: string, { text, onDisk, listChanged }: Change): void {
    if (text === undefined) this.#overlays.delete(file);
    else if (text !== 'same') this.#overlays.set(file, text);
    if (configurationNames.some((name) => name === file)) this.#configuration = undefined;
    this.#session?.forget(file, onDisk);
    if (listChanged || /(^|\/)\.gitignore$/.test(file)) this.#session?.forgetList();
  }

  async #open(configuration: Configuration, { nested, searchPath, caches }: Surroundings): Promise<LintSession> {
    const ignored = await matcherOf(configuration.ignore);
    const elsewhere = nested.map((folder) => `${relative(this.root, folder).split(sep).join('/')}/`);
    const cache =
      caches === undefined || factsKey === undefined
        ? undefined
        : openFactsCache({ root: this.root, folder: caches, key: factsKey });
    const options: Parameters<typeof openSession>[0] = {
      cwd: this.root,
      paths: ['.'],
      includes: await matcherOf(configuration.include),
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
      const read = readConfiguration(held, name, knownNames);
      return read.ok ? { ...read, file: name } : read;
    }
    return loadConfiguration(this.root, undefined, knownNames);
  }
}
function isSame(a: Surroundings, b: Surroundings | undefined): boolean {
  return a.searchPath === b?.searchPath && a.nested.join('\n') === b?.nested.join('\n');
}
