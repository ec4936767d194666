// From the words of the command line to what `lint` and `scan` take: paths, configuration, standard input, other repositories.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { isAbsolute, relative, resolve, sep } from 'node:path';
import { build } from '../build.js';
import { cacheFolder } from '../cache/cache-folder.js';
import { type FactsCache, openFactsCache } from '../cache/facts-cache.js';
import { SeenFiles } from '../cache/seen-files.js';
import type { Configuration, RuleConfiguration } from '../config/configuration.js';
import { badGlob, eitherOf, matcherOf } from '../config/globs.js';
import { loadConfiguration } from '../config/load.js';
import type { NamesByFolder } from '../discover/list-files.js';
import { factsKey } from '../facts-key.js';
import { productIds } from '../knowledge/table.js';
import { type LintOptions, ruleInfos } from '../lint.js';
import type { FileFacts } from '../model/facts.js';
import type { Severity } from '../model/finding.js';
import { readingThreads } from '../threads/reading-threads.js';
import type { ReadingThread } from '../threads/start-thread.js';
import { commandNames } from './command-table.js';
import { mostThreads, readerBeside } from './early-thread.js';
import { readFacts } from './facts-file.js';
import { severityChoices } from './options.js';
import type { Arguments } from './read-arguments.js';
import type { Standpoint } from './standpoint.js';
import { today } from './today.js';
import { UsageError, unknownName } from './usage-error.js';
import { reasonOf } from './write-file.js';

export interface Request {
  readonly options: LintOptions;
  /** Whether a shown path belongs to another repository (--with). */
  readonly isForeign: (file: string) => boolean;
  /** Facts of earlier runs; to be saved after a run. */
  readonly cache?: FactsCache;
}

/** What was found out before. */
export interface Known {
  /** From where the scan looks; left out: from the working directory. */
  readonly standpoint?: Standpoint;
  readonly names?: NamesByFolder | undefined;
  readonly seen?: SeenFiles | undefined;
  /** Absolute: the program of a thread that reads files. */
  readonly reader?: string;
  /** One that was started before anybody knew the files. */
  readonly early?: Promise<ReadingThread> | undefined;
}

/** More threads share little more: what follows the reading is the work of one. */
const threads = { most: mostThreads, leastFiles: 1000, leastAgain: 24 };

/** `paths` are the operands that name files; none means the current folder. */
export async function requestOf(
  args: Arguments,
  paths: readonly string[] = args.operands,
  known: Known = {},
): Promise<Request> {
  const cwd = known.standpoint?.cwd ?? process.cwd();
  const given = known.standpoint?.paths ?? paths;
  const named = given.length === 0 ? ['.'] : given;
  const missing = named.find((path) => path !== '-' && !existsSync(resolve(cwd, path)));
  if (missing !== undefined) throw missingPath(missing, args);
  const joined = args.all('with').map((path) => joinedFrom(path));
  const foreignFolders = joined.flatMap((each) => (each.folder === undefined ? [] : [each.folder]));
  const configuration = configurationOf(cwd, known.standpoint?.config ?? args.one('config'), args);
  const { include, ignore, within } = configuration;
  const [included, excluded] = [args.all('include'), args.all('exclude')];
  const bad = badGlob([...include, ...included, ...ignore, ...excluded]);
  if (bad !== undefined) throw new UsageError(bad);
  const includes = eitherOf(await matcherOf(include, within), await matcherOf(included));
  const excludes = eitherOf(await matcherOf(ignore, within), await matcherOf(excluded));
  const foreignFacts = joined.flatMap((each) => each.facts);
  const foreignFiles = new Set(foreignFacts.map((each) => each.file));
  const roots = foreignFolders.map((folder) => resolve(cwd, folder));
  const { reader: program = readerBeside, early } = known;
  const cache = args.has('no-cache') ? undefined : cacheFor(cwd, known.seen);
  return {
    options: {
      cwd,
      paths: [...named.filter((path) => path !== '-'), ...foreignFolders],
      includes,
      excludes,
      configuration,
      today: today(),
      foreignFacts,
      searchPath: args.has('no-render') ? undefined : process.env.PATH,
      ...(known.names === undefined ? {} : { names: known.names }),
      ...(cache === undefined ? {} : { memory: cache }),
      ...(build === undefined
        ? {}
        : { others: readingThreads({ ...threads, program, early, isCached: cache !== undefined }) }),
      ...(named.includes('-') ? { overlays: new Map([[stdinName(cwd, args), readStdin()]]) } : {}),
    },
    isForeign: (file) => foreignFiles.has(file) || roots.some((root) => isBelow(resolve(cwd, file), root)),
    ...(cache === undefined ? {} : { cache }),
  };
}

function cacheFor(root: string, seen: SeenFiles = new SeenFiles()): FactsCache | undefined {
  const folder = cacheFolder(process.env);
  return folder === undefined || factsKey === undefined
    ? undefined
    : openFactsCache({ root, folder, key: factsKey, seen });
}

function missingPath(path: string, args: Arguments): UsageError {
  const near = args.named ? undefined : nearestCommand(path);
  if (near !== undefined)
    return new UsageError(`there is no file or folder "${path}"; did you mean the command "${near}"?`);
  return new UsageError(`there is no file or folder "${path}".`);
}
function nearestCommand(word: string): string | undefined {
  return /did you mean "([a-z]+)"/.exec(unknownName('command', word, commandNames).message)?.[1];
}
function isBelow(path: string, root: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

// ---------------------------------------------------------------- other repositories

interface Joined {
  readonly folder?: string;
  readonly facts: readonly FileFacts[];
}
function joinedFrom(path: string): Joined {
  let isFolder: boolean;
  try {
    isFolder = statSync(path).isDirectory();
  } catch {
    throw new UsageError(`--with names "${path}", and there is no such file or folder.`);
  }
  return isFolder ? { folder: path, facts: [] } : { facts: readFacts(path) };
}

// ---------------------------------------------------------------- standard input

const mostInput = 64 * 1024 * 1024;

function readStdin(): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(0);
  } catch (error) {
    throw new UsageError(`standard input cannot be read: ${reasonOf(error)}.`);
  }
  if (bytes.length > mostInput) throw new UsageError('standard input is larger than 64 MB.');
  return bytes.toString('utf8');
}
function stdinName(cwd: string, args: Arguments): string {
  const name = args.one('stdin-filename');
  if (name === undefined) return '<stdin>';
  const path = relative(cwd, resolve(cwd, name));
  return (isAbsolute(path) || path === '' ? name : path).replaceAll('\\', '/');
}

// ---------------------------------------------------------------- configuration

function configurationOf(cwd: string, file: string | undefined, args: Arguments): Configuration {
  const ruleIds = ruleInfos.map((rule) => rule.id);
  const known = { rules: ruleIds, products: productIds() };
  const loaded = loadConfiguration(cwd, file, known);
  if (!loaded.ok) {
    throw new UsageError(...loaded.problems.map(({ message, at }) => `${at.file}:${at.line}:${at.column}: ${message}`));
  }
  const rules = new Map(loaded.configuration.rules);
  for (const text of args.all('rule')) {
    const [id, setting] = ruleFrom(text, ruleIds, rules);
    rules.set(id, setting);
  }
  const profile = args.one('profile');
  return {
    ...loaded.configuration,
    rules,
    profile: profile === 'strict' || profile === 'recommended' ? profile : loaded.configuration.profile,
  };
}
/** `keepalive-race=warning`; options from the file stay. */
function ruleFrom(
  text: string,
  known: readonly string[],
  before: ReadonlyMap<string, RuleConfiguration>,
): readonly [id: string, setting: RuleConfiguration] {
  const at = text.lastIndexOf('=');
  const id = at < 0 ? text : text.slice(0, at);
  if (!known.includes(id) && !isReserved(id)) throw unknownName('rule', id, known);
  if (at < 0) throw new UsageError(`--rule needs a severity: --rule ${id}=error, warning, note or off.`);
  const severity = severityOf(text.slice(at + 1));
  if (severity === undefined) throw unknownName(`severity for ${id}`, text.slice(at + 1), severityChoices);
  return [id, { severity, options: before.get(id)?.options ?? {} }];
}
/** Findings about files and comments, which are no rules but can be silenced like one. */
function isReserved(id: string): boolean {
  return /^(?:parse|suppression)\/[a-z-]+$/.test(id);
}
function severityOf(text: string): Severity | 'off' | undefined {
  return severityChoices.find((each) => each === text);
}
