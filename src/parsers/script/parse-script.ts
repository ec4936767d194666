// Reads a shell script for its end: the command it becomes or waits for, and the signals it traps.
import type { FileFacts, ScriptEnd, ScriptFact, Text } from '../../model/facts.js';
import { pointAt } from '../../model/location.js';
import { readShell, type ShellCommand } from '../../model/shell.js';
import { present } from '../kit/node-reader.js';
import { readSuppressions } from '../kit/suppressions.js';
import { LineIndex } from '../kit/text.js';
import type { Parser, SourceText } from '../parser.js';

/** Entry scripts are short; a longer one is an installer. */
const longest = 256 * 1024;

export const parser: Parser = { parse: parseScript };

export function parseScript(file: SourceText): FileFacts {
  if (file.text.length > longest) {
    const message = `The script is larger than ${longest / 1024} KB.`;
    const problem = { kind: 'skipped', code: 'too-large', message, at: pointAt(file.path, 1) } as const;
    return { file: file.path, facts: [], problems: [problem], suppressions: [] };
  }
  const lines = new LineIndex(file.text);
  const reading = readShell(file.text);
  const fact = readScript(file, lines, reading.commands, reading.complete);
  return {
    file: file.path,
    facts: [fact],
    problems: [],
    suppressions: readSuppressions(file.path, reading.comments, lines),
  };
}

function readScript(
  file: SourceText,
  lines: LineIndex,
  commands: readonly ShellCommand[],
  complete: boolean,
): ScriptFact {
  const place = (command: ShellCommand): ScriptEnd['at'] => lines.location(file.path, command.start, command.end);
  const end = (command: ShellCommand): ScriptEnd => {
    const handsOver = isExec(command) && command.before !== '|' && command.after !== '|' && command.before !== '&';
    return {
      command: spelled(command, file.text),
      exec: handsOver,
      ...(command.before === '&' ? { background: true } : {}),
      at: place(command),
    };
  };
  const { last, otherwise } = complete ? findEnds(commands, file.text) : { last: undefined, otherwise: [] };
  return {
    kind: 'script',
    at: lines.location(file.path, 0, file.text.length),
    interpreter: interpreterOf(file.text),
    ...present({
      last: last === undefined ? undefined : end(last),
      otherwise: otherwise.length === 0 ? undefined : otherwise.map(end),
    }),
    traps: commands.flatMap((command): Text[] => {
      const action = trapOfTerm(command);
      return action === undefined ? [] : [{ text: action, at: place(command) }];
    }),
  };
}

interface Ends {
  readonly last: ShellCommand | undefined;
  readonly otherwise: readonly ShellCommand[];
}

function findEnds(commands: readonly ShellCommand[], text: string): Ends {
  const run = commands.filter((command) => !command.inFunction && command.words.length > 0);
  const final = run.findIndex((command) => command.depth === 0 && isExec(command) && !isConditional(command));
  const reached = final < 0 ? run : run.slice(0, final + 1);
  const conditional = reached.filter(
    (command) => isExec(command) && (command.depth > 0 || isConditional(command)) && !restartsItself(command),
  );
  const last = reached.at(-1);
  if (last === undefined) return { last: undefined, otherwise: conditional };
  if (final >= 0) return { last, otherwise: conditional };
  if (last.depth > 0 || isConditional(last)) return endOfBranches(conditional, reached);
  const settled = last.words[0]?.text === 'wait' ? onlyBackground(reached) : headOfPipeline(last, reached);
  const hidden = settled === undefined || isFunction(settled, text) || endsNothing(settled);
  return { last: hidden ? undefined : settled, otherwise: conditional };
}

/** Every branch that leaves the script does it with the same words: then no condition matters. */
function endOfBranches(conditional: readonly ShellCommand[], reached: readonly ShellCommand[]): Ends {
  const first = conditional.at(-1);
  const depth = reached.at(-1)?.depth;
  if (first === undefined || reached.at(-1) !== first || depth !== 1)
    return { last: undefined, otherwise: conditional };
  const same = conditional.every((each) => wordsOf(each) === wordsOf(first));
  return same && conditional.length > 1 ? { last: first, otherwise: [] } : { last: undefined, otherwise: conditional };
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

const wordsOf = (command: ShellCommand): string => command.words.map((word) => word.text).join('\0');
const isConditional = (command: ShellCommand): boolean => command.after === '&&' || command.after === '||';

function isExec(command: ShellCommand): boolean {
  return command.words[0]?.text === 'exec' && handedOver(command) > 0;
}
/** Index of the program behind `exec` and its options. */
function handedOver(command: ShellCommand): number {
  if (command.words[0]?.text !== 'exec') return 0;
  let index = 1;
  while (command.words[index]?.text.startsWith('-') === true) index += command.words[index]?.text === '-a' ? 2 : 1;
  return index < command.words.length ? index : -1;
}
/** `exec gosu user "$0" "$@"`: the same script again, as another user. */
const restartsItself = (command: ShellCommand): boolean =>
  command.words.some((word) => /^\$\{?(?:0|BASH_SOURCE)\b/.test(word.text));

function spelled(command: ShellCommand, text: string): string {
  const first = command.words[Math.max(handedOver(command), 0)];
  return text.slice(first?.start ?? command.start, command.end).replace(/[ \t]*\\\r?\n\s*/g, ' ');
}

function isFunction(command: ShellCommand, text: string): boolean {
  const name = command.words[0]?.text;
  if (name === undefined || !/^[\w.-]+$/.test(name)) return false;
  const escaped = name.replaceAll('.', '\\.');
  return new RegExp(`^[ \\t]*(?:function[ \\t]+${escaped}\\b|${escaped}[ \\t]*\\(\\s*\\))`, 'm').test(text);
}
const endsNothing = (command: ShellCommand): boolean =>
  /^(?:exit|return|echo|printf|true|set|trap|cd|export|popd)$/.test(command.words[0]?.text ?? '');

/** What a script does by itself when it is told to stop. */
function trapOfTerm(command: ShellCommand): string | undefined {
  const [name, action, ...signals] = command.words.map((word) => word.text);
  if (name !== 'trap' || action === undefined || action === '-') return undefined;
  return signals.some((signal) => /^(?:SIG)?TERM$|^15$|^EXIT$|^0$/i.test(signal)) ? action : undefined;
}

/** `bash` of `#!/usr/bin/env bash`; `dumb-init sh` where an init is named as the interpreter. */
function interpreterOf(text: string): string {
  const line = /^\uFEFF?#!([^\n]*)/.exec(text)?.[1]?.trim();
  if (line === undefined) return 'sh';
  const names = line
    .split(/\s+/)
    .filter((word) => !word.startsWith('-') && !word.includes('='))
    .map((word) => word.slice(word.lastIndexOf('/') + 1));
  const words = names[0] === 'env' ? names.slice(1) : names;
  return words.length === 0 ? 'sh' : words.join(' ');
}
