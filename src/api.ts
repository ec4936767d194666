// What programs call: one function to lint, one to render, with everything a caller does not care about settled here.
import { type Configuration, type ConfigurationProblem, defaultConfiguration } from './config/configuration.js';
import { badGlob, eitherOf, matcherOf } from './config/globs.js';
import { loadConfiguration } from './config/load.js';
import { knownNames, lint as lintWith } from './lint.js';
import type { LintResult } from './model/report.js';
import { formats, loadReporter } from './reporters/registry.js';
import type { ReportSettings } from './reporters/reporter.js';

export interface LintInput {
  /** Folder that shown paths are relative to, and where hoplint.yaml is looked for. Default: the working directory. */
  readonly cwd?: string;
  /** Files and folders to read, relative to `cwd`. Default: `cwd` itself. */
  readonly paths?: readonly string[];
  /** A file to read instead of hoplint.yaml, relative to `cwd`; `false` for none. */
  readonly config?: string | false;
  readonly profile?: 'recommended' | 'strict';
  /** Globs, on top of `include:` and `ignore:` of the configuration. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Texts that win over the disk, by path relative to `cwd`. */
  readonly texts?: ReadonlyMap<string, string>;
  /** Render charts and kustomizations with helm, kustomize or kubectl when they are on PATH. Default: true. */
  readonly render?: boolean;
  /** YYYY-MM-DD, for suppressions that end. Default: today. */
  readonly today?: string;
}

/** The configuration cannot be used; each problem has its place. */
export class ConfigurationError extends Error {
  readonly problems: readonly ConfigurationProblem[];

  constructor(problems: readonly ConfigurationProblem[]) {
    super(problems.map(({ at, message }) => `${at.file}:${at.line}:${at.column}: ${message}`).join('\n'));
    this.name = 'ConfigurationError';
    this.problems = problems;
  }
}

/**
 * Lints a folder as the command line does, without exit codes: findings, what could not be evaluated, and the model behind them.
 * Rejects with a `ConfigurationError` when hoplint.yaml is broken; nothing in the files that are read makes it reject.
 */
export async function lint(input: LintInput = {}): Promise<LintResult> {
  const cwd = input.cwd ?? process.cwd();
  const configuration = configurationOf(cwd, input);
  const { include, ignore, within } = configuration;
  const { include: included = [], exclude: excluded = [] } = input;
  const bad = badGlob([...include, ...included, ...ignore, ...excluded]);
  if (bad !== undefined) throw new TypeError(bad);
  return lintWith({
    cwd,
    paths: input.paths ?? ['.'],
    includes: eitherOf(await matcherOf(include, within), await matcherOf(included)),
    excludes: eitherOf(await matcherOf(ignore, within), await matcherOf(excluded)),
    configuration,
    today: input.today ?? new Date().toISOString().slice(0, 10),
    searchPath: input.render === false ? undefined : process.env.PATH,
    ...(input.texts === undefined ? {} : { overlays: input.texts }),
  });
}
function configurationOf(cwd: string, { config, profile }: LintInput): Configuration {
  const loaded =
    config === false
      ? { ok: true as const, configuration: defaultConfiguration }
      : loadConfiguration(cwd, config, knownNames);
  if (!loaded.ok) throw new ConfigurationError(loaded.problems);
  return profile === undefined ? loaded.configuration : { ...loaded.configuration, profile };
}

/** A result in one of `formats`: `html`, `sarif`, `json` and so on. Excerpts of files need `lineOf`. */
export async function report(
  result: LintResult,
  format: string,
  settings: Partial<ReportSettings> = {},
): Promise<string> {
  const reporter = await loadReporter(format);
  if (reporter === undefined) throw new TypeError(`there is no format "${format}"; there is ${formats.join(', ')}`);
  const standard = { color: false, width: 100, verbose: false, quiet: false, lineOf: () => undefined };
  return reporter(result, { ...standard, ...settings });
}
