// Where shell text leads: the command it ends in, whether the shell can hand over to it, and what it may do instead.
import { readShell, type ShellCommand } from './shell.js';

/**
 * - `exec`: replaced by the command because it says `exec`
 * - `last`: a plain last command of a `-c` line; shells that optimise hand over to it
 * - `stays`: the shell waits: a pipe, a background command, something behind it
 */
export type HandOver = 'exec' | 'last' | 'stays';

export interface ShellEnd {
  /** The command without `exec`, as written, on one line. */
  readonly text: string;
  readonly words: readonly string[];
  readonly hands: HandOver;
  /** bash does not hand over to a command with a redirection. */
  readonly redirected: boolean;
  readonly background: boolean;
  readonly start: number;
  readonly end: number;
  /** Folder that an unconditional `cd` in front of it leads to. */
  readonly directory?: string;
}
export interface ShellEnds {
  /** Absent when conditions decide, a function hides it, or nothing is started at all. */
  readonly last?: ShellEnd;
  /** Commands it hands over to under a condition. */
  readonly otherwise: readonly ShellEnd[];
}

export function endsOfShell(text: string): ShellEnds {
  const { commands, complete } = readShell(text);
  if (!complete) return { otherwise: [] };
  const run = commands.filter((command) => !command.inFunction && command.words.length > 0);
  const describe = (command: ShellCommand): ShellEnd => describeEnd(command, run, text);
  const final = run.findIndex((command) => command.depth === 0 && isExec(command) && !isConditional(command, run));
  const reached = final < 0 ? run : run.slice(0, final + 1);
  const conditional = reached.filter(
    (command) => isExec(command) && (command.depth > 0 || isConditional(command, run)) && !restartsItself(command),
  );
  const settled = final >= 0 ? reached.at(-1) : lastOf(reached, conditional, text);
  const otherwise = conditional.filter((command) => command !== settled).map(describe);
  if (settled === undefined) return { otherwise };
  const agree = otherwise.every((each) => each.words.join('\0') === describe(settled).words.join('\0'));
  return { last: describe(settled), otherwise: agree ? [] : otherwise };
}

function lastOf(
  reached: readonly ShellCommand[],
  conditional: readonly ShellCommand[],
  text: string,
): ShellCommand | undefined {
  const last = reached.findLast((command) => !endsNothing(command));
  if (last === undefined) return undefined;
  if (last.depth > 0 || isConditional(last, reached)) return endOfBranches(last, conditional);
  const settled = last.words[0]?.text === 'wait' ? onlyBackground(reached) : headOfPipeline(last, reached);
  return settled === undefined || isFunction(settled, text) ? undefined : settled;
}

/** Every branch leaves with the same words: then no condition matters. */
function endOfBranches(last: ShellCommand, conditional: readonly ShellCommand[]): ShellCommand | undefined {
  if (last.depth !== 1 || conditional.length < 2 || conditional.at(-1) !== last) return undefined;
  return conditional.every((each) => wordsOf(each) === wordsOf(last)) ? last : undefined;
}
function onlyBackground(commands: readonly ShellCommand[]): ShellCommand | undefined {
  const started = commands.filter((command) => command.before === '&' && command.depth === 0);
  return started.length === 1 ? started[0] : undefined;
}
function headOfPipeline(last: ShellCommand, commands: readonly ShellCommand[]): ShellCommand {
  let index = commands.indexOf(last);
  while (index > 0 && commands[index]?.after === '|') index--;
  return commands[index] ?? last;
}

function describeEnd(command: ShellCommand, run: readonly ShellCommand[], text: string): ShellEnd {
  const from = Math.max(programIndex(command), 0);
  const first = command.words[from];
  const piped = command.before === '|' || command.after === '|';
  const background = command.before === '&';
  const alone = !piped && !background;
  const isLast = run.at(-1) === command;
  const directory = directoryBefore(command, run);
  return {
    text: text.slice(first?.start ?? command.start, command.end).replace(/(?<![ \t])[ \t]*\\\r?\n\s*/g, ' '),
    words: command.words.slice(from).map((word) => word.text),
    hands: isExec(command) && alone ? 'exec' : alone && isLast && command.depth === 0 ? 'last' : 'stays',
    redirected: command.redirected,
    background,
    start: command.start,
    end: command.end,
    ...(directory === undefined ? {} : { directory }),
  };
}

function directoryBefore(command: ShellCommand, run: readonly ShellCommand[]): string | undefined {
  const moves = run.slice(0, run.indexOf(command)).filter((each) => each.words[0]?.text === 'cd' && each.depth === 0);
  let directory: string | undefined;
  for (const move of moves) {
    const target = move.words[1];
    if (target === undefined || target.expands || target.text.startsWith('~')) return undefined;
    const text = target.text;
    directory = text.startsWith('/') || directory === undefined ? text : `${directory}/${text}`;
  }
  return directory;
}

const wordsOf = (command: ShellCommand): string => command.words.map((word) => word.text).join('\0');

/** Behind `||`, or behind `&&` when the chain begins with a test. A chain of work (`migrate && serve`) is no condition. */
function isConditional(command: ShellCommand, run: readonly ShellCommand[]): boolean {
  if (command.after === '||') return true;
  if (command.after !== '&&') return false;
  let index = run.indexOf(command);
  while (index > 0 && run[index]?.after === '&&') index--;
  const head = run[index]?.words[0]?.text ?? '';
  return /^(?:\[{1,2}|test|command|which|type|grep|!)$/.test(head) || run[index]?.after === '||';
}

function isExec(command: ShellCommand): boolean {
  return command.words[0]?.text === 'exec' && programIndex(command) > 0;
}
/** Index of the program behind `exec` and its options; -1 when `exec` only redirects. */
function programIndex(command: ShellCommand): number {
  if (command.words[0]?.text !== 'exec') return 0;
  let index = 1;
  while (command.words[index]?.text.startsWith('-') === true) index += command.words[index]?.text === '-a' ? 2 : 1;
  return index < command.words.length ? index : -1;
}
/** `exec gosu user "$0" "$@"`: the same script again, as another user. */
const restartsItself = (command: ShellCommand): boolean =>
  command.words.some((word) => /^\$\{?(?:0|BASH_SOURCE)\b/.test(word.text));

function isFunction(command: ShellCommand, text: string): boolean {
  const name = command.words[0]?.text;
  if (name === undefined || !/^[\w.-]+$/.test(name)) return false;
  const escaped = name.replaceAll('.', '\\.');
  return new RegExp(`^[ \\t]*(?:function[ \\t]+${escaped}\\b|${escaped}[ \\t]*\\(\\s*\\))`, 'm').test(text);
}
/** Builtins that start nothing; what follows the server in a script is not where it ends. */
const endsNothing = (command: ShellCommand): boolean =>
  /^(?:exit|return|echo|printf|true|:|set|trap|cd|export|popd|exec)$/.test(command.words[0]?.text ?? '') &&
  !isExec(command);
