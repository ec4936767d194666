// Where shell text leads: the command it ends in, whether the shell can hand over to it, and what it may do instead.
import { readShell, type ShellCommand, spellWords } from './shell.js';
import { gatheredFor, withGathered } from './shell-options.js';
import { isConditional, type ShellVariable, variablesFor } from './shell-variables.js';

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
  /** What it finds in its environment besides. */
  readonly variables: readonly ShellVariable[];
}
export interface ShellEnds {
  /** Absent when conditions decide, a function hides it, or nothing is started at all. */
  readonly last?: ShellEnd;
  /** Commands it hands over to under a condition. */
  readonly otherwise: readonly ShellEnd[];
  /** Commands it leaves in the background on the way, under no condition. */
  readonly beside: readonly ShellEnd[];
}
/** Nobody starts more of them by hand. */
const mostBeside = 12;

/** `whole`: where functions are defined, when the text is only a part of a script. */
export function endsOfShell(text: string, whole = text, depth = 0): ShellEnds {
  const { commands, complete } = readShell(text);
  if (!complete) return { otherwise: [], beside: [] };
  const run = commands.filter((command) => !command.inFunction && command.words.length > 0);
  const describe = (command: ShellCommand): ShellEnd => describeEnd(command, run, commands, text);
  const final = run.findIndex((command) => command.depth === 0 && isExec(command) && !isConditional(command, run));
  const reached = final < 0 ? run : run.slice(0, final + 1);
  const conditional = reached.filter(
    (command) => isExec(command) && (command.depth > 0 || isConditional(command, run)) && !restartsItself(command),
  );
  const settled = final >= 0 ? reached.at(-1) : lastOf(reached, conditional);
  const otherwise = conditional.filter((command) => command !== settled).map(describe);
  const beside = reached
    .filter((each) => each !== settled && each.before === '&' && each.depth === 0 && !isConditional(each, run))
    .slice(0, mostBeside)
    .map(describe);
  if (settled === undefined) return { otherwise, beside };
  if (definition(settled.words[0]?.text ?? '')?.test(whole) === true) {
    const last = depth < deepestCall ? endOfCall(settled, describe(settled), whole, depth) : undefined;
    return { ...(last && { last }), otherwise, beside };
  }
  const agree = otherwise.every((each) => each.words.join('\0') === describe(settled).words.join('\0'));
  return { last: describe(settled), otherwise: agree ? [] : otherwise, beside };
}

function lastOf(reached: readonly ShellCommand[], conditional: readonly ShellCommand[]): ShellCommand | undefined {
  const last = reached.findLast((command) => !endsNothing(command));
  if (last === undefined) return undefined;
  if (last.depth > 0 || isConditional(last, reached)) return endOfBranches(last, conditional);
  const settled = last.words[0]?.text === 'wait' ? onlyBackground(reached) : headOfPipeline(last, reached);
  return settled;
}

/** Functions that call each other without end are no script that anybody runs. */
const deepestCall = 4;

/** Where the body of a function leads that is called last; it has to get all arguments or use none. */
function endOfCall(call: ShellCommand, outer: ShellEnd, whole: string, depth: number): ShellEnd | undefined {
  const body = bodyOf(call.words[0]?.text ?? '', whole);
  const inner = body === undefined ? undefined : endsOfShell(body, whole, depth + 1);
  const end = inner?.last;
  if (end === undefined || inner?.otherwise.length !== 0) return undefined;
  const passed = call.words.slice(1).map((word) => word.text);
  const passesAll = passed.length === 1 && /^\$[@*]$/.test(passed[0] ?? '');
  if (!passesAll && end.words.some((word) => /\$\{?[@*\d]/.test(word))) return undefined;
  const directory = end.directory ?? outer.directory;
  return {
    ...end,
    hands: end.hands === 'exec' && outer.hands !== 'stays' ? 'exec' : 'stays',
    background: end.background || outer.background,
    variables: [...outer.variables, ...end.variables],
    ...(directory === undefined ? {} : { directory }),
  };
}
/** From the line of its name to the brace that stands below that line, at its place. */
function bodyOf(name: string, text: string): string | undefined {
  const found = definition(name)?.exec(text);
  if (found === null || found === undefined) return undefined;
  const head = text.indexOf('\n', found.index);
  const line = text.slice(found.index, head < 0 ? text.length : head);
  if (head < 0 || !line.trimEnd().endsWith('{')) return undefined;
  const margin = /^[ \t]*/.exec(line)?.[0] ?? '';
  const close = text.indexOf(`\n${margin}}`, head);
  return close < 0 ? undefined : ' '.repeat(head + 1) + text.slice(head + 1, close + 1);
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

function describeEnd(
  command: ShellCommand,
  run: readonly ShellCommand[],
  commands: readonly ShellCommand[],
  text: string,
): ShellEnd {
  const from = Math.max(programIndex(command), 0);
  const first = command.words[from];
  const piped = command.before === '|' || command.after === '|';
  const background = command.before === '&';
  const alone = !piped && !background;
  const isLast = run.at(-1) === command;
  const directory = directoryBefore(command, run);
  const started = command.words.slice(from);
  const words = withGathered(started, text, gatheredFor(command, commands));
  const isFilled = words.length !== started.length || words.some((word, index) => word !== started[index]?.text);
  const written = text.slice(first?.start ?? command.start, command.end);
  return {
    text:
      isFilled && !words.some((word) => /['"\\#`]/.test(word))
        ? spellWords(words)
        : written.replace(/(?<![ \t])[ \t]*\\\r?\n\s*/g, ' '),
    words,
    hands: isExec(command) && alone ? 'exec' : alone && isLast && command.depth === 0 ? 'last' : 'stays',
    redirected: command.redirected,
    background,
    start: command.start,
    end: command.end,
    variables: variablesFor(command, commands),
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

function definition(name: string): RegExp | undefined {
  if (name.length > longestName || !/^[\w.-]+$/.test(name)) return undefined;
  const escaped = name.replaceAll('.', '\\.');
  return new RegExp(`^[ \\t]*(?:function[ \\t]+${escaped}\\b|${escaped}[ \\t]*\\(\\s*\\))`, 'm');
}
/** No function of a script has a longer one; a pattern of some ten thousand characters is refused. */
const longestName = 300;
/** Builtins that start nothing; what follows the server in a script is not where it ends. */
const endsNothing = (command: ShellCommand): boolean =>
  /^(?:exit|return|echo|printf|true|:|set|trap|cd|export|popd|exec)$/.test(command.words[0]?.text ?? '') &&
  !isExec(command);
