// One folder of the editor, kept warm: facts of every file in memory, only changed files parsed again, links and rules always run.
import { relative, resolve, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { Configuration, ConfigurationProblem } from '../config/configuration.js';
import { configurationNames, loadConfiguration } from '../config/load.js';
import type { KnownNames } from '../config/load-complaints.js';
import { type LintSession, openSession } from '../lint.js';
import type { LintResult } from '../model/report.js';
import { type PlacedSetting, placeSettings } from './places.js';

export interface WorkspaceState {
  readonly result: LintResult;
  readonly placed: readonly PlacedSetting[];
  readonly configurationProblems: readonly ConfigurationProblem[];
}

export class Workspace {
  readonly root: string;
  readonly #known: KnownNames;
  readonly #overlays = new Map<string, string>();
  #session: LintSession | undefined;
  #configuration: Configuration | undefined;
  #problems: readonly ConfigurationProblem[] = [];
  #state: WorkspaceState | undefined;

  constructor(uri: string, known: KnownNames) {
    this.root = fileURLToPath(uri);
    this.#known = known;
  }

  get state(): WorkspaceState | undefined {
    return this.#state;
  }
  /** The file's path as findings name it, or undefined when it lies outside this folder. */
  fileOf(uri: string): string | undefined {
    if (!uri.startsWith('file:')) return undefined;
    const path = relative(this.root, fileURLToPath(uri));
    if (path === '' || path.startsWith('..')) return undefined;
    return sep === '/' ? path : path.replaceAll(sep, '/');
  }
  uriOf(file: string): string {
    return pathToFileURL(resolve(this.root, file)).href;
  }
  textOf(file: string): string | undefined {
    return this.#overlays.get(file) ?? this.#session?.textOf(file);
  }

  /** An unsaved text wins over the disk until it is closed. */
  hold(file: string, text: string): void {
    this.#overlays.set(file, text);
    this.#touch(file, false);
  }
  release(file: string): void {
    this.#overlays.delete(file);
    this.#touch(file, false);
  }
  /** Something changed on disk; a file that came or went makes the list of files old too. */
  changedOnDisk(file: string, listChanged: boolean): void {
    this.#touch(file, true);
    if (listChanged) this.#session?.forgetList();
  }
  #touch(file: string, onDisk: boolean): void {
    if (configurationNames.some((name) => name === file)) {
      this.#configuration = undefined;
      this.#session = undefined;
    }
    this.#session?.forget(file, onDisk);
  }

  async check(today: string): Promise<WorkspaceState> {
    const configuration = this.#loadConfiguration();
    this.#session ??= openSession({
      cwd: this.root,
      paths: ['.'],
      includes: () => false,
      excludes: () => false,
      searchPath: process.env['PATH'],
    });
    const result = await this.#session.lint({ configuration, today, overlays: this.#overlays });
    this.#state = { result, placed: placeSettings(result.model), configurationProblems: this.#problems };
    return this.#state;
  }
  /** A broken configuration keeps the last good one; what is wrong with it is shown in its own file. */
  #loadConfiguration(): Configuration {
    if (this.#configuration !== undefined) return this.#configuration;
    const loaded = loadConfiguration(this.root, undefined, this.#known);
    this.#problems = loaded.ok ? [] : loaded.problems;
    const usable = loaded.ok ? loaded : loadConfiguration(resolve(this.root, '.hoplint-none'), undefined, this.#known);
    if (!usable.ok) throw new Error('the default configuration is always usable');
    this.#configuration = usable.configuration;
    return usable.configuration;
  }
}
