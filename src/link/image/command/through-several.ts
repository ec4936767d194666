// From a program that runs scripts or commands one after another or side by side (npm-run-all, concurrently) to the one of them that is a server of ours.
import { baseNameOf } from '../../../model/file-paths.js';
import type { Location } from '../../../model/location.js';
import { spellWords } from '../../../model/shell.js';
import { matchesGlob } from '../../../model/wildcard.js';
import type { Folder } from './chain-places.js';
import type { Walk } from './chain-walk.js';

interface Several {
  /** What the knowledge table calls it. */
  readonly name: string;
  /** Those that are left running. */
  commandsOf(words: readonly string[], scripts: readonly string[]): readonly Command[];
}
/** A script of the package with its arguments, or a line for a shell. */
type Command = { readonly words: readonly string[] } | { readonly line: string };

const npmRunAll: Several = { name: 'npm-run-all', commandsOf: tasksOf };
const concurrently: Several = { name: 'concurrently', commandsOf: linesOf };
const several: ReadonlyMap<string, Several> = new Map([
  ...['npm-run-all', 'npm-run-all2', 'run-p', 'run-s'].map((name): [string, Several] => [name, npmRunAll]),
  ['concurrently', concurrently],
  ['conc', concurrently],
]);
/** Nobody writes more of them by hand. */
const mostCommands = 12;

/** False where the words start something else. */
export function throughSeveral(walk: Walk, words: readonly string[], folder: Folder, at: Location): boolean {
  const [first = ''] = words;
  const found = several.get(baseNameOf(first));
  if (found === undefined) return false;
  const package_ = walk.places.packageAt(folder);
  const text = spellWords(words);
  if (!walk.chain.push({ kind: 'supervisor', text, name: found.name, at })) return true;
  const commands = found.commandsOf([baseNameOf(first), ...words.slice(1)], Object.keys(package_?.scripts ?? {}));
  const inside: Folder = package_ === undefined ? folder : { in: 'source', path: package_.directory };
  const follow = (by: Walk, command: Command): void =>
    'line' in command ? by.line(command.line, inside, at, ['sh', '-c']) : by.words(command.words, inside, at);
  const serving = commands.length === 1 ? commands : commands.slice(0, mostCommands).filter(isServer);
  const [only, ...others] = serving;
  if (only !== undefined && others.length === 0) {
    follow(walk, only);
    return true;
  }
  const asides = serving.map((command) => walk.aside((by) => follow(by, command)));
  const entries = asides.flatMap(({ entry, variables, listed }) =>
    entry?.file === undefined ? [] : [{ file: entry.file, variables: [...walk.chain.variables, ...variables], listed }],
  );
  if (entries.length === serving.length) walk.chain.beside.push(...entries);
  // One of several programs of the package, and nobody says which.
  walk.chain.push({ kind: 'program', text, name: 'node', at });
  const directory = package_?.directory ?? (folder.in === 'source' ? folder.path : undefined);
  walk.chain.entry = { language: 'node', name: found.name, at, ...(directory === undefined ? {} : { directory }) };
  return true;

  function isServer(command: Command): boolean {
    const { entry } = walk.aside((by) => follow(by, command));
    return entry !== undefined && (entry.file !== undefined || entry.command !== undefined);
  }
}

const valuedOfNpmRunAll: ReadonlySet<string> = new Set(['--max-parallel', '--npm-path']);
/** https://github.com/mysticatea/npm-run-all/blob/master/docs/npm-run-all.md: groups of scripts, one after another. */
function tasksOf([program = '', ...rest]: readonly string[], scripts: readonly string[]): readonly Command[] {
  let isParallel = program === 'run-p';
  let group: string[] = [];
  const begin = (parallel: boolean): void => {
    if (group.length > 0) group = [];
    isParallel = parallel;
  };
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index] ?? '';
    if (word === '--') break;
    if (!word.startsWith('-')) {
      group.push(word);
      continue;
    }
    if (valuedOfNpmRunAll.has(word)) index += 1;
    if (program.startsWith('run-')) continue;
    const isShort = /^-[a-z]+$/.test(word);
    if (word === '--parallel' || (isShort && word.includes('p'))) begin(true);
    else if (/^--(?:sequential|serial)$/.test(word) || (isShort && word.includes('s'))) begin(false);
  }
  const tasks = group.flatMap((task) => {
    const [pattern = '', ...behind] = task.trim().split(/\s+/);
    return named(pattern, scripts).map((name) => ({ words: ['npm', 'run', name, ...behind] }));
  });
  return isParallel ? tasks : tasks.slice(-1);
}
/** `start:*`: one part of a name, `start:**`: all that follows. */
function named(pattern: string, scripts: readonly string[]): readonly string[] {
  if (!/[*?{[(]/.test(pattern)) return [pattern];
  const asPath = (name: string): string => name.replaceAll(':', '/');
  return scripts.filter((name) => matchesGlob(asPath(pattern), asPath(name)));
}

const valuedOfConcurrently: ReadonlySet<string> = new Set(
  (
    '-n --names -c --prefix-colors -p --prefix -l --prefix-length -t --timestamp-format -m --max-processes -s --success --restart-tries ' +
    '--restart-after --default-input-target --kill-signal --name-separator --hide --cwd --teardown -i'
  ).split(' '),
);
/** https://github.com/open-cli-tools/concurrently/tree/main/docs/cli */
function linesOf([, ...rest]: readonly string[], scripts: readonly string[]): readonly Command[] {
  const found: Command[] = [];
  for (let index = 0; index < rest.length; index += 1) {
    const word = rest[index] ?? '';
    if (word === '--') continue;
    if (word.startsWith('-')) {
      if (valuedOfConcurrently.has(word)) index += 1;
      continue;
    }
    const [, manager, script] = /^(npm|yarn|pnpm|bun):(\S+)/.exec(word) ?? [];
    if (manager === undefined || script === undefined) found.push({ line: word });
    else for (const name of named(script, scripts)) found.push({ words: [manager, 'run', name] });
  }
  return found;
}
