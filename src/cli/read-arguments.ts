// Turns the words of the command line into a command with checked options; every mistake is a sentence.
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { type CommandName, type CommandSpec, commandOf, commands } from './command-table.js';
import type { OptionSpec } from './options.js';
import { UsageError, unknownName } from './usage-error.js';

export interface Arguments {
  readonly command: CommandSpec;
  /** Whether the command was named. */
  readonly named: boolean;
  readonly operands: readonly string[];
  /** As they were given. */
  readonly words: readonly string[];
  has(option: string): boolean;
  /** The last value given. */
  one(option: string): string | undefined;
  all(option: string): readonly string[];
}

const everyOption = new Map(commands.flatMap((command) => command.options.map((option) => [option.name, option])));

export function readArguments(argv: readonly string[]): Arguments {
  const options: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
    [...everyOption.values()].map(({ name, short, value }) => [
      name,
      {
        type: value === undefined ? ('boolean' as const) : ('string' as const),
        multiple: true,
        ...(short === undefined ? {} : { short }),
      },
    ]),
  );
  const { tokens } = parseArgs({ args: [...argv], options, strict: false, allowPositionals: true, tokens: true });
  const ended = tokens.find((token) => token.kind === 'option-terminator')?.index;
  const words = tokens.filter((token) => token.kind === 'positional');
  const first = words[0];
  const name = first !== undefined && (ended === undefined || first.index < ended) ? nameOf(first.value) : undefined;
  const command = commandOf(name ?? 'lint');
  const operands = words.slice(name === undefined ? 0 : 1).map((token) => token.value);
  const values = new Map<string, string[]>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = optionOf(command, token.name, token.rawName, name !== undefined);
    const list = values.get(option.name);
    const value = checkedValue(option, token.value, token.inlineValue === true, token.rawName);
    if (list === undefined) values.set(option.name, [value]);
    else list.push(value);
  }
  if (!values.has('help') && !values.has('version') && command.most !== undefined && operands.length > command.most) {
    const extra = operands[command.most];
    throw new UsageError(`hoplint ${command.name} takes no "${extra}"; usage: ${usageLine(command)}`);
  }
  return {
    command,
    named: name !== undefined,
    operands,
    words: argv,
    has: (option) => values.has(option),
    one: (option) => values.get(option)?.at(-1),
    all: (option) => values.get(option) ?? [],
  };
}

export function usageLine(command: CommandSpec): string {
  return ['hoplint', ...(command.name === 'lint' ? [] : [command.name]), command.usage].join(' ').trimEnd();
}
function nameOf(word: string): CommandName | undefined {
  return commands.find((command) => command.name === word)?.name;
}

function optionOf(command: CommandSpec, name: string, rawName: string, named: boolean): OptionSpec {
  const own = command.options.find((option) => option.name === name);
  if (own !== undefined) return own;
  if (everyOption.has(name)) {
    const owners = commands.filter((each) => each.options.some((option) => option.name === name));
    const others = owners.map((each) => `hoplint ${each.name}`).join(', ');
    throw new UsageError(
      `${named ? `hoplint ${command.name}` : 'hoplint'} has no option ${rawName}; it belongs to ${others}.`,
    );
  }
  throw unknownName(
    'option',
    rawName,
    command.options.map((option) => `--${option.name}`),
  );
}

function checkedValue(option: OptionSpec, value: string | undefined, inline: boolean, rawName: string): string {
  if (option.value === undefined) {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value.`);
    return '';
  }
  const looksLikeOption = !inline && value !== undefined && value.startsWith('-') && value !== '-';
  if (value === undefined || value === '' || looksLikeOption) {
    throw new UsageError(`${rawName} needs a value: ${rawName} ${option.value}.`);
  }
  if (option.choices === undefined) return value;
  const chosen = option.name === 'format' && option.repeatable === true ? (value.split('=')[0] ?? '') : value;
  if (option.choices.includes(chosen)) return value;
  throw unknownName(option.name === 'format' ? 'format' : `value of ${rawName}`, chosen, option.choices);
}
