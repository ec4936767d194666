// Completion scripts for three shells, all from the table of commands and options.
import { type CommandSpec, commandNames, commands } from './command-table.js';
import { type OptionSpec, severityChoices, shells } from './options.js';

export interface CompletionNames {
  readonly rules: readonly string[];
  readonly products: readonly string[];
}

/** What may follow an option. Undefined for anything, `files` for paths. */
function valuesOf(option: OptionSpec, names: CompletionNames): readonly string[] | 'files' | undefined {
  if (option.choices !== undefined) return option.choices;
  if (option.completes === 'rule') return names.rules.flatMap((id) => severityChoices.map((each) => `${id}=${each}`));
  return option.completes === undefined ? undefined : 'files';
}
function operandsOf(command: CommandSpec, names: CompletionNames): readonly string[] {
  switch (command.operand) {
    case 'rule':
      return names.rules;
    case 'product':
      return names.products;
    case 'shell':
      return shells;
    default:
      return [];
  }
}
function spellings(option: OptionSpec): readonly string[] {
  return [...(option.short === undefined ? [] : [`-${option.short}`]), `--${option.name}`];
}
/** Inside single quotes of any of the three shells. */
function quoted(text: string, apostrophe: string): string {
  return `'${text.replaceAll("'", apostrophe)}'`;
}

// ---------------------------------------------------------------- bash

export function bashCompletions(names: CompletionNames): string {
  return [
    '# bash completions of hoplint, written by `hoplint completions bash`',
    '_hoplint() {',
    '  local cur prev command word',
    '  cur="${COMP_WORDS[COMP_CWORD]}"',
    '  prev="${COMP_WORDS[COMP_CWORD-1]}"',
    '  # readline splits --option=value and ID=SEVERITY at the =',
    '  if [[ "$cur" == "=" ]]; then cur=""; elif [[ "$prev" == "=" ]]; then prev="${COMP_WORDS[COMP_CWORD-2]}"; fi',
    '  command=lint',
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    `    case "$word" in ${commandNames.join('|')}) command="$word"; break ;; esac`,
    '  done',
    '  case "$command:$prev" in',
    ...commands.flatMap((command) => command.options.flatMap((option) => bashValues(command, option, names))),
    '  esac',
    '  local words=""',
    '  case "$command" in',
    ...commands.map((command) => {
      const options = command.options.flatMap(spellings).join(' ');
      const operands = operandsOf(command, names).join(' ');
      return `    ${command.name}) if [[ "$cur" == -* ]]; then words="${options}"; else words="${operands}"; fi ;;`;
    }),
    '  esac',
    `  if (( COMP_CWORD == 1 )) && [[ "$cur" != -* ]]; then words="${commandNames.join(' ')}"; fi`,
    '  COMPREPLY=($(compgen -W "$words" -- "$cur"))',
    `  case "$command" in ${pathCommands().join('|')}) if [[ "$cur" != -* ]]; then COMPREPLY+=($(compgen -f -- "$cur")); fi ;; esac`,
    '}',
    'complete -o filenames -F _hoplint hoplint',
    '',
  ].join('\n');
}
function bashValues(command: CommandSpec, option: OptionSpec, names: CompletionNames): readonly string[] {
  if (option.value === undefined) return [];
  const values = valuesOf(option, names);
  const pattern = spellings(option)
    .map((each) => `${command.name}:${each}`)
    .join('|');
  if (values === undefined) return [`    ${pattern}) COMPREPLY=(); return ;;`];
  const reply = values === 'files' ? 'compgen -f -- "$cur"' : `compgen -W "${values.join(' ')}" -- "$cur"`;
  return [`    ${pattern}) COMPREPLY=($(${reply})); return ;;`];
}
function pathCommands(): readonly string[] {
  return commands
    .filter((command) => command.operand === 'path' || command.operand === 'rule')
    .map((command) => command.name);
}

// ---------------------------------------------------------------- zsh

export function zshCompletions(names: CompletionNames): string {
  const subcommands = commands.filter((command) => command.name !== 'lint');
  return [
    '#compdef hoplint',
    '# zsh completions of hoplint, written by `hoplint completions zsh`',
    '_hoplint() {',
    '  local command=lint word',
    '  for word in "${(@)words[2,CURRENT-1]}"; do',
    `    case "$word" in ${commandNames.join('|')}) command="$word"; break ;; esac`,
    '  done',
    '  if (( CURRENT == 2 )) && [[ "$words[CURRENT]" != -* ]]; then',
    '    local -a commands',
    `    commands=(${subcommands.map((command) => zshQuoted(`${command.name}:${command.summary}`)).join(' ')})`,
    "    _describe 'command' commands",
    '  fi',
    '  case "$command" in',
    ...commands.map((command) => `    ${command.name}) _arguments -s ${zshArguments(command, names).join(' ')} ;;`),
    '  esac',
    '}',
    '_hoplint "$@"',
    '',
  ].join('\n');
}
function zshArguments(command: CommandSpec, names: CompletionNames): readonly string[] {
  const options = command.options.flatMap((option) => {
    const text = zshEscaped(option.text);
    const many = option.repeatable === true ? '*' : '';
    return spellings(option).map((spelling) => zshQuoted(`${many}${spelling}[${text}]${zshValue(option, names)}`));
  });
  const values = operandsOf(command, names);
  const operand =
    values.length > 0 ? zshQuoted(`*:${command.operand}:(${values.join(' ')})`) : zshQuoted('*:path:_files');
  const first = command.name === 'lint' ? [] : [zshQuoted(`1:command:(${command.name})`)];
  return command.operand === 'none' ? [...options, ...first] : [...options, ...first, operand];
}
function zshValue(option: OptionSpec, names: CompletionNames): string {
  if (option.value === undefined) return '';
  const values = valuesOf(option, names);
  const action = values === undefined ? ' ' : values === 'files' ? '_files' : `(${values.join(' ')})`;
  return `:${zshEscaped(option.value)}:${action}`;
}
function zshEscaped(text: string): string {
  return text.replace(/[[\]:\\]/g, (character) => `\\${character}`);
}
function zshQuoted(text: string): string {
  return quoted(text, "'\\''");
}

// ---------------------------------------------------------------- fish

export function fishCompletions(names: CompletionNames): string {
  const others = commandNames.filter((name) => name !== 'lint').join(' ');
  const lines = [
    '# fish completions of hoplint, written by `hoplint completions fish`',
    ...commands
      .filter((command) => command.name !== 'lint')
      .map(
        (command) => `complete -c hoplint -n __fish_is_first_arg -a ${command.name} -d ${fishQuoted(command.summary)}`,
      ),
  ];
  for (const command of commands) {
    const when =
      command.name === 'lint'
        ? `not __fish_seen_subcommand_from ${others}`
        : `__fish_seen_subcommand_from ${command.name}`;
    const start = `complete -c hoplint -n ${fishQuoted(when)}`;
    for (const option of command.options) lines.push(`${start} ${fishOption(option, names)}`);
    const operands = operandsOf(command, names);
    if (operands.length > 0) lines.push(`${start} -f -a ${fishQuoted(operands.join(' '))}`);
  }
  return `${lines.join('\n')}\n`;
}
function fishOption(option: OptionSpec, names: CompletionNames): string {
  const short = option.short === undefined ? '' : `-s ${option.short} `;
  const values = valuesOf(option, names);
  const value =
    option.value === undefined
      ? ''
      : values === 'files'
        ? ' -r -F'
        : values === undefined
          ? ' -x'
          : ` -x -a ${fishQuoted(values.join(' '))}`;
  return `${short}-l ${option.name}${value} -d ${fishQuoted(option.text)}`;
}
function fishQuoted(text: string): string {
  return quoted(text.replaceAll('\\', '\\\\'), "\\'");
}
