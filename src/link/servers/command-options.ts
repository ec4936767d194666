// The options of a server that its command line makes: from the words, from a variable that holds more of them, from its configuration file.
import { perObject } from '../../knowledge/memo.js';
import type { ProgramOption, ProgramRow } from '../../knowledge/schema-programs.js';
import { type Expression, literal } from '../../model/expression.js';
import type { BindingsFact } from '../../model/facts.js';
import { groupBy } from '../../model/group-by.js';
import type { Location } from '../../model/location.js';
import { originPlace } from '../../model/setting.js';
import { splitWords } from '../../model/shell.js';
import type { FactIndex } from '../../model/topology.js';
import { hiddenOptions, lastGiven, wordExpression } from '../names/command-words.js';
import type { Variables } from '../names/environment.js';
import { type Environment, evaluate } from '../names/evaluate.js';
import { isLength } from '../names/scalars.js';

/** A command as a container starts it. */
export interface StartedCommand {
  readonly words: readonly string[];
  readonly at: Location;
  /** Whose it is, where the words alone do not tell. */
  readonly product?: string;
  /** Files of the repository that a path of the command may mean. */
  readonly filesAt?: (path: string) => readonly string[];
}
/** Undefined where nothing sets it; an unknown expression where something out of sight may. */
export interface CommandOptions {
  /** On the command line, or in the variable that holds more of it. */
  flag(names: readonly string[]): Expression | undefined;
  /** In its configuration file. */
  configured(name: string): Expression | undefined;
  /** Wherever it is written. */
  option(name: string): Expression | undefined;
}

export interface CommandSurroundings {
  readonly facts: FactIndex;
  readonly hasFile: (path: string) => boolean;
  readonly variables: Variables;
  readonly environment: Environment;
}

export function commandOptions(command: StartedCommand, row: ProgramRow, around: CommandSurroundings): CommandOptions {
  const lists = [wordList(command.words, command.at), ...moreOptions(row, around.variables)];
  const flag = (names: readonly string[]): Expression | undefined => {
    for (const { words, at, open } of lists) {
      const found = lastGiven(words, names);
      if (found !== undefined) return wordExpression(found, at);
      if (open !== undefined) return open;
    }
    return undefined;
  };
  const { option: configuration, files = [] } = row.configuration ?? {};
  const named = configuration === undefined ? undefined : flag(row.options[configuration]?.flags ?? []);
  const file = configuration === undefined ? undefined : configurationFile(named, files, command, around);
  const configured = (name: string): Expression | undefined => file?.(name);
  return {
    flag,
    configured,
    option(name) {
      const option = Object.hasOwn(row.options, name) ? row.options[name] : undefined;
      return flag(option?.flags ?? []) ?? configured(name) ?? variableOf(option, command.at);
    },
  };
}

// ---------------------------------------------------------------- words

interface WordList {
  readonly words: readonly string[];
  readonly at: Location;
  /** Options that nobody sees stand among them. */
  readonly open?: Expression;
}

function wordList(written: readonly string[], at: Location): WordList {
  // A variable that holds several options is one word here, as the shell has not cut it yet.
  const words = written.flatMap((word) => (/^-.*\s/s.test(word) ? splitWords(word) : [word]));
  const open = hiddenOptions(words, at);
  return { words, at, ...(open === undefined ? {} : { open }) };
}
function moreOptions({ arguments: name }: ProgramRow, variables: Variables): readonly WordList[] {
  const held = name === undefined ? undefined : variables.get(name);
  if (held === undefined) return [];
  if (held.state === 'known') return [wordList(splitWords(held.value), originPlace(held.origin))];
  const { kind: reason, text, at } = held.reason;
  return [{ words: [], at, open: { kind: 'unknown', reason, text, at } }];
}

/** Null where the variable is not set. */
function variableOf(option: ProgramOption | undefined, at: Location): Expression | undefined {
  return option?.env === undefined ? undefined : ifSet(option.env, at);
}
export function ifSet(name: string, at: Location): Expression {
  return { kind: 'fallback', mode: 'if-missing', options: [{ kind: 'env', name, at }, literal(null, at)], at };
}

// ---------------------------------------------------------------- the configuration file

type Configured = (name: string) => Expression | undefined;
const configurationsByFile = perObject((facts: FactIndex) =>
  groupBy(
    facts.of('bindings').filter(({ space }) => space === 'program-file'),
    ({ owner }) => owner,
  ),
);

function configurationFile(
  named: Expression | undefined,
  usual: readonly string[],
  { at, filesAt = () => [] }: StartedCommand,
  { facts, hasFile, environment }: CommandSurroundings,
): Configured | undefined {
  const unseen =
    (text: string, where: Location = at): Configured =>
    () => ({ kind: 'unknown', reason: 'not-in-scan', text, at: where });
  const path = named === undefined ? undefined : evaluate(named, environment);
  if (path?.state === 'unknown') return unseen(path.reason.text, path.reason.at);
  if (path !== undefined && (path.value === null || isLength(path.value))) return undefined;
  const paths = path === undefined ? usual : [configurationPath(String(path.value))];
  const file = paths.flatMap(filesAt).find(hasFile) ?? (path === undefined ? undefined : fileCalled(paths[0], facts));
  if (file === undefined) return path === undefined ? undefined : unseen(`the file ${paths[0]} is not in the scan`);
  const [fact] = configurationsByFile(facts).get(file) ?? [];
  return fact === undefined ? unseen(`what ${file} sets was not read`) : (name) => valueIn(fact, name);
}
/** Where nothing shows what is in the image: the only file under that folder and name. */
function fileCalled(path: string | undefined, facts: FactIndex): string | undefined {
  const end = path
    ?.split('/')
    .filter((part) => part !== '' && part !== '.')
    .slice(-2)
    .join('/');
  if (end === undefined || !end.includes('/')) return undefined;
  const [only, ...others] = [...configurationsByFile(facts).keys()].filter((file) => `/${file}`.endsWith(`/${end}`));
  return others.length === 0 ? only : undefined;
}
/** gunicorn and Hypercorn also take `file:` and `python:` with the name of a module. */
function configurationPath(text: string): string {
  const [, kind, rest = ''] = /^(file|python):(.*)$/s.exec(text) ?? [];
  return kind === 'file' ? rest : kind === 'python' ? `${rest.replaceAll('.', '/')}.py` : text;
}
function valueIn({ names }: BindingsFact, name: string): Expression | undefined {
  return (Object.hasOwn(names, name) ? names[name]?.at(-1) : undefined) ?? names['*']?.[0];
}
