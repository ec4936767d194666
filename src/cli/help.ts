// The text of --help, for hoplint as a whole and for each command.
import { wrapText } from '../reporters/wrap.js';
import { version } from '../version.js';
import { type CommandSpec, commandOf, commands } from './command-table.js';
import type { OptionSpec } from './options.js';
import { usageLine } from './read-arguments.js';

const exitCodes = [
  ['0', 'nothing at or above the threshold of --fail-on'],
  ['1', 'findings'],
  ['2', 'a mistake in usage or configuration'],
  ['3', 'an internal error, naming the rule or parser'],
] as const;

export function helpText(width: number): string {
  const lint = commandOf('lint');
  return [
    wrapText(
      `hoplint ${version}: reads every hop between a user's click and the process that answers it, and says where two timeouts contradict each other.`,
      width,
    ),
    section(
      'Commands',
      commands.map((command) => [usageLine(command), command.summary]),
      width,
    ),
    ...optionSections(lint.options, width),
    section('Examples', lint.examples, width),
    section('Exit codes', exitCodes, width),
    `${wrapText('hoplint COMMAND --help says more about a command. Pages: https://github.com/hoplint/hoplint', width)}\n`,
  ].join('\n\n');
}

export function commandHelp(command: CommandSpec, width: number): string {
  const parts = [
    `Usage: ${usageLine(command)}`,
    ...[command.summary, ...command.about].map((each) => wrapText(each, width)),
    ...optionSections(command.options, width),
  ];
  if (command.examples.length > 0) parts.push(section('Examples', command.examples, width));
  if (command.name === 'lint') parts.push(section('Exit codes', exitCodes, width));
  return `${parts.join('\n\n')}\n`;
}

function optionSections(options: readonly OptionSpec[], width: number): readonly string[] {
  const groups = [...new Set(options.map((option) => option.group))];
  return groups.map((group) =>
    section(
      group,
      options.filter((option) => option.group === group).map((option) => [spelled(option), described(option)]),
      width,
    ),
  );
}
function spelled({ name, short, value }: OptionSpec): string {
  const long = value === undefined ? `--${name}` : `--${name} ${value}`;
  return short === undefined ? long : `-${short}, ${long}`;
}
function described(option: OptionSpec): string {
  const choices = option.choices === undefined ? '' : ` One of ${option.choices.join(', ')}.`;
  const many = option.repeatable === true && option.name !== 'format' ? ' Repeatable.' : '';
  const standard = option.default === undefined ? '' : ` Default: ${option.default}.`;
  return `${option.text}${choices}${many}${standard}`;
}

/** Two columns; a left cell that is too long has the right one below it. */
function section(title: string, rows: readonly (readonly [string, string])[], width: number): string {
  const column = Math.min(26, Math.max(...rows.map(([left]) => left.length))) + 4;
  const indent = ' '.repeat(column);
  const lines = rows.map(([left, right]) => {
    const body = wrapText(right, width, indent);
    const head = `  ${left}`;
    return head.length + 2 > column ? `${head}\n${body}` : `${head.padEnd(column)}${body.slice(column)}`;
  });
  return [title, ...lines].join('\n');
}
